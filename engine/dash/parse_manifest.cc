#include "engine/dash/parse_manifest.h"

#include <algorithm>
#include <pugixml.hpp>
#include <string>
#include <utility>

#include "engine/base/url.h"
#include "engine/dash/addressing_parser.h"
#include "engine/dash/url_template.h"
#include "engine/dash/xml_reader.h"

namespace vedette::dash {
namespace {

using base::Status;

constexpr size_t kMaxUrlBytes = 8192;
constexpr int64_t kMaxBandwidth = int64_t{1} << 40;
constexpr int64_t kMaxPixels = 1 << 16;
constexpr const char* kTrickMode = "http://dashif.org/guidelines/trickmode";

Status Invalid(std::string why) { return base::Unavailable("invalid_data", std::move(why)); }

ContentType TypeOf(std::string_view text) {
  if (text.starts_with("video")) return ContentType::kVideo;
  if (text.starts_with("audio")) return ContentType::kAudio;
  if (text.starts_with("text") || text.starts_with("application/ttml")) return ContentType::kText;
  if (text.starts_with("image")) return ContentType::kImage;
  return ContentType::kOther;
}

bool HasProperty(const pugi::xml_node& node, const char* element, std::string_view scheme) {
  for (const pugi::xml_node& property : node.children(element)) {
    if (Attribute(property, "schemeIdUri") == scheme) return true;
  }
  return false;
}

// One parse, from the top down; what a level says holds below it.
class ManifestParser {
 public:
  explicit ManifestParser(std::string_view url) : url_(url) {}

  base::Result<Manifest> Parse(const pugi::xml_node& mpd) {
    manifest_.dynamic = Attribute(mpd, "type") == "dynamic";
    manifest_.availability_start = reader_.DateTime(mpd, "availabilityStartTime");
    manifest_.publish_time = reader_.DateTime(mpd, "publishTime");
    manifest_.minimum_update_period = reader_.Duration(mpd, "minimumUpdatePeriod");
    manifest_.time_shift_buffer_depth = reader_.Duration(mpd, "timeShiftBufferDepth");
    manifest_.duration = reader_.Duration(mpd, "mediaPresentationDuration");
    if (const std::string_view location = TextIn(mpd.child("Location")); !location.empty()) {
      manifest_.location = Resolve(url_, location);
    }
    ParseTimings(mpd);
    const std::string base = BaseOf(mpd, url_);
    for (const pugi::xml_node& period : mpd.children("Period")) ParsePeriod(period, base);
    if (!reader_.fault().empty()) return Invalid(reader_.fault());
    if (manifest_.periods.empty()) return Invalid("an MPD without a Period that has a start");
    CloseDurations();
    return std::move(manifest_);
  }

 private:
  // The first BaseURL of several: they are copies of each other.
  std::string BaseOf(const pugi::xml_node& node, const std::string& above) {
    const std::string_view base = TextIn(node.child("BaseURL"));
    return base.empty() ? above : Resolve(above, base);
  }

  std::string Resolve(const std::string& base, std::string_view reference) {
    if (reference.size() > kMaxUrlBytes) {
      reader_.Fault("a URL longer than 8192 bytes");
      return base;
    }
    return base::ResolveUrl(base, reference);
  }

  void ParseTimings(const pugi::xml_node& mpd) {
    using Scheme = UtcTiming::Scheme;
    constexpr std::pair<std::string_view, Scheme> kSchemes[] = {
        {"direct", Scheme::kDirect},
        {"http-iso", Scheme::kHttpIso},
        {"http-xsdate", Scheme::kHttpIso},
        {"http-head", Scheme::kHttpHead},
    };
    for (const pugi::xml_node& node : mpd.children("UTCTiming")) {
      std::string_view name = Attribute(node, "schemeIdUri");
      constexpr std::string_view kPrefix = "urn:mpeg:dash:utc:";
      if (!name.starts_with(kPrefix)) continue;
      name.remove_prefix(kPrefix.size());
      name = name.substr(0, name.find(':'));
      for (const auto& [known, scheme] : kSchemes) {
        if (name != known) continue;
        // Of several URLs, separated by blanks, the first.
        std::string_view value = Attribute(node, "value");
        if (scheme != Scheme::kDirect) value = value.substr(0, value.find_first_of(" \t\r\n"));
        if (value.empty()) continue;
        manifest_.utc_timings.push_back(
            {scheme, scheme == Scheme::kDirect ? std::string(value) : Resolve(url_, value)});
      }
    }
  }

  void ParsePeriod(const pugi::xml_node& node, const std::string& above) {
    if (Attribute(node, "xlink:href") == "urn:mpeg:dash:resolve-to-zero:2013") return;
    if (++period_count_ > kMaxPeriods) return reader_.Fault("more than 1000 Periods");
    Period period;
    period.id = Attribute(node, "id");
    period.duration = reader_.Duration(node, "duration");
    period.declared_duration = period.duration.has_value();
    std::optional<double> start = reader_.Duration(node, "start");
    if (!start && manifest_.periods.empty() && !manifest_.dynamic) start = 0;
    if (!start && !manifest_.periods.empty()) {
      const Period& before = manifest_.periods.back();
      if (before.duration) start = before.start + *before.duration;
    }
    if (!start) return;  // announced, but nobody knows for when
    period.start = *start;
    const std::string base = BaseOf(node, above);
    const Addressing addressing = ParseAddressing(node, {}, reader_);
    for (const pugi::xml_node& set : node.children("AdaptationSet")) {
      period.sets.push_back(ParseSet(set, base, addressing));
    }
    manifest_.periods.push_back(std::move(period));
  }

  AdaptationSet ParseSet(const pugi::xml_node& node, const std::string& above,
                         const Addressing& outer) {
    AdaptationSet set;
    set.language = Attribute(node, "lang");
    set.trick_mode = HasProperty(node, "EssentialProperty", kTrickMode) ||
                     HasProperty(node, "SupplementalProperty", kTrickMode);
    for (const pugi::xml_node& role : node.children("Role")) {
      set.main |= Attribute(role, "value") == "main";
    }
    set.type = TypeOf(Attribute(node, "contentType"));
    if (set.type == ContentType::kOther) set.type = TypeOf(Attribute(node, "mimeType"));
    const std::string base = BaseOf(node, above);
    const Addressing addressing = ParseAddressing(node, outer, reader_);
    const bool encrypted = !node.child("ContentProtection").empty();
    for (const pugi::xml_node& each : node.children("Representation")) {
      if (++representation_count_ > kMaxRepresentations) {
        reader_.Fault("more than 5000 Representations");
        break;
      }
      if (set.type == ContentType::kOther) set.type = TypeOf(Attribute(each, "mimeType"));
      Representation representation = ParseRepresentation(each, base, addressing);
      representation.encrypted |= encrypted;
      if (representation.codecs.empty()) representation.codecs = Attribute(node, "codecs");
      set.representations.push_back(std::move(representation));
    }
    return set;
  }

  Representation ParseRepresentation(const pugi::xml_node& node, const std::string& above,
                                     const Addressing& outer) {
    Representation made;
    made.id = Attribute(node, "id");
    made.bandwidth = reader_.Integer(node, "bandwidth", 0, kMaxBandwidth).value_or(0);
    made.codecs = Attribute(node, "codecs");
    made.width = static_cast<int>(reader_.Integer(node, "width", 0, kMaxPixels).value_or(0));
    made.height = static_cast<int>(reader_.Integer(node, "height", 0, kMaxPixels).value_or(0));
    made.encrypted = !node.child("ContentProtection").empty();
    made.base_url = BaseOf(node, above);
    made.addressing = ParseAddressing(node, outer, reader_);
    Addressing& addressing = made.addressing;
    if (addressing.kind == Addressing::Kind::kNone && node.child("BaseURL")) {
      addressing.kind = Addressing::Kind::kBase;
    }
    if (addressing.media.size() > kMaxUrlBytes || addressing.initialization.size() > kMaxUrlBytes) {
      reader_.Fault("a URL longer than 8192 bytes");
    }
    addressing.media = FillRepresentation(addressing.media, made.id, made.bandwidth);
    addressing.initialization =
        FillRepresentation(addressing.initialization, made.id, made.bandwidth);
    return made;
  }

  // A period without a duration of its own ends where the next one begins.
  void CloseDurations() {
    std::vector<Period>& periods = manifest_.periods;
    std::stable_sort(periods.begin(), periods.end(),
                     [](const Period& a, const Period& b) { return a.start < b.start; });
    for (size_t i = 0; i < periods.size(); ++i) {
      if (periods[i].duration) continue;
      if (i + 1 < periods.size()) {
        periods[i].duration = periods[i + 1].start - periods[i].start;
      } else if (manifest_.duration && *manifest_.duration > periods[i].start) {
        periods[i].duration = *manifest_.duration - periods[i].start;
      }
    }
  }

  const std::string url_;
  XmlReader reader_;
  Manifest manifest_;
  size_t period_count_ = 0;
  size_t representation_count_ = 0;
};

}  // namespace

bool LooksLikeManifest(std::string_view start) {
  const size_t at = start.find("<MPD");
  return at != std::string_view::npos && start.size() > at + 4 &&
         std::string_view(" \t\r\n>/").find(start[at + 4]) != std::string_view::npos;
}

base::Result<Manifest> ParseManifest(std::string_view text, std::string_view url) {
  if (text.size() > kMaxManifestBytes) return Invalid("a manifest longer than 4 MiB");
  // Counted before the tree is built, which takes about 64 bytes for each.
  const auto count = [&](char c) {
    return static_cast<size_t>(std::count(text.begin(), text.end(), c));
  };
  if (count('<') > kMaxElements || count('=') > kMaxAttributes) {
    return Invalid("a manifest with more than 200000 tags or 400000 attributes");
  }
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_buffer(
      text.data(), text.size(),
      pugi::parse_escapes | pugi::parse_cdata | pugi::parse_wconv_attribute, pugi::encoding_auto);
  if (!parsed) {
    return Invalid("not well-formed XML at byte " + std::to_string(parsed.offset) + ": " +
                   parsed.description());
  }
  const pugi::xml_node mpd = document.child("MPD");
  if (!mpd) return Invalid("no MPD element");
  return ManifestParser(url).Parse(mpd);
}

}  // namespace vedette::dash
