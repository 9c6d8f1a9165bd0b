#pragma once

#include <string>

#include "google/protobuf/message.h"

namespace vedette::text {

// Proto JSON as REST answers it: lowerCamelCase names, enums by name, zero values printed. On one
// line, or indented for people.
std::string ToJson(const google::protobuf::Message& message, bool indented = false);

}  // namespace vedette::text
