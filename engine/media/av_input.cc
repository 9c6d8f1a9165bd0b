#include "engine/media/av_input.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <thread>

#include "engine/base/url.h"
#include "engine/media/av_connection.h"
#include "engine/media/av_errors.h"
#include "engine/media/describe.h"
#include "engine/media/interrupt.h"
#include "engine/media/log_bridge.h"
#include "engine/media/protocol_options.h"
#include "engine/media/unit_maker.h"
#include "engine/media/video_decoder.h"

namespace vedette::media {
namespace {

constexpr base::milliseconds kCloseTime{800};
constexpr base::milliseconds kRetry{5};

// Whether a track is no longer what was described.
bool Differs(const AVCodecParameters& codec, const TrackInfo& track) {
  return codec.width != track.width || codec.height != track.height ||
         codec.sample_rate != track.sample_rate || codec.ch_layout.nb_channels != track.channels ||
         avcodec_get_name(codec.codec_id) != track.codec;
}

// The state of FFmpeg 5.1's FLV demuxer holds a buffer of 2 MiB for resynchronising, which it
// zeroes and hardly ever uses: two thirds of what an RTMP stream held (measured). A page of zeros
// that is given back to the system comes back as one when it is needed.
void GiveBackZeroPages(void* block) {
  constexpr size_t kPage = 4096;
  if (block == nullptr || sysconf(_SC_PAGESIZE) != kPage) return;
  static const std::array<uint8_t, kPage> kZeros{};
  auto* const begin = static_cast<uint8_t*>(block);
  const uint8_t* const end = begin + malloc_usable_size(block);
  const size_t skipped = (kPage - reinterpret_cast<uintptr_t>(begin) % kPage) % kPage;
  for (uint8_t* page = begin + skipped; page + kPage <= end; page += kPage) {
    if (std::memcmp(page, kZeros.data(), kPage) == 0) madvise(page, kPage, MADV_DONTNEED);
  }
}

}  // namespace

class AvInput::Impl {
 public:
  explicit Impl(AvInputOptions options) : options_(std::move(options)) {}

  ~Impl() {
    // Saying goodbye to the server may block.
    const LogScope scope(options_.stream_id);
    const Interrupt::Armed armed(interrupt_, base::Deadline::After(kCloseTime));
    context_.reset();
    io_.reset();
  }

  base::Result<std::shared_ptr<const MediaInfo>> Open(base::Deadline deadline) {
    const LogScope scope(options_.stream_id);
    const Interrupt::Armed armed(interrupt_, deadline);
    Dictionary entries;
    auto call = SetProtocolOptions(options_, entries);
    if (!call.ok()) return call.status();
    auto io = OpenConnection(options_, *call, entries, interrupt_, scope);
    if (!io.ok()) return io.status();
    io_ = std::move(*io);
    VEDETTE_RETURN_IF_ERROR(OpenFormat(*call, entries, scope));
    unused_ = entries.Keys();
    const int error = avformat_find_stream_info(context_.get(), nullptr);
    if (error < 0 || interrupt_.timed_out() || interrupt_.aborted()) {
      return Failure(error, scope, "describing");
    }
    VEDETTE_RETURN_IF_ERROR(CheckTrackCount(*context_, options_.probe));
    if (context_->nb_streams == 0) {
      if (const int late = IoError(AVERROR_EOF); late != AVERROR_EOF) {
        return Failure(late, scope, "describing");
      }
      return base::Unavailable("invalid_data", "no track in it");
    }
    GiveBackZeroPages(context_->priv_data);
    SetInfo();
    return info_;
  }

  base::Result<PacketPtr> Read(base::Deadline deadline) {
    if (!over_.ok()) return over_;
    if (context_ == nullptr) return base::Internal("not open");
    const LogScope scope(options_.stream_id);
    const Interrupt::Armed armed(interrupt_, deadline);
    AvPacketPtr handle(av_packet_alloc());
    int error = 0;
    while ((error = av_read_frame(context_.get(), handle.get())) == AVERROR(EAGAIN)) {
      if (interrupt_.ShouldStop(std::chrono::steady_clock::now())) break;
      std::this_thread::sleep_for(kRetry);
    }
    if (error < 0) {
      over_ = Failure(IoError(error), scope, "reading");
      return over_;
    }
    auto packet = std::make_unique<Packet>();
    packet->handle = std::move(handle);
    packet->piece = ByteView(packet->handle->data, static_cast<size_t>(packet->handle->size));
    NoteChanges(*packet->handle);
    packet->unit = maker_.Make(*context_, *packet->handle);
    packet->unit.pieces = {&packet->piece, 1};
    return packet;
  }

  const std::shared_ptr<const MediaInfo>& info() const { return info_; }
  const std::vector<std::string>& unused_options() const { return unused_; }
  void Abort() { interrupt_.Abort(); }

 private:
  base::Status OpenFormat(const ProtocolCall& call, Dictionary& entries, const LogScope& scope) {
    AVFormatContext* context = avformat_alloc_context();
    context->interrupt_callback = {&Interrupt::Callback, &interrupt_};
    context->pb = io_.get();
    ApplyLimits(*context, options_.probe);
    // On failure libav frees the context.
    int error = avformat_open_input(&context, call.url.c_str(), nullptr, entries.handle());
    if (error < 0) {
      if (io_ != nullptr && io_->bytes_read == 0) error = AVERROR_EOF;
      return Failure(IoError(error), scope, "opening");
    }
    context_.reset(context);
    return {};
  }

  // What stopped the reading, where the demuxer made a plain end of it.
  int IoError(int error) const {
    const bool plain = error == AVERROR_EOF || error == AVERROR_INVALIDDATA;
    return plain && io_ != nullptr && io_->error < 0 && io_->error != AVERROR_EOF ? io_->error
                                                                                  : error;
  }

  base::Status Failure(int error, const LogScope& scope, std::string_view doing) const {
    return FromAvError(error, scope.said(), &interrupt_)
        .Wrap(std::string(doing) + " " + base::RedactUrl(options_.url));
  }

  void SetInfo() {
    info_ = std::make_shared<const MediaInfo>(Describe(*context_));
    maker_.SetTracks(info_->tracks);
  }

  void NoteChanges(const AVPacket& packet) {
    const auto index = static_cast<size_t>(packet.stream_index);
    const bool renewed = TakeExtradata(packet);
    if (renewed || index >= info_->tracks.size() ||
        Differs(*context_->streams[index]->codecpar, info_->tracks[index])) {
      SetInfo();
    }
  }

  // A decoder configuration that came with the packet goes into the track's parameters, which libav
  // leaves as they were; so does the picture size, found by decoding the packet (12 ms at 1080p).
  bool TakeExtradata(const AVPacket& packet) {
    size_t size = 0;
    const uint8_t* const data = av_packet_get_side_data(&packet, AV_PKT_DATA_NEW_EXTRADATA, &size);
    AVCodecParameters& codec = *context_->streams[packet.stream_index]->codecpar;
    if (data == nullptr || size == 0 || size > kMaxExtradata) return false;
    const ByteView old(codec.extradata, static_cast<size_t>(codec.extradata_size));
    if (std::equal(old.begin(), old.end(), data, data + size)) return false;
    av_freep(&codec.extradata);
    codec.extradata = static_cast<uint8_t*>(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE));
    std::copy(data, data + size, codec.extradata);
    codec.extradata_size = static_cast<int>(size);
    if (codec.codec_type == AVMEDIA_TYPE_VIDEO) LearnPicture(packet, codec);
    return true;
  }

  void LearnPicture(const AVPacket& packet, AVCodecParameters& codec) {
    const auto decoder = VideoDecoder::Create(DescribeTrack(*context_, packet.stream_index));
    if (!decoder.ok()) return;
    const ByteView piece(packet.data, static_cast<size_t>(packet.size));
    AccessUnit unit;
    unit.key = true;
    unit.size_bytes = packet.size;
    unit.pieces = {&piece, 1};
    // Not decodable: the size stays as it was.
    (void)(*decoder)->DecodeAlone(unit, [&codec](const PictureView& picture) {
      codec.width = picture.planes[0].width;
      codec.height = picture.planes[0].height;
    });
  }

  static constexpr size_t kMaxExtradata = 1 << 20;

  const AvInputOptions options_;
  Interrupt interrupt_;
  ConnectionPtr io_;  // outlives context_
  FormatInputPtr context_;
  UnitMaker maker_;
  std::shared_ptr<const MediaInfo> info_;
  std::vector<std::string> unused_;
  base::Status over_;
};

AvInput::AvInput(AvInputOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
AvInput::~AvInput() = default;

base::Result<std::shared_ptr<const MediaInfo>> AvInput::Open(base::Deadline deadline) {
  return impl_->Open(deadline);
}
base::Result<PacketPtr> AvInput::Read(base::Deadline deadline) { return impl_->Read(deadline); }
const std::shared_ptr<const MediaInfo>& AvInput::info() const { return impl_->info(); }
const std::vector<std::string>& AvInput::unused_options() const { return impl_->unused_options(); }
void AvInput::Abort() { impl_->Abort(); }

}  // namespace vedette::media
