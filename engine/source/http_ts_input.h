#pragma once

#include "engine/net/event_loop.h"
#include "engine/net/http_client.h"
#include "engine/source/source.h"
#include "engine/source/ts_input.h"

namespace vedette::source {

// MPEG-TS as the body of one GET that may never end. Where there is no room, it stops reading and
// the sender has to wait.
class HttpTsInput final : public TsInput {
 public:
  HttpTsInput(net::EventLoop& loop, net::HttpClient& client, const SourceSpec& spec,
              TsInputSink& sink);
  ~HttpTsInput() override;

 private:
  bool OnData(media::ByteView bytes);
  void OnDone(base::Result<net::HttpResponse> result);
  void WaitForRoom();

  net::EventLoop& loop_;
  net::HttpClient& client_;
  TsInputSink& sink_;
  const bool live_;
  const net::HttpSessionPtr session_;
  net::HttpClient::RequestId request_ = 0;
  net::EventLoop::TimerId timer_ = 0;
  bool wanted_ = true;
};

}  // namespace vedette::source
