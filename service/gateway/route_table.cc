#include "service/gateway/route_table.h"

#include <algorithm>

#include "google/api/annotations.pb.h"
#include "google/protobuf/descriptor.h"
#include "service/gateway/field_text.h"

namespace vedette::gateway {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

std::pair<std::string, std::string> Pattern(const google::api::HttpRule& rule) {
  switch (rule.pattern_case()) {
    case google::api::HttpRule::kGet:
      return {"GET", rule.get()};
    case google::api::HttpRule::kPut:
      return {"PUT", rule.put()};
    case google::api::HttpRule::kPost:
      return {"POST", rule.post()};
    case google::api::HttpRule::kDelete:
      return {"DELETE", rule.delete_()};
    case google::api::HttpRule::kPatch:
      return {"PATCH", rule.patch()};
    default:
      return {};
  }
}

base::Result<Route> MakeRoute(const MethodDescriptor& method, const google::api::HttpRule& rule) {
  const auto [http_method, text] = Pattern(rule);
  const auto bad = [&](const std::string& why) {
    return base::InvalidArgument("route", method.full_name() + ": " + why);
  };
  if (http_method.empty()) return bad("no HTTP method that is known");
  auto path = PathTemplate::Parse(text);
  if (!path.ok()) return bad(path.status().message());
  if (method.client_streaming()) return bad("a client stream has no REST form");
  for (const std::string& variable : path->variables()) {
    if (!FindField(*method.input_type(), variable)) return bad("no field " + variable);
  }
  Route route;
  route.http_method = http_method;
  route.path = std::move(*path);
  route.method = &method;
  route.guard_name = method.service()->full_name() + "/" + method.name();
  if (rule.body() == "*") {
    route.body = Route::Body::kAll;
  } else if (!rule.body().empty()) {
    route.body = Route::Body::kField;
    route.body_field = method.input_type()->FindFieldByName(rule.body());
    if (route.body_field == nullptr || route.body_field->is_repeated() ||
        route.body_field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return bad("the body is no message field: " + rule.body());
    }
  }
  return route;
}

bool Fits(const Route& route, std::string_view http_method) {
  if (route.http_method == http_method) return true;
  return http_method == "HEAD" && route.http_method == "GET" && !route.method->server_streaming();
}

}  // namespace

base::Result<RouteTable> RouteTable::Build(const std::vector<std::string>& services) {
  RouteTable table;
  for (const std::string& name : services) {
    const auto* service = DescriptorPool::generated_pool()->FindServiceByName(name);
    if (service == nullptr) return base::InvalidArgument("route", name + " is not linked");
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      if (!method.options().HasExtension(google::api::http)) continue;
      const google::api::HttpRule& rule = method.options().GetExtension(google::api::http);
      std::vector<const google::api::HttpRule*> rules = {&rule};
      for (const auto& more : rule.additional_bindings()) rules.push_back(&more);
      for (const auto* each : rules) {
        auto route = MakeRoute(method, *each);
        if (!route.ok()) return route.status();
        table.routes_.push_back(std::move(*route));
      }
    }
  }
  std::stable_sort(table.routes_.begin(), table.routes_.end(), [](const Route& a, const Route& b) {
    return a.path.literals() > b.path.literals();
  });
  return table;
}

RouteMatch RouteTable::Find(std::string_view http_method, std::string_view path) const {
  RouteMatch match;
  for (const Route& route : routes_) {
    auto bindings = route.path.Match(path);
    if (!bindings) continue;
    if (Fits(route, http_method)) return {&route, std::move(*bindings)};
    match.allowed.push_back(route.http_method);
    if (Fits(route, "HEAD")) match.allowed.push_back("HEAD");
  }
  return match;
}

}  // namespace vedette::gateway
