#include "tests/support/live_dash_origin.h"

#include <algorithm>
#include <utility>

#include "engine/base/clock.h"
#include "tests/support/http_behaviours.h"

namespace vedette::support {
namespace {

std::string Quoted(int64_t value) { return "\"" + std::to_string(value) + "\""; }

std::string Duration(double seconds) { return "PT" + std::to_string(seconds) + "S"; }

}  // namespace

LiveDashOrigin::LiveDashOrigin(BadHttpServer& server, std::string name, Options options)
    : server_(server),
      name_(std::move(name)),
      options_(std::move(options)),
      start_(base::FormatWallTime(
          base::SystemClock().Wall() -
          base::milliseconds(static_cast<int64_t>(options_.begun_ago * 1000)))),
      periods_{{100, 100 * kMilliseconds}} {
  Publish(options_.window);
  server_.On(Path("live.mpd"), [this](const SeenRequest&, HttpPeer& peer) {
    peer.Reply(200, {{"Content-Type", "application/dash+xml"}}, Manifest());
  });
  server_.On(Path("init.mp4"),
             Answer(200, {}, options_.init.empty() ? Box("ftyp", "dash") : options_.init));
}

std::string LiveDashOrigin::Box(const std::string& type, const std::string& content) {
  const size_t size = content.size() + 8;
  std::string box(4, '\0');
  for (size_t i = 0; i < 4; ++i) box[3 - i] = static_cast<char>(size >> (8 * i) & 0xff);
  return box + type + content;
}

int64_t LiveDashOrigin::TimeOf(int64_t number) const {
  const auto period = std::find_if(periods_.rbegin(), periods_.rend(),
                                   [&](const Period& each) { return number >= each.begin; });
  const Period& in = period == periods_.rend() ? periods_.front() : *period;
  return in.media + (number - in.begin) * kMilliseconds;
}

std::string LiveDashOrigin::SegmentPath(int64_t number) const {
  base::MutexLock lock(mutex_);
  const bool by_time = options_.addressing == Addressing::kTime;
  const std::string prefix = "p" + std::to_string(periods_.size() - 1) + "-";
  return Path(by_time ? prefix + std::to_string(TimeOf(number)) + ".m4s"
                      : "s" + std::to_string(number) + ".m4s");
}

std::string LiveDashOrigin::AddressingText(const Period& period, int64_t begin, int64_t end) const {
  const std::string timeline = "<SegmentTimeline><S t=" + Quoted(TimeOf(begin)) +
                               " d=" + Quoted(kMilliseconds) + " r=" + Quoted(end - begin - 1) +
                               "/></SegmentTimeline>";
  const std::string common = " timescale=\"1000\" presentationTimeOffset=" + Quoted(period.media);
  const std::string prefix = "p" + std::to_string(&period - periods_.data()) + "-";
  switch (options_.addressing) {
    case Addressing::kTime:
      return "<SegmentTemplate" + common + " initialization=\"init.mp4\" media=\"" + prefix +
             "$Time$.m4s\">" + timeline + "</SegmentTemplate>";
    case Addressing::kNumber:
      return "<SegmentTemplate" + common + " startNumber=" + Quoted(begin) +
             " initialization=\"init.mp4\" media=\"s$Number$.m4s\">" + timeline +
             "</SegmentTemplate>";
    case Addressing::kClock:
      return "<SegmentTemplate timescale=\"1000\" startNumber=\"0\" duration=" +
             Quoted(kMilliseconds) + " initialization=\"init.mp4\" media=\"s$Number$.m4s\"/>";
    case Addressing::kList:
      break;
  }
  std::string list = "<SegmentList" + common + " startNumber=" + Quoted(begin) +
                     "><Initialization sourceURL=\"init.mp4\"/>" + timeline;
  for (int64_t number = begin; number < end; ++number) {
    list += "<SegmentURL media=\"s" + std::to_string(number) + ".m4s\"/>";
  }
  return list + "</SegmentList>";
}

std::string LiveDashOrigin::PeriodText(size_t index) const {
  const Period& period = periods_[index];
  const int64_t begin = std::max(begin_, period.begin);
  const int64_t end = index + 1 < periods_.size() ? periods_[index + 1].begin : end_;
  if (begin >= end && options_.addressing != Addressing::kClock) return "";
  const double start =
      static_cast<double>((period.begin - periods_.front().begin) * kMilliseconds) / 1000;
  return "<Period id=\"" + std::to_string(index) + "\" start=\"" + Duration(start) +
         "\"><AdaptationSet contentType=\"video\">" + options_.in_set +
         "<Representation id=\"v\" bandwidth=\"1000\">" + AddressingText(period, begin, end) +
         "</Representation></AdaptationSet>" + options_.sets + "</Period>";
}

std::string LiveDashOrigin::Manifest() const {
  base::MutexLock lock(mutex_);
  std::string text = "<?xml version=\"1.0\"?><MPD type=\"dynamic\" availabilityStartTime=\"" +
                     start_ + "\" minimumUpdatePeriod=\"" + Duration(options_.update_seconds) +
                     "\" " + options_.attributes + ">" + options_.elements;
  for (size_t i = 0; i < periods_.size(); ++i) text += PeriodText(i);
  return text + "</MPD>";
}

void LiveDashOrigin::Treat(int64_t number, BadHttpServer::Handler handler) {
  server_.On(SegmentPath(number), std::move(handler));
  base::MutexLock lock(mutex_);
  treated_.insert(number);
}

void LiveDashOrigin::Serve(int64_t number) {
  {
    base::MutexLock lock(mutex_);
    if (treated_.contains(number)) return;
  }
  server_.On(SegmentPath(number),
             Answer(200, {},
                    options_.body ? options_.body(number)
                                  : Box("styp", "") + Box("mdat", std::to_string(number))));
}

void LiveDashOrigin::Publish(int count) {
  for (int i = 0; i < count; ++i) {
    int64_t number = 0;
    {
      base::MutexLock lock(mutex_);
      number = end_;
    }
    Serve(number);
    base::MutexLock lock(mutex_);
    ++end_;
    begin_ = std::max(begin_, end_ - options_.window);
  }
}

void LiveDashOrigin::BeginPeriod(bool media_goes_on) {
  base::MutexLock lock(mutex_);
  const int64_t media = media_goes_on ? TimeOf(end_) : 0;
  periods_.push_back({end_, media});
}

int LiveDashOrigin::Asked(const std::string& path) const {
  int count = 0;
  for (const SeenRequest& request : server_.Seen()) {
    if (request.target.substr(0, request.target.find('?')) == path) ++count;
  }
  return count;
}

}  // namespace vedette::support
