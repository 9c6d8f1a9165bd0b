#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "engine/base/mutex.h"
#include "tests/support/bad_http_server.h"

namespace vedette::support {

// A live DASH channel on a BadHttpServer, one video representation "v" with segments of 0.3 s: its
// window moves when the test publishes, so faster than real time; with kClock it moves by the
// clock. Its segments are boxes that tell their number. Synchronised.
class LiveDashOrigin {
 public:
  enum class Addressing : uint8_t { kNumber, kTime, kList, kClock };
  struct Options {
    Addressing addressing = Addressing::kTime;
    int window = 4;          // segments
    std::string attributes;  // further ones of the MPD
    std::string elements;    // further ones in the MPD, before its periods
    std::string in_set;      // further elements of the set
    std::string sets;        // further sets of the period
    double begun_ago = 30;   // seconds since the availability start, by this machine's clock
    double update_seconds = 0.3;
    std::function<std::string(int64_t)> body;  // of a segment; a box by default
    std::string init;                          // a box by default
  };
  static constexpr int kMilliseconds = 300;  // of a segment

  // `name`: its directory on the server. Begins with a full window whose last segment is 103 (but
  // for kClock).
  LiveDashOrigin(BadHttpServer& server, std::string name, Options options);
  LiveDashOrigin(BadHttpServer& server, std::string name)
      : LiveDashOrigin(server, std::move(name), Options()) {}

  std::string Url() const { return server_.Url(Path("live.mpd")); }
  std::string Path(const std::string& file) const { return "/" + name_ + "/" + file; }
  std::string SegmentPath(int64_t number) const;
  std::string Manifest() const;

  void Publish(int count = 1);
  // A new period begins with the next segment; its media begins anew at zero, or goes on.
  void BeginPeriod(bool media_goes_on);
  // What the server does with requests for a segment, published already or not.
  void Treat(int64_t number, BadHttpServer::Handler handler);
  // How many times this path was asked for.
  int Asked(const std::string& path) const;

  static std::string Box(const std::string& type, const std::string& content);

 private:
  struct Period {
    int64_t begin = 0;  // its first segment
    int64_t media = 0;  // $Time$ of that
  };
  int64_t TimeOf(int64_t number) const REQUIRES(mutex_);
  void Serve(int64_t number);
  std::string PeriodText(size_t index) const REQUIRES(mutex_);
  std::string AddressingText(const Period& period, int64_t begin, int64_t end) const
      REQUIRES(mutex_);

  BadHttpServer& server_;
  const std::string name_;
  const Options options_;
  const std::string start_;  // availabilityStartTime
  mutable base::Mutex mutex_;
  int64_t begin_ GUARDED_BY(mutex_) = 100;
  int64_t end_ GUARDED_BY(mutex_) = 100;  // the next to be published
  std::vector<Period> periods_ GUARDED_BY(mutex_);
  std::set<int64_t> treated_ GUARDED_BY(mutex_);
};

}  // namespace vedette::support
