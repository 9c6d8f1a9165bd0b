#pragma once

#include <vector>

#include "engine/monitor/stream.h"
#include "google/protobuf/field_mask.pb.h"
#include "service/rpc/api_error.h"
#include "vedette/v1/stream.pb.h"

namespace vedette::rpc {

// The fields of a Stream that a client may write, in proto names; `id` is not one of them.
const std::vector<std::string>& WritableStreamFields();

// Overwrites in `config` the fields named (paths of WritableStreamFields) with those of `from` and
// checks their form: enum values, lengths and counts, UTF-8, line breaks, numbers. Faults are added
// to `violations` with `prefix` before the field ("stream."). What the engine judges (URL, scheme,
// check ids) is left to monitor::Validate. A URL equal to the redacted form of the present one
// keeps the present one.
void ApplyFields(const v1::Stream& from, const std::vector<std::string>& fields,
                 const std::string& prefix, monitor::StreamConfig& config,
                 std::vector<FieldViolation>& violations);

// The paths of `mask`, checked: empty = the fields set in `stream`, "*" = every writable field but
// the headers. Unknown and output-only paths are violations of `update_mask`.
std::vector<std::string> MaskedFields(const google::protobuf::FieldMask& mask,
                                      const v1::Stream& stream,
                                      std::vector<FieldViolation>& violations);

// What may be shown of a configuration: URL redacted, no headers, no status, no etag.
v1::Stream ToProto(const monitor::StreamConfig& config);

void ApplyExpect(const v1::Expect& from, const std::string& field, checks::Expect& to,
                 std::vector<FieldViolation>& violations);

// Request headers as the engine wants them; names are tokens of RFC 9110, values hold no control
// characters. At most 32, names of 128 and values of 4,096 bytes.
void ApplyHeaders(const google::protobuf::Map<std::string, std::string>& from,
                  const std::string& field, std::vector<std::pair<std::string, std::string>>& to,
                  std::vector<FieldViolation>& violations);

}  // namespace vedette::rpc
