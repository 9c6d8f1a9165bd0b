#include "client/cli/watch_view.h"

#include <algorithm>
#include <vector>

#include "client/text/format.h"

namespace vedette::cli {
namespace {

constexpr size_t kMaxNews = 200;

// Smaller comes first.
int Rank(v1::Health health) {
  switch (health) {
    case v1::HEALTH_DOWN:
      return 0;
    case v1::HEALTH_BAD:
      return 1;
    case v1::HEALTH_DEGRADED:
      return 2;
    case v1::HEALTH_OK:
      return 4;
    default:
      return 3;
  }
}

std::string Title(const std::vector<const v1::Stream*>& streams, const std::string& address,
                  double now_seconds) {
  std::map<int, int> counts;
  for (const v1::Stream* const stream : streams) ++counts[stream->status().health()];
  std::string title =
      "vedette  " + text::Printable(address) + "  " + std::to_string(streams.size()) + " streams:";
  for (const auto health :
       {v1::HEALTH_OK, v1::HEALTH_DEGRADED, v1::HEALTH_BAD, v1::HEALTH_DOWN, v1::HEALTH_UNKNOWN}) {
    if (counts[health] == 0) continue;
    title += " " + std::to_string(counts[health]) + " " + text::HealthCell(health).text;
  }
  google::protobuf::Timestamp now;
  now.set_seconds(static_cast<int64_t>(now_seconds));
  return title + "  " + text::Time(now).substr(11, 8) + " UTC";
}

}  // namespace

void WatchView::AddNews(const std::string& line) {
  news_.push_back(line);
  if (news_.size() > kMaxNews) news_.pop_front();
}

std::string WatchView::Draw(const std::map<std::string, v1::Stream>& streams,
                            const std::string& trouble, double now_seconds, size_t rows,
                            size_t width) const {
  std::vector<const v1::Stream*> sorted;
  for (const auto& [id, stream] : streams) sorted.push_back(&stream);
  std::stable_sort(sorted.begin(), sorted.end(), [](const v1::Stream* a, const v1::Stream* b) {
    return Rank(a->status().health()) < Rank(b->status().health());
  });

  text::Table table({{"STREAM", false, 32},
                     {"HEALTH"},
                     {"SCORE", true},
                     {"PHASE"},
                     {"BITRATE", true},
                     {"ALARMS", false, 60},
                     {"MEDIA"}});
  // A third of the screen, at least, is for the news.
  const size_t fixed = 4;
  const size_t room = rows > fixed + 3 ? rows - fixed : 3;
  const size_t shown = std::min(sorted.size(), std::max<size_t>(1, room * 2 / 3));
  for (size_t i = 0; i < shown; ++i) {
    const v1::StreamStatus& status = sorted[i]->status();
    table.Add(
        {{sorted[i]->id()},
         text::HealthCell(status.health()),
         {std::to_string(status.score())},
         text::PhaseCell(status.phase()),
         {text::Bitrate(status.metrics().bitrate_bps())},
         text::AlarmsCell(status, now_seconds),
         {text::Media(status.media().container(), status.media().tracks()), text::Colour::kFaint}});
  }
  std::string out = text::Shorten(Title(sorted, address_, now_seconds), width) + "\n";
  if (!trouble.empty()) {
    const std::string line = "trying again: " + text::Printable(trouble);
    out += text::Paint(text::Shorten(line, width), text::Colour::kBad, shell_.colour) + "\n";
  } else {
    out += "\n";
  }
  out += table.Draw(shell_.colour, width);
  if (shown < sorted.size()) {
    out += "and " + std::to_string(sorted.size() - shown) + " more\n";
  } else {
    out += "\n";
  }
  const size_t left = room > shown + 1 ? room - shown - 1 : 1;
  const size_t first = news_.size() > left ? news_.size() - left : 0;
  for (size_t i = first; i < news_.size(); ++i) out += text::Shorten(news_[i], width) + "\n";
  return out;
}

}  // namespace vedette::cli
