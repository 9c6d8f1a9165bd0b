#pragma once

#include <cstdint>
#include <memory>

#include "engine/ts/picture_syntax.h"
#include "engine/ts/start_code.h"
#include "engine/ts/unit_reader.h"

namespace vedette::ts {

// Access units of a video stream with start codes, however they lie in PES packets. Every byte is
// scanned for start codes: that is cheap enough (start_code.h) to need no guess about where a unit
// ends or whether it holds filler. A unit that begins in the middle of a PES packet after another
// one has no times, as in libavformat.
class VideoReader : public UnitReader {
 public:
  VideoReader(WalkerSink& sink, int track, Codec codec);

  void BeginPes(const PesStart& start) override;
  void Append(media::ByteView piece) override;
  void Flush() override;
  void Reset() override;

 private:
  static constexpr uint64_t kNone = ~uint64_t{0};

  void OnStartCode(uint64_t position);
  void Decide(uint64_t end);
  void FinishNal(uint64_t end);
  void CutAt(uint64_t position);
  void CutOversized();
  void StartUnit(uint64_t position);
  uint64_t begin() const { return end_ - buffer_.size(); }  // of the unit under way

  const std::unique_ptr<PictureSyntax> syntax_;
  StartCodeScanner scanner_;
  TimeMarks marks_;
  Facts facts_;                // of the unit under way
  bool started_ = false;       // a unit is under way
  bool is_tail_ = false;       // the unit under way is the rest of one that was too large
  uint64_t end_ = 0;           // bytes of the elementary stream so far
  uint64_t nal_ = kNone;       // start code of the NAL unit under way
  bool decided_ = false;       // what the NAL unit under way is
  bool after_filler_ = false;  // the NAL unit before was filler
  PictureSyntax::Use use_ = PictureSyntax::Use::kPlain;
};

}  // namespace vedette::ts
