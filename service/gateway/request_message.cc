#include "service/gateway/request_message.h"

#include "google/api/field_behavior.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"
#include "service/gateway/field_text.h"
#include "service/gateway/json.h"
#include "service/gateway/uri.h"

namespace vedette::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;

std::string ProtoPath(const std::vector<const FieldDescriptor*>& fields) {
  std::string path;
  for (const FieldDescriptor* field : fields) path += (path.empty() ? "" : ".") + field->name();
  return path;
}

base::Status ReadBody(const Route& route, std::string_view body, Message& message) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return base::Status::Ok();
  if (route.body == Route::Body::kNone) {
    return base::InvalidArgument("body", "body: this request takes none");
  }
  Message* to = &message;
  if (route.body == Route::Body::kField) {
    to = message.GetReflection()->MutableMessage(&message, route.body_field);
  }
  return ParseJson(body, *to);
}

base::Status ReadQuery(const Route& route, const PathBindings& bindings, std::string_view query,
                       Message& message) {
  auto pairs = ParseQuery(query);
  if (!pairs.ok()) return pairs.status();
  std::vector<std::string> seen;
  for (const auto& [name, value] : *pairs) {
    const auto fields = FindField(*message.GetDescriptor(), name);
    const auto bad = [name = name](const char* why) {
      return base::InvalidArgument(name, name + ": " + why);
    };
    if (!fields || route.body == Route::Body::kAll) return bad("there is no such parameter");
    if (route.body == Route::Body::kField && fields->front() == route.body_field) {
      return bad("belongs into the body");
    }
    const std::string path = ProtoPath(*fields);
    for (const auto& [bound, ignored] : bindings) {
      if (bound == path) return bad("is given by the path");
    }
    if (!fields->back()->is_repeated()) {
      for (const std::string& before : seen) {
        if (before == path) return bad("given twice");
      }
      seen.push_back(path);
    }
    VEDETTE_RETURN_IF_ERROR(SetFromText(name, value, message));
  }
  return base::Status::Ok();
}

bool Has(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

// Whether a member of a PATCH's body asks for a change. `etag` is a condition (AIP-154); what is
// never shown is empty in a body that was read before, which must not clear it.
bool IsChange(const FieldDescriptor& field, const Message& body) {
  if (field.name() == "etag" || Has(field, google::api::OUTPUT_ONLY) ||
      Has(field, google::api::IMMUTABLE)) {
    return false;
  }
  if (!Has(field, google::api::INPUT_ONLY)) return true;
  const auto& reflection = *body.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(body, &field) > 0
                             : reflection.HasField(body, &field);
}

void FillMask(const Route& route, std::string_view body, Message& message) {
  if (route.http_method != "PATCH" || route.body != Route::Body::kField) return;
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName("update_mask");
  if (field == nullptr || field->message_type() != FieldMask::descriptor()) return;
  auto& mask = static_cast<FieldMask&>(*message.GetReflection()->MutableMessage(&message, field));
  if (mask.paths_size() > 0) return;
  const Message& changes = message.GetReflection()->GetMessage(message, route.body_field);
  for (const std::string& member : MemberNames(body)) {
    const auto found = FindField(*route.body_field->message_type(), member);
    if (found && IsChange(*found->back(), changes)) mask.add_paths(found->back()->name());
  }
}

}  // namespace

base::Result<std::unique_ptr<Message>> MakeRequestMessage(const Route& route,
                                                          const PathBindings& bindings,
                                                          std::string_view query,
                                                          std::string_view body) {
  std::unique_ptr<Message> message(google::protobuf::MessageFactory::generated_factory()
                                       ->GetPrototype(route.method->input_type())
                                       ->New());
  VEDETTE_RETURN_IF_ERROR(ReadBody(route, body, *message));
  VEDETTE_RETURN_IF_ERROR(ReadQuery(route, bindings, query, *message));
  for (const auto& [path, value] : bindings) {
    VEDETTE_RETURN_IF_ERROR(SetFromText(path, value, *message));
  }
  FillMask(route, body, *message);
  return message;
}

const FieldDescriptor* TextField(const Descriptor& message, const std::string& name) {
  const FieldDescriptor* field = message.FindFieldByName(name);
  const bool fits =
      field != nullptr && !field->is_repeated() && field->type() == FieldDescriptor::TYPE_STRING;
  return fits ? field : nullptr;
}

}  // namespace vedette::gateway
