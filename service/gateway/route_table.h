#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "service/gateway/path_template.h"

namespace google::protobuf {
class FieldDescriptor;
class MethodDescriptor;
}  // namespace google::protobuf

namespace vedette::gateway {

// One way to call one method. Immutable; descriptors live as long as the process.
struct Route {
  std::string http_method;  // "GET"
  PathTemplate path;
  const google::protobuf::MethodDescriptor* method = nullptr;
  // What the body is: nothing of the message, all of it that the path does not give, or one field.
  enum class Body : uint8_t { kNone, kAll, kField } body = Body::kNone;
  const google::protobuf::FieldDescriptor* body_field = nullptr;
  std::string guard_name;  // "vedette.v1.HealthService/GetHealth"

  std::string full_name() const { return "/" + guard_name; }
};

struct RouteMatch {
  const Route* route = nullptr;  // null: see `allowed`
  PathBindings bindings{};
  std::vector<std::string> allowed{};  // methods of the path; empty: nothing is there
};

// All routes of the services, from the google.api.http options of their methods (additional
// bindings too). Immutable.
class RouteTable {
 public:
  // `services` are full names of linked ones. kInvalidArgument naming the method whose option is
  // not understood: a mistake in the .proto files.
  static base::Result<RouteTable> Build(const std::vector<std::string>& services);

  // HEAD finds the routes of GET, but for streams.
  RouteMatch Find(std::string_view http_method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;  // the most literal first
};

}  // namespace vedette::gateway
