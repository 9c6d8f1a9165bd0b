#include "engine/monitor/stream_analysis.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/sound/sound_meter.h"

namespace vedette::monitor {
namespace {

using media::TrackType;
using source::Chunk;

constexpr double kLongestWaitForPicture = 3.0;  // seconds of media before sound alone is judged
// Two lanes whose clocks are this near to each other have one clock.
constexpr double kSameClock = 60.0;  // seconds

media::Ticks TimeOf(const media::AccessUnit& unit) {
  return unit.pts != media::kNoTime ? unit.pts : unit.dts;
}

media::Ticks OrderOf(const media::AccessUnit& unit) {
  return unit.dts != media::kNoTime ? unit.dts : unit.pts;
}

bool SameDecoding(const media::TrackInfo& a, const media::TrackInfo& b) {
  const bool same_extradata =
      a.extradata == b.extradata || (a.extradata && b.extradata && *a.extradata == *b.extradata);
  return a.type == b.type && a.codec == b.codec && a.width == b.width && a.height == b.height &&
         a.frame_rate == b.frame_rate && a.sample_rate == b.sample_rate &&
         a.channels == b.channels && same_extradata;
}

}  // namespace

StreamAnalysis::StreamAnalysis(checks::Depth depth, uint64_t owner, checks::StreamChecks& checks,
                               WorkerToolSet& tools)
    : depth_(depth), owner_(owner), checks_(checks), tools_(tools) {}

StreamAnalysis::~StreamAnalysis() = default;

StreamAnalysis::Lane& StreamAnalysis::LaneAt(int index) {
  while (lanes_.size() <= static_cast<size_t>(index)) lanes_.push_back(std::make_unique<Lane>());
  return *lanes_[static_cast<size_t>(index)];
}

void StreamAnalysis::Reconnect() {
  for (auto& lane : lanes_) lane->timeline.Restart();
}

void StreamAnalysis::SetDepth(checks::Depth depth) {
  depth_ = depth;
  for (auto& lane : lanes_) {
    for (TrackState& track : lane->tracks) {
      DropPicture(track);
      track.audible = Audible(track);
    }
  }
  NumberTracks();
}

void StreamAnalysis::DropPicture(TrackState& track) {
  if (!track.picture) return;
  decoded_before_ += track.picture->decoded_pictures();
  errors_before_ += track.picture->decode_errors();
  track.picture.reset();
}

void StreamAnalysis::SetThrifty(bool thrifty) {
  thrifty_ = thrifty;
  for (auto& lane : lanes_) {
    for (TrackState& track : lane->tracks) {
      track.sampler = {};
      track.heard_by = -1;
    }
  }
}

base::Status StreamAnalysis::Process(const Chunk& chunk) {
  WorkerTools& tools = tools_.Mine();
  Lane& lane = LaneAt(chunk.lane);
  if (!chunk.contiguous || chunk.discontinuity) {
    if (main_lane_ == &lane && main_picture_) main_picture_->Drain(lane.timeline, tools);
    lane.timeline.ForgetSteps();
    if (lane.info) checks_.OnGap();
    if (chunk.discontinuity) {
      lane.timeline.Restart();
      ++lane.clock;
    }
  }
  const base::Status status = lane.reader.Read(chunk, tools.units);
  if (lane.reader.info() != lane.info) NoteTracks(lane, chunk.discontinuity);
  if (lane.info) Judge(lane, tools.units, chunk, tools);
  TellTransport(lane);
  return status;
}

void StreamAnalysis::Finish() {
  WorkerTools& tools = tools_.Mine();
  for (auto& lane : lanes_) {
    lane->reader.Finish(tools.units);
    if (lane->reader.info() != lane->info) NoteTracks(*lane, false);
    if (lane->info) Judge(*lane, tools.units, Chunk(), tools);
    TellTransport(*lane);
  }
  if (main_picture_) main_picture_->Drain(main_lane_->timeline, tools);
}

void StreamAnalysis::NoteTracks(Lane& lane, bool signalled) {
  const std::shared_ptr<const media::MediaInfo> before =
      std::exchange(lane.info, lane.reader.info());
  std::vector<TrackState> tracks(lane.info->tracks.size());
  for (size_t i = 0; i < tracks.size(); ++i) {
    const media::TrackInfo& info = lane.info->tracks[i];
    if (before && i < before->tracks.size() && SameDecoding(info, before->tracks[i])) {
      tracks[i] = std::move(lane.tracks[i]);
      continue;
    }
    tracks[i].type = info.type;
    tracks[i].audible = Audible(tracks[i]);
    if (info.type == TrackType::kVideo && info.frame_rate > 0) {
      tracks[i].nominal_seconds = 1 / info.frame_rate;
    }
  }
  for (TrackState& gone : lane.tracks) DropPicture(gone);
  lane.tracks = std::move(tracks);
  NumberTracks();

  checks::TracksFact fact;
  fact.time = lane.timeline.FactAt(lane.timeline.end());
  fact.signalled = signalled;
  fact.joined = !before;
  for (const auto& each : lanes_) {
    if (!each->info) continue;
    if (fact.info.container.empty()) fact.info.container = each->info->container;
    for (const media::TrackInfo& track : each->info->tracks) {
      fact.info.tracks.push_back(track);
      fact.info.tracks.back().index = static_cast<int>(fact.info.tracks.size()) - 1;
    }
  }
  checks_.On(fact);
}

bool StreamAnalysis::Audible(const TrackState& track) const {
  return track.type == TrackType::kAudio && depth_ >= checks::Depth::kKeyframes;
}

void StreamAnalysis::NumberTracks() {
  int next = 0;
  main_picture_ = nullptr;
  main_lane_ = nullptr;
  main_track_ = -1;
  for (auto& lane : lanes_) {
    lane->first_track = next;
    next += static_cast<int>(lane->tracks.size());
    for (size_t i = 0; i < lane->tracks.size(); ++i) {
      TrackState& track = lane->tracks[i];
      if (track.type != TrackType::kVideo || main_lane_) {
        DropPicture(track);
        continue;
      }
      main_lane_ = lane.get();
      main_track_ = static_cast<int>(i);
      if (depth_ >= checks::Depth::kKeyframes && !track.picture) {
        track.picture =
            std::make_unique<PictureTrack>(lane->info->tracks[i], depth_, owner_, checks_);
      }
      main_picture_ = track.picture.get();
    }
  }
}

bool StreamAnalysis::AnchorLane(Lane& lane, const UnitBatch& units, double at) {
  std::optional<media::Ticks> key, picture, any;
  bool has_video = false;
  for (const TrackState& track : lane.tracks) has_video |= track.type == TrackType::kVideo;
  for (size_t i = 0; i < units.size() && !key; ++i) {
    const media::AccessUnit unit = units[i];
    const media::Ticks time = TimeOf(unit);
    if (time == media::kNoTime || static_cast<size_t>(unit.track) >= lane.tracks.size()) continue;
    if (!any) any = time;
    if (lane.tracks[static_cast<size_t>(unit.track)].type != TrackType::kVideo) continue;
    if (!picture) picture = time;
    if (unit.key) key = time;
  }
  if (!any) return false;
  if (has_video && !picture && lane.waited < kLongestWaitForPicture) {
    const media::Ticks last = TimeOf(units[units.size() - 1]);
    if (last != media::kNoTime) lane.waited += std::max(media::Seconds(last - *any), 0.02);
    return false;
  }
  const media::Ticks first = key ? *key : picture ? *picture : *any;
  for (const auto& other : lanes_) {
    if (other.get() == &lane || other->timeline.wants_anchor()) continue;
    if (other->clock < lane.clock) continue;  // still before the discontinuity
    const double shared = other->timeline.At(first);
    if (std::abs(shared - other->timeline.end()) > kSameClock) continue;
    lane.timeline.Anchor(first, shared);
    return true;
  }
  lane.timeline.Anchor(first, at);
  return true;
}

double StreamAnalysis::DurationOf(const TrackState& track, const media::AccessUnit& unit) const {
  if (unit.duration > media::Ticks(0)) return media::Seconds(unit.duration);
  return track.nominal_seconds > 0 ? track.nominal_seconds : track.meter.unit_seconds();
}

void StreamAnalysis::NoteArrival(Lane& lane, const UnitBatch& units, const Chunk& chunk) {
  if (chunk.wall_arrival == base::WallTime{}) return;
  if (ignore_arrivals_ && lane.timeline.wall_known()) return;
  double begin = std::numeric_limits<double>::infinity();
  double end = -begin;
  for (size_t i = 0; i < units.size(); ++i) {
    const media::AccessUnit unit = units[i];
    const media::Ticks time = TimeOf(unit);
    if (time == media::kNoTime || static_cast<size_t>(unit.track) >= lane.tracks.size()) continue;
    const TrackState& track = lane.tracks[static_cast<size_t>(unit.track)];
    // A segment's PROGRAM-DATE-TIME belongs to its first picture.
    if (main_lane_ == &lane && track.type != TrackType::kVideo) continue;
    const double at = lane.timeline.At(time);
    begin = std::min(begin, at);
    end = std::max(end, at + DurationOf(track, unit));
  }
  if (begin <= end) {
    lane.timeline.Arrived(begin, end, chunk.wall_arrival, chunk.program_date_time);
  }
}

void StreamAnalysis::PlanPictures(Lane& lane, const UnitBatch& units, WorkerTools& tools) {
  if (main_lane_ != &lane || !main_picture_) return;
  tools.pictures.clear();
  for (size_t i = 0; i < units.size(); ++i) {
    const media::AccessUnit unit = units[i];
    if (unit.track != main_track_ || TimeOf(unit) == media::kNoTime) continue;
    tools.pictures.push_back({lane.timeline.At(TimeOf(unit)),
                              DurationOf(lane.tracks[static_cast<size_t>(unit.track)], unit),
                              unit.key, unit.payload_bytes});
  }
  main_picture_->Plan(tools);
}

void StreamAnalysis::DecodeSound(Lane& lane, int track, const UnitBatch& units,
                                 WorkerTools& tools) {
  const auto index = static_cast<uint64_t>(lane.first_track + track);
  const base::Result<media::AudioDecoder*> decoder =
      tools.decoders.Audio(lane.info->tracks[static_cast<size_t>(track)], owner_ * 64 + index % 64);
  if (!decoder.ok()) return;
  // Another worker had the last job: what this one's decoder remembers is older than that, and
  // would be heard in the first frame.
  const int worker = base::WorkerPool::CurrentWorker();
  TrackState& state = lane.tracks[static_cast<size_t>(track)];
  if (std::exchange(state.heard_by, worker) != worker) {
    (*decoder)->Flush();
    state.sampler.Restart();
  }
  const bool sampled = thrifty();
  const double limit = checks_.silence_limit();
  for (size_t i = 0; i < units.size(); ++i) {
    const media::AccessUnit unit = units[i];
    if (unit.track != track || TimeOf(unit) == media::kNoTime) continue;
    if (sampled) {
      const auto take = state.sampler.Next(lane.timeline.At(TimeOf(unit)), DurationOf(state, unit));
      if (take == gate::SoundSampler::Take::kNot) continue;
      if (take == gate::SoundSampler::Take::kBegin) (*decoder)->Flush();
    }
    // A frame that can't be decoded gives no block: the check knows that it has heard nothing.
    (void)(*decoder)->Decode(unit, [&](const media::SoundView& view) {
      HeardBlock block{i, sound::MeasureSound(view)};
      if (block.measure.pts == media::kNoTime) block.measure.pts = TimeOf(unit);
      const bool counts = !sampled || state.sampler.Hear(lane.timeline.At(block.measure.pts),
                                                         block.measure.Peak(), limit);
      if (counts) tools.sounds.push_back(std::move(block));
      if (sampled && !state.sampler.wants_more()) (*decoder)->LeaveOut();
    });
  }
}

void StreamAnalysis::Judge(Lane& lane, const UnitBatch& units, const Chunk& chunk,
                           WorkerTools& tools) {
  if (units.size() == 0) return;
  if (lane.timeline.wants_anchor() && !AnchorLane(lane, units, lane.timeline.end())) return;
  NoteArrival(lane, units, chunk);
  PlanPictures(lane, units, tools);
  std::vector<HeardBlock>& sounds = tools.sounds;
  sounds.clear();
  for (size_t i = 0; i < lane.tracks.size(); ++i) {
    if (lane.tracks[i].audible) DecodeSound(lane, static_cast<int>(i), units, tools);
  }
  const auto earlier = [](const HeardBlock& a, const HeardBlock& b) { return a.unit < b.unit; };
  // Of several tracks.
  if (!std::is_sorted(sounds.begin(), sounds.end(), earlier)) {
    std::stable_sort(sounds.begin(), sounds.end(), earlier);
  }
  size_t next_sound = 0;
  for (size_t i = 0; i < units.size(); ++i) {
    const media::AccessUnit unit = units[i];
    if (static_cast<size_t>(unit.track) >= lane.tracks.size()) continue;
    if (TimeOf(unit) != media::kNoTime) OnUnit(lane, unit, chunk.wall_arrival, tools);
    for (; next_sound < sounds.size() && sounds[next_sound].unit == i; ++next_sound) {
      sound::SoundMeasure& measure = sounds[next_sound].measure;
      checks::SoundFact fact;
      fact.time = lane.timeline.FactAt(lane.timeline.At(measure.pts));
      fact.track = lane.first_track + unit.track;
      fact.duration = measure.duration;
      fact.channel_peak = std::move(measure.channel_peak);
      checks_.On(fact);
    }
  }
  if (main_lane_ == &lane && main_picture_) main_picture_->EndOfJob(lane.timeline, tools);
}

void StreamAnalysis::OnUnit(Lane& lane, const media::AccessUnit& unit, base::WallTime arrival,
                            WorkerTools& tools) {
  TrackState& track = lane.tracks[static_cast<size_t>(unit.track)];
  const double duration = DurationOf(track, unit);
  const bool timed = track.type == TrackType::kVideo || track.type == TrackType::kAudio;
  if (timed) {
    if (const auto jump = lane.timeline.Step(unit.track, OrderOf(unit), duration)) {
      checks::TimestampFact fact;
      fact.time = lane.timeline.FactAt(lane.timeline.At(TimeOf(unit)));
      fact.track = lane.first_track + unit.track;
      fact.overlap = jump->overlap;
      fact.seconds = jump->seconds;
      fact.nominal = jump->nominal;
      checks_.On(fact);
    }
  }
  checks::UnitFact fact;
  fact.time = lane.timeline.FactAt(lane.timeline.At(TimeOf(unit)));
  fact.track = lane.first_track + unit.track;
  fact.type = track.type;
  fact.dts = lane.timeline.At(OrderOf(unit));
  fact.duration = duration;
  fact.key = unit.key;
  fact.size_bytes = unit.size_bytes;
  fact.arrival = arrival;
  checks_.On(fact);
  track.meter.Add(fact.dts, duration, unit.size_bytes, unit.key && track.type == TrackType::kVideo,
                  fact.time.media);
  has_key_ |= unit.key && (track.type == TrackType::kVideo || main_track_ < 0);
  if (track.picture && main_lane_ == &lane && unit.track == main_track_) {
    track.picture->OnUnit(unit, lane.timeline, duration, tools);
  }
}

void StreamAnalysis::TellTransport(Lane& lane) {
  ts::Walker* walker = lane.reader.walker();
  if (!walker) return;
  checks::TsFact fact;
  fact.packets = walker->packets() - std::exchange(lane.ts_packets, walker->packets());
  if (fact.packets == 0) return;
  fact.time = lane.timeline.FactAt(lane.timeline.end());
  for (const ts::ContinuityLoss& loss : walker->TakeLosses()) {
    const double at = loss.at == media::kNoTime || !lane.timeline.anchored()
                          ? lane.timeline.end()
                          : lane.timeline.At(loss.at);
    fact.continuity.push_back({lane.timeline.FactAt(at), loss.pid, loss.packets_lost, loss.stuck});
  }
  checks_.On(fact);
}

std::vector<TrackStatus> StreamAnalysis::Tracks(bool over_all) const {
  std::vector<TrackStatus> tracks;
  for (const auto& lane : lanes_) {
    std::vector<ts::PidCounters> pids;
    if (lane->reader.walker()) pids = lane->reader.walker()->Pids();
    for (size_t i = 0; i < lane->tracks.size(); ++i) {
      TrackStatus status = ToStatus(lane->info->tracks[i], lane->tracks[i].meter, over_all);
      status.info.index = static_cast<int>(tracks.size());
      for (const ts::PidCounters& pid : pids) {
        if (pid.pid != status.info.pid) continue;
        status.discontinuities = pid.discontinuities;
        if (over_all) status.packets = pid.packets;
      }
      tracks.push_back(std::move(status));
    }
  }
  return tracks;
}

double StreamAnalysis::bitrate_bps() const {
  double sum = 0;
  for (const auto& lane : lanes_) {
    for (const TrackState& track : lane->tracks) sum += track.meter.BitrateBps();
  }
  return sum;
}

double StreamAnalysis::frame_rate() const {
  return main_lane_ ? main_lane_->tracks[static_cast<size_t>(main_track_)].meter.FrameRate() : 0;
}

double StreamAnalysis::gop_seconds() const {
  return main_lane_ ? main_lane_->tracks[static_cast<size_t>(main_track_)].meter.gop_seconds() : 0;
}

int64_t StreamAnalysis::decoded_pictures() const {
  return decoded_before_ + (main_picture_ ? main_picture_->decoded_pictures() : 0);
}

int64_t StreamAnalysis::decode_errors() const {
  return errors_before_ + (main_picture_ ? main_picture_->decode_errors() : 0);
}

int64_t StreamAnalysis::key_pictures() const {
  return main_picture_ ? main_picture_->key_pictures() : 0;
}

bool StreamAnalysis::has_tracks() const {
  return std::any_of(lanes_.begin(), lanes_.end(),
                     [](const auto& lane) { return lane->info && !lane->info->tracks.empty(); });
}

std::shared_ptr<const media::Bytes> StreamAnalysis::thumbnail() const {
  return main_picture_ ? main_picture_->thumbnail() : nullptr;
}

checks::FactTime StreamAnalysis::End() const {
  if (lanes_.empty()) return {};
  const Timeline& timeline = lanes_.front()->timeline;
  return timeline.FactAt(timeline.end());
}

ts::Walker* StreamAnalysis::walker() const {
  return lanes_.empty() ? nullptr : lanes_.front()->reader.walker();
}

}  // namespace vedette::monitor
