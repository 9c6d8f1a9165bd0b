#include "service/store/sqlite/stream_json.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <type_traits>

namespace vedette::store {
namespace {

using Json = nlohmann::json;

// Bytes that are no UTF-8 are replaced: they can't have come through the API.
std::string Text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json Parse(const std::string& text) { return Json::parse(text, nullptr, false); }

bool Take(const Json& from, std::string& to) {
  if (!from.is_string()) return false;
  to = from.get<std::string>();
  return true;
}
bool Take(const Json& from, bool& to) {
  if (!from.is_boolean()) return false;
  to = from.get<bool>();
  return true;
}
bool Take(const Json& from, double& to) {
  if (!from.is_number()) return false;
  to = from.get<double>();
  return true;
}
bool Take(const Json& from, int& to) {
  if (!from.is_number_integer()) return false;
  to = from.get<int>();
  return true;
}
bool Take(const Json& from, checks::Severity& to) {
  int number = 0;
  if (!Take(from, number) || number < 1 || number > 5) return false;
  to = static_cast<checks::Severity>(number);
  return true;
}
template <typename T>
bool Take(const Json& from, std::optional<T>& to) {
  return Take(from, to.emplace());
}

// True for a key that is not there.
template <typename T>
bool TakeKey(const Json& from, const char* key, T& to) {
  const auto found = from.find(key);
  return found == from.end() || Take(*found, to);
}

template <typename T>
void Put(Json& to, const char* key, const std::optional<T>& value) {
  if (!value) return;
  if constexpr (std::is_enum_v<T>) {
    to[key] = static_cast<int>(*value);
  } else {
    to[key] = *value;
  }
}
template <typename T>
void PutUnless(Json& to, const char* key, const T& value, const T& unset) {
  if (value != unset) to[key] = value;
}

}  // namespace

std::string LabelsToJson(const Labels& labels) {
  Json json = Json::object();
  for (const auto& [key, value] : labels) json[key] = value;
  return Text(json);
}

bool LabelsFromJson(const std::string& text, Labels& labels) {
  const Json json = Parse(text);
  if (!json.is_object()) return false;
  for (const auto& [key, value] : json.items()) {
    if (!Take(value, labels[key])) return false;
  }
  return true;
}

std::string HeadersToJson(const Headers& headers) {
  Json json = Json::array();
  for (const auto& [name, value] : headers) json.push_back(Json::array({name, value}));
  return Text(json);
}

bool HeadersFromJson(const std::string& text, Headers& headers) {
  const Json json = Parse(text);
  if (!json.is_array()) return false;
  for (const Json& item : json) {
    if (!item.is_array() || item.size() != 2) return false;
    auto& [name, value] = headers.emplace_back();
    if (!Take(item[0], name) || !Take(item[1], value)) return false;
  }
  return true;
}

std::string ExpectToJson(const checks::Expect& expect) {
  const checks::Expect unset;
  Json json = Json::object();
  PutUnless(json, "static_picture", expect.static_picture, unset.static_picture);
  Put(json, "video", expect.video);
  Put(json, "audio", expect.audio);
  PutUnless(json, "min_bitrate_bps", expect.min_bitrate_bps, unset.min_bitrate_bps);
  PutUnless(json, "max_bitrate_bps", expect.max_bitrate_bps, unset.max_bitrate_bps);
  PutUnless(json, "video_codec", expect.video_codec, unset.video_codec);
  PutUnless(json, "width", expect.width, unset.width);
  PutUnless(json, "height", expect.height, unset.height);
  PutUnless(json, "frame_rate", expect.frame_rate, unset.frame_rate);
  return Text(json);
}

bool ExpectFromJson(const std::string& text, checks::Expect& expect) {
  const Json json = Parse(text);
  return json.is_object() && TakeKey(json, "static_picture", expect.static_picture) &&
         TakeKey(json, "video", expect.video) && TakeKey(json, "audio", expect.audio) &&
         TakeKey(json, "min_bitrate_bps", expect.min_bitrate_bps) &&
         TakeKey(json, "max_bitrate_bps", expect.max_bitrate_bps) &&
         TakeKey(json, "video_codec", expect.video_codec) && TakeKey(json, "width", expect.width) &&
         TakeKey(json, "height", expect.height) && TakeKey(json, "frame_rate", expect.frame_rate);
}

std::string OverridesToJson(const std::vector<checks::CheckOverride>& overrides) {
  Json list = Json::array();
  for (const checks::CheckOverride& one : overrides) {
    Json json = {{"check", one.check}};
    Put(json, "enabled", one.enabled);
    Put(json, "limit", one.limit);
    Put(json, "raise_for_seconds", one.raise_for_seconds);
    Put(json, "clear_for_seconds", one.clear_for_seconds);
    Put(json, "severity", one.severity);
    list.push_back(std::move(json));
  }
  return Text(list);
}

bool OverridesFromJson(const std::string& text, std::vector<checks::CheckOverride>& overrides) {
  const Json list = Parse(text);
  if (!list.is_array()) return false;
  for (const Json& json : list) {
    checks::CheckOverride& one = overrides.emplace_back();
    const bool good = json.is_object() && TakeKey(json, "check", one.check) &&
                      TakeKey(json, "enabled", one.enabled) && TakeKey(json, "limit", one.limit) &&
                      TakeKey(json, "raise_for_seconds", one.raise_for_seconds) &&
                      TakeKey(json, "clear_for_seconds", one.clear_for_seconds) &&
                      TakeKey(json, "severity", one.severity);
    if (!good) return false;
  }
  return true;
}

}  // namespace vedette::store
