#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace vedette::media {

enum class TrackType : uint8_t { kUnknown, kVideo, kAudio, kSubtitle, kData };

// What a container says of one of its tracks. Value; no libav type in it.
struct TrackInfo {
  int index = 0;  // position in MediaInfo::tracks
  TrackType type = TrackType::kUnknown;
  std::string codec;  // as libavcodec spells it: "h264", "hevc", "mpeg2video", "aac", "mp2", "ac3"
  std::string profile;   // "High", "LC"; empty when unknown
  std::string language;  // ISO 639-2 code as carried, "" when none
  int pid = 0;           // MPEG-TS packet identifier, 0 elsewhere
  int program = 0;       // MPEG-TS program number, 0 elsewhere
  // Video.
  int width = 0;  // luma samples
  int height = 0;
  double frame_rate = 0;  // nominal frames per second, 0 when unknown
  bool interlaced = false;
  std::string pixel_format;  // "yuv420p"
  std::string colour;        // "bt709/limited", empty when not signalled
  // Audio.
  int sample_rate = 0;  // Hz
  int channels = 0;
  std::string channel_layout;  // "stereo", "5.1"
  // Out-of-band decoder configuration (avcC, AudioSpecificConfig); null where it is in band.
  // Shared because it is immutable and goes with the track into decoders.
  std::shared_ptr<const std::vector<uint8_t>> extradata;
};

struct MediaInfo {
  std::string container;  // "mpegts", "mp4", "flv", "rtsp", "matroska": libavformat's short name
  std::vector<TrackInfo> tracks;
};

}  // namespace vedette::media
