// The room engine/base: what every other room stands on (errors, time, threads, bounds). It uses
// only the standard library and knows nothing of media, networks or services.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace vedette::base {

// Canonical codes, numbered as in google.rpc.Code so that the API edge maps them one to one.
enum class Code : uint8_t {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

std::string_view CodeName(Code code);

// The outcome of a call that may fail. Immutable value, cheap when ok.
//
// `reason` is a short stable word for programs (an error class such as "tcp_refused", or the name
// of the offending field); `message` is for people and reads from cause to effect, because each
// layer adds its own words with `Wrap`. `native` keeps the code of the library or the system.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Code code, std::string reason, std::string message, int native = 0)
      : code_(code), native_(native), reason_(std::move(reason)), message_(std::move(message)) {}

  static Status Ok() { return {}; }

  bool ok() const { return code_ == Code::kOk; }
  Code code() const { return code_; }
  int native() const { return native_; }
  const std::string& reason() const { return reason_; }
  const std::string& message() const { return message_; }

  // The same failure as seen one layer up: "<context>: <message>". Ok stays ok.
  Status Wrap(std::string_view context) const;

  // "NOT_FOUND (reason): message", for logs.
  std::string ToString() const;

 private:
  Code code_ = Code::kOk;
  int native_ = 0;
  std::string reason_;
  std::string message_;
};

// Shorthands for the usual failures; `reason` names the field or the error class.
Status InvalidArgument(std::string reason, std::string message);
Status NotFound(std::string message);
Status Unavailable(std::string reason, std::string message);
Status DeadlineExceeded(std::string message);
Status Internal(std::string message);

// A value, or the Status that says why there is none. Asking a failed Result for its value is a
// broken invariant and aborts.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}         // NOLINT: implicit on purpose
  Result(Status status) : state_(std::move(status)) {}  // NOLINT: implicit on purpose

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  Status status() const { return ok() ? Status::Ok() : std::get<1>(state_); }

 private:
  std::variant<T, Status> state_;
};

}  // namespace vedette::base

// Leaves the calling function with the Status when it is a failure.
#define VEDETTE_RETURN_IF_ERROR(expr)                                          \
  do {                                                                         \
    if (::vedette::base::Status vedette_status = (expr); !vedette_status.ok()) \
      return vedette_status;                                                   \
  } while (false)
