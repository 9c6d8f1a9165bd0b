#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"

namespace grpc {
class Channel;
class Server;
class Service;
}  // namespace grpc

namespace vedette::rpc {

struct ServerOptions {
  std::string address = "127.0.0.1";
  int port = 0;  // 0 = any free one, see ServerHost::port
  int max_message_bytes = 4 << 20;
  int max_threads = 64;  // for unary calls; a call beyond them is refused with RESOURCE_EXHAUSTED
};

// The gRPC server: the services given, reflection, and grpc.health.v1 with "" (liveness),
// "vedette.v1.MonitoringService" and "readiness". Synchronised.
//
// Order at the end: SetReady(false), StreamHub::Stop (a watch that is not finished keeps Stop
// waiting until its deadline), Stop, then the engine and the stores.
class ServerHost {
 public:
  // Binds and serves. kUnavailable (reason "grpc_port") naming address and port when it can't; the
  // port is not shared with another process (no SO_REUSEPORT). `services` must outlive the host.
  // Not ready until SetReady(true).
  static base::Result<std::unique_ptr<ServerHost>> Start(
      const ServerOptions& options, const std::vector<grpc::Service*>& services);
  ~ServerHost();

  int port() const { return port_; }

  // What the health service says of "vedette.v1.MonitoringService" and "readiness"; "" serves from
  // Start to Stop.
  void SetReady(bool ready);

  // Calls through it pass the same guard and limits as those from the network, and may say in
  // kForwardedPeer on whose behalf they come. Gone after Stop.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // Refuses new calls, lets running ones finish, and breaks off those that have not after `grace`.
  // Idempotent.
  void Stop(base::milliseconds grace);

 private:
  ServerHost(std::unique_ptr<grpc::Server> server, int port);

  const int port_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace vedette::rpc
