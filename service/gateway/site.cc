#include "service/gateway/site.h"

#include "grpcpp/grpcpp.h"
#include "service/gateway/http_error.h"
#include "service/gateway/metrics.h"

namespace vedette::gateway {
namespace {

constexpr char kPlain[] = "text/plain; charset=utf-8";
constexpr char kPrometheus[] = "text/plain; version=0.0.4; charset=utf-8";

HttpResponse Page(std::string body, int status = 200, const char* type = kPlain) {
  HttpResponse response;
  response.status = status;
  response.content_type = type;
  response.body = std::move(body);
  return response;
}

// "http://host:port" against the Host header.
bool IsForeign(const HttpRequest& request) {
  const size_t scheme = request.origin.find("://");
  return !request.origin.empty() &&
         (scheme == std::string::npos || request.origin.substr(scheme + 3) != request.host);
}

// Adds what a browser needs to hand the answer to a page of another origin.
class CorsResponder final : public Responder {
 public:
  explicit CorsResponder(std::shared_ptr<Responder> to) : to_(std::move(to)) {}
  void Send(HttpResponse response) override { to_->Send(Allowed(std::move(response))); }
  void Begin(HttpResponse head) override { to_->Begin(Allowed(std::move(head))); }
  void Piece(std::string bytes) override { to_->Piece(std::move(bytes)); }
  void End() override { to_->End(); }

 private:
  static HttpResponse Allowed(HttpResponse response) {
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    return response;
  }
  const std::shared_ptr<Responder> to_;
};

std::string IndexText(const std::string& version, const RouteTable& routes) {
  std::string text = "Vedette " + version + " watches live streams.\n\n";
  text += "  GET     /livez    is the process alive\n";
  text += "  GET     /readyz   does it monitor\n";
  text += "  GET     /metrics  for Prometheus: from this machine, or with a token of a viewer\n\n";
  text += "The API (also as gRPC, package vedette.v1):\n\n";
  for (const Route& route : routes.routes()) {
    std::string method = route.http_method;
    method.resize(8, ' ');
    text += "  " + method + route.path.text() + "\n";
  }
  return text;
}

}  // namespace

Site::Site(const GatewayOptions& options, const GatewayParts& parts, RouteTable routes,
           std::shared_ptr<grpc::Channel> channel)
    : options_(options),
      parts_(parts),
      started_(parts.clock.Wall()),
      index_(IndexText(options.version, routes)),
      transcoder_(std::move(routes), std::move(channel), parts.guard) {}

std::shared_ptr<Exchange> Site::Handle(HttpRequest request, std::shared_ptr<Responder> responder) {
  HttpResponse response;
  if (Preflight(request, &response)) {
    responder->Send(std::move(response));
    return nullptr;
  }
  if (IsForeign(request)) responder = std::make_shared<CorsResponder>(std::move(responder));
  const std::string& path = request.path;
  const bool page = path == "/" || path == "/livez" || path == "/readyz" || path == "/metrics";
  if (!page) return transcoder_.Handle(std::move(request), std::move(responder));
  if (request.method != "GET" && request.method != "HEAD") {
    response = ErrorResponse(405, base::Status(base::Code::kUnimplemented, "method_not_allowed",
                                               "only GET and HEAD are allowed here"));
    response.headers.emplace_back("Allow", "GET, HEAD");
  } else if (path == "/") {
    response = Page(index_);
  } else if (path == "/livez") {
    response = Page("ok\n");
  } else if (path == "/readyz") {
    response = ready_ ? Page("ok\n") : Page("not ready\n", 503);
  } else {
    response = Metrics(request);
  }
  responder->Send(std::move(response));
  return nullptr;
}

HttpResponse Site::Metrics(const HttpRequest& request) const {
  if (!rpc::IsLoopbackPeer(request.peer)) {
    const auto caller = parts_.guard.Check("vedette.v1.MonitoringService/ListStreams",
                                           request.authorization, false);
    if (!caller.ok()) return ErrorResponse(caller.status());
  }
  MetricsInput input;
  input.streams = parts_.engine.List();
  input.engine = parts_.engine.Stats();
  input.process = parts_.process.Read(parts_.clock.Steady());
  input.cpu_seconds = ProcessCpuSeconds();
  input.started = started_;
  input.store_connected = parts_.store.connected();
  if (const HttpServer* server = server_.load()) {
    input.http_connections = server->connections();
    input.http_answers = server->Answers();
  }
  return Page(MetricsText(input), 200, kPrometheus);
}

bool Site::Preflight(const HttpRequest& request, HttpResponse* response) const {
  if (IsForeign(request) && !options_.tokens_required) {
    *response = ErrorResponse(
        base::Status(base::Code::kPermissionDenied, "foreign_origin",
                     "pages of other origins may call only when tokens are required (JWT_SECRET)"));
    return true;
  }
  if (request.method != "OPTIONS") return false;
  *response = Page("", 204, "");
  response->headers.emplace_back("Allow", "GET, HEAD, POST, PATCH, DELETE, OPTIONS");
  if (!request.origin.empty()) {
    response->headers.emplace_back("Access-Control-Allow-Origin", "*");
    response->headers.emplace_back("Access-Control-Allow-Methods",
                                   "GET, HEAD, POST, PATCH, DELETE");
    response->headers.emplace_back("Access-Control-Allow-Headers",
                                   "Authorization, Content-Type, Last-Event-ID");
    response->headers.emplace_back("Access-Control-Max-Age", "3600");
  }
  return true;
}

}  // namespace vedette::gateway
