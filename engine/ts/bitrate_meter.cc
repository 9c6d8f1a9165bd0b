#include "engine/ts/bitrate_meter.h"

namespace vedette::ts {
namespace {

constexpr size_t kMaxClocks = 16;
constexpr int64_t kTurn = (int64_t{1} << 33) * 300;
// A step that nobody signalled and that no clock makes: the rate over it would mean nothing.
constexpr int64_t kMaxStep = 10 * int64_t{27'000'000};

int64_t ReadPcr(const uint8_t* pcr) {
  const int64_t base = int64_t{pcr[0]} << 25 | int64_t{pcr[1]} << 17 | int64_t{pcr[2]} << 9 |
                       int64_t{pcr[3]} << 1 | pcr[4] >> 7;
  return base * 300 + ((pcr[4] & 1) << 8 | pcr[5]);
}

}  // namespace

void BitrateMeter::OnPcr(const Packet& packet, int64_t position_bytes) {
  Clock* clock = nullptr;
  for (Clock& one : clocks_) {
    if (one.pid == packet.pid) clock = &one;
  }
  if (clock == nullptr) {
    if (clocks_.size() == kMaxClocks) return;
    clock = &clocks_.emplace_back();
    clock->pid = packet.pid;
  }
  const int64_t now = ReadPcr(packet.pcr);
  if (clock->known && !packet.discontinuity) {
    const int64_t step = now >= clock->last ? now - clock->last : now - clock->last + kTurn;
    if (step <= kMaxStep) {
      clock->span += step;
      clock->bytes += position_bytes - clock->last_position;
    }
  }
  clock->known = true;
  clock->last = now;
  clock->last_position = position_bytes;
}

void BitrateMeter::OnDts(media::Ticks dts, int64_t position_bytes) {
  if (first_dts_ == media::kNoTime) {
    first_dts_ = dts;
    first_position_ = position_bytes;
  }
  if (last_dts_ != media::kNoTime && dts <= last_dts_) return;
  last_dts_ = dts;
  last_position_ = position_bytes;
}

void BitrateMeter::StartOver() {
  for (Clock& clock : clocks_) clock.known = false;
}

double BitrateMeter::DtsRate() const {
  if (first_dts_ == media::kNoTime || last_dts_ <= first_dts_) return 0;
  return 8.0 * static_cast<double>(last_position_ - first_position_) /
         media::Seconds(last_dts_ - first_dts_);
}

}  // namespace vedette::ts
