#include "engine/source/http_ts_input.h"

#include <chrono>
#include <utility>

namespace vedette::source {
namespace {

// Longer than the check `no_data` waits (10 s), which is to speak first: this one reconnects.
constexpr base::seconds kStall{30};
constexpr base::milliseconds kRoomRetry{20};

}  // namespace

HttpTsInput::HttpTsInput(net::EventLoop& loop, net::HttpClient& client, const SourceSpec& spec,
                         TsInputSink& sink)
    : loop_(loop), sink_(sink), live_(spec.live) {
  net::HttpRequest request;
  request.url = spec.url;
  request.headers = spec.headers;
  request.total_timeout = base::milliseconds(0);
  request.stall_timeout = kStall;
  HttpBodySink& receiver = *this;
  body_ = std::make_unique<HttpBody>(client, std::move(request), receiver);
}

HttpTsInput::HttpTsInput(net::EventLoop& loop, std::unique_ptr<HttpBody> body, bool live,
                         TsInputSink& sink)
    : loop_(loop), sink_(sink), live_(live), body_(std::move(body)) {
  body_->SetSink(*this);
  body_->MakeEndless(kStall);
}

HttpTsInput::~HttpTsInput() { loop_.Cancel(timer_); }

bool HttpTsInput::OnBody(media::ByteView bytes) {
  wanted_ = sink_.OnBytes(bytes);
  if (wanted_ && !sink_.HasRoom()) {
    body_->Pause(true);
    WaitForRoom();
  }
  return wanted_;
}

void HttpTsInput::WaitForRoom() {
  timer_ = loop_.RunAt(std::chrono::steady_clock::now() + kRoomRetry, [this] {
    if (sink_.HasRoom()) {
      body_->Pause(false);
    } else {
      WaitForRoom();
    }
  });
}

void HttpTsInput::OnBodyEnd(base::Result<net::HttpResponse> result) {
  loop_.Cancel(timer_);
  if (!wanted_) return;
  if (!result.ok()) return sink_.OnInputEnd(result.status());
  const std::string answer = "HTTP " + std::to_string(result->status);
  if (result->status >= 400) {
    return sink_.OnInputEnd(
        base::Unavailable(net::HttpErrorClass(result->status), "the server answered " + answer));
  }
  if (result->status >= 300) {
    return sink_.OnInputEnd(
        base::Unavailable("invalid_data", "the server answered " + answer + " without a body"));
  }
  // A body of announced length is a file that came to its end.
  if (!live_ || result->content_length) return sink_.OnInputEnd(base::Status::Ok());
  sink_.OnInputEnd(base::Unavailable("eof", "the server ended the stream"));
}

}  // namespace vedette::source
