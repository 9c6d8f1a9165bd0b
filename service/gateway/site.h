#pragma once

#include <atomic>
#include <memory>

#include "service/gateway/gateway.h"
#include "service/gateway/http.h"
#include "service/gateway/transcoder.h"

namespace vedette::gateway {

// All that is answered over HTTP: the pages written by hand, and the transcoder for the rest.
// Synchronised.
//
// Pages: `/` names the API; `/livez` is 200 while the process serves; `/readyz` is 503 while it
// starts and stops; `/metrics` answers callers on this machine, and others with a viewer's token.
// Web pages of other origins: with tokens they may call (CORS), without them they may not.
class Site final : public Handler {
 public:
  Site(const GatewayOptions& options, const GatewayParts& parts, RouteTable routes,
       std::shared_ptr<grpc::Channel> channel);

  // The server whose figures /metrics tells; null while there is none.
  void Serve(const HttpServer* server) { server_ = server; }
  void SetReady(bool ready) { ready_ = ready; }
  Transcoder& transcoder() { return transcoder_; }

  std::shared_ptr<Exchange> Handle(HttpRequest request,
                                   std::shared_ptr<Responder> responder) override;

 private:
  HttpResponse Metrics(const HttpRequest& request) const;
  // An answer to what is settled before the page is looked at: foreign origins and preflights.
  bool Preflight(const HttpRequest& request, HttpResponse* response) const;

  const GatewayOptions options_;
  const GatewayParts parts_;
  const base::WallTime started_;
  const std::string index_;
  Transcoder transcoder_;
  std::atomic<const HttpServer*> server_{nullptr};
  std::atomic<bool> ready_{false};
};

}  // namespace vedette::gateway
