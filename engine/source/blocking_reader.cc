#include "engine/source/blocking_reader.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/base/url.h"
#include "engine/net/name_lookup.h"

namespace vedette::source {
namespace {

// libav used 46 KiB at most (describing H.264 at 720p, a file or SRT); the rest is for TLS.
constexpr size_t kStackBytes = 256 << 10;
constexpr base::milliseconds kRoomRetry{20};
constexpr base::milliseconds kLossAfter{1000};

bool SendsDatagrams(const std::string& url) {
  return url.starts_with("srt:") || url.starts_with("udp:") || url.starts_with("rtp:");
}

}  // namespace

BlockingReader::BlockingReader(SourceSpec spec, SourceSink& sink, const ReaderParts& parts)
    : spec_(std::move(spec)), parts_(parts), datagrams_(SendsDatagrams(spec_.url)), sink_(sink) {}

media::AvInputOptions BlockingReader::InputOptions() const {
  media::AvInputOptions options;
  options.stream_id = spec_.id;
  options.url = spec_.url;
  options.headers = spec_.headers;
  options.connect_timeout = parts_.connect_timeout;
  // A redirect would lead to an address that nobody has looked at.
  if (parts_.deny_private_addresses) options.max_redirects = 0;
  return options;
}

base::Status BlockingReader::CheckAddress() const {
  if (!parts_.deny_private_addresses) return {};
  const base::Result<base::Url> url = base::ParseUrl(spec_.url);
  if (!url.ok()) return url.status();
  // A listener connects to nobody.
  if (url->scheme == "srt" && url->query.find("mode=listener") != std::string::npos) return {};
  return net::RequirePublicHost(url->host);
}

void BlockingReader::Run() {
  net::LimitNameLookups();
  base::Status status = CheckAddress();
  if (status.ok()) status = Read();
  Tell([&](SourceSink& sink) { sink.OnEnd(std::move(status)); });
}

void BlockingReader::Stop() {
  Abort();
  base::MutexLock lock(mutex_);
  stopped_ = true;
  changed_.NotifyAll();
  while (telling_) changed_.Wait(mutex_);
}

bool BlockingReader::Tell(const std::function<void(SourceSink&)>& call) {
  {
    base::MutexLock lock(mutex_);
    if (stopped_) return false;
    telling_ = true;
  }
  call(sink_);
  base::MutexLock lock(mutex_);
  telling_ = false;
  changed_.NotifyAll();
  return !stopped_;
}

bool BlockingReader::HandOver(Chunk chunk, int64_t bytes) {
  const base::SteadyTime since = std::chrono::steady_clock::now();
  base::SteadyTime now = since;
  {
    base::MutexLock lock(mutex_);
    while (!stopped_ && !(chunk.lease = parts_.budget.TryTake(bytes))) {
      changed_.WaitUntil(mutex_, now + kRoomRetry);
      now = std::chrono::steady_clock::now();
    }
    if (stopped_) return false;
  }
  chunk.contiguous = std::exchange(contiguous_, !datagrams_ || now - since < kLossAfter);
  return Tell([&](SourceSink& sink) { sink.OnChunk(std::move(chunk)); });
}

ReaderSource::ReaderSource(std::shared_ptr<BlockingReader> reader, SourceSink& sink,
                           LeftThreads* left)
    : reader_(std::move(reader)), sink_(sink), left_(left) {}

ReaderSource::~ReaderSource() { Stop(); }

void ReaderSource::Start() {
  {
    base::MutexLock lock(mutex_);
    thread_ = std::make_unique<ReaderThread>();
    if (thread_->Start("av-reader", kStackBytes, [reader = reader_] { reader->Run(); })) return;
  }
  sink_.OnEnd(base::Status(base::Code::kResourceExhausted, "local_fault", "no thread for it"));
}

void ReaderSource::Stop() {
  reader_->Stop();
  base::MutexLock lock(mutex_);
  if (!thread_) return;
  if (left_ != nullptr) left_->Take(std::move(thread_));
  thread_.reset();  // joins what is still there
}

}  // namespace vedette::source
