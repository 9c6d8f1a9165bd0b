#pragma once

namespace vedette::gate {

// Which sound of one track is decoded on a busy machine: while it is loud, a sample per 0.5 s of
// media: two blocks (audio frames), of which the first only tells the decoder what overlaps with
// the second, and comes out softer than it is. Everything from the first quiet block on, until it
// has been loud for 3 s. So a silence is seen at most 0.5 s after it begins, and from there on to
// the block. Confined to the stream's strand. Holds 40 bytes.
class SoundSampler {
 public:
  enum class Take {
    kNot,    // not decoded
    kBegin,  // decoded by a decoder that has just been flushed
    kGoOn,   // decoded
  };

  // What is done with a unit that lasts from `at` for `duration` (timeline seconds; 0 unknown), in
  // decoding order.
  Take Next(double at, double duration);
  // One of its blocks came; false: what it measured doesn't count. `peak` is linear; blocks under 4
  // times the `limit` of silence are quiet.
  bool Hear(double at, double peak, double limit);
  // Whether what is left of the unit is worth decoding.
  bool wants_more() const { return listening_ || in_sample_; }
  // The decoder has lost what it heard last: a sample under way begins anew.
  void Restart();

 private:
  double due_ = 0;       // when the next sample is
  double quiet_at_ = 0;  // the last quiet block, while listening
  bool began_ = false;
  bool listening_ = false;  // to all
  bool in_sample_ = false;
  int blocks_ = 0;  // of the sample
};

}  // namespace vedette::gate
