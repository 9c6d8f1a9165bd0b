// The room engine/ts: reads MPEG transport streams byte by byte, in one pass and without copying
// what lies in one piece: packets, PSI, PES, access units and the facts that ETSI TR 101 290 asks
// about. It uses base and media's value headers; its caller is monitor::StreamAnalysis.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/media/access_unit.h"
#include "engine/media/track.h"

namespace vedette::ts {

// What the walker met. Access units come in the order of their ends in the stream. Called from
// inside Feed and Flush; must not call the walker.
class WalkerSink : public media::AccessUnitSink {
 public:
  // The elementary streams that the PMT now declares (PID, stream type) are not those of
  // SetTracks: the caller describes the stream anew and calls SetTracks after Feed has returned.
  virtual void OnTablesChanged() = 0;
  // The decoder parameters of a track (SPS, sequence header, sample rate, channels) are not those
  // that came before on it. Said once per change, before the unit that carries them.
  virtual void OnParametersChanged(int track) = 0;
};

struct PidCounters {
  int pid = 0;
  int64_t packets = 0;
  int64_t discontinuities = 0;  // continuity errors
  bool scrambled = false;       // its last packet with payload was
};

// Packets that are missing on one PID, found by its continuity counter.
struct ContinuityLoss {
  int pid = 0;
  int packets_lost = 0;              // modulo 16
  bool stuck = false;                // the counter never moves: said once per PID
  media::Ticks at = media::kNoTime;  // DTS last seen on any track before it, as carried, unwrapped
};

// One transport stream. Confined to its stream's strand. Holds a few kilobytes, and between two
// calls of Feed the bytes of units that have begun and not ended (bounded: 4 MiB a PID; a larger
// unit is handed over cut and marked corrupt).
class Walker {
 public:
  explicit Walker(WalkerSink& sink);
  ~Walker();
  Walker(const Walker&) = delete;
  Walker& operator=(const Walker&) = delete;

  // Which PIDs carry which tracks (AccessUnit::track is the index in `info.tracks`). Units of other
  // PIDs are not handed over. Before the first call none are.
  void SetTracks(const media::MediaInfo& info);

  // The next bytes, any size, any alignment; packets of 188, 192 and 204 bytes are recognised.
  // `contiguous` false: they do not follow on what came before (the first bytes, a segment that was
  // not the next one, loss on our side): continuity counters and units under way start over, the
  // 33-bit unwrapping of times goes on. Units whose bytes lie in `bytes` are views into it.
  void Feed(media::ByteView bytes, bool contiguous);

  // The end of a segment or of the media: hands over the units that are complete by it. Counters go
  // on, but for PIDs whose every segment begins with the same counter; the next Feed says whether
  // it follows.
  void Flush();

  // Since construction.
  int64_t packets() const;
  std::vector<PidCounters> Pids() const;  // by PID, those seen
  // Bits between the first and the last PCR over their distance (PCR PID with most packets,
  // signalled discontinuities left out); over the span of DTS without PCR; 0 when unknown.
  double BitrateBps() const;
  // Losses since the last call; at most 64 are kept, the counters have them all.
  std::vector<ContinuityLoss> TakeLosses();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Whether the bytes hold PAT, PMT and the start of every track's first unit, so that
// media::AvOpener can say what they are; used to decide when enough of an endless stream is there.
bool HoldsTablesAndUnits(media::ByteView bytes);

}  // namespace vedette::ts
