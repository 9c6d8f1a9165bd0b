#include "engine/dash/segment_finder.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "engine/base/url.h"
#include "engine/dash/url_template.h"

namespace vedette::dash {
namespace {

using Kind = Addressing::Kind;

// A quarter of a segment, at most half a second: asked for at the very moment, a segment is often a
// 404 at an origin whose clock or disk is a little late.
constexpr double kLongestSettle = 0.5;
constexpr double kSettlePart = 0.25;
// Rounding of periods and durations in manifests.
constexpr double kTolerance = 0.001;
// 126 years: keeps counts times durations within an integer, whatever a manifest says.
constexpr double kLongestPublished = 4e9;
constexpr int64_t kMaxListedTime = int64_t{1} << 60;

class Finder {
 public:
  Finder(const Manifest& manifest, const Period& period, const Addressing& addressing,
         const SegmentQuery& query)
      : manifest_(manifest), period_(period), addressing_(addressing), query_(query) {
    if (period.duration) {
      period_ticks_ = static_cast<int64_t>(
          std::min(*period.duration * static_cast<double>(addressing.timescale), 1e18));
    }
    most_ = kMaxSegments;
    if (addressing.end_number) {
      most_ = std::clamp<int64_t>(*addressing.end_number - addressing.start_number + 1, 0, most_);
    }
    if (addressing.kind == Kind::kList) {
      const size_t listed = addressing.list == nullptr ? 0 : addressing.list->size();
      most_ = std::min(most_, static_cast<int64_t>(listed));
    }
  }

  FoundSegments Find() {
    if (addressing_.kind == Kind::kNone || addressing_.kind == Kind::kBase) return {};
    if (addressing_.timeline != nullptr) {
      ByTimeline();
    } else if (addressing_.duration > 0) {
      ByDuration();
    } else if (most_ > 0) {
      Add(0, addressing_.presentation_time_offset, period_ticks_.value_or(0));
    }
    std::vector<FoundSegment>& segments = found_.segments;
    if (query_.newest > 0 && segments.size() > query_.newest) {
      segments.erase(segments.begin(), segments.end() - static_cast<ptrdiff_t>(query_.newest));
    }
    return std::move(found_);
  }

 private:
  // Seconds of the period that have been published in whole segments; nothing when no clock says.
  std::optional<double> Published(int64_t duration) const {
    if (!manifest_.availability_start) return std::nullopt;
    const double since =
        std::chrono::duration<double>(query_.now - *manifest_.availability_start).count();
    const double published =
        since - period_.start + addressing_.availability_time_offset - Settle(duration);
    return std::min(published, kLongestPublished);
  }
  double Settle(int64_t duration) const {
    return std::min(Seconds(duration) * kSettlePart, kLongestSettle);
  }
  double Seconds(int64_t ticks) const {
    return static_cast<double>(ticks) / static_cast<double>(addressing_.timescale);
  }
  // The segment that ends `seconds` after the period's start is due then.
  void DueAt(double seconds, int64_t duration) {
    const double due =
        period_.start + seconds - addressing_.availability_time_offset + Settle(duration);
    if (!std::isfinite(due)) return;
    found_.next_due = *manifest_.availability_start +
                      base::microseconds(static_cast<int64_t>(std::ceil(due * 1e6)));
  }

  void Add(int64_t index, int64_t time, int64_t duration) {
    ++found_.in_window;
    found_.longest = std::max(found_.longest, duration);
    if (query_.after && time <= *query_.after) return;
    found_.segments.push_back({addressing_.start_number + index, time, duration,
                               static_cast<size_t>(std::max<int64_t>(index, 0))});
  }

  void ByDuration() {
    const int64_t duration = addressing_.duration;
    const bool listed = addressing_.kind == Kind::kList;
    // A live list counts on with its start number; a template's numbers begin with the period.
    int64_t first_time = addressing_.presentation_time_offset;
    if (listed) {
      int64_t counted = 0;
      if (__builtin_mul_overflow(addressing_.start_number - 1, duration, &counted) ||
          std::abs(counted) > kMaxListedTime) {
        return;
      }
      first_time += counted;
    }
    int64_t end = listed || addressing_.end_number ? most_ : std::numeric_limits<int64_t>::max();
    if (period_ticks_ && !listed) {
      const auto tolerance =
          static_cast<int64_t>(kTolerance * static_cast<double>(addressing_.timescale));
      end = std::min(
          end, (*period_ticks_ - std::min(tolerance, duration / 2) + duration - 1) / duration);
    }
    int64_t begin = 0;
    if (manifest_.dynamic && !listed) {
      const std::optional<double> published = Published(duration);
      if (!published) return;
      // The most that an integer holds, when everything is there already.
      const double count = std::clamp(*published / Seconds(duration), 0.0, 9e15);
      const auto whole = static_cast<int64_t>(count);
      if (whole < end) DueAt(Seconds(duration) * static_cast<double>(whole + 1), duration);
      end = std::min(end, whole);
      if (manifest_.time_shift_buffer_depth) {
        const double left = (*published - *manifest_.time_shift_buffer_depth) / Seconds(duration);
        begin = static_cast<int64_t>(std::clamp(left, 0.0, 9e15));
      }
    } else if (end == std::numeric_limits<int64_t>::max()) {
      return;  // nothing says how many there are
    }
    begin = std::max(begin, end - kMaxSegments);
    found_.in_window = std::max<int64_t>(end - begin, 0);
    found_.longest = duration;
    if (query_.after && *query_.after > first_time) {
      begin = std::max(begin, std::min((*query_.after - first_time) / duration, end));
    }
    if (query_.newest > 0) begin = std::max(begin, end - static_cast<int64_t>(query_.newest));
    const int64_t in_window = found_.in_window;
    for (int64_t index = begin; index < end; ++index) {
      Add(index, first_time + index * duration, duration);
    }
    found_.in_window = in_window;
  }

  // How many segments a run with r = -1 stands for.
  int64_t OpenCount(const TimelineRun& run, const TimelineRun* next) {
    if (addressing_.kind == Kind::kList) return most_;
    if (next != nullptr) return Ceil(next->time - run.time, run.duration);
    const int64_t begun = run.time - addressing_.presentation_time_offset;
    if (manifest_.dynamic) {
      if (const std::optional<double> published = Published(run.duration)) {
        const double left = *published - Seconds(begun);
        const auto whole =
            static_cast<int64_t>(std::clamp(left / Seconds(run.duration), 0.0, 9e15));
        const int64_t all = period_ticks_ ? Ceil(*period_ticks_ - begun, run.duration) : whole + 1;
        if (whole < all) {
          DueAt(Seconds(begun) + Seconds(run.duration) * static_cast<double>(whole + 1),
                run.duration);
        }
        return std::min(whole, all);
      }
    }
    return period_ticks_ ? Ceil(*period_ticks_ - begun, run.duration) : 1;
  }
  static int64_t Ceil(int64_t span, int64_t step) { return span <= 0 ? 0 : (span - 1) / step + 1; }

  void ByTimeline() {
    const std::vector<TimelineRun>& runs = addressing_.timeline->runs;
    const int64_t offset = addressing_.presentation_time_offset;
    const auto tolerance =
        static_cast<int64_t>(kTolerance * static_cast<double>(addressing_.timescale));
    int64_t index = 0;
    for (size_t i = 0; i < runs.size() && index < most_; ++i) {
      const TimelineRun& run = runs[i];
      const TimelineRun* const next = i + 1 < runs.size() ? &runs[i + 1] : nullptr;
      int64_t count = run.count < 0 ? OpenCount(run, next) : run.count;
      // Of an open run that began long ago only what is new.
      int64_t k = std::max<int64_t>(0, count - kMaxSegments);
      // An open run may be longer, as only its newest segments are taken.
      const bool bounded =
          run.count > 0 || addressing_.end_number || addressing_.kind == Kind::kList;
      if (bounded) count = std::min(count, most_ - index);
      for (; k < count && index + k < std::numeric_limits<int64_t>::max(); ++k) {
        const int64_t time = run.time + k * run.duration;
        // A timeline may reach beyond its period on both sides.
        if (time + run.duration <= offset) continue;
        if (period_ticks_ && time - offset >= *period_ticks_ - tolerance) return;
        Add(index + k, time, run.duration);
        if (found_.in_window >= kMaxSegments) return;
      }
      index += count;
    }
  }

  const Manifest& manifest_;
  const Period& period_;
  const Addressing& addressing_;
  const SegmentQuery& query_;
  std::optional<int64_t> period_ticks_;
  int64_t most_ = 0;
  FoundSegments found_;
};

}  // namespace

FoundSegments FindSegments(const Manifest& manifest, const Period& period,
                           const Addressing& addressing, const SegmentQuery& query) {
  return Finder(manifest, period, addressing, query).Find();
}

Location LocationOf(const Representation& representation, const FoundSegment& segment) {
  const Addressing& addressing = representation.addressing;
  if (addressing.kind == Kind::kTemplate) {
    const std::string media = FillSegment(addressing.media, segment.number, segment.time);
    return {base::ResolveUrl(representation.base_url, media), std::nullopt};
  }
  if (addressing.kind != Kind::kList || addressing.list == nullptr ||
      segment.index >= addressing.list->size()) {
    return {};
  }
  const ListedSegment& listed = (*addressing.list)[segment.index];
  return {base::ResolveUrl(representation.base_url, listed.url), listed.range};
}

Location InitializationOf(const Representation& representation) {
  const Addressing& addressing = representation.addressing;
  if (addressing.initialization.empty() && !addressing.initialization_range) return {};
  return {base::ResolveUrl(representation.base_url, FillSegment(addressing.initialization, 0, 0)),
          addressing.initialization_range};
}

}  // namespace vedette::dash
