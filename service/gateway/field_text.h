#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace vedette::gateway {

// The fields from `message` down to the one that `path` ("stream.id") names, each by its proto or
// its JSON name. Nothing when one of them is unknown, or one before the last is no single message.
std::optional<std::vector<const google::protobuf::FieldDescriptor*>> FindField(
    const google::protobuf::Descriptor& message, std::string_view path);

// Sets the field that `path` names to what `text` says; a repeated one gets one more element.
// Numbers, "true"/"false", enums by name or number, and of messages those whose
// JSON is a text (Timestamp, Duration, FieldMask, wrappers).
//
// kInvalidArgument, reason `path`, naming the field and what it takes.
base::Status SetFromText(std::string_view path, std::string_view text,
                         google::protobuf::Message& message);

}  // namespace vedette::gateway
