#include "service/rpc/call_guard.h"

#include <arpa/inet.h>

#include <array>

#include "grpcpp/grpcpp.h"

namespace vedette::rpc {
namespace {

using auth::Role;

struct Rule {
  std::string_view method;
  Role role;
};

constexpr std::array kRules = {
    Rule{"grpc.health.v1.Health/Check", Role::kNone},
    Rule{"grpc.health.v1.Health/Watch", Role::kNone},
    Rule{"grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", Role::kNone},
    Rule{"vedette.v1.AlarmService/ListAlarms", Role::kViewer},
    Rule{"vedette.v1.AlarmService/ListEvents", Role::kViewer},
    Rule{"vedette.v1.HealthService/GetHealth", Role::kNone},
    Rule{"vedette.v1.LogService/CleanUp", Role::kAdmin},
    Rule{"vedette.v1.LogService/GetLogStats", Role::kViewer},
    Rule{"vedette.v1.MonitoringService/BatchCreateStreams", Role::kOperator},
    Rule{"vedette.v1.MonitoringService/BatchDeleteStreams", Role::kOperator},
    Rule{"vedette.v1.MonitoringService/CreateStream", Role::kOperator},
    Rule{"vedette.v1.MonitoringService/DeleteStream", Role::kOperator},
    Rule{"vedette.v1.MonitoringService/GetStats", Role::kAdmin},
    Rule{"vedette.v1.MonitoringService/GetStream", Role::kViewer},
    Rule{"vedette.v1.MonitoringService/GetThumbnail", Role::kViewer},
    Rule{"vedette.v1.MonitoringService/ListStreams", Role::kViewer},
    Rule{"vedette.v1.MonitoringService/PauseStream", Role::kOperator},
    Rule{"vedette.v1.MonitoringService/ProbeStream", Role::kOperator},
    Rule{"vedette.v1.MonitoringService/ResumeStream", Role::kOperator},
    Rule{"vedette.v1.MonitoringService/UpdateStream", Role::kOperator},
    Rule{"vedette.v1.MonitoringService/WatchStreams", Role::kViewer},
};

std::string Metadata(const grpc::ServerContextBase& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return {found->second.data(), found->second.size()};
}

// gRPC 1.51 calls the peer of an in-process call "unknown"; one on a socket always has its address.
bool IsInProcess(std::string_view peer) {
  return peer == "unknown" || peer.substr(0, 6) == "inproc";
}

}  // namespace

std::optional<Role> CallGuard::RequiredRole(std::string_view method) {
  for (const Rule& rule : kRules) {
    if (rule.method == method) return rule.role;
  }
  return std::nullopt;
}

base::Result<auth::Principal> CallGuard::Check(std::string_view method,
                                               const grpc::ServerContextBase& context) const {
  std::string peer = context.peer();
  if (IsInProcess(peer)) peer = Metadata(context, kForwardedPeer);
  return Check(method, Metadata(context, "authorization"), IsLoopbackPeer(peer));
}

base::Result<auth::Principal> CallGuard::Check(std::string_view method,
                                               std::string_view authorization,
                                               bool loopback) const {
  const std::optional<Role> required = RequiredRole(method);
  if (!required) {
    return base::Status(base::Code::kPermissionDenied, "method_not_allowed",
                        "this method is not open to anybody");
  }
  if (*required == Role::kNone) return auth::Principal{};
  auto caller = bearers_.Authenticate(authorization, loopback);
  if (!caller.ok()) return caller;
  VEDETTE_RETURN_IF_ERROR(auth::Authorize(*caller, *required));
  return caller;
}

bool IsLoopbackPeer(std::string_view peer) {
  for (const std::string_view scheme : {"ipv4:", "ipv6:"}) {
    if (peer.substr(0, scheme.size()) == scheme) peer.remove_prefix(scheme.size());
  }
  if (peer.substr(0, 5) == "unix:") return true;
  const size_t colon = peer.rfind(':');
  if (colon == std::string_view::npos) return false;
  std::string host(peer.substr(0, colon));
  // gRPC percent-encodes the brackets of an IPv6 address.
  if (host.rfind("%5B", 0) == 0 && host.size() > 6 && host.substr(host.size() - 3) == "%5D") {
    host = host.substr(3, host.size() - 6);
  } else if (!host.empty() && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6) != 1) return false;
  if (IN6_IS_ADDR_LOOPBACK(&v6)) return true;
  return IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127;
}

}  // namespace vedette::rpc
