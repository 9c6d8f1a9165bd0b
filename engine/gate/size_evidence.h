// The room engine/gate: decides what must be decoded, from what costs nothing to know: the sizes
// and types of access units. It uses engine/base and the value types of engine/media; its caller is
// monitor::StreamAnalysis.
#pragma once

#include <optional>

namespace vedette::gate {

// One coded picture of the main video track, in decoding order. Times are timeline seconds.
struct CodedPicture {
  double pts = 0;
  double duration = 0.04;
  bool key = false;
  int payload_bytes = 0;  // without filler
};

// A run of coded pictures that carry no change.
struct StillRun {
  double start = 0;  // presentation time of its first small picture
  double end = 0;    // end of its last small picture so far
  bool open = true;
};

// Finds runs of inter pictures that carry no change: a frozen or black picture makes an encoder
// send nothing but "skip" (measured: 72-78 bytes against a median of 13,500 at 1080p, 22-24 against
// 1,900 at 360p). A picture is small when it is at most 1/40 of the running mean of its kind, or
// when it is no larger than a picture whose macroblocks are all skipped. Refresh pictures (key
// frames, refinements) do not end a run while small ones come back within 1 s. Confined.
class SizeEvidence {
 public:
  // Luma size of the track; starts anew.
  void Reset(int width, int height);
  void Add(const CodedPicture& picture);
  // The run as it stands: open runs of at least 0.5 s, and once a run that has just ended.
  std::optional<StillRun> Current() const;
  std::optional<StillRun> TakeEnded();

 private:
  bool IsSmall(const CodedPicture& picture) const;

  double mean_bytes_ = 0;  // of inter pictures that were not small
  int pictures_in_mean_ = 0;
  int skipped_picture_bytes_ = 0;
  std::optional<StillRun> run_;
  std::optional<StillRun> ended_;
};

}  // namespace vedette::gate
