#include "engine/source/srt_source.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/media/av_byte_input.h"
#include "engine/source/sniff.h"

namespace vedette::source {
namespace {

constexpr size_t kChunkBytes = 192 << 10;
constexpr size_t kLeastReserved = 16 << 10;
constexpr size_t kMessageBytes = 1456;  // the most that SRT's live mode carries
constexpr size_t kSniffAtLeast = 3 * 188;
constexpr size_t kSniffAtMost = 4096;
constexpr base::milliseconds kChunkAge{100};
// A stream that is silent for so long is opened anew; `no_data` is raised before.
constexpr base::milliseconds kSilence{15000};
// An address where callers find nobody is no use, so that a listener is patient.
constexpr base::milliseconds kListenTime{600000};

class SrtReader final : public BlockingReader {
 public:
  SrtReader(SourceSpec spec, SourceSink& sink, const ReaderParts& parts)
      : BlockingReader(std::move(spec), sink, parts), input_(InputOptions()) {}

 private:
  base::Status Read() override;
  void Abort() override { input_.Abort(); }

  // Waits for more bytes, `wait` at most, and adds them to the chunk.
  base::Result<size_t> ReadSome(base::milliseconds wait);
  base::Status Sniff();
  base::Status ReadAll();
  bool Flush();

  media::AvByteInput input_;  // Abort from any thread
  Chunk chunk_;
  size_t reserved_ = kLeastReserved;
  base::SteadyTime chunk_since_{};
};

base::Status SrtReader::Read() {
  const bool listens = spec_.url.find("mode=listener") != std::string::npos;
  // The connection's own limit comes first: it tells what went wrong.
  const base::milliseconds limit =
      listens ? kListenTime : parts_.connect_timeout + base::seconds(1);
  VEDETTE_RETURN_IF_ERROR(input_.Open(base::Deadline::After(limit)));
  VEDETTE_RETURN_IF_ERROR(Sniff());
  if (!Tell([](SourceSink& sink) { sink.OnOpened("mpegts"); })) return {};
  base::Status status = ReadAll();
  if (!chunk_.data.empty()) Flush();
  return status;
}

base::Result<size_t> SrtReader::ReadSome(base::milliseconds wait) {
  const size_t size = chunk_.data.size();
  if (size == 0) chunk_.data.reserve(reserved_);
  chunk_.data.resize(size + kMessageBytes);
  auto got = input_.Read(std::span(chunk_.data).subspan(size), wait);
  chunk_.data.resize(size + (got.ok() ? *got : 0));
  if (got.ok() && *got > 0) {
    chunk_.arrival = parts_.clock.Steady();
    chunk_.wall_arrival = parts_.clock.Wall();
    if (size == 0) chunk_since_ = chunk_.arrival;
  }
  return got;
}

base::Status SrtReader::Sniff() {
  while (chunk_.data.size() < kSniffAtMost) {
    const auto got = ReadSome(kSilence);
    if (!got.ok()) return got.status();
    if (*got == 0) return {base::Code::kDeadlineExceeded, "io_timeout", "connected, but silent"};
    if (chunk_.data.size() >= kSniffAtLeast && LooksLikeTs(chunk_.data)) return {};
  }
  return base::Unavailable("invalid_data", "not an MPEG transport stream");
}

base::Status SrtReader::ReadAll() {
  for (;;) {
    const bool empty = chunk_.data.empty();
    const auto got = ReadSome(empty ? kSilence : kChunkAge);
    if (!got.ok()) return got.status();
    if (*got == 0 && empty) {
      return {base::Code::kDeadlineExceeded, "io_timeout",
              "silent for " + std::to_string(kSilence.count() / 1000) + " s"};
    }
    const bool old = *got == 0 || parts_.clock.Steady() - chunk_since_ >= kChunkAge;
    if ((old || chunk_.data.size() >= kChunkBytes) && !Flush()) return {};
  }
}

bool SrtReader::Flush() {
  chunk_.kind = Chunk::Kind::kTsBytes;
  const size_t size = chunk_.data.size();
  // A quarter more, so that a steady stream seldom outgrows what was reserved.
  reserved_ = std::clamp(size + size / 4, kLeastReserved, kChunkBytes + kMessageBytes);
  const auto held = static_cast<int64_t>(chunk_.data.capacity());
  return HandOver(std::exchange(chunk_, Chunk()), held);
}

}  // namespace

SrtSource::SrtSource(SourceSpec spec, SourceSink& sink, const ReaderParts& parts)
    : ReaderSource(std::make_shared<SrtReader>(std::move(spec), sink, parts), sink, parts.left) {}

}  // namespace vedette::source
