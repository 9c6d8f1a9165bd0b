#include "engine/source/av_source.h"

#include <memory>
#include <utility>

namespace vedette::source {
namespace {

constexpr size_t kChunkPackets = 64;
constexpr int64_t kChunkBytes = 1 << 20;
constexpr base::milliseconds kChunkAge{100};
// Reading what the tracks are, after the connection stands: 2.5 s of media, and some.
constexpr base::milliseconds kDescribeTime{5000};
// A stream that is silent for so long is opened anew; `no_data` is raised before.
constexpr base::milliseconds kSilence{15000};
constexpr int64_t kPacketOverhead = sizeof(media::Packet) + 256;  // AVPacket, buffer reference

class AvReader final : public BlockingReader {
 public:
  AvReader(SourceSpec spec, SourceSink& sink, const ReaderParts& parts)
      : BlockingReader(std::move(spec), sink, parts),
        input_(std::make_unique<media::AvInput>(InputOptions())) {}

 private:
  base::Status Read() override;
  void Abort() override { input_->Abort(); }

  base::Status ReadAll();
  void Append(media::PacketPtr packet);
  bool Flush();

  const std::unique_ptr<media::AvInput> input_;  // Abort from any thread
  Chunk chunk_;
  int64_t chunk_bytes_ = 0;
  base::SteadyTime chunk_since_{};
  std::shared_ptr<const media::MediaInfo> told_;  // the tracks last handed over
};

base::Status AvReader::Read() {
  const auto opened = input_->Open(base::Deadline::After(parts_.connect_timeout + kDescribeTime));
  if (!opened.ok()) return opened.status();
  if (!Tell([&](SourceSink& sink) { sink.OnOpened((*opened)->container); })) return {};
  const base::Status status = ReadAll();
  if (!chunk_.packets.empty()) Flush();
  const bool over = status.reason() == "eof" && status.code() == base::Code::kOutOfRange;
  return !spec_.live && over ? base::Status::Ok() : status;
}

base::Status AvReader::ReadAll() {
  for (;;) {
    auto packet = input_->Read(base::Deadline::After(kSilence));
    if (!packet.ok()) return packet.status();
    // Whole chunks of the same tracks.
    if (input_->info() != told_ && !chunk_.packets.empty() && !Flush()) return {};
    Append(std::move(*packet));
    const bool full = chunk_.packets.size() >= kChunkPackets || chunk_bytes_ >= kChunkBytes;
    if ((full || parts_.clock.Steady() - chunk_since_ >= kChunkAge) && !Flush()) return {};
  }
}

void AvReader::Append(media::PacketPtr packet) {
  chunk_.arrival = parts_.clock.Steady();
  chunk_.wall_arrival = parts_.clock.Wall();
  if (chunk_.packets.empty()) chunk_since_ = chunk_.arrival;
  if (input_->info() != told_) told_ = chunk_.tracks = input_->info();
  chunk_bytes_ += packet->unit.size_bytes + kPacketOverhead;
  chunk_.packets.push_back(std::move(packet));
}

bool AvReader::Flush() {
  chunk_.kind = Chunk::Kind::kPackets;
  return HandOver(std::exchange(chunk_, Chunk()), std::exchange(chunk_bytes_, 0));
}

}  // namespace

AvSource::AvSource(SourceSpec spec, SourceSink& sink, const ReaderParts& parts)
    : ReaderSource(std::make_shared<AvReader>(std::move(spec), sink, parts), sink, parts.left) {}

}  // namespace vedette::source
