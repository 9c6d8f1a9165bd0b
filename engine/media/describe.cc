#include "engine/media/describe.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <array>
#include <string_view>

namespace vedette::media {
namespace {

// Formats that open further URLs or devices, run scripts, or draw text.
constexpr std::array<std::string_view, 8> kRefusedFormats = {
    "hls", "dash", "webm_dash_manifest", "concat", "sdp", "imf", "tty", "vapoursynth"};

bool Refused(std::string_view names) {
  const std::string_view first = names.substr(0, names.find(','));
  return first.starts_with("image2") || first.ends_with("_pipe") ||
         std::find(kRefusedFormats.begin(), kRefusedFormats.end(), first) != kRefusedFormats.end();
}

// All formats but the refused ones. Made once, never freed.
const std::string& AllowedFormats() {
  static const std::string& formats = *new std::string([] {
    std::string list;
    void* position = nullptr;
    while (const AVInputFormat* format = av_demuxer_iterate(&position)) {
      if (Refused(format->name)) continue;
      if (!list.empty()) list += ',';
      list += format->name;
    }
    return list;
  }());
  return formats;
}

TrackType TypeOf(AVMediaType type) {
  switch (type) {
    case AVMEDIA_TYPE_VIDEO:
      return TrackType::kVideo;
    case AVMEDIA_TYPE_AUDIO:
      return TrackType::kAudio;
    case AVMEDIA_TYPE_SUBTITLE:
      return TrackType::kSubtitle;
    case AVMEDIA_TYPE_DATA:
      return TrackType::kData;
    default:
      return TrackType::kUnknown;
  }
}

std::string TextOrEmpty(const char* text) { return text == nullptr ? "" : text; }

std::string ColourOf(const AVCodecParameters& codec) {
  const auto format = static_cast<AVPixelFormat>(codec.format);
  const bool j_format = format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_YUVJ422P ||
                        format == AV_PIX_FMT_YUVJ444P;
  const bool known_space = codec.color_space != AVCOL_SPC_UNSPECIFIED;
  if (!known_space && codec.color_range == AVCOL_RANGE_UNSPECIFIED && !j_format) return "";
  const std::string space =
      known_space ? TextOrEmpty(av_color_space_name(codec.color_space)) : "unknown";
  const bool full = j_format || codec.color_range == AVCOL_RANGE_JPEG;
  return space + (full ? "/full" : "/limited");
}

void DescribeVideo(AVFormatContext& context, AVStream& stream, TrackInfo& track) {
  const AVCodecParameters& codec = *stream.codecpar;
  track.width = codec.width;
  track.height = codec.height;
  const AVRational rate = av_guess_frame_rate(&context, &stream, nullptr);
  if (rate.num > 0 && rate.den > 0) track.frame_rate = av_q2d(rate);
  track.interlaced = codec.field_order > AV_FIELD_PROGRESSIVE;
  track.pixel_format = TextOrEmpty(av_get_pix_fmt_name(static_cast<AVPixelFormat>(codec.format)));
  track.colour = ColourOf(codec);
}

void DescribeAudio(const AVCodecParameters& codec, TrackInfo& track) {
  track.sample_rate = codec.sample_rate;
  track.channels = codec.ch_layout.nb_channels;
  char layout[64] = "";
  if (track.channels > 0 &&
      av_channel_layout_describe(&codec.ch_layout, layout, sizeof(layout)) > 0) {
    track.channel_layout = layout;
  }
}

}  // namespace

void ApplyLimits(AVFormatContext& context, const ProbeLimits& limits) {
  context.probesize = std::max<int64_t>(limits.bytes, 2048);
  context.format_probesize = static_cast<int>(std::min<int64_t>(context.probesize, 1 << 20));
  context.max_analyze_duration =
      std::chrono::duration_cast<base::microseconds>(limits.media).count();
  context.max_streams = limits.max_streams + 1;  // one more, to see that there are too many
  context.correct_ts_overflow = 0;               // we unwrap: libav's way holds for one wrap only
  context.format_whitelist = av_strdup(AllowedFormats().c_str());
}

base::Status CheckTrackCount(const AVFormatContext& context, const ProbeLimits& limits) {
  if (context.nb_streams <= static_cast<unsigned>(limits.max_streams)) return {};
  return {base::Code::kResourceExhausted, "limit_reached",
          "more than " + std::to_string(limits.max_streams) + " tracks"};
}

std::string ContainerOf(const AVFormatContext& context) {
  const std::string_view name = context.iformat->name;
  if (name.starts_with("mov,")) return "mp4";
  return std::string(name.substr(0, name.find(',')));
}

TrackInfo DescribeTrack(AVFormatContext& context, int index) {
  AVStream& stream = *context.streams[index];
  const AVCodecParameters& codec = *stream.codecpar;
  const bool ts = ContainerOf(context) == "mpegts";
  TrackInfo track;
  track.index = index;
  track.type = TypeOf(codec.codec_type);
  track.codec = avcodec_get_name(codec.codec_id);
  track.profile = TextOrEmpty(avcodec_profile_name(codec.codec_id, codec.profile));
  if (const auto* entry = av_dict_get(stream.metadata, "language", nullptr, 0)) {
    if (std::string_view(entry->value) != "und") track.language = entry->value;
  }
  if (ts) {
    track.pid = stream.id;
    const AVProgram* program = av_find_program_from_stream(&context, nullptr, index);
    if (program != nullptr) track.program = program->program_num;
  }
  if (track.type == TrackType::kVideo) DescribeVideo(context, stream, track);
  if (track.type == TrackType::kAudio) DescribeAudio(codec, track);
  // What find_stream_info copies from a TS's pictures is in band as well.
  const bool in_band = ts && track.type == TrackType::kVideo;
  if (codec.extradata_size > 0 && !in_band) {
    track.extradata = std::make_shared<const std::vector<uint8_t>>(
        codec.extradata, codec.extradata + codec.extradata_size);
  }
  return track;
}

MediaInfo Describe(AVFormatContext& context) {
  MediaInfo info;
  info.container = ContainerOf(context);
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    info.tracks.push_back(DescribeTrack(context, static_cast<int>(i)));
  }
  return info;
}

}  // namespace vedette::media
