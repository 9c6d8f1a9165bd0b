#include "service/rpc/probe_request.h"

#include "service/rpc/mapping_stream.h"

namespace vedette::rpc {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kDefaultDuration{30000};

void ApplySpan(const google::protobuf::Duration& from, const std::string& field, int max_seconds,
               milliseconds& to, std::vector<FieldViolation>& violations) {
  // Compared as whole seconds first: the message may hold anything, and must not overflow.
  const bool in_range = from.seconds() >= 1 && from.seconds() <= max_seconds && from.nanos() >= 0 &&
                        from.nanos() < 1000000000 &&
                        (from.seconds() < max_seconds || from.nanos() == 0);
  if (!in_range) {
    violations.push_back({field, "must be 1s to " + std::to_string(max_seconds) + "s"});
    return;
  }
  to = milliseconds(from.seconds() * 1000 + from.nanos() / 1000000);
}

}  // namespace

monitor::ProbeRequest ToEngine(const v1::ProbeStreamRequest& request,
                               std::vector<FieldViolation>& violations) {
  monitor::ProbeRequest probe;
  probe.url = request.url();
  if (probe.url.empty()) {
    violations.push_back({"url", "must not be empty"});
  } else if (probe.url.size() > 8192) {
    violations.push_back({"url", "is longer than 8192 bytes"});
  }
  ApplyHeaders(request.headers(), "headers", probe.headers, violations);
  if (!v1::Depth_IsValid(request.depth())) {
    violations.push_back({"depth", "is not a depth"});
  } else if (request.depth() != v1::DEPTH_UNSPECIFIED) {
    probe.depth = static_cast<checks::Depth>(request.depth());
  }
  probe.duration = kDefaultDuration;
  if (request.has_duration()) {
    ApplySpan(request.duration(), "duration", 300, probe.duration, violations);
  }
  if (request.has_open_timeout()) {
    ApplySpan(request.open_timeout(), "open_timeout", 60, probe.open_timeout, violations);
  }
  ApplyExpect(request.expect(), "expect", probe.expect, violations);
  return probe;
}

}  // namespace vedette::rpc
