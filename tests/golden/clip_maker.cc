#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>

#include "tests/golden/fault_corpus.h"
#include "tests/support/child_process.h"

namespace vedette::golden {
namespace {

using base::Result;

constexpr base::seconds kLongestRun{180};

// FFmpeg names what it needs; `text` gets what the program said.
base::Status RunFfmpeg(std::vector<std::string> arguments, const std::string& log,
                       std::string& text) {
  arguments.insert(arguments.begin(), {"ffmpeg", "-hide_banner", "-nostdin", "-y"});
  std::filesystem::remove(log);
  const int code = support::ChildProcess(arguments, log).Wait(kLongestRun);
  std::ostringstream said;
  said << std::ifstream(log).rdbuf();
  text = said.str();
  std::filesystem::remove(log);
  if (code == 0) return {};
  return base::Unavailable("local_fault",
                           "ffmpeg ended with " + std::to_string(code) + ": " +
                               text.substr(text.size() - std::min<size_t>(text.size(), 800)));
}

std::vector<std::string> Words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

std::vector<std::string> Arguments(const Clip& clip) {
  char seconds[32];
  std::snprintf(seconds, sizeof(seconds), "%.3f", clip.seconds);
  std::vector<std::string> arguments = {"-f", "lavfi", "-i", clip.picture + ",format=yuv420p",
                                        "-f", "lavfi", "-i", clip.sound};
  arguments.insert(arguments.end(), {"-t", seconds});
  for (const std::string& word : Words(clip.encoder)) arguments.push_back(word);
  for (const char* word : {"-c:a", "aac", "-b:a", "96k", "-threads", "1", "-f", "mpegts"}) {
    arguments.emplace_back(word);
  }
  return arguments;
}

// The number after `key` in a line, if it is there.
bool Find(const std::string& line, const std::string& key, double& value) {
  const size_t at = line.find(key);
  if (at == std::string::npos) return false;
  value = std::atof(line.c_str() + at + key.size());
  return true;
}

}  // namespace

Result<std::string> MakeClip(const Clip& clip, const std::string& directory) {
  const std::vector<std::string> arguments = Arguments(clip);
  std::string all;
  for (const std::string& argument : arguments) all += argument + '\n';
  char hash[20];
  std::snprintf(hash, sizeof(hash), "-%08zx", std::hash<std::string>()(all) & 0xffffffff);
  std::filesystem::create_directories(directory);
  const std::string path = directory + "/" + clip.name + hash + ".ts";
  if (std::filesystem::exists(path)) return path;
  std::vector<std::string> line = arguments;
  line.push_back(path + ".new");
  std::string said;
  const base::Status status = RunFfmpeg(line, path + ".log", said);
  if (!status.ok()) return status;
  std::filesystem::rename(path + ".new", path);
  return path;
}

Result<std::vector<Fault>> RunFilters(const std::string& path) {
  const std::string kept = path + ".filters";
  std::string said;
  if (std::filesystem::exists(kept)) {
    std::ostringstream text;
    text << std::ifstream(kept).rdbuf();
    said = text.str();
  } else {
    const base::Status status =
        RunFfmpeg({"-i", path, "-vf", "blackdetect=d=2,freezedetect=d=2", "-af",
                   "silencedetect=d=2", "-threads", "1", "-f", "null", "-"},
                  path + ".log", said);
    if (!status.ok()) return status;
    std::ofstream(kept) << said;
  }
  std::vector<Fault> faults;
  double freeze = 0, silence = 0, end = 0;
  bool frozen = false, silent = false;
  double duration = 0;
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    Fault black{"black", 0, 0};
    if (Find(line, "black_start:", black.start) && Find(line, "black_end:", black.end)) {
      faults.push_back(black);
    }
    if (Find(line, "freeze_start: ", freeze)) frozen = true;
    if (Find(line, "freeze_end: ", end)) {
      faults.push_back({"freeze", freeze, end});
      frozen = false;
    }
    if (Find(line, "silence_start: ", silence)) silent = true;
    if (Find(line, "silence_end: ", end)) {
      faults.push_back({"silence", silence, end});
      silent = false;
    }
    int hours = 0, minutes = 0;
    double seconds = 0;
    const size_t at = line.find("Duration: ");
    if (at != std::string::npos &&
        std::sscanf(line.c_str() + at, "Duration: %d:%d:%lf", &hours, &minutes, &seconds) == 3) {
      duration = hours * 3600 + minutes * 60 + seconds;
    }
  }
  // What still went on at the end has no end in the log.
  if (frozen) faults.push_back({"freeze", freeze, duration});
  if (silent) faults.push_back({"silence", silence, duration});
  return faults;
}

}  // namespace vedette::golden
