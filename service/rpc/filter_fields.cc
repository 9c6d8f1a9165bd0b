#include "service/rpc/filter_fields.h"

#include <google/protobuf/descriptor.h>

#include "vedette/v1/stream.pb.h"

namespace vedette::rpc {
namespace {

FilterField Enum(const std::string& name, const google::protobuf::EnumDescriptor* type) {
  FilterField field{name, FilterKind::kEnum, {}};
  for (int i = 0; i < type->value_count(); ++i) {
    field.values.emplace_back(type->value(i)->name(), type->value(i)->number());
  }
  return field;
}

FilterField Text(const std::string& name) { return {name, FilterKind::kText, {}}; }

}  // namespace

const std::vector<FilterField>& StreamFields() {
  static const auto& fields = *new std::vector<FilterField>{Text("id"),
                                                            Text("display_name"),
                                                            Text("labels.*"),
                                                            Enum("phase", v1::Phase_descriptor()),
                                                            Enum("health", v1::Health_descriptor()),
                                                            Enum("depth", v1::Depth_descriptor()),
                                                            {"score", FilterKind::kNumber, {}},
                                                            {"paused", FilterKind::kBool, {}}};
  return fields;
}

const std::vector<FilterField>& AlarmFields() {
  static const auto& fields =
      *new std::vector<FilterField>{Text("stream_id"),
                                    Text("check"),
                                    Text("subject"),
                                    Enum("severity", v1::Severity_descriptor()),
                                    Enum("state", v1::AlarmState_descriptor()),
                                    {"since", FilterKind::kTime, {}}};
  return fields;
}

const std::vector<FilterField>& EventFields() {
  static const auto& fields =
      *new std::vector<FilterField>{Text("stream_id"),
                                    Text("check"),
                                    Enum("severity", v1::Severity_descriptor()),
                                    {"start_time", FilterKind::kTime, {}}};
  return fields;
}

}  // namespace vedette::rpc
