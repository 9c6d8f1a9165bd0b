#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/checks/stream_checks.h"

namespace vedette::checks {

inline base::WallTime WallAt(double seconds) {
  return base::WallTime(base::seconds(1767225600)) +
         base::microseconds(std::llround(seconds * 1e6));
}

// Media time and wall time run together from zero.
inline FactTime At(double seconds) { return {seconds, WallAt(seconds)}; }

// Feeds a StreamChecks with the facts of a stream and keeps what comes out.
class Scene {
 public:
  static constexpr double kFrame = 0.04;

  explicit Scene(CheckOptions options = {}) : checks(std::move(options)) {}

  void Session(double at, SessionFact::Kind kind, const std::string& error_class = "",
               const std::string& detail = "") {
    checks.On(SessionFact{WallAt(at), kind, error_class, detail});
    Take();
  }
  void Open(double at) {
    Session(at, SessionFact::Kind::kConnecting);
    Session(at, SessionFact::Kind::kOpened);
  }
  void Tracks(double at, const std::vector<media::TrackInfo>& tracks, bool signalled = false) {
    checks.On(TracksFact{At(at), signalled, {"mpegts", tracks}});
    Take();
  }
  void Unit(double at, media::TrackType type = media::TrackType::kVideo, int size = 10000,
            int track = 0, double duration = kFrame) {
    checks.On(UnitFact{At(at), track, type, at, duration, false, size, WallAt(at)});
    Take();
  }
  // Video units of 25 a second.
  void Video(double from, double to, int size = 10000) {
    for (double at = from; at < to - 1e-6; at += kFrame) Unit(at, media::TrackType::kVideo, size);
  }
  void Audio(double from, double to, int track = 1) {
    for (double at = from; at < to - 1e-6; at += kFrame)
      Unit(at, media::TrackType::kAudio, 400, track);
  }
  void Picture(double at, double black_share, double difference, bool every_frame = true) {
    PictureFact fact;
    fact.time = At(at);
    fact.duration = every_frame ? kFrame : 2;
    fact.key = !every_frame;
    fact.every_frame = every_frame;
    fact.black_share = black_share;
    fact.still_difference = difference;
    // An encoder's own changes are small everywhere.
    fact.coarse_difference = difference < 0.01 ? 0 : difference;
    fact.identical = difference == 0;
    checks.On(fact);
    Take();
  }
  // Units and decoded pictures of 25 a second, all alike.
  void Frames(double from, double to, double black_share, double difference) {
    for (int i = 0; from + i * kFrame < to - 1e-6; ++i) {
      Unit(from + i * kFrame);
      Picture(from + i * kFrame, black_share, difference);
    }
  }
  void Moving(double from, double to) { Frames(from, to, 0.1, 0.05); }
  // A picture that differs from the one before, held.
  void Held(double from, double to) {
    Frames(from, from + kFrame, 0.1, 0.05);
    Frames(from + kFrame, to, 0.1, 0);
  }
  void Black(double from, double to) {
    Frames(from, from + kFrame, 1, 0.3);
    Frames(from + kFrame, to, 1, 0);
  }
  void Still(double start, double end, bool open) {
    checks.On(StillRunFact{At(start), At(end), open});
    Take();
  }
  void Sound(double from, double to, float peak, int track = 1) {
    for (int i = 0; from + i * 0.02 < to - 1e-6; ++i) {
      checks.On(SoundFact{At(from + i * 0.02), track, 0.02, {peak, peak}});
    }
    Take();
  }
  void Tick(double from, double to) {
    for (double at = from; at <= to; ++at) checks.Tick(WallAt(at));
    Take();
  }
  void Finish(double at) {
    checks.Finish(At(at));
    Take();
  }

  // The events of one check: "20.00-25.00" each, "20.00-" while open, then " by CHECK" when
  // suppressed.
  std::string Events(const std::string& check) const {
    std::string text;
    for (const EventRecord& event : events) {
      if (event.check != check) continue;
      char span[64];
      std::snprintf(span, sizeof(span), "%.2f-", Seconds(event.start));
      text += (text.empty() ? "" : " ") + std::string(span);
      if (event.end) {
        std::snprintf(span, sizeof(span), "%.2f", Seconds(*event.end));
        text += span;
      }
      if (!event.suppressed_by.empty()) text += " by " + event.suppressed_by;
    }
    return text;
  }
  const EventRecord* Event(const std::string& check) const {
    for (const EventRecord& event : events)
      if (event.check == check) return &event;
    return nullptr;
  }
  // The states an alarm went through: "pending raised clearing ok".
  std::string States(const std::string& check) const {
    static const char* const kNames[] = {"ok",       "pending",    "raised",
                                         "clearing", "suppressed", "unknown"};
    std::string text;
    AlarmState last = AlarmState::kOk;
    for (const AlarmRecord& alarm : alarms) {
      if (alarm.check != check || alarm.state == last) continue;
      last = alarm.state;
      text += (text.empty() ? "" : " ") + std::string(kNames[static_cast<int>(alarm.state)]);
    }
    return text;
  }
  const AlarmRecord* Alarm(const std::string& check, AlarmState state) const {
    for (const AlarmRecord& alarm : alarms)
      if (alarm.check == check && alarm.state == state) return &alarm;
    return nullptr;
  }
  static double Seconds(const FactTime& time) {
    if (!std::isnan(time.media)) return time.media;
    return WallSecond(time.wall);
  }
  static double WallSecond(base::WallTime wall) {
    return std::chrono::duration<double>(wall - WallAt(0)).count();
  }

  StreamChecks checks;
  std::vector<EventRecord> events;  // as last told
  std::vector<AlarmRecord> alarms;  // every change

 private:
  void Take() {
    CheckChanges changes = checks.TakeChanges();
    for (EventRecord& event : changes.events) {
      const auto known = std::find_if(events.begin(), events.end(), [&](const EventRecord& old) {
        return old.number == event.number;
      });
      if (known == events.end())
        events.push_back(std::move(event));
      else
        *known = std::move(event);
    }
    for (AlarmRecord& alarm : changes.alarms) alarms.push_back(std::move(alarm));
  }
};

inline CheckOverride Wish(const std::string& check) {
  CheckOverride wish;
  wish.check = check;
  return wish;
}

inline CheckOverride Disabled(const std::string& check) {
  CheckOverride wish = Wish(check);
  wish.enabled = false;
  return wish;
}

inline media::TrackInfo VideoTrack(int width = 1920, int height = 1080, double rate = 25) {
  media::TrackInfo track;
  track.type = media::TrackType::kVideo;
  track.codec = "h264";
  track.width = width;
  track.height = height;
  track.frame_rate = rate;
  return track;
}

inline media::TrackInfo AudioTrack(int index = 1, const std::string& language = "") {
  media::TrackInfo track;
  track.index = index;
  track.type = media::TrackType::kAudio;
  track.codec = "aac";
  track.language = language;
  track.sample_rate = 48000;
  track.channels = 2;
  return track;
}

}  // namespace vedette::checks
