#pragma once

#include <string>
#include <string_view>

#include "engine/hls/playlist.h"
#include "engine/hls/playlist_tracker.h"
#include "engine/source/hls_context.h"

namespace vedette::source {

class PlaylistWatch;

// One look at one media playlist. `playlist` is null where the look brought none (failed, or not
// modified) and, like `base_url`, valid during the call only.
struct PlaylistLook {
  base::Status status;  // of a failed look; reason: the error class
  checks::PlaylistFact fact;
  const hls::MediaPlaylist* playlist = nullptr;
  hls::PlaylistTracker::Update update;
  std::string_view base_url;
};

class PlaylistWatchSink {
 public:
  virtual ~PlaylistWatchSink() = default;
  virtual void OnLook(PlaylistWatch& watch, PlaylistLook look) = 0;
};

// Looks at one media playlist again and again, at the pace of RFC 8216 section 6.3.4, with
// validators where the origin gives them, until stopped. Playlists of what is not live are looked
// at until they are complete. Confined to the loop. Keeps no playlist.
class PlaylistWatch {
 public:
  PlaylistWatch(const HlsContext& context, PlaylistWatchSink& sink, std::string url, int lane);
  ~PlaylistWatch() { Stop(); }
  PlaylistWatch(const PlaylistWatch&) = delete;
  PlaylistWatch& operator=(const PlaylistWatch&) = delete;

  void Start();
  // Instead of Start: the first answer is there already.
  void StartWith(net::HttpResponse answer);
  void Stop();

  int lane() const { return lane_; }
  int failures() const { return tracker_.failures(); }  // in a row
  // All of it has been seen and nothing will be added.
  bool complete() const;
  const std::string& rendition() const { return rendition_; }  // redacted

 private:
  void Fetch();
  void OnAnswer(base::Result<net::HttpResponse> answer);
  void Fail(PlaylistLook& look, AnswerFailure failure, base::SteadyTime now,
            base::seconds retry_after);
  void FillFact(PlaylistLook& look, base::SteadyTime now) const;

  const HlsContext& context_;
  PlaylistWatchSink& sink_;
  const std::string url_;
  const std::string rendition_;
  const int lane_;
  hls::PlaylistTracker tracker_;
  std::string etag_;
  std::string last_modified_;
  base::SteadyTime began_{};
  Fetcher::RequestId request_ = 0;
  net::EventLoop::TimerId timer_ = 0;
  bool stopped_ = false;
};

}  // namespace vedette::source
