#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/checks/facts.h"
#include "engine/hls/playlist.h"
#include "engine/media/access_unit.h"
#include "engine/source/aes128.h"

namespace vedette::source {

// What is encrypted with it keeps it alive. Immutable.
struct HlsKey {
  hls::Key::Method method = hls::Key::Method::kNone;
  bool identity = true;  // its URI gives the key itself
  std::string url;
  std::optional<AesBlock> iv;

  bool operator==(const HlsKey&) const = default;
  bool usable() const { return identity && method == hls::Key::Method::kAes128; }
};

// An initialization section (EXT-X-MAP), fetched once and shared by its segments. Confined to the
// loop; `bytes` are immutable.
struct HlsInit {
  std::string url;
  std::optional<hls::ByteRange> range;
  std::shared_ptr<const HlsKey> key;
  std::shared_ptr<const media::Bytes> bytes;  // null until fetched
};

// A segment that waits to be fetched.
struct HlsSegment {
  std::string url;
  int64_t sequence = 0;
  double duration = 0;
  base::WallTime program_date_time{};
  std::optional<hls::ByteRange> range;
  std::shared_ptr<const HlsKey> key;
  std::shared_ptr<HlsInit> init;
  bool discontinuity = false;
  bool after_break =
      false;  // does not follow on the one before it in the lane, whatever its number
};

struct SegmentFailure {
  checks::SegmentFact::Problem problem = checks::SegmentFact::Problem::kMissing;
  std::string detail;
  bool ours = false;  // this machine's fault, so no fact about the stream
};

}  // namespace vedette::source
