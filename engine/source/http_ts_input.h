#pragma once

#include <memory>

#include "engine/net/event_loop.h"
#include "engine/source/http_body.h"
#include "engine/source/source.h"
#include "engine/source/ts_input.h"

namespace vedette::source {

// MPEG-TS as the body of one GET that may never end. Where there is no room, it stops reading and
// the sender has to wait.
class HttpTsInput final : public TsInput, private HttpBodySink {
 public:
  HttpTsInput(net::EventLoop& loop, net::HttpClient& client, const SourceSpec& spec,
              TsInputSink& sink);
  // Reads on in a body under way; what came of it before is the caller's.
  HttpTsInput(net::EventLoop& loop, std::unique_ptr<HttpBody> body, bool live, TsInputSink& sink);
  ~HttpTsInput() override;

 private:
  bool OnBody(media::ByteView bytes) override;
  void OnBodyEnd(base::Result<net::HttpResponse> result) override;
  void WaitForRoom();

  net::EventLoop& loop_;
  TsInputSink& sink_;
  const bool live_;
  std::unique_ptr<HttpBody> body_;
  net::EventLoop::TimerId timer_ = 0;
  bool wanted_ = true;
};

}  // namespace vedette::source
