#include "engine/source/ts_source.h"

#include <utility>

#include "engine/source/http_ts_input.h"
#include "engine/source/sniff.h"
#include "engine/source/udp_ts_input.h"

namespace vedette::source {
namespace {

constexpr size_t kSniffAtLeast = 3 * 188;
constexpr size_t kSniffAtMost = 4096;

bool IsHttp(const std::string& url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

}  // namespace

TsSource::TsSource(SourceSpec spec, SourceSink& sink, net::EventLoop& loop, net::HttpClient& client,
                   base::ByteBudget& budget, const base::Clock& clock, First first)
    : spec_(std::move(spec)),
      sink_(sink),
      loop_(loop),
      client_(client),
      first_(std::move(first)),
      batcher_(loop, budget, clock, [this](Chunk chunk) { sink_.OnChunk(std::move(chunk)); }) {}

TsSource::~TsSource() { Stop(); }

void TsSource::Start() {
  // A body under way does not wait for a turn of the loop.
  if (first_.body) return Open();
  loop_.Post([this] { Open(); });
}

void TsSource::Stop() {
  loop_.RunAndWait([this] {
    ended_ = true;
    input_.reset();
    first_ = {};
  });
}

void TsSource::Open() {
  if (ended_) return;
  TsInputSink& sink = *this;
  if (first_.body) {
    input_ = std::make_unique<HttpTsInput>(loop_, std::move(first_.body), spec_.live, sink);
    OnBytes(std::exchange(first_.head, {}));
    return;
  }
  if (IsHttp(spec_.url)) {
    input_ = std::make_unique<HttpTsInput>(loop_, client_, spec_, sink);
    return;
  }
  auto input = UdpTsInput::Open(loop_, spec_.url, sink, losses_);
  if (!input.ok()) return End(input.status());
  input_ = std::move(*input);
}

bool TsSource::OnBytes(media::ByteView bytes) {
  if (ended_) return false;
  if (opened_) {
    batcher_.Append(bytes);
    return true;
  }
  head_.insert(head_.end(), bytes.begin(), bytes.end());
  return Sniff(false);
}

bool TsSource::Sniff(bool at_end) {
  if (head_.size() < kSniffAtLeast && !at_end) return true;
  if (LooksLikeTs(head_)) {
    opened_ = true;
    sink_.OnOpened("mpegts");
    batcher_.Append(std::exchange(head_, {}));
    return true;
  }
  if (head_.size() < kSniffAtMost && !at_end) return true;
  End(base::Unavailable("invalid_data", "not an MPEG transport stream"));
  return false;
}

void TsSource::OnInputEnd(base::Status status) {
  if (ended_) return;
  if (!opened_ && !head_.empty() && !Sniff(true)) return;
  if (!opened_ && status.ok()) status = base::Unavailable("eof", "the server sent nothing");
  End(std::move(status));
}

void TsSource::End(base::Status status) {
  batcher_.Finish();
  ended_ = true;
  sink_.OnEnd(std::move(status));
}

}  // namespace vedette::source
