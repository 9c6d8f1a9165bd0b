#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "engine/base/mutex.h"
#include "tests/support/bad_http_server.h"

namespace vedette::support {

// A live HLS channel on a BadHttpServer: its window moves when the test publishes, so much faster
// than real time (RFC 8216's integers aside, the target duration is a third of a second). Its
// segments are TS packets that tell their number. Synchronised.
class LiveHlsOrigin {
 public:
  struct Options {
    int window = 4;              // segments
    std::string target = "0.3";  // EXT-X-TARGETDURATION
    std::string header;          // further lines of the playlist's head
    std::string extension = ".ts";
    // Further lines before the segment of a number, "" for none.
    std::function<std::string(int64_t)> tags;
    std::function<std::string(int64_t)> body;  // of a segment; TS packets by default
  };

  // `name`: its directory on the server. Begins with a full window that starts at 100.
  LiveHlsOrigin(BadHttpServer& server, std::string name, Options options);
  LiveHlsOrigin(BadHttpServer& server, std::string name)
      : LiveHlsOrigin(server, std::move(name), Options()) {}

  std::string Url() const { return server_.Url(Path("live.m3u8")); }
  std::string Path(const std::string& file) const { return "/" + name_ + "/" + file; }
  std::string SegmentPath(int64_t sequence) const;
  std::string Playlist() const;
  int64_t newest() const;

  // Adds segments at the end of the window; as many leave it.
  void Publish(int count = 1);
  // The encoder begins anew: a window of one segment with this number.
  void Restart(int64_t sequence);
  void SetEndlist(bool endlist);
  // What the server does with requests for a segment, published already or not.
  void Treat(int64_t sequence, BadHttpServer::Handler handler);

  // How many times this path was asked for.
  int Asked(const std::string& path) const;

  static std::string Body(int64_t sequence);

 private:
  void Serve(int64_t sequence);
  std::string Text(int64_t begin, int64_t end, bool endlist) const;

  BadHttpServer& server_;
  const std::string name_;
  const Options options_;
  mutable base::Mutex mutex_;
  int64_t begin_ GUARDED_BY(mutex_) = 100;
  int64_t end_ GUARDED_BY(mutex_) = 100;  // the next to be published
  bool endlist_ GUARDED_BY(mutex_) = false;
  std::set<int64_t> treated_ GUARDED_BY(mutex_);
};

}  // namespace vedette::support
