#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "engine/checks/facts.h"

namespace vedette::checks {

// Bytes and video frames per second of media, in buckets of one second of decoding time. A second
// is complete when every track that still sends has passed it, so tracks may arrive in lumps of up
// to 20 s. Holds under a kilobyte, allocates nothing. Confined.
class RateMeter {
 public:
  struct Rates {
    double bits_per_second = 0;  // mean of the last 5 s
    double frames_per_second = 0;
    FactTime from;  // of those 5 s
    FactTime to;
  };

  // `frame`: it is a frame of the picture that is counted.
  void Add(const UnitFact& unit, bool frame);
  // The means as of the next complete second, once each; none before 5 s are complete.
  std::optional<Rates> Next();
  // Starts anew, as at a jump of the media clock.
  void Reset();
  // What a track lacks before its next unit was left out: counts on in the first second that no
  // track has begun.
  void Skip() { skip_ = true; }

 private:
  static constexpr int kSeconds = 32;
  static constexpr int kSpan = 5;
  static constexpr int kTracks = 8;
  struct Bucket {
    float bytes = 0;
    uint16_t frames = 0;
  };
  int64_t Complete() const;

  std::array<Bucket, kSeconds> buckets_{};
  std::array<double, kTracks> progress_{};  // newest decoding time of each track; later ones share
  std::array<bool, kTracks> seen_{};
  int64_t first_ = -1;   // first second counted from its beginning; -1 none yet
  int64_t newest_ = -1;  // newest second begun
  int64_t told_ = -1;    // seconds before are told
  bool skip_ = false;
  FactTime last_;  // of the newest unit
  double last_dts_ = 0;
};

}  // namespace vedette::checks
