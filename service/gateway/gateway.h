#pragma once

#include <memory>
#include <string>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/monitor/engine.h"
#include "service/gateway/http_server.h"
#include "service/rpc/call_guard.h"
#include "service/rpc/process_stats.h"
#include "service/store/event_store.h"

namespace grpc {
class Channel;
}

namespace vedette::gateway {

class Site;

// What the gateway stands on. All must outlive it.
struct GatewayParts {
  const rpc::CallGuard& guard;
  const base::Clock& clock;
  const monitor::Engine& engine;
  const store::EventStore& store;
  rpc::ProcessStats& process;
};

struct GatewayOptions {
  HttpServerOptions http{};
  // Whether callers prove themselves by tokens. Without, the machine's own users are believed, and
  // so web pages of other origins are refused.
  bool tokens_required = false;
  std::string version;  // for the page at /
};

// The daemon's HTTP port: the API as REST, and `/`, `/livez`, `/readyz`, `/metrics`. Synchronised.
//
// Order at the end: SetReady(false), Drain, StreamHub::Stop (open watches get their last word),
// Stop, and only then ServerHost::Stop.
class Gateway {
 public:
  // Listens and serves. kUnavailable (reason "port") when it can't. `channel` is
  // ServerHost::InProcessChannel's. Not ready until SetReady(true).
  static base::Result<std::unique_ptr<Gateway>> Start(const GatewayOptions& options,
                                                      const GatewayParts& parts,
                                                      std::shared_ptr<grpc::Channel> channel);
  ~Gateway();

  int port() const;
  // What /readyz says.
  void SetReady(bool ready);
  // No new connections; open ones end with their present answer. Does not block.
  void Drain();
  // Drain, waits up to `grace`, then breaks off what is still answered. Idempotent.
  void Stop(base::milliseconds grace);

 private:
  Gateway();

  std::unique_ptr<Site> site_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace vedette::gateway
