#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace google::protobuf {
class Message;
}

namespace vedette::gateway {

// Merges proto JSON into `message`. kInvalidArgument with one line: the reason is the path of the
// field that is wrong or unknown ("stream.url" in the names used), "body" for text that is no JSON.
base::Status ParseJson(std::string_view json, google::protobuf::Message& message);

// One line of proto JSON: lowerCamelCase, enums by name, zero values printed. A message that can't
// be printed is kInternal.
base::Result<std::string> ToJson(const google::protobuf::Message& message);

// The names of a JSON object's members; empty for anything else.
std::vector<std::string> MemberNames(std::string_view json);

// `text` as a JSON string. What is no UTF-8 in it (a fault may quote its cause) becomes U+FFFD.
std::string QuoteJson(std::string_view text);

}  // namespace vedette::gateway
