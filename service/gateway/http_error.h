#pragma once

#include <string>
#include <vector>

#include "engine/base/status.h"
#include "service/gateway/http.h"

namespace grpc {
class Status;
}

namespace vedette::gateway {

// The HTTP status of a canonical code, as google/rpc/code.proto gives it; CANCELLED is 499.
int HttpCode(base::Code code);

// {"success": false, "code": "NOT_FOUND", "message": "...", "reason": "...", "details": [{"field",
// "description"}]}: `reason` of the google.rpc.ErrorInfo and `details` of the
// google.rpc.BadRequest, each where there is one. A 401 says what it wants (WWW-Authenticate).
HttpResponse ErrorResponse(const grpc::Status& status);
HttpResponse ErrorResponse(const base::Status& status);
// The same with a status of HTTP that no canonical code has (405, 413, 431 ...).
HttpResponse ErrorResponse(int http_status, const base::Status& status);

}  // namespace vedette::gateway
