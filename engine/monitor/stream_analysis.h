#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/status.h"
#include "engine/checks/stream_checks.h"
#include "engine/gate/sound_sampler.h"
#include "engine/monitor/lane_reader.h"
#include "engine/monitor/picture_track.h"
#include "engine/monitor/stream.h"
#include "engine/monitor/timeline.h"
#include "engine/monitor/track_meter.h"
#include "engine/monitor/worker_tools.h"

namespace vedette::monitor {

// From chunks to facts: reads, meters, decodes what the gate wants, and tells the checks, in
// decoding order. One per stream, kept over reconnects so that the timeline goes on. Confined to
// the strand; Process and Finish run on a worker of the pool whose tools these are.
class StreamAnalysis {
 public:
  // `owner`: a number that is the stream's own. The others must outlive the analysis.
  StreamAnalysis(checks::Depth depth, uint64_t owner, checks::StreamChecks& checks,
                 WorkerToolSet& tools);
  ~StreamAnalysis();

  // The media does not come at the pace of its making (a file): its wall time counts on from the
  // first arrival.
  void IgnoreArrivals() { ignore_arrivals_ = true; }
  // How deeply the media is looked into from now on.
  void SetDepth(checks::Depth depth);
  // Whether loud sound is heard in samples (gate::SoundSampler); at depth `keyframes` only.
  void SetThrifty(bool thrifty);
  // A new try begins: what comes is not the direct continuation of what came.
  void Reconnect();
  // "invalid_data" when the chunk is no media.
  base::Status Process(const source::Chunk& chunk);
  // The media is over.
  void Finish();

  // Measurements as they stand, counts since the beginning; `over_all`: means over everything, as a
  // finished probe reports.
  std::vector<TrackStatus> Tracks(bool over_all) const;
  double bitrate_bps() const;
  double frame_rate() const;
  double gop_seconds() const;
  int64_t decoded_pictures() const;
  int64_t decode_errors() const;
  // Key pictures of the main video track that went by.
  int64_t key_pictures() const;
  bool has_tracks() const;
  // A key frame of video went by (a unit of sound, where there is no video).
  bool has_key() const { return has_key_; }
  // Pictures are looked at, and one was.
  std::shared_ptr<const media::Bytes> thumbnail() const;
  bool thrifty() const { return thrifty_ && depth_ == checks::Depth::kKeyframes; }
  // Frame sizes tell the gate nothing: it has every key picture decoded.
  bool blind() const { return main_picture_ && main_picture_->blind(); }
  // Newest moment on the timeline of the main lane.
  checks::FactTime End() const;
  // The walker of the main lane, null where it is no transport stream.
  ts::Walker* walker() const;

 private:
  struct TrackState {
    media::TrackType type = media::TrackType::kUnknown;
    TrackMeter meter;
    std::unique_ptr<PictureTrack> picture;
    double nominal_seconds = 0;  // one unit, 0 unknown
    bool audible = false;        // decoded for its sound
    int heard_by = -1;           // worker whose decoder knows the sound just before
    gate::SoundSampler sampler;
  };
  struct Lane {
    LaneReader reader;
    Timeline timeline;
    int clock = 0;  // how many signalled discontinuities its media clock has behind it
    std::shared_ptr<const media::MediaInfo> info;
    std::vector<TrackState> tracks;
    int first_track = 0;  // of the stream
    double waited = 0;    // media seconds left out until the first picture
    int64_t ts_packets = 0;
  };

  Lane& LaneAt(int index);
  void NoteTracks(Lane& lane, bool signalled);
  // Its pictures are not looked at any more; what was counted of them stays.
  void DropPicture(TrackState& track);
  bool Audible(const TrackState& track) const;
  void NumberTracks();
  bool AnchorLane(Lane& lane, const UnitBatch& units, double at);
  void NoteArrival(Lane& lane, const UnitBatch& units, const source::Chunk& chunk);
  void PlanPictures(Lane& lane, const UnitBatch& units, WorkerTools& tools);
  void DecodeSound(Lane& lane, int track, const UnitBatch& units, WorkerTools& tools);
  void Judge(Lane& lane, const UnitBatch& units, const source::Chunk& chunk, WorkerTools& tools);
  void OnUnit(Lane& lane, const media::AccessUnit& unit, base::WallTime arrival,
              WorkerTools& tools);
  void TellTransport(Lane& lane);
  double DurationOf(const TrackState& track, const media::AccessUnit& unit) const;

  checks::Depth depth_;
  bool thrifty_ = false;
  const uint64_t owner_;
  checks::StreamChecks& checks_;
  WorkerToolSet& tools_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  PictureTrack* main_picture_ = nullptr;
  Lane* main_lane_ = nullptr;  // of the main picture
  int main_track_ = -1;
  int64_t decoded_before_ = 0;  // by pictures that were dropped
  int64_t errors_before_ = 0;
  bool has_key_ = false;
  bool ignore_arrivals_ = false;
};

}  // namespace vedette::monitor
