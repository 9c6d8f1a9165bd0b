#include "engine/dash/addressing_parser.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <pugixml.hpp>
#include <utility>

namespace vedette::dash {
namespace {

// Together they keep every sum of times far from overflow: media times of 10 MHz clocks since the
// epoch (2^54) fit, and so do kMaxSegments segments of the longest duration.
constexpr int64_t kMaxTime = int64_t{1} << 60;
constexpr int64_t kMaxDuration = int64_t{1} << 40;
constexpr int64_t kMaxTimescale = 1000000000;
constexpr int64_t kMaxNumber = int64_t{1} << 53;
constexpr double kMaxTimeOffset = 1e9;  // also for "INF": all of it is there already
constexpr int64_t kMaxOffset = int64_t{1} << 53;

std::shared_ptr<const Timeline> ParseTimeline(const pugi::xml_node& node, XmlReader& reader) {
  auto timeline = std::make_shared<Timeline>();
  int64_t next = 0;  // where the segments so far end
  int64_t total = 0;
  bool known = false;  // the end is
  for (const pugi::xml_node& s : node.children("S")) {
    TimelineRun run;
    run.time = reader.Integer(s, "t", 0, kMaxTime).value_or(next);
    const std::optional<int64_t> duration = reader.Integer(s, "d", 1, kMaxDuration);
    const int64_t repeat = reader.Integer(s, "r", -1, kMaxSegments).value_or(0);
    if (!duration) {
      reader.Fault("S without @d");
      break;
    }
    run.duration = *duration;
    run.count = repeat < 0 ? -1 : repeat + 1;
    total += std::max<int64_t>(run.count, 1);
    if (total > kMaxSegments || run.time > kMaxTime) {
      reader.Fault("a SegmentTimeline with more than 100000 segments");
      break;
    }
    const int64_t gap = known ? run.time - next : 0;
    if (std::abs(gap) > std::abs(timeline->largest_gap)) timeline->largest_gap = gap;
    next = run.time + run.duration * std::max<int64_t>(run.count, 1);
    known = run.count > 0;
    timeline->runs.push_back(run);
  }
  return timeline;
}

std::shared_ptr<const std::vector<ListedSegment>> ParseUrls(const pugi::xml_node& node,
                                                            XmlReader& reader) {
  auto list = std::make_shared<std::vector<ListedSegment>>();
  for (const pugi::xml_node& url : node.children("SegmentURL")) {
    if (list->size() >= static_cast<size_t>(kMaxSegments)) {
      reader.Fault("a SegmentList with more than 100000 segments");
      break;
    }
    ListedSegment segment{std::string(Attribute(url, "media")), std::nullopt};
    if (const std::string_view range = Attribute(url, "mediaRange"); !range.empty()) {
      segment.range = ParseByteRange(range);
      if (!segment.range) reader.Fault("SegmentURL@mediaRange is malformed");
    }
    list->push_back(std::move(segment));
  }
  return list;
}

void ParseCommon(const pugi::xml_node& node, Addressing& addressing, XmlReader& reader) {
  addressing.timescale =
      reader.Integer(node, "timescale", 1, kMaxTimescale).value_or(addressing.timescale);
  addressing.presentation_time_offset = reader.Integer(node, "presentationTimeOffset", 0, kMaxTime)
                                            .value_or(addressing.presentation_time_offset);
  if (const auto offset = reader.Decimal(node, "availabilityTimeOffset")) {
    const bool growing = Attribute(node, "availabilityTimeComplete") == "false";
    addressing.availability_time_offset = growing ? 0 : std::clamp(*offset, 0.0, kMaxTimeOffset);
  }
  if (const pugi::xml_node init = node.child("Initialization")) {
    addressing.initialization = Attribute(init, "sourceURL");
    addressing.initialization_range = std::nullopt;
    if (const std::string_view range = Attribute(init, "range"); !range.empty()) {
      addressing.initialization_range = ParseByteRange(range);
      if (!addressing.initialization_range) reader.Fault("Initialization@range is malformed");
    }
  }
}

void ParseMultiple(const pugi::xml_node& node, Addressing& addressing, XmlReader& reader) {
  addressing.start_number =
      reader.Integer(node, "startNumber", 0, kMaxNumber).value_or(addressing.start_number);
  if (const auto end = reader.Integer(node, "endNumber", 0, kMaxNumber)) {
    addressing.end_number = end;
  }
  if (const auto duration = reader.Integer(node, "duration", 1, kMaxDuration)) {
    addressing.duration = *duration;
    addressing.timeline = nullptr;
  }
  if (const pugi::xml_node timeline = node.child("SegmentTimeline")) {
    addressing.timeline = ParseTimeline(timeline, reader);
  }
}

}  // namespace

std::optional<ByteRange> ParseByteRange(std::string_view text) {
  int64_t first = 0;
  int64_t last = 0;
  const char* const end = text.data() + text.size();
  const auto begun = std::from_chars(text.data(), end, first);
  if (begun.ec != std::errc() || begun.ptr == end || *begun.ptr != '-') return std::nullopt;
  const auto ended = std::from_chars(begun.ptr + 1, end, last);
  if (ended.ec != std::errc() || ended.ptr != end) return std::nullopt;
  if (first < 0 || last < first || last > kMaxOffset) return std::nullopt;
  return ByteRange{first, last - first + 1};
}

Addressing ParseAddressing(const pugi::xml_node& level, const Addressing& above,
                           XmlReader& reader) {
  Addressing addressing = above;
  if (const pugi::xml_node node = level.child("SegmentTemplate")) {
    addressing.kind = Addressing::Kind::kTemplate;
    ParseCommon(node, addressing, reader);
    ParseMultiple(node, addressing, reader);
    if (const auto media = Attribute(node, "media"); !media.empty()) addressing.media = media;
    if (const auto init = Attribute(node, "initialization"); !init.empty()) {
      addressing.initialization = init;
    }
  } else if (const pugi::xml_node list = level.child("SegmentList")) {
    addressing.kind = Addressing::Kind::kList;
    ParseCommon(list, addressing, reader);
    ParseMultiple(list, addressing, reader);
    if (list.child("SegmentURL")) addressing.list = ParseUrls(list, reader);
  } else if (const pugi::xml_node base = level.child("SegmentBase")) {
    addressing.kind = Addressing::Kind::kBase;
    ParseCommon(base, addressing, reader);
  }
  return addressing;
}

}  // namespace vedette::dash
