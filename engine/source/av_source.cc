#include "engine/source/av_source.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace vedette::source {
namespace {

// libav used 46 KiB at most (describing H.264 at 720p, a file or SRT); the rest is for TLS.
constexpr size_t kStackBytes = 256 << 10;
constexpr size_t kChunkPackets = 64;
constexpr int64_t kChunkBytes = 1 << 20;
constexpr base::milliseconds kChunkAge{100};
constexpr base::milliseconds kRoomRetry{20};
constexpr base::milliseconds kLossAfter{1000};
// Reading what the tracks are, after the connection stands: 2.5 s of media, and some.
constexpr base::milliseconds kDescribeTime{5000};
// A stream that is silent for so long is opened anew; `no_data` is raised before.
constexpr base::milliseconds kSilence{15000};
constexpr int64_t kPacketOverhead = sizeof(media::Packet) + 256;  // AVPacket, buffer reference

bool StartsWithAny(const std::string& url, std::initializer_list<const char*> schemes) {
  return std::any_of(schemes.begin(), schemes.end(),
                     [&url](const char* scheme) { return url.starts_with(scheme); });
}

}  // namespace

media::AvInputOptions AvSource::OptionsFor(const SourceSpec& spec,
                                           base::milliseconds connect_timeout) {
  media::AvInputOptions options;
  options.stream_id = spec.id;
  options.url = spec.url;
  options.headers = spec.headers;
  options.connect_timeout = connect_timeout;
  return options;
}

AvSource::AvSource(SourceSpec spec, SourceSink& sink, base::ByteBudget& budget,
                   const base::Clock& clock, base::milliseconds connect_timeout)
    : spec_(std::move(spec)),
      sink_(sink),
      budget_(budget),
      clock_(clock),
      connect_timeout_(connect_timeout),
      datagrams_(StartsWithAny(spec_.url, {"srt:", "udp:", "rtp:"})),
      input_(OptionsFor(spec_, connect_timeout)) {}

AvSource::~AvSource() { Stop(); }

void AvSource::Start() {
  {
    base::MutexLock lock(join_mutex_);
    if (thread_.Start("av-reader", kStackBytes, [this] { Run(); })) return;
  }
  sink_.OnEnd(base::Status(base::Code::kResourceExhausted, "local_fault", "no thread for it"));
}

void AvSource::Stop() {
  {
    base::MutexLock lock(mutex_);
    stopped_ = true;
    changed_.NotifyAll();
  }
  input_.Abort();
  base::MutexLock lock(join_mutex_);
  thread_.Join();
}

bool AvSource::stopped() {
  base::MutexLock lock(mutex_);
  return stopped_;
}

void AvSource::Run() {
  const auto opened = input_.Open(base::Deadline::After(connect_timeout_ + kDescribeTime));
  if (!opened.ok()) return End(opened.status());
  if (stopped()) return;
  sink_.OnOpened((*opened)->container);
  base::Status status = ReadAll();
  if (!chunk_.packets.empty() && !Flush()) return;
  if (!spec_.live && status.reason() == "eof" && status.code() == base::Code::kOutOfRange) {
    status = base::Status::Ok();
  }
  End(std::move(status));
}

base::Status AvSource::ReadAll() {
  for (;;) {
    auto packet = input_.Read(base::Deadline::After(kSilence));
    if (!packet.ok()) return packet.status();
    // Whole chunks of the same tracks.
    if (input_.info() != told_ && !chunk_.packets.empty() && !Flush()) break;
    Append(std::move(*packet));
    const bool full = chunk_.packets.size() >= kChunkPackets || chunk_bytes_ >= kChunkBytes;
    if ((full || clock_.Steady() - chunk_since_ >= kChunkAge) && !Flush()) break;
  }
  return {base::Code::kCancelled, "aborted", "stopped"};
}

void AvSource::Append(media::PacketPtr packet) {
  chunk_.arrival = clock_.Steady();
  chunk_.wall_arrival = clock_.Wall();
  if (chunk_.packets.empty()) chunk_since_ = chunk_.arrival;
  if (input_.info() != told_) told_ = chunk_.tracks = input_.info();
  chunk_bytes_ += packet->unit.size_bytes + kPacketOverhead;
  chunk_.packets.push_back(std::move(packet));
}

bool AvSource::Flush() {
  if (!WaitForRoom()) return false;
  chunk_.kind = Chunk::Kind::kPackets;
  chunk_.contiguous = std::exchange(contiguous_, !std::exchange(loss_, false));
  chunk_bytes_ = 0;
  sink_.OnChunk(std::exchange(chunk_, Chunk()));
  return true;
}

bool AvSource::WaitForRoom() {
  const base::SteadyTime since = std::chrono::steady_clock::now();
  base::MutexLock lock(mutex_);
  while (!stopped_) {
    chunk_.lease = budget_.TryTake(chunk_bytes_);
    const base::SteadyTime now = std::chrono::steady_clock::now();
    if (chunk_.lease) {
      if (datagrams_ && now - since >= kLossAfter) loss_ = true;
      return true;
    }
    changed_.WaitUntil(mutex_, now + kRoomRetry);
  }
  return false;
}

void AvSource::End(base::Status status) {
  if (!stopped()) sink_.OnEnd(std::move(status));
}

}  // namespace vedette::source
