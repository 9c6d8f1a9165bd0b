#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/base/clock.h"
#include "engine/hls/playlist.h"

namespace vedette::hls {

// What is kept of a media playlist from look to look: a pure state machine, time is an argument.
// 128 bytes, whatever the length of the window.
class PlaylistTracker {
 public:
  enum class Start : uint8_t {
    // The newest whole segment (the last that is not a gap): it stays in the window longest and
    // brings the first verdict with one download.
    kNewest,
    kNewestUnlessEnded,  // from the beginning where there is an ENDLIST
    kBeginning,
  };

  struct Update {
    bool first = false;
    bool changed = false;  // has new segments
    // The origin began to count anew: what comes has nothing to do with what came before.
    bool sequence_reset = false;
    // Fresh are segments[first_new] and all after it; segments.size() when there are none.
    size_t first_new = 0;
    int64_t missed = 0;  // segments that came and went between two looks
  };

  explicit PlaylistTracker(Start start) : start_(start) {}

  // A good look whose request began at `began` and was answered at `now`.
  Update Feed(const MediaPlaylist& playlist, base::SteadyTime began, base::SteadyTime now);
  // "Not modified".
  void FeedUnchanged(base::SteadyTime began, base::SteadyTime now);
  // A look that brought no playlist. `retry_after`: what the server asked for, 0 = nothing.
  void FeedFailure(base::SteadyTime began, base::SteadyTime now, base::seconds retry_after);

  // RFC 8216 section 6.3.4: the target duration after a change, half of it after none, from the
  // beginning of the last request. After an ENDLIST three target durations (1 to 60 s), as nothing
  // more is due. A failed look counts as one without change, but waits at least half a second.
  base::SteadyTime next_look() const { return next_look_; }

  bool seen() const { return seen_; }  // a good look has been
  double StaleSeconds(base::SteadyTime now) const;
  // max(TARGETDURATION, longest EXTINF of the window), seconds.
  double target_duration() const { return target_duration_; }
  int64_t media_sequence() const { return media_sequence_; }
  int64_t next_sequence() const { return next_sequence_; }
  int segments() const { return segments_; }
  bool endlist() const { return endlist_; }
  int failures() const { return failures_; }  // in a row

 private:
  static constexpr size_t kRemembered = 8;

  // Whether the playlist, whose newest segment we are past already, is only an older copy.
  bool IsOldCopy(const MediaPlaylist& playlist) const;
  size_t StartIndex(const MediaPlaylist& playlist) const;
  void Remember(const MediaPlaylist& playlist, size_t first_new);
  void Schedule(bool changed, base::SteadyTime began, base::SteadyTime now);

  const Start start_;
  bool seen_ = false;
  bool endlist_ = false;
  int failures_ = 0;
  int segments_ = 0;
  double reload_seconds_ = 0;  // TARGETDURATION
  double target_duration_ = 0;
  int64_t media_sequence_ = 0;
  int64_t next_sequence_ = 0;
  base::SteadyTime last_change_{};
  base::SteadyTime next_look_{};
  std::array<uint64_t, kRemembered> hashes_{};  // of the newest segments, by sequence modulo 8
};

}  // namespace vedette::hls
