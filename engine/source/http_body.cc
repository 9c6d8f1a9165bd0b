#include "engine/source/http_body.h"

namespace vedette::source {

HttpBody::HttpBody(net::HttpClient& client, net::HttpRequest request, HttpBodySink& sink)
    : client_(client), sink_(&sink), session_(client.NewSession()) {
  request_ = client_.Fetch(
      *session_, std::move(request),
      [this](base::Result<net::HttpResponse> result) { sink_->OnBodyEnd(std::move(result)); },
      [this](media::ByteView bytes) { return sink_->OnBody(bytes); });
}

HttpBody::~HttpBody() { client_.Cancel(request_); }

}  // namespace vedette::source
