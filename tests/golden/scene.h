#pragma once

#include <string>

#include "tests/golden/fault_corpus.h"

namespace vedette::golden {

// Builds a clip: a source, what is done to it in the order of the calls, and an encoder. Faults go
// into the truth as they are put in, on the grid of pictures.
class Scene {
 public:
  explicit Scene(std::string name, std::string size = "320x180", std::string rate = "25");

  // The picture, one of these first. `graph`: lavfi source where "SIZE" and "RATE" are filled in.
  Scene& Source(const std::string& graph);
  Scene& Moving();  // test pattern in motion, with the grain of a camera
  Scene& Seconds(double seconds);

  // Faults. A freeze inserts copies of a picture: call it before what depends on time.
  Scene& Freeze(double start, double end);
  Scene& Black(double start, double end);
  Scene& FadeToBlack(double start, double end, double fade);
  Scene& Silence(double start, double end);
  // All three, apart from each other and off the grid of 2 s GOPs; 26 s.
  Scene& ThreeFaults();

  // Things that are no fault by themselves.
  Scene& Filter(const std::string& filter);  // of pictures
  Scene& Box(const std::string& x_y_w_h, const std::string& colour);
  // `source` (as for Source) laid over the picture; `how`: options of ffmpeg's overlay filter.
  Scene& Overlay(const std::string& source, const std::string& how);
  Scene& Blink(double start, double end);  // black too short to be a fault
  Scene& Sound(const std::string& graph);  // pink noise without it
  Scene& SoundFilter(const std::string& filter);
  Scene& Truth(const std::string& check, double start, double end);

  Scene& Clean();
  // libx264, veryfast, GOPs of 2 s without it.
  Scene& Encoder(const std::string& options);

  Clip Make() const { return clip_; }

 private:
  double OnGrid(double seconds) const;
  std::string Graph(const std::string& source) const;
  std::string Between(double start, double end) const;

  std::string size_;
  double rate_;
  Clip clip_;
};

}  // namespace vedette::golden
