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
    : loop_(loop), client_(client), sink_(sink), live_(spec.live), session_(client.NewSession()) {
  net::HttpRequest request;
  request.url = spec.url;
  request.headers = spec.headers;
  request.total_timeout = base::milliseconds(0);
  request.stall_timeout = kStall;
  request_ = client_.Fetch(
      *session_, std::move(request),
      [this](base::Result<net::HttpResponse> result) { OnDone(std::move(result)); },
      [this](media::ByteView bytes) { return OnData(bytes); });
}

HttpTsInput::~HttpTsInput() {
  client_.Cancel(request_);
  loop_.Cancel(timer_);
}

bool HttpTsInput::OnData(media::ByteView bytes) {
  wanted_ = sink_.OnBytes(bytes);
  if (wanted_ && !sink_.HasRoom()) {
    client_.Pause(request_, true);
    WaitForRoom();
  }
  return wanted_;
}

void HttpTsInput::WaitForRoom() {
  timer_ = loop_.RunAt(std::chrono::steady_clock::now() + kRoomRetry, [this] {
    if (sink_.HasRoom()) {
      client_.Pause(request_, false);
    } else {
      WaitForRoom();
    }
  });
}

void HttpTsInput::OnDone(base::Result<net::HttpResponse> result) {
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
