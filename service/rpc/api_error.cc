#include "service/rpc/api_error.h"

#include <cctype>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/grpcpp.h"

namespace vedette::rpc {
namespace {

std::string Capitals(std::string_view reason, std::string_view fallback) {
  std::string text(reason.empty() ? fallback : reason);
  for (char& c : text) {
    c = std::isalnum(static_cast<unsigned char>(c))
            ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
            : '_';
  }
  return text;
}

grpc::Status Pack(base::Code code, const std::string& message, const std::string& reason,
                  const std::vector<FieldViolation>& violations) {
  google::rpc::Status details;
  details.set_code(static_cast<int>(code));
  details.set_message(message);
  google::rpc::ErrorInfo info;
  info.set_domain(kErrorDomain);
  info.set_reason(reason);
  if (!violations.empty()) (*info.mutable_metadata())["field"] = violations.front().field;
  details.add_details()->PackFrom(info);
  if (!violations.empty()) {
    google::rpc::BadRequest bad;
    for (const FieldViolation& violation : violations) {
      auto* entry = bad.add_field_violations();
      entry->set_field(violation.field);
      entry->set_description(violation.description);
    }
    details.add_details()->PackFrom(bad);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(code), message, details.SerializeAsString());
}

}  // namespace

grpc::Status ToGrpcStatus(const base::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  if (status.code() == base::Code::kInvalidArgument && !status.reason().empty()) {
    return ToGrpcStatus({{status.reason(), status.message()}});
  }
  return Pack(status.code(), status.message(),
              Capitals(status.reason(), base::CodeName(status.code())), {});
}

grpc::Status ToGrpcStatus(const std::vector<FieldViolation>& violations) {
  if (violations.empty()) return grpc::Status::OK;
  const FieldViolation& first = violations.front();
  std::string message = first.description;
  if (message.rfind(first.field, 0) != 0) message = first.field + ": " + message;
  if (violations.size() > 1) {
    message += " (and " + std::to_string(violations.size() - 1) + " more)";
  }
  // The details travel as one HTTP/2 header of at most 8 KiB by default: 20 fields fit.
  constexpr size_t kMaxShown = 20;
  std::vector<FieldViolation> shown(violations.begin(),
                                    violations.begin() + std::min(violations.size(), kMaxShown));
  return Pack(base::Code::kInvalidArgument, message, "INVALID_FIELD", shown);
}

}  // namespace vedette::rpc
