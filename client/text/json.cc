#include "client/text/json.h"

#include "google/protobuf/util/json_util.h"

namespace vedette::text {

std::string ToJson(const google::protobuf::Message& message, bool indented) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  options.add_whitespace = indented;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return "{}";
  if (!json.empty() && json.back() == '\n') json.pop_back();
  return json;
}

}  // namespace vedette::text
