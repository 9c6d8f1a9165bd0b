#include "service/rpc/process_stats.h"

#include <dirent.h>
#include <malloc.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace vedette::rpc {
namespace {

// Fields of /proc/self/stat after the command, which may hold spaces and brackets itself.
void ReadStat(const std::string& path, double* cpu_seconds, int* threads) {
  std::ifstream file(path);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const size_t bracket = text.rfind(')');
  if (bracket == std::string::npos) return;
  std::istringstream fields(text.substr(bracket + 1));
  std::string word;
  double ticks = 0;
  for (int field = 3; fields >> word; ++field) {
    if (field == 14 || field == 15) ticks += std::atof(word.c_str());  // utime, stime
    if (field == 20) {
      *threads = std::atoi(word.c_str());
      break;
    }
  }
  *cpu_seconds = ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

int64_t ReadRss(const std::string& path) {
  std::ifstream file(path);
  int64_t size = 0, resident = -1;
  file >> size >> resident;
  return resident < 0 ? -1 : resident * sysconf(_SC_PAGESIZE);
}

void ReadNet(const std::string& path, double* received, double* sent) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::istringstream fields(line.substr(colon + 1));
    double value[9] = {};
    for (double& v : value) fields >> v;
    *received += value[0];
    *sent += value[8];
  }
}

void ReadIo(const std::string& path, double* read, double* written) {
  std::ifstream file(path);
  for (std::string key; file >> key;) {
    double value = 0;
    file >> value;
    if (key == "read_bytes:") *read = value;
    if (key == "write_bytes:") *written = value;
  }
}

int CountEntries(const std::string& path) {
  DIR* dir = opendir(path.c_str());
  if (dir == nullptr) return -1;
  int count = 0;
  while (const dirent* entry = readdir(dir)) count += entry->d_name[0] != '.' ? 1 : 0;
  closedir(dir);
  return count - 1;  // the listing's own descriptor
}

int AllowedCores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return CPU_COUNT(&set);
  return static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
}

}  // namespace

ProcessStats::ProcessStats(std::string data_dir, std::string proc)
    : disk_(std::move(data_dir)), proc_(std::move(proc)) {}

ProcessUsage ProcessStats::Read(base::SteadyTime now) {
  base::MutexLock lock(mutex_);
  if (last_.at == base::SteadyTime{} || now - last_.at >= std::chrono::seconds(1)) Measure(now);
  return usage_;
}

void ProcessStats::Measure(base::SteadyTime now) {
  Counters counters;
  counters.at = now;
  ReadStat(proc_ + "/self/stat", &counters.cpu_seconds, &usage_.threads);
  ReadNet(proc_ + "/self/net/dev", &counters.received, &counters.sent);
  ReadIo(proc_ + "/self/io", &counters.read, &counters.written);
  if (last_.at != base::SteadyTime{}) {
    const double span = std::chrono::duration<double>(now - last_.at).count();
    const auto rate = [&](double before, double after) {
      return after > before ? (after - before) / span : 0.0;
    };
    usage_.cpu_percent = 100 * rate(last_.cpu_seconds, counters.cpu_seconds);
    usage_.net_received_per_second = rate(last_.received, counters.received);
    usage_.net_sent_per_second = rate(last_.sent, counters.sent);
    usage_.disk_read_per_second = rate(last_.read, counters.read);
    usage_.disk_written_per_second = rate(last_.written, counters.written);
  }
  last_ = counters;

  usage_.cpu_cores = AllowedCores();
  usage_.rss_bytes = ReadRss(proc_ + "/self/statm");
  const struct mallinfo2 heap = mallinfo2();
  usage_.heap_bytes = static_cast<int64_t>(heap.uordblks + heap.hblkhd);
  usage_.fds_in_use = CountEntries(proc_ + "/self/fd");
  struct rlimit limit {};
  getrlimit(RLIMIT_NOFILE, &limit);
  usage_.fds_limit = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 0x7fffffff));
  const DiskSpace::Bytes disk = disk_.latest();
  usage_.disk_free_bytes = disk.free;
  usage_.disk_total_bytes = disk.total;
}

std::string MemoryText(int64_t bytes) {
  const double megabytes = static_cast<double>(bytes < 0 ? 0 : bytes) / 1048576.0;
  char text[32];
  if (std::lround(megabytes) < 1024) {
    std::snprintf(text, sizeof(text), "%ld MB", std::lround(megabytes));
  } else {
    std::snprintf(text, sizeof(text), "%.1f GB", megabytes / 1024.0);
  }
  return text;
}

}  // namespace vedette::rpc
