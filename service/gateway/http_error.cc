#include "service/gateway/http_error.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/grpcpp.h"
#include "service/gateway/json.h"
#include "service/rpc/api_error.h"

namespace vedette::gateway {
namespace {

std::string Body(const grpc::Status& status) {
  std::string reason, details;
  google::rpc::Status packed;
  if (packed.ParseFromString(status.error_details())) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    for (const auto& detail : packed.details()) {
      if (detail.UnpackTo(&info)) reason = info.reason();
      if (!detail.UnpackTo(&bad)) continue;
      for (const auto& violation : bad.field_violations()) {
        details += (details.empty() ? "" : ",") + ("{\"field\":" + QuoteJson(violation.field())) +
                   ",\"description\":" + QuoteJson(violation.description()) + "}";
      }
    }
  }
  std::string body = "{\"success\":false,\"code\":";
  body += QuoteJson(base::CodeName(static_cast<base::Code>(status.error_code())));
  body += ",\"message\":" + QuoteJson(status.error_message());
  if (!reason.empty()) body += ",\"reason\":" + QuoteJson(reason);
  if (!details.empty()) body += ",\"details\":[" + details + "]";
  return body + "}";
}

}  // namespace

int HttpCode(base::Code code) {
  switch (code) {
    case base::Code::kOk:
      return 200;
    case base::Code::kInvalidArgument:
    case base::Code::kFailedPrecondition:
    case base::Code::kOutOfRange:
      return 400;
    case base::Code::kUnauthenticated:
      return 401;
    case base::Code::kPermissionDenied:
      return 403;
    case base::Code::kNotFound:
      return 404;
    case base::Code::kAlreadyExists:
    case base::Code::kAborted:
      return 409;
    case base::Code::kResourceExhausted:
      return 429;
    case base::Code::kCancelled:
      return 499;
    case base::Code::kUnimplemented:
      return 501;
    case base::Code::kUnavailable:
      return 503;
    case base::Code::kDeadlineExceeded:
      return 504;
    case base::Code::kUnknown:
    case base::Code::kInternal:
    case base::Code::kDataLoss:
      return 500;
  }
  return 500;
}

HttpResponse ErrorResponse(const grpc::Status& status) {
  HttpResponse response;
  response.status = HttpCode(static_cast<base::Code>(status.error_code()));
  response.body = Body(status);
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

HttpResponse ErrorResponse(const base::Status& status) {
  return ErrorResponse(rpc::ToGrpcStatus(status));
}

HttpResponse ErrorResponse(int http_status, const base::Status& status) {
  HttpResponse response = ErrorResponse(status);
  response.status = http_status;
  return response;
}

}  // namespace vedette::gateway
