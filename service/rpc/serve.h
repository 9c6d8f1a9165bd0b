#pragma once

#include <exception>
#include <string_view>

#include "grpcpp/grpcpp.h"
#include "service/rpc/api_error.h"
#include "service/rpc/call_guard.h"

namespace vedette::rpc {

// The frame of every unary method: asks the guard, runs `body` (which returns a base::Status or a
// grpc::Status), and turns failures into what the API promises. A throwing library ends in
// INTERNAL, not in a dead process.
template <typename Body>
grpc::Status Serve(const CallGuard& guard, const grpc::ServerContext& context,
                   std::string_view method, Body&& body) {
  const auto caller = guard.Check(method, context);
  if (!caller.ok()) return ToGrpcStatus(caller.status());
  try {
    if constexpr (std::is_same_v<decltype(body()), grpc::Status>) {
      return body();
    } else {
      return ToGrpcStatus(body());
    }
  } catch (const std::exception& error) {
    return ToGrpcStatus(base::Internal(error.what()));
  }
}

}  // namespace vedette::rpc
