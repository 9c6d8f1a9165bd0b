#include "engine/monitor/picture_track.h"

#include <cmath>
#include <utility>

namespace vedette::monitor {
namespace {

constexpr double kThumbnailEvery = 10.0;  // seconds of media
constexpr double kBlackShare = 0.98;      // checks.md, `black`
// Share of black in the top rows that is a reason to look at the rest: with less, what is not black
// of these rows, which are 1/32 of a picture at least, is more than 2 % of it.
constexpr double kDarkTop = 0.35;

// Streams that begin one after the other get phases far apart.
double Phase(uint64_t owner) {
  constexpr double kGoldenRatio = 0.6180339887498949;
  double whole = 0;
  return std::modf(static_cast<double>(owner) * kGoldenRatio, &whole);
}

picture::MeterMode ModeFor(checks::Depth depth) {
  return depth == checks::Depth::kFull ? picture::MeterMode::kFull : picture::MeterMode::kKeyFrames;
}

}  // namespace

PictureTrack::PictureTrack(const media::TrackInfo& track, checks::Depth depth, uint64_t owner,
                           checks::StreamChecks& checks)
    : track_(track), depth_(depth), owner_(owner), checks_(checks), meter_(ModeFor(depth)) {
  gate_.Reset(track.width, track.height, Phase(owner));
  if (track.frame_rate > 0) frame_seconds_ = 1 / track.frame_rate;
}

void PictureTrack::Plan(WorkerTools& tools) { gate_.Plan(tools.pictures, tools.plan); }

void PictureTrack::OnUnit(const media::AccessUnit& unit, const Timeline& timeline, double duration,
                          WorkerTools& tools) {
  const gate::PicturePlan plan = gate_.Next(depth_, tools.plan);
  if (duration > 0) frame_seconds_ = duration;
  if (unit.key) {
    ++keys_;
    const double pts = timeline.At(unit.pts);
    if (last_key_ >= 0 && pts > last_key_) gop_seconds_ = pts - last_key_;
    last_key_ = pts;
  }
  if (plan.run) TellRun(*plan.run, timeline);
  if (plan.decode != gate::Decode::kSequence) Drain(timeline, tools);
  if (plan.decode != gate::Decode::kNot) Decode(unit, plan.decode, timeline, tools);
}

base::Result<media::VideoDecoder*> PictureTrack::DecoderFor(WorkerTools& tools) {
  if (!HasOwnDecoder()) return tools.decoders.Video(track_, owner_);
  if (!own_) {
    auto decoder = media::VideoDecoder::Create(track_);
    if (!decoder.ok()) return decoder.status();
    own_ = std::move(*decoder);
  }
  return own_.get();
}

void PictureTrack::Decode(const media::AccessUnit& unit, gate::Decode how, const Timeline& timeline,
                          WorkerTools& tools) {
  if (how == gate::Decode::kTop && LookAtTop(unit, timeline, tools)) return;
  const base::Result<media::VideoDecoder*> decoder = DecoderFor(tools);
  if (!decoder.ok()) {
    ++errors_;
    return;
  }
  const bool sequence = how == gate::Decode::kSequence;
  const auto sink = [&](const media::PictureView& picture) {
    OnPicture(picture, sequence, timeline, tools);
  };
  if (sequence && !std::exchange(in_sequence_, true)) sequence_start_ = timeline.At(unit.pts);
  const base::Status status =
      sequence ? (*decoder)->Decode(unit, sink) : (*decoder)->DecodeAlone(unit, sink);
  if (!status.ok()) ++errors_;
}

bool PictureTrack::LookAtTop(const media::AccessUnit& unit, const Timeline& timeline,
                             WorkerTools& tools) {
  if (!media::VideoDecoder::CanDecodeTop(track_.codec)) return false;
  const base::Result<media::VideoDecoder*> decoder = tools.decoders.TopVideo(track_, owner_);
  if (!decoder.ok()) return false;
  picture::PictureMeasure measure;
  const base::Status status = (*decoder)->DecodeTop(
      unit, [&](const media::PictureView& rows) { measure = meter_.MeasureTop(rows); });
  if (!status.ok() || measure.black_share >= kDarkTop) return false;
  if (measure.coarse_difference <= picture::PictureMeter::kStillLimit) return gate_.LooksAgain();
  const double at = timeline.At(unit.pts);
  gate_.Saw(at, false);
  measure.black_share = 0;  // of the whole picture it is not known, only that it is not black
  TellPicture(measure, timeline.FactAt(at), true, false);
  return true;
}

void PictureTrack::EndOfJob(const Timeline& timeline, WorkerTools& tools) {
  // The shared decoder serves another stream next.
  if (!HasOwnDecoder()) Drain(timeline, tools);
}

void PictureTrack::Drain(const Timeline& timeline, WorkerTools& tools) {
  if (!std::exchange(in_sequence_, false)) return;
  const base::Result<media::VideoDecoder*> decoder = DecoderFor(tools);
  if (!decoder.ok()) return;
  const base::Status status = (*decoder)->Drain(
      [&](const media::PictureView& picture) { OnPicture(picture, true, timeline, tools); });
  if (!status.ok()) ++errors_;
}

void PictureTrack::OnPicture(const media::PictureView& picture, bool every_frame,
                             const Timeline& timeline, WorkerTools& tools) {
  ++decoded_;
  const double at = timeline.At(picture.pts);
  // In an open GOP these need pictures of the GOP before.
  if (every_frame && at < sequence_start_) return;
  if (!every_frame && !picture.key) return gate_.SawNoKey();
  if (picture.corrupt) ++errors_;
  // Intra refresh: parts of it are still to come.
  if (picture.corrupt && gate_.decodes_all()) return;
  const picture::PictureMeasure measure = meter_.Measure(picture);
  if (picture.key) {
    gate_.Saw(at, measure.black_share >= kBlackShare ||
                      measure.coarse_difference <= picture::PictureMeter::kStillLimit);
  }
  const checks::FactTime time = timeline.FactAt(at);
  TellPicture(measure, time, picture.key, every_frame);

  if (picture.corrupt || !(picture.key || every_frame)) return;
  if (thumbnail_ && time.media < last_thumbnail_ + kThumbnailEvery) return;
  base::Result<media::Bytes> jpeg = tools.jpeg.Encode(picture);
  if (!jpeg.ok()) return;
  last_thumbnail_ = time.media;
  thumbnail_ = std::make_shared<const media::Bytes>(std::move(*jpeg));
}

void PictureTrack::TellPicture(const picture::PictureMeasure& measure, const checks::FactTime& time,
                               bool key, bool every_frame) {
  checks::PictureFact fact;
  fact.time = time;
  fact.duration = every_frame ? frame_seconds_ : gop_seconds_;
  fact.key = key;
  fact.every_frame = every_frame;
  fact.black_share = measure.black_share;
  fact.still_difference = measure.still_difference;
  fact.coarse_difference = measure.coarse_difference;
  fact.identical = measure.identical;
  checks_.On(fact);
}

void PictureTrack::TellRun(const gate::StillRun& run, const Timeline& timeline) {
  checks_.On(checks::StillRunFact{timeline.FactAt(run.start), timeline.FactAt(run.end), run.open});
}

}  // namespace vedette::monitor
