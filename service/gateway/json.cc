#include "service/gateway/json.h"

#include <google/protobuf/stubs/common.h>

#include <algorithm>

#include "google/protobuf/message.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "service/rpc/mapping_alarm.h"

namespace vedette::gateway {
namespace {

namespace util = google::protobuf::util;

constexpr size_t kMaxMessage = 300;

std::string OneLine(std::string_view text) {
  std::string out(text.substr(0, kMaxMessage));
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '^' || out.back() == '.')) {
    out.pop_back();
  }
  return rpc::ValidText(out);
}

// Bytes of the UTF-8 character at the beginning, 0 where there is none.
size_t CharacterSize(std::string_view text) {
  for (size_t size = 1; size <= std::min<size_t>(4, text.size()); ++size) {
    if (google::protobuf::internal::IsStructurallyValidUTF8(text.data(), static_cast<int>(size))) {
      return size;
    }
  }
  return 0;
}

base::Status FieldError(std::string_view field, std::string_view why) {
  const std::string name = OneLine(field);
  return base::InvalidArgument(name, name + ": " + OneLine(why));
}

// What protobuf 3.21 says is "(path): why", "(path) member: Cannot find field.", "member: why" or,
// about the syntax, a sentence with an excerpt of the text in further lines.
base::Status Explain(std::string_view message) {
  constexpr std::string_view kUnknown = ": Cannot find field.";
  constexpr std::string_view kNoSuchField = "there is no such field";
  const bool unknown = message.size() >= kUnknown.size() &&
                       message.substr(message.size() - kUnknown.size()) == kUnknown;
  const size_t close = message.find(')');
  if (!message.empty() && message.front() == '(' && close != std::string_view::npos) {
    const std::string path(message.substr(1, close - 1));
    std::string_view rest = message.substr(close + 1);
    if (unknown && !rest.empty() && rest.front() == ' ') {
      const auto member = rest.substr(1, rest.size() - 1 - kUnknown.size());
      return FieldError(path + "." + std::string(member), kNoSuchField);
    }
    if (rest.substr(0, 2) == ": ") return FieldError(path, rest.substr(2));
  }
  if (unknown) {
    return FieldError(message.substr(0, message.size() - kUnknown.size()), kNoSuchField);
  }
  if (message == ": Root element must be a message.") {
    return FieldError("body", "must be a JSON object");
  }
  const size_t colon = message.find(": ");
  if (message.find('\n') == std::string_view::npos && colon != std::string_view::npos) {
    const auto field = message.substr(0, colon);
    return FieldError(field.empty() ? "body" : field, message.substr(colon + 2));
  }
  return FieldError("body", "not JSON: " + std::string(message));
}

}  // namespace

base::Status ParseJson(std::string_view json, google::protobuf::Message& message) {
  const auto parsed = util::JsonStringToMessage({json.data(), json.size()}, &message);
  if (parsed.ok()) return base::Status::Ok();
  return Explain({parsed.message().data(), parsed.message().size()});
}

base::Result<std::string> ToJson(const google::protobuf::Message& message) {
  util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto printed = util::MessageToJsonString(message, &json, options);
  if (!printed.ok()) {
    return base::Internal("the answer has no JSON form: " + std::string(printed.message()));
  }
  return json;
}

std::vector<std::string> MemberNames(std::string_view json) {
  google::protobuf::Struct object;
  std::vector<std::string> names;
  if (!util::JsonStringToMessage({json.data(), json.size()}, &object).ok()) return names;
  for (const auto& [name, value] : object.fields()) names.push_back(name);
  return names;
}

std::string QuoteJson(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (size_t i = 0; i < text.size();) {
    const size_t size = CharacterSize(text.substr(i));
    const auto byte = static_cast<unsigned char>(text[i]);
    if (size == 0) {
      out += "\\ufffd";
    } else if (byte == '"' || byte == '\\') {
      out += '\\';
      out += text[i];
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += text.substr(i, size);
    }
    i += std::max<size_t>(size, 1);
  }
  return out + "\"";
}

}  // namespace vedette::gateway
