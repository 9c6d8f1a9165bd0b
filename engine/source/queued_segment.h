#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/checks/facts.h"
#include "engine/media/access_unit.h"
#include "engine/source/aes128.h"

namespace vedette::source {

struct ByteRange {
  int64_t offset = 0;
  int64_t length = 0;
  bool operator==(const ByteRange&) const = default;
};

// What is encrypted with it keeps it alive. Immutable.
struct SegmentKey {
  enum class Scope : uint8_t {
    kSegment,  // all of a segment, in AES-128; `url` gives the key
    kSamples,  // SAMPLE-AES and Common Encryption: headers can be read without a key
    kUnknown,  // nobody can read it
  };
  Scope scope = Scope::kSegment;
  std::string url;
  std::optional<AesBlock> iv;

  bool operator==(const SegmentKey&) const = default;
};

// An initialization section (EXT-X-MAP, DASH Initialization), fetched once and shared by its
// segments. Confined to the loop; `bytes` are immutable.
struct SegmentInit {
  std::string url;
  std::optional<ByteRange> range;
  std::shared_ptr<const SegmentKey> key;
  std::shared_ptr<const media::Bytes> bytes;  // null until fetched
};

// A segment that waits to be fetched.
struct QueuedSegment {
  std::string url;
  int64_t sequence = 0;
  double duration = 0;
  base::WallTime program_date_time{};
  std::optional<ByteRange> range;
  std::shared_ptr<const SegmentKey> key;
  std::shared_ptr<SegmentInit> init;
  bool discontinuity = false;
  bool after_break =
      false;  // does not follow on the one before it in the lane, whatever its number
};

// What one look at a playlist or manifest adds to a lane.
struct SegmentBatch {
  std::vector<QueuedSegment> segments;
  int64_t window_begin = 0;    // what is older can't be had any more
  double target_duration = 0;  // seconds
  bool reset = false;          // what came before has nothing to do with it: forget what waits
};

struct SegmentFailure {
  checks::SegmentFact::Problem problem = checks::SegmentFact::Problem::kMissing;
  std::string detail;
  bool ours = false;  // this machine's fault, so no fact about the stream
};

}  // namespace vedette::source
