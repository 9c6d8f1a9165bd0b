#include "engine/ts/walker.h"

#include <algorithm>
#include <utility>

#include "engine/ts/bitrate_meter.h"
#include "engine/ts/packet.h"
#include "engine/ts/packet_sync.h"
#include "engine/ts/pid_table.h"
#include "engine/ts/program_tables.h"

namespace vedette::ts {
namespace {

constexpr size_t kMaxKeptLosses = 64;

}  // namespace

class Walker::Impl : private PacketSyncSink {
 public:
  explicit Impl(WalkerSink& sink) : sink_(sink), sync_(*this) {
    pids_.At(kPatPid).sections = std::make_unique<SectionAssembler>();
  }

  void SetTracks(const media::MediaInfo& info);
  void Feed(media::ByteView bytes, bool contiguous);
  void Flush();

  int64_t packets() const { return packets_; }
  std::vector<PidCounters> Pids() const;
  double BitrateBps() const;
  std::vector<ContinuityLoss> TakeLosses() { return std::exchange(losses_, {}); }

 private:
  void OnPacket(const uint8_t* bytes) override;
  void OnSyncLost() override;
  void OnLoss(PidState& state, bool stuck);
  void OnTable(PidState& state, const Packet& packet);
  void AttachTables();
  void Persist();

  WalkerSink& sink_;
  PacketSync sync_;
  PidTable pids_;
  ProgramTables tables_;
  TimeUnwrapper unwrapper_;
  BitrateMeter bitrate_;
  media::MediaInfo info_;
  bool has_tracks_ = false;
  int64_t packets_ = 0;
  media::Ticks last_dts_ = media::kNoTime;
  std::vector<ContinuityLoss> losses_;
};

void Walker::Impl::SetTracks(const media::MediaInfo& info) {
  info_ = info;
  has_tracks_ = true;
  for (PidState& state : pids_.all()) {
    const bool still = std::any_of(info.tracks.begin(), info.tracks.end(),
                                   [&](const auto& track) { return track.pid == state.pid; });
    if (!still) state.stream.reset();
  }
  for (size_t i = 0; i < info.tracks.size(); ++i) {
    const media::TrackInfo& track = info.tracks[i];
    const int index = static_cast<int>(i);
    if (track.pid <= kPatPid || track.pid >= kNullPid) continue;
    PidState& state = pids_.At(track.pid);
    if (state.stream != nullptr && state.stream->Fits(track)) {
      state.stream->set_track(index);
    } else {
      state.stream = std::make_unique<PesStream>(sink_, unwrapper_, track, index);
    }
  }
}

void Walker::Impl::Feed(media::ByteView bytes, bool contiguous) {
  if (!contiguous) {
    sync_.Reset();
    bitrate_.StartOver();
    for (PidState& state : pids_.all()) {
      state.continuity.StartOver();
      if (state.sections != nullptr) state.sections->Reset();
      if (state.stream != nullptr) state.stream->Reset();
    }
  }
  sync_.Read(bytes);
  Persist();
}

void Walker::Impl::Flush() {
  sync_.Flush();
  for (PidState& state : pids_.all()) {
    state.continuity.EndSegment();
    if (state.stream != nullptr) state.stream->Flush();
  }
  Persist();
}

// The bytes fed are about to go away.
void Walker::Impl::Persist() {
  for (PidState& state : pids_.all()) {
    state.continuity.KeepLast();
    if (state.stream != nullptr) state.stream->Persist();
  }
}

void Walker::Impl::OnSyncLost() {
  bitrate_.StartOver();
  for (PidState& state : pids_.all()) {
    state.continuity.StartOver();
    if (state.sections != nullptr) state.sections->Reset();
    if (state.stream != nullptr) state.stream->MarkCorrupt();
  }
  Persist();
}

void Walker::Impl::OnPacket(const uint8_t* bytes) {
  ++packets_;
  if (HasTransportError(bytes)) return;
  const Packet packet = ParsePacket(bytes);
  PidState& state = pids_.At(packet.pid);
  ++state.packets;
  if (packet.pid == kNullPid) return;
  const Continuity::Step step = state.continuity.Next(packet);
  if (step == Continuity::Step::kDuplicate) return;
  if (step != Continuity::Step::kGood) OnLoss(state, step == Continuity::Step::kStuck);
  if (packet.pcr != nullptr) bitrate_.OnPcr(packet, packets_ * int64_t{kPacketBytes});
  if (!packet.has_payload) return;
  state.scrambled = packet.scrambled;
  if (packet.scrambled) return;
  if (state.stream != nullptr) {
    const media::Ticks dts = state.stream->OnPacket(packet);
    if (dts != media::kNoTime) {
      last_dts_ = dts;
      bitrate_.OnDts(dts, packets_ * int64_t{kPacketBytes});
    }
  } else if (state.sections != nullptr) {
    OnTable(state, packet);
  }
}

void Walker::Impl::OnLoss(PidState& state, bool stuck) {
  ++state.discontinuities;
  if (losses_.size() < kMaxKeptLosses) {
    losses_.push_back({.pid = state.pid,
                       .packets_lost = stuck ? 0 : state.continuity.lost(),
                       .stuck = stuck,
                       .at = last_dts_});
  }
  if (stuck) return;
  if (state.sections != nullptr) state.sections->Reset();
  if (state.stream != nullptr) state.stream->MarkCorrupt();
}

void Walker::Impl::OnTable(PidState& state, const Packet& packet) {
  bool changed = false;
  state.sections->Append(packet.payload, packet.unit_start, [&](media::ByteView section) {
    const bool is_pat = state.pid == kPatPid;
    changed |= is_pat ? tables_.OnPat(section) : tables_.OnPmt(state.pid, section);
  });
  if (!changed) return;
  AttachTables();
  if (has_tracks_ && !tables_.Match(info_)) sink_.OnTablesChanged();
}

// Reads sections of the PIDs that the PAT names, and of no others.
void Walker::Impl::AttachTables() {
  for (PidState& state : pids_.all()) {
    if (state.pid != kPatPid && !tables_.IsPmtPid(state.pid)) state.sections.reset();
  }
  for (const auto& [number, program] : tables_.programs()) {
    PidState& state = pids_.At(program.pmt_pid);
    if (state.sections == nullptr) state.sections = std::make_unique<SectionAssembler>();
  }
}

std::vector<PidCounters> Walker::Impl::Pids() const {
  std::vector<PidCounters> counters;
  for (const PidState& state : pids_.all()) {
    if (state.packets == 0) continue;
    counters.push_back({.pid = state.pid,
                        .packets = state.packets,
                        .discontinuities = state.discontinuities,
                        .scrambled = state.scrambled});
  }
  std::sort(counters.begin(), counters.end(),
            [](const PidCounters& a, const PidCounters& b) { return a.pid < b.pid; });
  return counters;
}

double Walker::Impl::BitrateBps() const {
  return bitrate_.BitsPerSecond([this](int pid) {
    for (const PidState& state : pids_.all()) {
      if (state.pid == pid) return state.packets;
    }
    return int64_t{0};
  });
}

Walker::Walker(WalkerSink& sink) : impl_(std::make_unique<Impl>(sink)) {}
Walker::~Walker() = default;
void Walker::SetTracks(const media::MediaInfo& info) { impl_->SetTracks(info); }
void Walker::Feed(media::ByteView bytes, bool contiguous) { impl_->Feed(bytes, contiguous); }
void Walker::Flush() { impl_->Flush(); }
int64_t Walker::packets() const { return impl_->packets(); }
std::vector<PidCounters> Walker::Pids() const { return impl_->Pids(); }
double Walker::BitrateBps() const { return impl_->BitrateBps(); }
std::vector<ContinuityLoss> Walker::TakeLosses() { return impl_->TakeLosses(); }

}  // namespace vedette::ts
