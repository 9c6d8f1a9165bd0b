#pragma once

#include <cstdint>

namespace vedette::monitor {

// How much of what a stream's depth asks for is done. Ordered: a larger value costs less.
enum class Effort : uint8_t {
  kWhole,    // all of it
  kThrifty,  // at `keyframes` sound is heard in samples while it is loud; `full` as `keyframes`
  kPackets,  // nothing is decoded, as at `packets`
};

}  // namespace vedette::monitor
