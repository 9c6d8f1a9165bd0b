#include "service/rpc/server_host.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "grpc/health/v1/health.pb.h"

namespace vedette::rpc {
namespace {

constexpr char kMonitoring[] = "vedette.v1.MonitoringService";
constexpr char kReadiness[] = "readiness";

// "host:port", brackets around IPv6.
std::string Endpoint(const std::string& address, int port) {
  const bool v6 = address.find(':') != std::string::npos && address.front() != '[';
  return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

// Tries the address with a socket of our own, because gRPC does not say why it could not bind.
base::Status TryBind(const ServerOptions& options) {
  const auto failure = [&](const std::string& why) {
    return base::Unavailable(
        "grpc_port",
        "cannot listen on " + Endpoint(options.address, options.port) + " (gRPC): " + why);
  };
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(options.port);
  const int error = getaddrinfo(options.address.c_str(), port.c_str(), &hints, &found);
  if (error != 0) return failure(gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(found, freeaddrinfo);
  const int fd = socket(list->ai_family, list->ai_socktype | SOCK_CLOEXEC, 0);
  if (fd < 0) return failure(std::strerror(errno));
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const bool bound = bind(fd, list->ai_addr, list->ai_addrlen) == 0 && listen(fd, 1) == 0;
  const int why = errno;
  close(fd);
  return bound ? base::Status::Ok() : failure(std::strerror(why));
}

}  // namespace

base::Result<std::unique_ptr<ServerHost>> ServerHost::Start(
    const ServerOptions& options, const std::vector<grpc::Service*>& services) {
  if (base::Status bindable = TryBind(options); !bindable.ok()) return bindable;
  grpc::EnableDefaultHealthCheckService(true);
  // Keeps its descriptor in the program, or reflection could not describe the health service.
  (void)grpc::health::v1::HealthCheckRequest::descriptor();
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();

  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(Endpoint(options.address, options.port),
                           grpc::InsecureServerCredentials(), &port);
  for (grpc::Service* service : services) builder.RegisterService(service);
  builder.SetMaxReceiveMessageSize(options.max_message_bytes);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Clients that ping every 30 s must not be told "too_many_pings".
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 20000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  // Ours find watchers whose machine is gone.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 1000);
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
  grpc::ResourceQuota quota("vedette");
  quota.SetMaxThreads(options.max_threads);
  builder.SetResourceQuota(quota);

  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return base::Unavailable(
        "grpc_port", "cannot listen on " + Endpoint(options.address, options.port) + " (gRPC)");
  }
  std::unique_ptr<ServerHost> host(new ServerHost(std::move(server), port));
  host->SetReady(false);
  return host;
}

ServerHost::ServerHost(std::unique_ptr<grpc::Server> server, int port)
    : port_(port), server_(std::move(server)) {
  server_->GetHealthCheckService()->SetServingStatus("", true);
}

ServerHost::~ServerHost() { Stop(base::milliseconds(0)); }

void ServerHost::SetReady(bool ready) {
  auto* health = server_->GetHealthCheckService();
  health->SetServingStatus(kMonitoring, ready);
  health->SetServingStatus(kReadiness, ready);
}

std::shared_ptr<grpc::Channel> ServerHost::InProcessChannel() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);  // answers are our own: pages of large streams
  return server_->InProcessChannel(arguments);
}

void ServerHost::Stop(base::milliseconds grace) {
  server_->GetHealthCheckService()->Shutdown();
  server_->Shutdown(std::chrono::system_clock::now() + grace);
  server_->Wait();
}

}  // namespace vedette::rpc
