// The room client/api: the way to a daemon from C++. It knows the API's messages and gRPC, and of
// the engine nothing but engine/base. Callers: the command line, and programs of others.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "vedette/v1/alarm_service.grpc.pb.h"
#include "vedette/v1/health_service.grpc.pb.h"
#include "vedette/v1/log_service.grpc.pb.h"
#include "vedette/v1/monitoring_service.grpc.pb.h"

namespace vedette::client {

struct ConnectionOptions {
  std::string address = "127.0.0.1:50051";
  std::string token;  // bearer token, "" = none
  bool tls = false;
  std::string ca_file;                // PEM; "" = the system's certificates
  base::milliseconds timeout{15000};  // of one unary call
};

// A connection to one daemon, opened with the first call. Synchronised: any thread may call. A
// proxy of the environment is not used.
class Connection {
 public:
  // kInvalidArgument when the certificate file cannot be read.
  static base::Result<std::unique_ptr<Connection>> Create(const ConnectionOptions& options);

  v1::MonitoringService::Stub& monitoring() { return *monitoring_; }
  v1::AlarmService::Stub& alarms() { return *alarms_; }
  v1::HealthService::Stub& health() { return *health_; }
  v1::LogService::Stub& logs() { return *logs_; }
  const std::string& address() const { return options_.address; }

  // Makes `context` carry the token, and the deadline unless it is for a stream.
  void Prepare(grpc::ClientContext& context, bool deadline = true) const;

  // One unary call, with the token and the deadline: Call(stub, &Stub::Method, request, &response).
  template <typename Stub, typename Request, typename Response>
  base::Status Call(Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response* response) const {
    grpc::ClientContext context;
    Prepare(context);
    return ToStatus((stub.*method)(&context, request, response));
  }

  // What went wrong, for people: which daemon could not be reached, each field that was refused,
  // how to get a token. The reason is "unreachable" where no daemon answered, else the one of the
  // daemon's ErrorInfo.
  base::Status ToStatus(const grpc::Status& status) const;

 private:
  Connection(ConnectionOptions options, const std::shared_ptr<grpc::Channel>& channel);

  const ConnectionOptions options_;
  const std::unique_ptr<v1::MonitoringService::Stub> monitoring_;
  const std::unique_ptr<v1::AlarmService::Stub> alarms_;
  const std::unique_ptr<v1::HealthService::Stub> health_;
  const std::unique_ptr<v1::LogService::Stub> logs_;
};

// Reason of a Status that no daemon answered.
inline constexpr char kUnreachable[] = "unreachable";

}  // namespace vedette::client
