// The fault corpus: short clips made by ffmpeg with faults put in at known times, and clips that
// only look faulty. It proves the picture and sound checks end to end.
#pragma once

#include <string>
#include <vector>

#include "engine/base/status.h"

namespace vedette::golden {

// A fault, as it was put into a clip. `start` is the time of the first picture (sample) that has
// it, `end` of the first that no longer has; seconds of media.
struct Fault {
  std::string check;  // "black", "freeze", "silence", "dead_air"
  double start = 0;
  double end = 0;
};

struct Clip {
  std::string name;
  std::string picture;  // lavfi graph
  std::string sound;    // lavfi graph
  std::string rate;     // frames per second, as ffmpeg spells it: "30000/1001"
  double seconds = 0;
  std::string encoder;  // ffmpeg options
  std::vector<Fault> truth;
  // Nothing is wrong with it and its encoder gives the gate its evidence: counts in the share of
  // key pictures decoded.
  bool clean = false;
};

// All clips, in the order of the report.
std::vector<Clip> FaultCorpus();

// The path of the clip's file in `directory`, made when it is not there; its name holds a hash of
// how it is made, so that a changed clip is made again. Several threads may make different clips.
base::Result<std::string> MakeClip(const Clip& clip, const std::string& directory);

// What FFmpeg's blackdetect, freezedetect and silencedetect (d=2, else their defaults) say of a
// file; kept next to it.
base::Result<std::vector<Fault>> RunFilters(const std::string& path);

}  // namespace vedette::golden
