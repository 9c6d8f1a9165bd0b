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
// 1,900 at 360p, 16-35 at 180p). A picture is small when it is at most 1/40 of the running mean of
// its kind, or when it is no larger than a picture whose macroblocks are all skipped. Headers do
// not shrink (measured at 180p: HEVC 35 bytes, H.264 in 4 slices 58-93, MPEG-2 with its slice to
// each row 114-226), so that at low rates up to 64 bytes and 10 for each row of macroblocks come on
// top, as long as the picture stays under 1/6 of the mean: such a run is a reason to look. So are
// pictures of one size to the byte, which stuffing inside the payload makes (MPEG-2 at a constant
// rate): the encoder has less to say than it has to fill. Refresh pictures (key
// frames, refinements) do not end a run while small ones come back within 1 s, and are at least 60
// % of it (MPEG-2 refines a still picture in every P picture): in film and animation shown at twice
// its rate every other picture is small.
// Confined.
class SizeEvidence {
 public:
  // Luma size of the track; starts anew.
  void Reset(int width, int height);
  // Whether the picture is small: carries no change.
  bool Add(const CodedPicture& picture);
  // The run as it stands: open runs of at least 0.5 s, and once a run that has just ended.
  std::optional<StillRun> Current() const;
  std::optional<StillRun> TakeEnded();

 private:
  bool IsSmall(const CodedPicture& picture) const;

  double mean_bytes_ = 0;  // of inter pictures that were not small
  int pictures_in_mean_ = 0;
  int skipped_picture_bytes_ = 0;
  int header_bytes_ = 0;
  int last_bytes_ = -1;  // of the latest inter picture
  int same_row_ = 0;     // how many before it had its size
  bool Holds() const;

  std::optional<StillRun> run_;
  int small_ = 0;         // pictures in the run
  int others_ = 0;        // the same, refresh pictures
  int others_after_ = 0;  // since the last small one
  std::optional<StillRun> ended_;
};

}  // namespace vedette::gate
