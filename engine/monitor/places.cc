#include "engine/monitor/places.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

namespace vedette::monitor {
namespace {

constexpr double kUsedShare = 0.5;           // of the cores; bursts and others have the rest
constexpr double kPicturesPerSecond = 0.06;  // key pictures that the gate decodes of a clean stream
constexpr double kReadingSeconds = 0.0003;   // receiving and walking a second of 4 Mbit/s
constexpr int64_t kBytesPerStream = 1 << 20;
constexpr int64_t kDescriptorsPerStream = 4;
constexpr int64_t kDescriptorsKept = 200;
constexpr int64_t kLeastBudget = 64 << 20;

// 0 when the file is not there or says "max".
int64_t ReadNumber(const char* path) {
  std::ifstream file(path);
  int64_t number = 0;
  return file >> number ? number : 0;
}

}  // namespace

MachineLimits ReadMachineLimits() {
  MachineLimits limits;
  limits.cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  limits.memory_bytes = static_cast<int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  for (const char* path :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    const int64_t group = ReadNumber(path);
    if (group > 0) limits.memory_bytes = std::min(limits.memory_bytes, group);
  }
  struct rlimit descriptors {};
  if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0) {
    limits.descriptors = static_cast<int64_t>(std::min<rlim_t>(descriptors.rlim_cur, 1 << 30));
  }
  return limits;
}

int DefaultPlaces(const MachineLimits& limits, const media::DecodeSpeed& speed) {
  const double cost =
      kPicturesPerSecond * speed.picture_seconds + speed.sound_seconds + kReadingSeconds;
  const auto by_cores = static_cast<int64_t>(kUsedShare * limits.cores / cost);
  const int64_t by_memory = limits.memory_bytes / 2 / kBytesPerStream;
  const int64_t by_descriptors = (limits.descriptors - kDescriptorsKept) / kDescriptorsPerStream;
  return static_cast<int>(std::max<int64_t>(1, std::min({by_cores, by_memory, by_descriptors})));
}

int64_t DefaultBudgetBytes(const MachineLimits& limits) {
  return std::max(kLeastBudget, limits.memory_bytes / 4);
}

}  // namespace vedette::monitor
