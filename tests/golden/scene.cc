#include "tests/golden/scene.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace vedette::golden {
namespace {

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.4f", value);
  return text;
}

double ParseRate(const std::string& rate) {
  const size_t slash = rate.find('/');
  const double count = std::atof(rate.c_str());
  return slash == std::string::npos ? count : count / std::atof(rate.c_str() + slash + 1);
}

std::string Filled(std::string graph, const std::string& word, const std::string& with) {
  for (size_t at; (at = graph.find(word)) != std::string::npos;) {
    graph.replace(at, word.size(), with);
  }
  return graph;
}

}  // namespace

Scene::Scene(std::string name, std::string size, std::string rate)
    : size_(std::move(size)), rate_(ParseRate(rate)) {
  clip_.name = std::move(name);
  clip_.rate = std::move(rate);
  clip_.seconds = 26;
  clip_.sound = "anoisesrc=c=pink:a=0.4:r=48000:seed=7,aformat=channel_layouts=stereo";
  const int gop = static_cast<int>(std::lround(2 * rate_));
  Encoder("-c:v libx264 -preset veryfast -sc_threshold 0 -g " + std::to_string(gop));
}

double Scene::OnGrid(double seconds) const { return std::ceil(seconds * rate_ - 1e-3) / rate_; }

std::string Scene::Between(double start, double end) const {
  const double early = 0.25 / rate_;
  return ":enable='gte(t," + Number(OnGrid(start) - early) + ")*lt(t," +
         Number(OnGrid(end) - early) + ")'";
}

std::string Scene::Graph(const std::string& source) const {
  return Filled(Filled(source, "SIZE", size_), "RATE", clip_.rate);
}

Scene& Scene::Source(const std::string& graph) {
  clip_.picture = Graph(graph);
  return *this;
}

Scene& Scene::Overlay(const std::string& source, const std::string& how) {
  const std::string label = "[o" + std::to_string(clip_.picture.size()) + "]";
  const std::string under = "[u" + std::to_string(clip_.picture.size()) + "]";
  clip_.picture +=
      under + ";" + Graph(source) + label + ";" + under + label + "overlay=eval=frame:" + how;
  return *this;
}

Scene& Scene::Moving() { return Source("testsrc2=s=SIZE:r=RATE,noise=alls=4:allf=t:all_seed=1"); }

Scene& Scene::Seconds(double seconds) {
  clip_.seconds = seconds;
  return *this;
}

Scene& Scene::Filter(const std::string& filter) {
  clip_.picture += "," + filter;
  return *this;
}

Scene& Scene::Freeze(double start, double end) {
  const long first = std::lround(OnGrid(start) * rate_);
  const long copies = std::lround(OnGrid(end) * rate_) - first - 1;
  // FFmpeg 5.1's loop filter begins one picture early and leaves the times after it as they were.
  Filter("loop=size=1:start=" + std::to_string(first + 1) + ":loop=" + std::to_string(copies) +
         ",setpts=N/(FR*TB)");
  return Truth("freeze", start, end);
}

Scene& Scene::Black(double start, double end) {
  Filter("drawbox=c=black:t=fill" + Between(start, end));
  return Truth("black", start, end);
}

Scene& Scene::Blink(double start, double end) {
  return Filter("drawbox=c=black:t=fill" + Between(start, end));
}

Scene& Scene::FadeToBlack(double start, double end, double fade) {
  // Peak white on 6 % of the picture: it is black when luma has come down to a tenth, in the last
  // (and again in the first) tenth of a fade.
  Box("0:0:iw/4:ih/4", "white");
  Filter("fade=t=out:st=" + Number(start) + ":d=" + Number(fade) + Between(start, end));
  Filter("fade=t=in:st=" + Number(end) + ":d=" + Number(fade) + Between(end, end + fade));
  return Truth("black", start + 0.9 * fade, end + 0.1 * fade);
}

Scene& Scene::Silence(double start, double end) {
  SoundFilter("volume=0:enable='between(t," + Number(start) + "," + Number(end) + ")'");
  return Truth("silence", start, end);
}

Scene& Scene::ThreeFaults() { return Freeze(12.52, 16.92).Black(5.32, 8.72).Silence(19.28, 22.68); }

Scene& Scene::Box(const std::string& x_y_w_h, const std::string& colour) {
  return Filter("drawbox=" + x_y_w_h + ":c=" + colour + ":t=fill");
}

Scene& Scene::Sound(const std::string& graph) {
  clip_.sound = graph;
  return *this;
}

Scene& Scene::SoundFilter(const std::string& filter) {
  clip_.sound += "," + filter;
  return *this;
}

Scene& Scene::Truth(const std::string& check, double start, double end) {
  if (check != "silence") start = OnGrid(start), end = OnGrid(end);
  clip_.truth.push_back({check, start, std::min(end, clip_.seconds)});
  return *this;
}

Scene& Scene::Clean() {
  clip_.clean = true;
  return *this;
}

Scene& Scene::Encoder(const std::string& options) {
  clip_.encoder = options;
  return *this;
}

}  // namespace vedette::golden
