#include "service/gateway/field_text.h"

#include <charconv>
#include <cmath>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "service/gateway/json.h"

namespace vedette::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* ByName(const Descriptor& message, std::string_view name) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor* field = message.field(i);
    if (field->name() == name || field->json_name() == name) return field;
  }
  return nullptr;
}

template <typename T>
bool ReadNumber(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  if constexpr (std::is_floating_point_v<T>) return std::isfinite(value);
  return true;
}

// Sets or adds, by the kind of the field.
#define VEDETTE_PUT(Kind, value)                                       \
  (field.is_repeated() ? reflection.Add##Kind(&message, &field, value) \
                       : reflection.Set##Kind(&message, &field, value))

template <typename T, typename Put>
base::Status PutNumber(std::string_view text, const char* takes, Put&& put) {
  T value{};
  if (!ReadNumber(text, value)) return base::InvalidArgument("", takes);
  put(value);
  return base::Status::Ok();
}

base::Status PutEnum(std::string_view text, const FieldDescriptor& field, Message& message) {
  const auto& reflection = *message.GetReflection();
  const auto& type = *field.enum_type();
  const auto* value = type.FindValueByName(std::string(text));
  int number = 0;
  if (value == nullptr && ReadNumber(text, number)) value = type.FindValueByNumber(number);
  if (value == nullptr) {
    std::string all;
    for (int i = 0; i < type.value_count(); ++i) all += (i > 0 ? ", " : "") + type.value(i)->name();
    return base::InvalidArgument("", "takes one of " + all);
  }
  VEDETTE_PUT(Enum, value);
  return base::Status::Ok();
}

base::Status PutMessage(std::string_view text, const FieldDescriptor& field, Message& message) {
  const auto& reflection = *message.GetReflection();
  if (field.is_map()) return base::InvalidArgument("", "a map can't be given in the query");
  const std::string_view package = field.message_type()->file()->package();
  if (package != "google.protobuf") {
    return base::InvalidArgument("", "a message: give its fields (" + field.json_name() + ".…)");
  }
  Message* to = field.is_repeated() ? reflection.AddMessage(&message, &field)
                                    : reflection.MutableMessage(&message, &field);
  if (base::Status parsed = ParseJson(QuoteJson(text), *to); !parsed.ok()) {
    return base::InvalidArgument("", "takes a " + field.message_type()->name());
  }
  return base::Status::Ok();
}

base::Status Put(std::string_view text, const FieldDescriptor& field, Message& message) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return PutNumber<int32_t>(text, "takes a whole number of 32 bits",
                                [&](auto value) { VEDETTE_PUT(Int32, value); });
    case FieldDescriptor::CPPTYPE_INT64:
      return PutNumber<int64_t>(text, "takes a whole number of 64 bits",
                                [&](auto value) { VEDETTE_PUT(Int64, value); });
    case FieldDescriptor::CPPTYPE_UINT32:
      return PutNumber<uint32_t>(text, "takes a whole number of 32 bits, not negative",
                                 [&](auto value) { VEDETTE_PUT(UInt32, value); });
    case FieldDescriptor::CPPTYPE_UINT64:
      return PutNumber<uint64_t>(text, "takes a whole number of 64 bits, not negative",
                                 [&](auto value) { VEDETTE_PUT(UInt64, value); });
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return PutNumber<double>(text, "takes a number",
                               [&](auto value) { VEDETTE_PUT(Double, value); });
    case FieldDescriptor::CPPTYPE_FLOAT:
      return PutNumber<float>(text, "takes a number",
                              [&](auto value) { VEDETTE_PUT(Float, value); });
    case FieldDescriptor::CPPTYPE_BOOL:
      if (text != "true" && text != "false") {
        return base::InvalidArgument("", "takes true or false");
      }
      VEDETTE_PUT(Bool, text == "true");
      return base::Status::Ok();
    case FieldDescriptor::CPPTYPE_ENUM:
      return PutEnum(text, field, message);
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.type() == FieldDescriptor::TYPE_BYTES) {
        return base::InvalidArgument("", "bytes can't be given in the query");
      }
      VEDETTE_PUT(String, std::string(text));
      return base::Status::Ok();
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return PutMessage(text, field, message);
  }
  return base::InvalidArgument("", "can't be given in the query");
}
#undef VEDETTE_PUT

}  // namespace

std::optional<std::vector<const FieldDescriptor*>> FindField(const Descriptor& message,
                                                             std::string_view path) {
  std::vector<const FieldDescriptor*> fields;
  const Descriptor* at = &message;
  for (;;) {
    const size_t dot = path.find('.');
    const FieldDescriptor* field = at == nullptr ? nullptr : ByName(*at, path.substr(0, dot));
    if (field == nullptr) return std::nullopt;
    fields.push_back(field);
    if (dot == std::string_view::npos) return fields;
    path.remove_prefix(dot + 1);
    at = field->is_repeated() ? nullptr : field->message_type();
  }
}

base::Status SetFromText(std::string_view path, std::string_view text, Message& message) {
  const std::string name(path);
  const auto fields = FindField(*message.GetDescriptor(), path);
  if (!fields) return base::InvalidArgument(name, name + ": there is no such field");
  Message* to = &message;
  for (size_t i = 0; i + 1 < fields->size(); ++i) {
    to = to->GetReflection()->MutableMessage(to, (*fields)[i]);
  }
  const base::Status put = Put(text, *fields->back(), *to);
  if (!put.ok()) return base::InvalidArgument(name, name + ": " + put.message());
  return base::Status::Ok();
}

}  // namespace vedette::gateway
