// The room engine/checks: the catalogue of checks, their limits, the alarm state machine and the
// health score. Pure state machines: facts and time come in as arguments, events, alarms and a
// verdict come out. It knows facts, never sources, decoders or clocks. Its caller is
// monitor::StreamSession.
#pragma once

#include <memory>
#include <vector>

#include "engine/checks/check.h"
#include "engine/checks/facts.h"

namespace vedette::checks {

struct CheckOptions {
  Depth depth = Depth::kKeyframes;
  // HLS or DASH: `down` and the *_missing checks have longer limits. The first PlaylistFact says so
  // too, as what a URL holds shows only when it is open.
  bool segmented = false;
  bool live = true;                         // false for files: wall-clock checks do not apply
  base::milliseconds no_data_limit{10000};  // 3 s on UDP and SRT, 10 s elsewhere
  std::string profile = "default";          // default, strict or lenient
  Expect expect;
  std::vector<CheckOverride> overrides;
  uint64_t events_before = 0;  // events are numbered from here on
};

struct CheckChanges {
  std::vector<EventRecord> events;  // opened, grown or ended since the last Take
  std::vector<AlarmRecord> alarms;  // changed state since the last Take
};

// All checks of one stream. Confined to the stream's strand. Holds a few kilobytes.
//
// Facts tied to media are judged on media time, the others on wall time; Tick moves wall time on
// when nothing arrives (call it about once a second). Finish closes open events at the end of the
// media (a file, or a bounded probe), End when nobody watches the stream any more.
class StreamChecks {
 public:
  explicit StreamChecks(CheckOptions options);
  ~StreamChecks();
  StreamChecks(StreamChecks&&) noexcept;
  StreamChecks& operator=(StreamChecks&&) noexcept;

  // Another depth from now on, as when a busy machine lowers it. Alarms of checks that no longer
  // run are unknown until they do.
  void SetDepth(Depth depth);
  // Linear peak under which sound is silence.
  double silence_limit() const;

  void On(const UnitFact& fact);
  void On(const PictureFact& fact);
  void On(const StillRunFact& fact);
  void On(const SoundFact& fact);
  void On(const TracksFact& fact);
  void On(const TimestampFact& fact);
  // Media of the track that comes next was left out, be it on our side: means over it say nothing.
  void OnGap();
  void On(const TsFact& fact);
  void On(const PlaylistFact& fact);
  void On(const SegmentFact& fact);
  void On(const SessionFact& fact);
  void Tick(base::WallTime now);
  void Finish(FactTime end);
  // Open events end where they were last seen, and every alarm that is not ok is told as ok. The
  // last call but TakeChanges.
  void End(base::WallTime now);

  // What has changed since the last call.
  CheckChanges TakeChanges();
  // Alarms that are not ok now: pending, raised, clearing, suppressed or unknown.
  std::vector<AlarmRecord> Alarms() const;
  Verdict Judge(base::WallTime now) const;
  Coverage Cover(base::WallTime now) const;

 private:
  bool Decodes() const;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vedette::checks
