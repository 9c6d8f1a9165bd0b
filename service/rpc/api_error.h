// The room service/rpc: the gRPC services of package vedette.v1, the guard in front of them, the
// live feed (StreamHub) and the server that carries it all (ServerHost). It maps between the API's
// messages and the engine's values; it uses engine/monitor, auth, store and logs, and is built by
// service/app. The gateway calls it through an in-process channel like any other client.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/base/status.h"

namespace grpc {
class Status;
}

namespace vedette::rpc {

// Domain of every google.rpc.ErrorInfo.
inline constexpr char kErrorDomain[] = "vedette";

// One field of a request that is wrong. `field` is the path in proto names: "stream.url".
struct FieldViolation {
  std::string field;
  std::string description;
};

// The failure as gRPC carries it: canonical code, the message, and in grpc-status-details-bin a
// google.rpc.ErrorInfo (reason in capitals) and, for INVALID_ARGUMENT with a field as its reason, a
// google.rpc.BadRequest. The message of an INVALID_ARGUMENT begins with the field.
grpc::Status ToGrpcStatus(const base::Status& status);

// INVALID_ARGUMENT with several fields; the message names the first and the number of others.
grpc::Status ToGrpcStatus(const std::vector<FieldViolation>& violations);

}  // namespace vedette::rpc
