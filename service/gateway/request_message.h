#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/status.h"
#include "google/protobuf/message.h"
#include "service/gateway/route_table.h"

namespace vedette::gateway {

// The request message of a route: the body where the route has one, then the query's parameters,
// then what the path says (which wins over the body). An empty body is an empty message. A PATCH
// whose message has an `update_mask` that the query does not give changes what its body holds, as
// AIP-134 wants; its output-only members and empty secrets do not count, so that what was read can
// be sent back.
//
// kInvalidArgument naming the field: broken JSON or escapes, unknown fields and parameters, values
// of a wrong kind, parameters for what the path or the body gives, a body where none is taken.
base::Result<std::unique_ptr<google::protobuf::Message>> MakeRequestMessage(
    const Route& route, const PathBindings& bindings, std::string_view query,
    std::string_view body);

// The singular string field `name` of `message`; null where there is none.
const google::protobuf::FieldDescriptor* TextField(const google::protobuf::Descriptor& message,
                                                   const std::string& name);

}  // namespace vedette::gateway
