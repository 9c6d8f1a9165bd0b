#include "tests/bench/floor_channel.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace vedette::bench {
namespace {

constexpr std::string_view kSequence = "#EXT-X-MEDIA-SEQUENCE:";
constexpr std::string_view kTarget = "#EXT-X-TARGETDURATION:";
constexpr int64_t kSegmentsBehind = 3;  // RFC 8216 6.3.3: where a player begins

int64_t NumberAfter(std::string_view line, std::string_view tag) {
  int64_t number = 0;
  std::from_chars(line.data() + tag.size(), line.data() + line.size(), number);
  return number;
}

}  // namespace

FloorChannel::FloorChannel(std::string url, monitor::IoShard& shard, FloorCounts& counts)
    : url_(std::move(url)),
      folder_(url_.substr(0, url_.rfind('/') + 1)),
      shard_(shard),
      counts_(counts) {}

void FloorChannel::Start() {
  shard_.loop.Post([this] {
    session_ = shard_.client->NewSession();
    FetchPlaylist();
  });
}

void FloorChannel::Stop() {
  shard_.loop.RunAndWait([this] {
    shard_.loop.Cancel(timer_);
    shard_.client->Cancel(request_);
    session_.reset();
  });
}

void FloorChannel::FetchPlaylist() {
  asked_ = std::chrono::steady_clock::now();
  net::HttpRequest request;
  request.url = url_;
  request.accept_gzip = true;
  request_ = shard_.client->Fetch(
      *session_, std::move(request),
      [this](base::Result<net::HttpResponse> answer) { OnPlaylist(std::move(answer)); });
}

void FloorChannel::OnPlaylist(base::Result<net::HttpResponse> answer) {
  if (!answer.ok() || answer->status != 200) {
    ++counts_.errors;
    return After(target_);
  }
  ++counts_.playlists;
  std::string_view text(reinterpret_cast<const char*>(answer->body.data()), answer->body.size());
  int64_t number = 0;
  std::deque<std::pair<int64_t, std::string>> listed;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.starts_with(kSequence)) number = NumberAfter(line, kSequence);
    if (line.starts_with(kTarget)) target_ = std::chrono::seconds(NumberAfter(line, kTarget));
    if (!line.empty() && line.front() != '#') listed.emplace_back(number++, line);
  }
  if (next_ < 0) next_ = number - kSegmentsBehind;
  moved_ = number > next_;
  for (auto& [sequence, name] : listed) {
    if (sequence >= next_) waiting_.push_back(std::move(name));
  }
  next_ = std::max(next_, number);
  FetchNextSegment();
}

void FloorChannel::FetchNextSegment() {
  if (waiting_.empty()) return After(moved_ ? target_ : target_ / 2);
  net::HttpRequest request;
  request.url = folder_ + waiting_.front();
  waiting_.pop_front();
  request_ = shard_.client->Fetch(
      *session_, std::move(request),
      [this](base::Result<net::HttpResponse> answer) {
        ++(answer.ok() && answer->status == 200 ? counts_.segments : counts_.errors);
        FetchNextSegment();
      },
      [this](media::ByteView bytes) {
        counts_.bytes += static_cast<int64_t>(bytes.size());
        return true;
      });
}

void FloorChannel::After(base::milliseconds delay) {
  const base::SteadyTime due = std::max(asked_ + delay, std::chrono::steady_clock::now());
  timer_ = shard_.loop.RunAt(due, [this] { FetchPlaylist(); });
}

}  // namespace vedette::bench
