#include "engine/source/choosing_source.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/dash/parse_manifest.h"
#include "engine/hls/playlist.h"
#include "engine/source/av_source.h"
#include "engine/source/dash_source.h"
#include "engine/source/file_playlist.h"
#include "engine/source/file_source.h"
#include "engine/source/hls_source.h"
#include "engine/source/sniff.h"
#include "engine/source/ts_source.h"

namespace vedette::source {
namespace {

constexpr size_t kSniffAtMost = 4096;
constexpr size_t kSniffTsAtLeast = 3 * 188;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool IsHttp(const std::string& url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

bool IsNamedPlaylist(const std::string& url) {
  const std::string path = url.substr(0, url.find_first_of("?#"));
  return path.ends_with(".m3u8") || path.ends_with(".m3u");
}

}  // namespace

ChoosingSource::ChoosingSource(SourceSpec spec, SourceSink& sink,
                               const SourceEnvironment& environment)
    : spec_(std::move(spec)), sink_(sink), environment_(environment) {}

ChoosingSource::~ChoosingSource() { Stop(); }

void ChoosingSource::Start() {
  environment_.loop.Post([this] { Look(); });
}

void ChoosingSource::Stop() {
  std::unique_ptr<Source> inner;
  environment_.loop.RunAndWait([&] {
    stopped_ = true;
    body_.reset();
    inner = std::move(inner_);
  });
  if (inner != nullptr) inner->Stop();
}

void ChoosingSource::Look() {
  if (stopped_) return;
  if (!IsHttp(spec_.url)) return LookAtFile();
  net::HttpRequest request;
  request.url = spec_.url;
  request.headers = spec_.headers;
  request.connect_timeout = environment_.connect_timeout;
  request.accept_gzip = true;
  HttpBodySink& sink = *this;
  body_ = std::make_unique<HttpBody>(environment_.client, std::move(request), sink);
}

void ChoosingSource::LookAtFile() {
  base::Result<std::string> path = FilePath(spec_.url);
  if (path.ok()) path = PlaylistInDirectory(*path);
  if (!path.ok()) return End(path.status());
  base::Result<media::Bytes> start = ReadFileStart(*path);
  if (!start.ok()) return End(start.status());
  head_ = *std::move(start);
  SourceSpec spec = spec_;
  switch (ContentOf(true)) {
    case Content::kPlaylist:
      spec.url = FileUrl(*path);
      return Become(std::make_unique<HlsSource>(std::move(spec), sink_, environment_));
    case Content::kDash:
      spec.url = FileUrl(*path);
      return Become(std::make_unique<DashSource>(std::move(spec), sink_, environment_));
    case Content::kTs:
      spec.url = *path;
      return Become(std::make_unique<FileSource>(std::move(spec), sink_, environment_.budget,
                                                 environment_.clock));
    default:
      return BecomeFor(ContentOf(true));
  }
}

bool ChoosingSource::OnBody(media::ByteView bytes) {
  head_.insert(head_.end(), bytes.begin(), bytes.end());
  if (content_ == Content::kUndecided) content_ = ContentOf(false);
  if (content_ == Content::kPlaylist) return head_.size() <= hls::kMaxPlaylistBytes;
  if (content_ == Content::kDash) return head_.size() <= dash::kMaxManifestBytes;
  if (content_ == Content::kTs) {
    BecomeTs({std::move(body_), std::exchange(head_, {})});
    return true;
  }
  return content_ == Content::kUndecided;
}

ChoosingSource::Content ChoosingSource::ContentOf(bool at_end) const {
  std::string_view start(reinterpret_cast<const char*>(head_.data()),
                         std::min(head_.size(), kSniffAtMost));
  if (start.starts_with(kByteOrderMark)) start.remove_prefix(kByteOrderMark.size());
  if (start.starts_with("#EXTM3U")) return Content::kPlaylist;
  if (!at_end && start.size() < kSniffTsAtLeast) return Content::kUndecided;
  if (LooksLikeTs(media::ByteView(head_).first(std::min(head_.size(), kSniffAtMost)))) {
    return Content::kTs;
  }
  if (dash::LooksLikeManifest(start)) return Content::kDash;
  return at_end || head_.size() >= kSniffAtMost ? Content::kOther : Content::kUndecided;
}

void ChoosingSource::OnBodyEnd(base::Result<net::HttpResponse> result) {
  if (content_ == Content::kOther) return BecomeFor(content_);
  if (!result.ok()) {
    if (result.status().code() != base::Code::kCancelled) return End(result.status());
    return End(base::Unavailable("invalid_data", "a playlist or manifest longer than 4 MiB"));
  }
  if (result->status >= 400) {
    return End(base::Unavailable(net::HttpErrorClass(result->status),
                                 "the server answered HTTP " + std::to_string(result->status)));
  }
  if (head_.empty()) return End(base::Unavailable("eof", "the server sent nothing"));
  const Content content = ContentOf(true);
  if (content != Content::kPlaylist && content != Content::kDash) return BecomeFor(content);
  result->body = std::move(head_);
  FirstAnswer first{body_->TakeSession(), *std::move(result)};
  if (content == Content::kDash) {
    return Become(std::make_unique<DashSource>(spec_, sink_, environment_, std::move(first)));
  }
  Become(std::make_unique<HlsSource>(spec_, sink_, environment_, std::move(first)));
}

void ChoosingSource::BecomeFor(Content content) {
  head_ = {};
  // An answer of less than three packets came to its end here.
  if (content == Content::kTs) return BecomeTs({});
  if (IsNamedPlaylist(spec_.url)) {
    return End(base::Unavailable("invalid_data", "not a playlist: no #EXTM3U"));
  }
  Become(std::make_unique<AvSource>(spec_, sink_, environment_.Readers()));
}

void ChoosingSource::BecomeTs(TsSource::First first) {
  Become(std::make_unique<TsSource>(spec_, sink_, environment_.loop, environment_.client,
                                    environment_.budget, environment_.clock, std::move(first)));
}

void ChoosingSource::Become(std::unique_ptr<Source> inner) {
  body_.reset();
  inner_ = std::move(inner);
  inner_->Start();
}

void ChoosingSource::End(base::Status status) { sink_.OnEnd(std::move(status)); }

}  // namespace vedette::source
