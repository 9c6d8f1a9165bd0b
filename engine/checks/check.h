#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/checks/facts.h"

namespace vedette::checks {

// Ordered: a larger value is worse. Penalties: 0, 5, 15, 40, 100.
enum class Severity : uint8_t { kInfo = 1, kWarning, kMinor, kMajor, kCritical };

enum class Depth : uint8_t { kManifest = 1, kPackets, kKeyframes, kFull };

enum class Health : uint8_t { kUnknown = 0, kOk, kDegraded, kBad, kDown };

enum class AlarmState : uint8_t { kOk, kPending, kRaised, kClearing, kSuppressed, kUnknown };

// A fact at the short limit, with its span. Sent when it opens and again when it ends or its value
// grows; the same `number` is the same event.
struct EventRecord {
  uint64_t number = 0;  // counts up within one StreamChecks, from its options' events_before
  std::string check;    // id of the catalogue: "black"
  std::string subject;  // which rendition, track or PID; "" for the whole stream
  Severity severity = Severity::kWarning;
  FactTime start;               // back-dated to where the condition began
  std::optional<FactTime> end;  // first moment at which it no longer held
  double value = 0;             // worst observed, in the check's unit
  double limit = 0;             // the limit it broke, in the same unit
  std::string detail;
  std::string suppressed_by;  // check id that explains it, "" for none
};

// The state of one check on one subject.
struct AlarmRecord {
  std::string check;
  std::string subject;
  AlarmState state = AlarmState::kOk;
  Severity severity = Severity::kWarning;
  double value = 0;
  double limit = 0;
  base::WallTime since{};                // when the condition began
  std::optional<base::WallTime> raised;  // when the alarm was raised
  std::optional<base::WallTime> cleared;
  std::string detail;
  std::string suppressed_by;
};

// One summand of 100 - score. Sent with the score so that it can be recomputed.
struct Penalty {
  std::string check;
  std::string subject;
  char group = 'A';  // letter of checks.md's group; capped at 100 each
  double value = 0;
  double limit = 0;
  double duration_seconds = 0;
  int weight = 0;  // points, before the group's cap
};

struct Verdict {
  Health health = Health::kUnknown;
  int score = 100;  // 0..100
  std::vector<Penalty> penalties;
};

// Per-stream limits. Empty optionals mean the default of checks.md.
struct CheckOverride {
  std::string check;
  std::optional<bool> enabled;
  std::optional<double> limit;  // the check's own unit
  std::optional<double> raise_for_seconds;
  std::optional<double> clear_for_seconds;
  std::optional<Severity> severity;

  bool operator==(const CheckOverride&) const = default;
};

// What the operator says about the stream.
struct Expect {
  bool static_picture = false;
  std::optional<bool> video;  // unset: as found at the start
  std::optional<bool> audio;
  double min_bitrate_bps = 0;  // 0 = not set
  double max_bitrate_bps = 0;
  std::string video_codec;  // "" = not set
  int width = 0;
  int height = 0;
  double frame_rate = 0;

  bool operator==(const Expect&) const = default;
};

// "not_covered", "ok" ...: what the coverage block says of the signals.
struct Coverage {
  Depth tier = Depth::kKeyframes;
  double share = 0;                      // of the media of the last minute that was looked at, 0..1
  double age_seconds = 0;                // of the last sample
  bool thrifty = false;                  // sound is heard in samples: the machine is busy
  bool sizes_no_evidence = false;        // frame sizes tell nothing: every key picture is decoded
  std::vector<std::string> not_covered;  // check ids whose tier is not running
};

}  // namespace vedette::checks
