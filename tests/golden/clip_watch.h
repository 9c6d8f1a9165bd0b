#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/checks/check.h"
#include "engine/checks/facts.h"
#include "engine/monitor/effort.h"
#include "tests/golden/fault_corpus.h"

namespace vedette::golden {

// How a clip reaches the engine.
enum class Feed {
  kFile,      // pieces of 1 MiB, as vedette probe reads a file
  kSegments,  // whole segments of at least 4 s that begin with a key picture, as HLS
  kSocket,    // pieces of about 0.1 s, as UDP, RTP and HTTP-TS
};

using monitor::Effort;  // kWhole or kThrifty

struct Seen {
  std::vector<Fault> events;  // of the four checks of picture and sound
  int64_t decoded_pictures = 0;
  int64_t key_pictures = 0;
  std::vector<std::string> not_covered;
};

// What the engine finds in a transport stream file of `seconds`. Blocks; any thread.
Seen WatchClip(const std::string& path, double seconds, checks::Depth depth, Feed feed,
               Effort effort = Effort::kWhole);

}  // namespace vedette::golden
