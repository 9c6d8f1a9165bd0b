#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/status.h"
#include "engine/checks/stream_checks.h"
#include "engine/gate/picture_gate.h"
#include "engine/media/video_decoder.h"
#include "engine/monitor/timeline.h"
#include "engine/monitor/worker_tools.h"
#include "engine/picture/picture_meter.h"

namespace vedette::monitor {

// The main video track of a stream: has the gate say what to decode, decodes it, measures the
// pictures, and tells the checks. Confined to the strand.
class PictureTrack {
 public:
  // `owner`: any number that is the stream's own. `checks` must outlive the track.
  PictureTrack(const media::TrackInfo& track, checks::Depth depth, uint64_t owner,
               checks::StreamChecks& checks);

  // `tools.pictures` holds the pictures that the job brings, in decoding order; then OnUnit for
  // each, in that order, then EndOfJob.
  void Plan(WorkerTools& tools);
  void OnUnit(const media::AccessUnit& unit, const Timeline& timeline, double duration,
              WorkerTools& tools);
  void EndOfJob(const Timeline& timeline, WorkerTools& tools);

  // A jump, or the end: gives what the decoder holds back.
  void Drain(const Timeline& timeline, WorkerTools& tools);

  int64_t decoded_pictures() const { return decoded_; }
  int64_t decode_errors() const { return errors_; }
  int64_t key_pictures() const { return keys_; }
  // At depth `keyframes`: its encoder's frame sizes tell nothing.
  bool blind() const { return depth_ == checks::Depth::kKeyframes && gate_.blind(); }
  // JPEG of a key frame; null before the first. About a minute of media old at most, under
  // suspicion or a fault 10 s.
  const std::shared_ptr<const media::Bytes>& thumbnail() const { return thumbnail_; }

 private:
  void Decode(const media::AccessUnit& unit, gate::Decode how, const Timeline& timeline,
              WorkerTools& tools);
  // Whether the top rows are enough for now; if not, the picture is to be decoded whole.
  bool LookAtTop(const media::AccessUnit& unit, const Timeline& timeline, WorkerTools& tools);
  void OnPicture(const media::PictureView& picture, bool every_frame, const Timeline& timeline,
                 WorkerTools& tools);
  void TellPicture(const picture::PictureMeasure& measure, const checks::FactTime& time, bool key,
                   bool every_frame);
  bool HasOwnDecoder() const { return depth_ == checks::Depth::kFull || gate_.decodes_all(); }
  void TellRun(const gate::StillRun& run, const Timeline& timeline);
  base::Result<media::VideoDecoder*> DecoderFor(WorkerTools& tools);

  const media::TrackInfo track_;
  const checks::Depth depth_;
  const uint64_t owner_;
  checks::StreamChecks& checks_;
  gate::PictureGate gate_;
  picture::PictureMeter meter_;
  std::unique_ptr<media::VideoDecoder> own_;  // where a sequence goes on over jobs
  bool in_sequence_ = false;                  // of the decoder
  double sequence_start_ = 0;                 // its key picture
  double frame_seconds_ = 0.04;
  double gop_seconds_ = 2;
  double last_key_ = -1;
  double last_thumbnail_ = -1;
  int64_t decoded_ = 0;
  int64_t errors_ = 0;
  int64_t keys_ = 0;
  std::shared_ptr<const media::Bytes> thumbnail_;
};

}  // namespace vedette::monitor
