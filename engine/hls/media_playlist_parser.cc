#include "engine/hls/media_playlist_parser.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "engine/base/date_time.h"

namespace vedette::hls {
namespace {

using base::Status;

// No segment lasts a week; larger numbers are units mistaken or garbage.
constexpr double kMaxDuration = 7 * 86400;
// Keeps sums of sequence numbers and byte positions far from overflow.
constexpr int64_t kMaxNumber = int64_t{1} << 60;
constexpr size_t kMaxKeys = 1000;
constexpr size_t kMaxKeyFormats = 16;
constexpr size_t kMaxDateRanges = 10000;

Status ReadNumber(std::string_view value, const char* tag, int64_t& number) {
  const std::optional<int64_t> parsed = ParseInteger(value);
  if (!parsed || *parsed > kMaxNumber) {
    return Malformed(std::string(tag) + " is not an integer");
  }
  number = *parsed;
  return Status::Ok();
}

Key::Method MethodOf(std::string_view text) {
  if (text == "NONE") return Key::Method::kNone;
  if (text == "AES-128") return Key::Method::kAes128;
  if (text.starts_with("SAMPLE-AES")) return Key::Method::kSampleAes;
  return Key::Method::kOther;
}

}  // namespace

base::Result<ByteRange> ParseByteRange(std::string_view text) {
  ByteRange range{.offset = -1};
  const size_t at = text.find('@');
  VEDETTE_RETURN_IF_ERROR(
      ReadNumber(text.substr(0, at), "the length of a byte range", range.length));
  if (at != std::string_view::npos) {
    VEDETTE_RETURN_IF_ERROR(
        ReadNumber(text.substr(at + 1), "the offset of a byte range", range.offset));
  }
  if (range.length == 0) return Malformed("a byte range of no bytes");
  return range;
}

MediaPlaylistParser::Handler MediaPlaylistParser::FindHandler(std::string_view name) {
  using Self = MediaPlaylistParser;
  static constexpr std::pair<std::string_view, Handler> kHandlers[] = {
      {"EXTINF", &Self::OnInf},
      {"EXT-X-PROGRAM-DATE-TIME", &Self::OnDateTime},
      {"EXT-X-BYTERANGE", &Self::OnByteRange},
      {"EXT-X-PART", &Self::OnPart},
      {"EXT-X-DISCONTINUITY", &Self::OnDiscontinuity},
      {"EXT-X-KEY", &Self::OnKey},
      {"EXT-X-MAP", &Self::OnMap},
      {"EXT-X-GAP", &Self::OnGap},
      {"EXT-X-DATERANGE", &Self::OnDateRange},
      {"EXT-X-TARGETDURATION", &Self::OnTargetDuration},
      {"EXT-X-MEDIA-SEQUENCE", &Self::OnMediaSequence},
      {"EXT-X-DISCONTINUITY-SEQUENCE", &Self::OnDiscontinuitySequence},
      {"EXT-X-VERSION", &Self::OnVersion},
      {"EXT-X-PLAYLIST-TYPE", &Self::OnPlaylistType},
      {"EXT-X-ENDLIST", &Self::OnEndlist},
      {"EXT-X-I-FRAMES-ONLY", &Self::OnIframesOnly},
      {"EXT-X-DEFINE", &Self::OnDefine},
      {"EXT-X-SERVER-CONTROL", &Self::OnServerControl},
      {"EXT-X-PART-INF", &Self::OnPartInf},
      {"EXT-X-PRELOAD-HINT", &Self::OnPreloadHint},
      {"EXT-X-SKIP", &Self::OnSkip},
      {"EXT-X-STREAM-INF", &Self::OnMasterTag},
      {"EXT-X-MEDIA", &Self::OnMasterTag},
      {"EXT-X-I-FRAME-STREAM-INF", &Self::OnMasterTag},
  };
  for (const auto& [known, handler] : kHandlers) {
    if (known == name) return handler;
  }
  return nullptr;
}

Status MediaPlaylistParser::OnTag(const Tag& tag) {
  const Handler handler = FindHandler(tag.name);
  return handler == nullptr ? Status::Ok() : (this->*handler)(tag.value);
}

Status MediaPlaylistParser::OnUri(std::string_view uri) {
  if (!inf_seen_) return Malformed("a segment without EXTINF");
  if (playlist_.segments.size() >= kMaxSegments) return Malformed("more than 100000 segments");
  VEDETTE_RETURN_IF_ERROR(variables_.Substitute(uri));
  next_.uri = uri;
  if (range_without_offset_) {
    const Segment* const last = playlist_.segments.empty() ? nullptr : &playlist_.segments.back();
    if (last == nullptr || !last->range || last->uri != uri) {
      return Malformed("EXT-X-BYTERANGE without an offset follows no range of the same file");
    }
    next_.range = {last->range->offset + last->range->length, *range_without_offset_};
  }
  if (!keys_.empty()) {
    const auto identity = std::find_if(keys_.begin(), keys_.end(), [&](int key) {
      return playlist_.keys[static_cast<size_t>(key)].identity();
    });
    next_.key = identity == keys_.end() ? keys_.front() : *identity;
  }
  next_.map = map_;
  if (next_.discontinuity && !next_.dated) clock_ = {};
  next_.program_date_time = clock_;
  if (clock_ != base::WallTime{}) {
    clock_ += base::microseconds(static_cast<int64_t>(next_.duration * 1e6));
  }
  playlist_.segments.push_back(next_);
  next_ = {};
  inf_seen_ = false;
  range_without_offset_.reset();
  return Status::Ok();
}

Status MediaPlaylistParser::Finish() {
  if (!target_seen_) return Malformed("no EXT-X-TARGETDURATION");
  if (inf_seen_) return Malformed("EXTINF without a segment at the end");
  return Status::Ok();
}

Status MediaPlaylistParser::OnInf(std::string_view value) {
  const std::optional<double> duration = ParseDecimal(Trim(value.substr(0, value.find(','))));
  if (!duration || *duration < 0 || *duration > kMaxDuration) {
    return Malformed("EXTINF is not a duration");
  }
  next_.duration = *duration;
  inf_seen_ = true;
  return Status::Ok();
}

Status MediaPlaylistParser::OnByteRange(std::string_view value) {
  const base::Result<ByteRange> range = ParseByteRange(value);
  if (!range.ok()) return range.status();
  if (range->offset < 0) {
    range_without_offset_ = range->length;
  } else {
    next_.range = *range;
  }
  return Status::Ok();
}

Status MediaPlaylistParser::OnDiscontinuity(std::string_view) {
  next_.discontinuity = true;
  return Status::Ok();
}

Status MediaPlaylistParser::OnGap(std::string_view) {
  next_.gap = true;
  return Status::Ok();
}

Status MediaPlaylistParser::OnKey(std::string_view value) {
  const base::Result<AttributeList> attributes = AttributeList::Parse(value);
  if (!attributes.ok()) return attributes.status();
  const auto method = attributes->Find("METHOD");
  if (!method) return Malformed("EXT-X-KEY without METHOD");
  Key key;
  key.method = MethodOf(*method);
  if (key.method == Key::Method::kNone) {
    keys_.clear();
    return Status::Ok();
  }
  key.uri = attributes->Text("URI");
  key.key_format = attributes->Text("KEYFORMAT");
  VEDETTE_RETURN_IF_ERROR(variables_.Substitute(key.uri));
  if (key.uri.empty()) return Malformed("EXT-X-KEY without URI");
  const auto iv = attributes->Hex128("IV");
  if (!iv.ok()) return iv.status();
  key.iv = *iv;
  const auto replaced = std::find_if(keys_.begin(), keys_.end(), [&](int known) {
    return playlist_.keys[static_cast<size_t>(known)].key_format == key.key_format;
  });
  if (replaced != keys_.end()) keys_.erase(replaced);
  if (keys_.size() >= kMaxKeyFormats || playlist_.keys.size() >= kMaxKeys) {
    return Malformed("too many EXT-X-KEY tags");
  }
  keys_.push_back(static_cast<int>(playlist_.keys.size()));
  playlist_.keys.push_back(key);
  return Status::Ok();
}

Status MediaPlaylistParser::OnMap(std::string_view value) {
  const base::Result<AttributeList> attributes = AttributeList::Parse(value);
  if (!attributes.ok()) return attributes.status();
  Map map;
  map.uri = attributes->Text("URI");
  VEDETTE_RETURN_IF_ERROR(variables_.Substitute(map.uri));
  if (map.uri.empty()) return Malformed("EXT-X-MAP without URI");
  if (const auto text = attributes->Find("BYTERANGE")) {
    base::Result<ByteRange> range = ParseByteRange(*text);
    if (!range.ok()) return range.status();
    range->offset = std::max<int64_t>(range->offset, 0);
    map.range = *range;
  }
  if (!keys_.empty()) map.key = keys_.front();
  map_ = static_cast<int>(playlist_.maps.size());
  playlist_.maps.push_back(map);
  return Status::Ok();
}

Status MediaPlaylistParser::OnDateTime(std::string_view value) {
  const auto time = base::ParseDateTime(Trim(value));
  if (!time) return Malformed("EXT-X-PROGRAM-DATE-TIME is not an ISO 8601 date");
  clock_ = *time;
  next_.dated = true;
  return Status::Ok();
}

Status MediaPlaylistParser::OnTargetDuration(std::string_view value) {
  // RFC 8216 wants an integer; fractions are common enough and no player minds.
  const std::optional<double> duration = ParseDecimal(value);
  if (!duration || *duration < 0 || *duration > kMaxDuration) {
    return Malformed("EXT-X-TARGETDURATION is not a number");
  }
  playlist_.target_duration = *duration;
  target_seen_ = true;
  return Status::Ok();
}

Status MediaPlaylistParser::OnMediaSequence(std::string_view value) {
  return ReadNumber(value, "EXT-X-MEDIA-SEQUENCE", playlist_.media_sequence);
}

Status MediaPlaylistParser::OnDiscontinuitySequence(std::string_view value) {
  return ReadNumber(value, "EXT-X-DISCONTINUITY-SEQUENCE", playlist_.discontinuity_sequence);
}

Status MediaPlaylistParser::OnVersion(std::string_view value) {
  int64_t version = 0;
  VEDETTE_RETURN_IF_ERROR(ReadNumber(value, "EXT-X-VERSION", version));
  playlist_.version = static_cast<int>(std::min<int64_t>(version, 1000));
  return Status::Ok();
}

Status MediaPlaylistParser::OnPlaylistType(std::string_view value) {
  if (value == "VOD") {
    playlist_.type = PlaylistType::kVod;
  } else if (value == "EVENT") {
    playlist_.type = PlaylistType::kEvent;
  } else {
    return Malformed("EXT-X-PLAYLIST-TYPE is neither EVENT nor VOD");
  }
  return Status::Ok();
}

Status MediaPlaylistParser::OnEndlist(std::string_view) {
  playlist_.endlist = true;
  return Status::Ok();
}

Status MediaPlaylistParser::OnIframesOnly(std::string_view) {
  playlist_.iframes_only = true;
  return Status::Ok();
}

Status MediaPlaylistParser::OnDateRange(std::string_view value) {
  const base::Result<AttributeList> attributes = AttributeList::Parse(value);
  if (!attributes.ok()) return attributes.status();
  DateRange range;
  range.id = attributes->Text("ID");
  if (range.id.empty()) return Malformed("EXT-X-DATERANGE without ID");
  range.klass = attributes->Text("CLASS");
  range.start_date = attributes->Text("START-DATE");
  range.end_date = attributes->Text("END-DATE");
  range.end_on_next = attributes->Yes("END-ON-NEXT");
  const auto duration = attributes->Decimal("DURATION");
  if (!duration.ok()) return duration.status();
  range.duration = *duration;
  const auto planned = attributes->Decimal("PLANNED-DURATION");
  if (!planned.ok()) return planned.status();
  range.planned_duration = *planned;
  if (playlist_.date_ranges.size() >= kMaxDateRanges) return Malformed("too many date ranges");
  playlist_.date_ranges.push_back(range);
  return Status::Ok();
}

Status MediaPlaylistParser::OnDefine(std::string_view value) {
  const base::Result<AttributeList> attributes = AttributeList::Parse(value);
  return attributes.ok() ? variables_.Define(*attributes) : attributes.status();
}

Status MediaPlaylistParser::OnServerControl(std::string_view value) {
  const base::Result<AttributeList> attributes = AttributeList::Parse(value);
  if (!attributes.ok()) return attributes.status();
  LowLatency& low = playlist_.low_latency;
  low.can_block_reload = attributes->Yes("CAN-BLOCK-RELOAD");
  for (const auto& [name, target] :
       {std::pair{"HOLD-BACK", &low.hold_back}, std::pair{"PART-HOLD-BACK", &low.part_hold_back},
        std::pair{"CAN-SKIP-UNTIL", &low.can_skip_until}}) {
    const auto number = attributes->Decimal(name);
    if (!number.ok()) return number.status();
    *target = *number;
  }
  return Status::Ok();
}

Status MediaPlaylistParser::OnPartInf(std::string_view value) {
  const base::Result<AttributeList> attributes = AttributeList::Parse(value);
  if (!attributes.ok()) return attributes.status();
  const auto target = attributes->Decimal("PART-TARGET");
  if (!target.ok()) return target.status();
  if (!*target) return Malformed("EXT-X-PART-INF without PART-TARGET");
  playlist_.low_latency.part_target = *target;
  return Status::Ok();
}

Status MediaPlaylistParser::OnPart(std::string_view value) {
  const base::Result<AttributeList> attributes = AttributeList::Parse(value);
  if (!attributes.ok()) return attributes.status();
  const auto duration = attributes->Decimal("DURATION");
  if (!duration.ok()) return duration.status();
  if (!*duration || !attributes->Find("URI")) {
    return Malformed("EXT-X-PART without URI and DURATION");
  }
  ++playlist_.low_latency.parts;
  return Status::Ok();
}

Status MediaPlaylistParser::OnPreloadHint(std::string_view value) {
  const base::Result<AttributeList> attributes = AttributeList::Parse(value);
  if (!attributes.ok()) return attributes.status();
  if (!attributes->Find("TYPE") || !attributes->Find("URI")) {
    return Malformed("EXT-X-PRELOAD-HINT without TYPE and URI");
  }
  ++playlist_.low_latency.preload_hints;
  return Status::Ok();
}

Status MediaPlaylistParser::OnSkip(std::string_view value) {
  const base::Result<AttributeList> attributes = AttributeList::Parse(value);
  if (!attributes.ok()) return attributes.status();
  const auto skipped = attributes->Integer("SKIPPED-SEGMENTS");
  if (!skipped.ok()) return skipped.status();
  if (!*skipped || **skipped > kMaxNumber) return Malformed("EXT-X-SKIP without SKIPPED-SEGMENTS");
  playlist_.skipped_segments = **skipped;
  return Status::Ok();
}

Status MediaPlaylistParser::OnMasterTag(std::string_view) {
  return Malformed("a multivariant tag in a media playlist");
}

}  // namespace vedette::hls
