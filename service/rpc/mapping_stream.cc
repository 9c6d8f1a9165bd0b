#include "service/rpc/mapping_stream.h"

#include <algorithm>
#include <cmath>

#include "engine/base/url.h"
#include "service/rpc/mapping_status.h"

namespace vedette::rpc {
namespace {

static_assert(static_cast<int>(source::Renditions::kHighest) == v1::RENDITIONS_HIGHEST);
static_assert(static_cast<int>(source::Renditions::kAll) == v1::RENDITIONS_ALL);

constexpr size_t kMaxUrl = 8192;
constexpr size_t kMaxDisplayName = 256;
constexpr int kMaxLabels = 64;
constexpr size_t kMaxLabelKey = 63;
constexpr size_t kMaxLabelValue = 256;
constexpr int kMaxHeaders = 32;
constexpr size_t kMaxHeaderName = 128;
constexpr size_t kMaxHeaderValue = 4096;
constexpr int kMaxOverrides = 128;

using Violations = std::vector<FieldViolation>;

bool HasControl(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
}

bool AllOf(const std::string& text, std::string_view extra) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || extra.find(c) != std::string_view::npos;
  });
}

void CheckNumber(double value, const std::string& field, Violations& violations) {
  if (!std::isfinite(value) || value < 0) violations.push_back({field, "must be 0 or more"});
}

void ApplyLabels(const v1::Stream& from, const std::string& field, monitor::StreamConfig& config,
                 Violations& violations) {
  if (from.labels_size() > kMaxLabels) {
    violations.push_back({field, "holds more than 64 labels"});
    return;
  }
  config.labels.clear();
  for (const auto& [key, value] : from.labels()) {
    if (key.empty() || key.size() > kMaxLabelKey || !AllOf(key, "-_./")) {
      violations.push_back({field, "a key is 1 to 63 letters, digits, '-', '_', '.' and '/'"});
    } else if (value.size() > kMaxLabelValue || HasControl(value)) {
      violations.push_back({field + "." + key, "at most 256 bytes, no control characters"});
    } else {
      config.labels[key] = value;
    }
  }
}

void ApplyOverrides(const v1::Stream& from, const std::string& field, monitor::StreamConfig& config,
                    Violations& violations) {
  if (from.check_overrides_size() > kMaxOverrides) {
    violations.push_back({field, "holds more than 128 overrides"});
    return;
  }
  config.overrides.clear();
  for (int i = 0; i < from.check_overrides_size(); ++i) {
    const v1::CheckOverride& entry = from.check_overrides(i);
    const std::string at = field + "[" + std::to_string(i) + "]";
    checks::CheckOverride out;
    out.check = entry.check();
    if (out.check.empty()) violations.push_back({at + ".check", "must name a check"});
    for (const auto& other : config.overrides) {
      if (other.check == out.check) violations.push_back({at + ".check", "is there twice"});
    }
    if (entry.has_enabled()) out.enabled = entry.enabled();
    if (entry.has_limit()) {
      if (!std::isfinite(entry.limit())) violations.push_back({at + ".limit", "must be finite"});
      out.limit = entry.limit();
    }
    if (entry.has_raise_for_seconds()) {
      CheckNumber(entry.raise_for_seconds(), at + ".raise_for_seconds", violations);
      out.raise_for_seconds = entry.raise_for_seconds();
    }
    if (entry.has_clear_for_seconds()) {
      CheckNumber(entry.clear_for_seconds(), at + ".clear_for_seconds", violations);
      out.clear_for_seconds = entry.clear_for_seconds();
    }
    if (!v1::Severity_IsValid(entry.severity())) {
      violations.push_back({at + ".severity", "is not a severity"});
    } else if (entry.severity() != v1::SEVERITY_UNSPECIFIED) {
      out.severity = static_cast<checks::Severity>(entry.severity());
    }
    config.overrides.push_back(std::move(out));
  }
}

bool IsRedacted(const std::string& url) {
  return url.find("://***@") != std::string::npos || url.find("=***") != std::string::npos;
}

void ApplyField(const v1::Stream& from, const std::string& name, const std::string& field,
                monitor::StreamConfig& config, Violations& violations) {
  if (name == "url") {
    if (from.url().empty()) {
      violations.push_back({field, "must not be empty"});
    } else if (from.url().size() > kMaxUrl) {
      violations.push_back({field, "is longer than 8192 bytes"});
    } else if (!config.url.empty() && from.url() == base::RedactUrl(config.url)) {
      return;
    } else if (IsRedacted(from.url())) {
      violations.push_back({field, "holds *** where answers leave a secret out"});
    } else {
      config.url = from.url();
    }
  } else if (name == "display_name") {
    if (from.display_name().size() > kMaxDisplayName || HasControl(from.display_name())) {
      violations.push_back({field, "at most 256 bytes, no control characters"});
    }
    config.display_name = from.display_name();
  } else if (name == "labels") {
    ApplyLabels(from, field, config, violations);
  } else if (name == "headers") {
    ApplyHeaders(from.headers(), field, config.headers, violations);
  } else if (name == "depth") {
    if (!v1::Depth_IsValid(from.depth())) {
      violations.push_back({field, "is not a depth"});
    } else if (from.depth() == v1::DEPTH_UNSPECIFIED) {
      config.depth = checks::Depth::kKeyframes;
    } else {
      config.depth = static_cast<checks::Depth>(from.depth());
    }
  } else if (name == "renditions") {
    if (!v1::Renditions_IsValid(from.renditions())) {
      violations.push_back({field, "is not a choice of renditions"});
    } else if (from.renditions() == v1::RENDITIONS_UNSPECIFIED) {
      config.renditions = source::Renditions::kHighest;
    } else {
      config.renditions = static_cast<source::Renditions>(from.renditions());
    }
  } else if (name == "profile") {
    const std::string& profile = from.profile();
    if (!profile.empty() && profile != "default" && profile != "strict" && profile != "lenient") {
      violations.push_back({field, "must be default, strict or lenient"});
    }
    config.profile = profile.empty() ? "default" : profile;
  } else if (name == "expect") {
    config.expect = {};
    ApplyExpect(from.expect(), field, config.expect, violations);
  } else if (name == "check_overrides") {
    ApplyOverrides(from, field, config, violations);
  } else if (name == "paused") {
    config.paused = from.paused();
  }
}

}  // namespace

const std::vector<std::string>& WritableStreamFields() {
  static const auto& fields = *new std::vector<std::string>{
      "url",        "display_name", "labels", "headers",         "depth",
      "renditions", "profile",      "expect", "check_overrides", "paused"};
  return fields;
}

void ApplyFields(const v1::Stream& from, const std::vector<std::string>& fields,
                 const std::string& prefix, monitor::StreamConfig& config, Violations& violations) {
  for (const std::string& name : fields) {
    ApplyField(from, name, prefix + name, config, violations);
  }
}

std::vector<std::string> MaskedFields(const google::protobuf::FieldMask& mask,
                                      const v1::Stream& stream, Violations& violations) {
  const std::vector<std::string>& writable = WritableStreamFields();
  std::vector<std::string> fields;
  if (mask.paths_size() == 0) {
    std::vector<const google::protobuf::FieldDescriptor*> set;
    stream.GetReflection()->ListFields(stream, &set);
    for (const auto* field : set) {
      if (std::find(writable.begin(), writable.end(), field->name()) != writable.end()) {
        fields.push_back(field->name());
      }
    }
    return fields;
  }
  for (const std::string& path : mask.paths()) {
    if (path == "*") {
      if (mask.paths_size() > 1) violations.push_back({"update_mask", "\"*\" must stand alone"});
      for (const std::string& name : writable) {
        if (name != "headers") fields.push_back(name);
      }
    } else if (std::find(writable.begin(), writable.end(), path) != writable.end()) {
      fields.push_back(path);
    } else {
      violations.push_back(
          {"update_mask", "\"" + path.substr(0, 64) + "\" is not a field that can be changed"});
    }
  }
  return fields;
}

void ApplyExpect(const v1::Expect& from, const std::string& field, checks::Expect& to,
                 Violations& violations) {
  CheckNumber(from.min_bitrate_bps(), field + ".min_bitrate_bps", violations);
  CheckNumber(from.max_bitrate_bps(), field + ".max_bitrate_bps", violations);
  CheckNumber(from.width(), field + ".width", violations);
  CheckNumber(from.height(), field + ".height", violations);
  CheckNumber(from.frame_rate(), field + ".frame_rate", violations);
  if (from.max_bitrate_bps() > 0 && from.max_bitrate_bps() < from.min_bitrate_bps()) {
    violations.push_back({field + ".max_bitrate_bps", "is below min_bitrate_bps"});
  }
  if (from.video_codec().size() > 32 || !AllOf(from.video_codec(), "_-.")) {
    violations.push_back({field + ".video_codec", "is not a codec name such as h264"});
  }
  to.static_picture = from.static_picture();
  if (from.has_video()) to.video = from.video();
  if (from.has_audio()) to.audio = from.audio();
  to.min_bitrate_bps = from.min_bitrate_bps();
  to.max_bitrate_bps = from.max_bitrate_bps();
  to.video_codec = from.video_codec();
  to.width = from.width();
  to.height = from.height();
  to.frame_rate = from.frame_rate();
}

void ApplyHeaders(const google::protobuf::Map<std::string, std::string>& from,
                  const std::string& field, std::vector<std::pair<std::string, std::string>>& to,
                  Violations& violations) {
  if (static_cast<int>(from.size()) > kMaxHeaders) {
    violations.push_back({field, "holds more than 32 headers"});
    return;
  }
  to.clear();
  for (const auto& [name, value] : from) {
    if (name.empty() || name.size() > kMaxHeaderName || !AllOf(name, "!#$%&'*+-.^_`|~")) {
      violations.push_back({field, "a name is 1 to 128 letters, digits and -_.!#$%&'*+^`|~"});
    } else if (value.size() > kMaxHeaderValue || HasControl(value)) {
      // The value is a secret: it is not repeated here.
      violations.push_back({field + "." + name, "at most 4096 bytes, no control characters"});
    } else {
      to.emplace_back(name, value);
    }
  }
  std::sort(to.begin(), to.end());
}

v1::Stream ToProto(const monitor::StreamConfig& config) {
  v1::Stream out;
  out.set_id(config.id);
  out.set_url(base::RedactUrl(config.url));
  out.set_display_name(config.display_name);
  for (const auto& [key, value] : config.labels) (*out.mutable_labels())[key] = value;
  out.set_depth(static_cast<v1::Depth>(config.depth));
  out.set_renditions(static_cast<v1::Renditions>(config.renditions));
  out.set_profile(config.profile);
  const checks::Expect& expect = config.expect;
  v1::Expect* expected = out.mutable_expect();
  expected->set_static_picture(expect.static_picture);
  if (expect.video) expected->set_video(*expect.video);
  if (expect.audio) expected->set_audio(*expect.audio);
  expected->set_min_bitrate_bps(expect.min_bitrate_bps);
  expected->set_max_bitrate_bps(expect.max_bitrate_bps);
  expected->set_video_codec(expect.video_codec);
  expected->set_width(expect.width);
  expected->set_height(expect.height);
  expected->set_frame_rate(expect.frame_rate);
  for (const checks::CheckOverride& override : config.overrides) {
    v1::CheckOverride* entry = out.add_check_overrides();
    entry->set_check(override.check);
    if (override.enabled) entry->set_enabled(*override.enabled);
    if (override.limit) entry->set_limit(*override.limit);
    if (override.raise_for_seconds) entry->set_raise_for_seconds(*override.raise_for_seconds);
    if (override.clear_for_seconds) entry->set_clear_for_seconds(*override.clear_for_seconds);
    if (override.severity) entry->set_severity(static_cast<v1::Severity>(*override.severity));
  }
  out.set_paused(config.paused);
  return out;
}

}  // namespace vedette::rpc
