#pragma once

#include <cstdint>
#include <vector>

#include "engine/media/time.h"
#include "engine/ts/packet.h"

namespace vedette::ts {

// The rate of a transport stream by its PCRs, or by its DTS where it has none. Positions are bytes
// of packets (188 each) since the start. Confined to its owner.
class BitrateMeter {
 public:
  void OnPcr(const Packet& packet, int64_t position_bytes);
  void OnDts(media::Ticks dts, int64_t position_bytes);
  // The next PCR does not follow on the one before.
  void StartOver();
  // 0 when unknown. `packets_of(pid)` decides between several PIDs that carry PCR.
  template <typename PacketsOf>
  double BitsPerSecond(PacketsOf packets_of) const {
    const Clock* best = nullptr;
    for (const Clock& clock : clocks_) {
      if (clock.span <= 0) continue;
      if (best == nullptr || packets_of(clock.pid) > packets_of(best->pid)) best = &clock;
    }
    return best != nullptr ? best->Rate() : DtsRate();
  }

 private:
  struct Clock {
    int pid = 0;
    bool known = false;
    int64_t last = 0;  // 27 MHz
    int64_t last_position = 0;
    int64_t span = 0;   // 27 MHz
    int64_t bytes = 0;  // that went by in it

    double Rate() const {
      return 8.0 * static_cast<double>(bytes) * 27e6 / static_cast<double>(span);
    }
  };
  double DtsRate() const;

  std::vector<Clock> clocks_;  // 16 at most
  media::Ticks first_dts_ = media::kNoTime;
  media::Ticks last_dts_ = media::kNoTime;
  int64_t first_position_ = 0;
  int64_t last_position_ = 0;
};

}  // namespace vedette::ts
