// Manifests for tests, in short.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/dash/parse_manifest.h"
#include "engine/dash/segment_finder.h"

namespace vedette::dash {

inline constexpr const char* kUrl = "http://host/live/a.mpd?token=1";

// An MPD element with these attributes around `body`.
inline std::string Mpd(const std::string& attributes, const std::string& body) {
  return "<?xml version=\"1.0\"?>\n<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" " + attributes +
         ">" + body + "</MPD>";
}
// Attributes of a live one that began at 2026-01-01T00:00:00Z.
inline const std::string kLive =
    "type=\"dynamic\" availabilityStartTime=\"2026-01-01T00:00:00Z\" minimumUpdatePeriod=\"PT2S\"";

// One video set with one representation and this addressing.
inline std::string Video(const std::string& addressing) {
  return "<AdaptationSet contentType=\"video\"><Representation id=\"v\" bandwidth=\"1000\">" +
         addressing + "</Representation></AdaptationSet>";
}
inline std::string PeriodText(const std::string& attributes, const std::string& body) {
  return "<Period " + attributes + ">" + body + "</Period>";
}

inline Manifest Parsed(const std::string& text) {
  base::Result<Manifest> manifest = ParseManifest(text, kUrl);
  EXPECT_TRUE(manifest.ok()) << manifest.status().ToString();
  return manifest.ok() ? *std::move(manifest) : Manifest();
}

// Seconds after 2026-01-01T00:00:00Z.
inline base::WallTime At(double seconds) {
  return base::WallTime(base::seconds(1767225600)) +
         base::microseconds(static_cast<int64_t>(seconds * 1e6));
}

// "number@time+duration" of each, e.g. "1@0+2 2@2+2".
inline std::string Shown(const std::vector<FoundSegment>& segments) {
  std::string text;
  for (const FoundSegment& segment : segments) {
    text += (text.empty() ? "" : " ") + std::to_string(segment.number) + "@" +
            std::to_string(segment.time) + "+" + std::to_string(segment.duration);
  }
  return text;
}

}  // namespace vedette::dash
