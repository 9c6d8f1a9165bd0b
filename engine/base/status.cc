#include "engine/base/status.h"

#include <array>

namespace vedette::base {

std::string_view CodeName(Code code) {
  static constexpr std::array<std::string_view, 17> kNames = {"OK",
                                                              "CANCELLED",
                                                              "UNKNOWN",
                                                              "INVALID_ARGUMENT",
                                                              "DEADLINE_EXCEEDED",
                                                              "NOT_FOUND",
                                                              "ALREADY_EXISTS",
                                                              "PERMISSION_DENIED",
                                                              "RESOURCE_EXHAUSTED",
                                                              "FAILED_PRECONDITION",
                                                              "ABORTED",
                                                              "OUT_OF_RANGE",
                                                              "UNIMPLEMENTED",
                                                              "INTERNAL",
                                                              "UNAVAILABLE",
                                                              "DATA_LOSS",
                                                              "UNAUTHENTICATED"};
  return kNames[static_cast<size_t>(code)];
}

Status Status::Wrap(std::string_view context) const {
  if (ok()) return *this;
  return {code_, reason_, std::string(context) + ": " + message_, native_};
}

std::string Status::ToString() const {
  std::string text(CodeName(code_));
  if (!reason_.empty()) text += " (" + reason_ + ")";
  if (!message_.empty()) text += ": " + message_;
  return text;
}

Status InvalidArgument(std::string reason, std::string message) {
  return {Code::kInvalidArgument, std::move(reason), std::move(message)};
}
Status NotFound(std::string message) { return {Code::kNotFound, "not_found", std::move(message)}; }
Status Unavailable(std::string reason, std::string message) {
  return {Code::kUnavailable, std::move(reason), std::move(message)};
}
Status DeadlineExceeded(std::string message) {
  return {Code::kDeadlineExceeded, "deadline", std::move(message)};
}
Status Internal(std::string message) { return {Code::kInternal, "internal", std::move(message)}; }

}  // namespace vedette::base
