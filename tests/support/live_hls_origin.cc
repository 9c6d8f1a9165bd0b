#include "tests/support/live_hls_origin.h"

#include <algorithm>
#include <utility>

#include "tests/support/http_behaviours.h"
#include "tests/support/ts_bytes.h"

namespace vedette::support {

LiveHlsOrigin::LiveHlsOrigin(BadHttpServer& server, std::string name, Options options)
    : server_(server), name_(std::move(name)), options_(std::move(options)) {
  Publish(options_.window);
  server_.On(Path("live.m3u8"), [this](const SeenRequest&, HttpPeer& peer) {
    peer.Reply(200, {{"Content-Type", "application/vnd.apple.mpegurl"}}, Playlist());
  });
}

std::string LiveHlsOrigin::SegmentPath(int64_t sequence) const {
  return Path("s" + std::to_string(sequence) + options_.extension);
}

std::string LiveHlsOrigin::Body(int64_t sequence) {
  return TsPackets(20, static_cast<int>(sequence % 4000) + 32);
}

std::string LiveHlsOrigin::Playlist() const {
  base::MutexLock lock(mutex_);
  return Text(begin_, end_, endlist_);
}

int64_t LiveHlsOrigin::newest() const {
  base::MutexLock lock(mutex_);
  return end_ - 1;
}

std::string LiveHlsOrigin::Text(int64_t begin, int64_t end, bool endlist) const {
  std::string text = "#EXTM3U\n#EXT-X-TARGETDURATION:" + options_.target +
                     "\n#EXT-X-MEDIA-SEQUENCE:" + std::to_string(begin) + "\n" + options_.header;
  for (int64_t sequence = begin; sequence < end; ++sequence) {
    if (options_.tags) text += options_.tags(sequence);
    text += "#EXTINF:" + options_.target + ",\ns" + std::to_string(sequence) + options_.extension +
            "\n";
  }
  if (endlist) text += "#EXT-X-ENDLIST\n";
  return text;
}

void LiveHlsOrigin::Treat(int64_t sequence, BadHttpServer::Handler handler) {
  server_.On(SegmentPath(sequence), std::move(handler));
  base::MutexLock lock(mutex_);
  treated_.insert(sequence);
}

void LiveHlsOrigin::Serve(int64_t sequence) {
  {
    base::MutexLock lock(mutex_);
    if (treated_.contains(sequence)) return;
  }
  server_.On(SegmentPath(sequence),
             Answer(200, {}, options_.body ? options_.body(sequence) : Body(sequence)));
}

void LiveHlsOrigin::Publish(int count) {
  for (int i = 0; i < count; ++i) {
    int64_t sequence = 0;
    {
      base::MutexLock lock(mutex_);
      sequence = end_;
    }
    Serve(sequence);
    base::MutexLock lock(mutex_);
    ++end_;
    begin_ = std::max(begin_, end_ - options_.window);
  }
}

void LiveHlsOrigin::Restart(int64_t sequence) {
  Serve(sequence);
  base::MutexLock lock(mutex_);
  begin_ = sequence;
  end_ = sequence + 1;
}

void LiveHlsOrigin::SetEndlist(bool endlist) {
  base::MutexLock lock(mutex_);
  endlist_ = endlist;
}

int LiveHlsOrigin::Asked(const std::string& path) const {
  int count = 0;
  for (const SeenRequest& request : server_.Seen()) {
    if (request.target.substr(0, request.target.find('?')) == path) ++count;
  }
  return count;
}

}  // namespace vedette::support
