#include "engine/hls/master_playlist_parser.h"

#include <algorithm>
#include <array>
#include <string>

namespace vedette::hls {
namespace {

using base::Status;

constexpr std::array<std::pair<std::string_view, RenditionType>, 4> kTypes = {{
    {"AUDIO", RenditionType::kAudio},
    {"VIDEO", RenditionType::kVideo},
    {"SUBTITLES", RenditionType::kSubtitles},
    {"CLOSED-CAPTIONS", RenditionType::kClosedCaptions},
}};

// "1920x1080".
bool ReadResolution(std::string_view text, Variant& variant) {
  const size_t x = std::min(text.find('x'), text.find('X'));
  if (x == std::string_view::npos) return false;
  const auto width = ParseInteger(text.substr(0, x));
  const auto height = ParseInteger(text.substr(x + 1));
  if (!width || !height || *width > 100000 || *height > 100000) return false;
  variant.width = static_cast<int>(*width);
  variant.height = static_cast<int>(*height);
  return true;
}

}  // namespace

Status MasterPlaylistParser::OnTag(const Tag& tag) {
  if (tag.name == "EXTINF" || tag.name == "EXT-X-TARGETDURATION" ||
      tag.name == "EXT-X-MEDIA-SEQUENCE") {
    return Malformed("a media tag in a multivariant playlist");
  }
  if (tag.name == "EXT-X-VERSION") {
    const std::optional<int64_t> version = ParseInteger(tag.value);
    if (!version) return Malformed("EXT-X-VERSION is not an integer");
    playlist_.version = static_cast<int>(std::min<int64_t>(*version, 1000));
    return Status::Ok();
  }
  const bool stream = tag.name == "EXT-X-STREAM-INF";
  const bool iframes = tag.name == "EXT-X-I-FRAME-STREAM-INF";
  const bool media = tag.name == "EXT-X-MEDIA";
  const bool define = tag.name == "EXT-X-DEFINE";
  if (!stream && !iframes && !media && !define) return Status::Ok();

  const base::Result<AttributeList> attributes = AttributeList::Parse(tag.value);
  if (!attributes.ok()) return attributes.status();
  if (define) return variables_.Define(*attributes);
  if (media) return OnMedia(*attributes);
  base::Result<Variant> variant = ReadVariant(*attributes);
  if (!variant.ok()) return variant.status();
  if (stream) {
    if (next_) return Malformed("EXT-X-STREAM-INF without a URI after it");
    next_ = *variant;
    return Status::Ok();
  }
  variant->uri = attributes->Text("URI");
  VEDETTE_RETURN_IF_ERROR(variables_.Substitute(variant->uri));
  if (variant->uri.empty()) return Malformed("EXT-X-I-FRAME-STREAM-INF without URI");
  if (playlist_.iframe_variants.size() >= kMaxVariants) return Malformed("too many variants");
  playlist_.iframe_variants.push_back(*variant);
  return Status::Ok();
}

Status MasterPlaylistParser::OnUri(std::string_view uri) {
  if (!next_) return Malformed("a URI without EXT-X-STREAM-INF");
  if (playlist_.variants.size() >= kMaxVariants) return Malformed("too many variants");
  VEDETTE_RETURN_IF_ERROR(variables_.Substitute(uri));
  next_->uri = uri;
  playlist_.variants.push_back(*next_);
  next_.reset();
  return Status::Ok();
}

Status MasterPlaylistParser::Finish() {
  if (next_) return Malformed("EXT-X-STREAM-INF without a URI at the end");
  if (playlist_.variants.empty()) return Malformed("no EXT-X-STREAM-INF");
  return Status::Ok();
}

Status MasterPlaylistParser::OnMedia(const AttributeList& attributes) {
  Rendition rendition;
  const std::string_view type = attributes.Text("TYPE");
  const auto known = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const auto& entry) { return entry.first == type; });
  if (known == kTypes.end()) return Malformed("EXT-X-MEDIA has no known TYPE");
  rendition.type = known->second;
  rendition.group = attributes.Text("GROUP-ID");
  if (rendition.group.empty()) return Malformed("EXT-X-MEDIA without GROUP-ID");
  rendition.name = attributes.Text("NAME");
  rendition.language = attributes.Text("LANGUAGE");
  rendition.is_default = attributes.Yes("DEFAULT");
  rendition.autoselect = attributes.Yes("AUTOSELECT") || rendition.is_default;
  rendition.uri = attributes.Text("URI");
  for (std::string_view* text : {&rendition.uri, &rendition.group, &rendition.name}) {
    VEDETTE_RETURN_IF_ERROR(variables_.Substitute(*text));
  }
  if (playlist_.renditions.size() >= kMaxVariants) return Malformed("too many renditions");
  playlist_.renditions.push_back(rendition);
  return Status::Ok();
}

base::Result<Variant> MasterPlaylistParser::ReadVariant(const AttributeList& attributes) const {
  Variant variant;
  const auto bandwidth = attributes.Integer("BANDWIDTH");
  if (!bandwidth.ok()) return bandwidth.status();
  if (!*bandwidth) return Malformed("a variant without BANDWIDTH");
  variant.bandwidth = **bandwidth;
  const auto average = attributes.Integer("AVERAGE-BANDWIDTH");
  if (!average.ok()) return average.status();
  variant.average_bandwidth = average->value_or(0);
  const auto rate = attributes.Decimal("FRAME-RATE");
  if (!rate.ok()) return rate.status();
  variant.frame_rate = rate->value_or(0);
  if (const auto resolution = attributes.Find("RESOLUTION")) {
    if (!ReadResolution(*resolution, variant)) return Malformed("RESOLUTION is not WIDTHxHEIGHT");
  }
  variant.codecs = attributes.Text("CODECS");
  variant.audio = attributes.Text("AUDIO");
  variant.video = attributes.Text("VIDEO");
  variant.subtitles = attributes.Text("SUBTITLES");
  return variant;
}

}  // namespace vedette::hls
