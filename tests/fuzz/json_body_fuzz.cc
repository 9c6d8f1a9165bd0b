// A REST request as it comes from the network, up to the message that is sent on: first the line
// "METHOD PATH?QUERY", then the body.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "google/protobuf/message.h"
#include "service/gateway/json.h"
#include "service/gateway/request_message.h"
#include "service/gateway/route_table.h"
#include "vedette/v1/alarm_service.pb.h"
#include "vedette/v1/health_service.pb.h"
#include "vedette/v1/log_service.pb.h"
#include "vedette/v1/monitoring_service.pb.h"

namespace {

const vedette::gateway::RouteTable& Routes() {
  static const auto* const table = [] {
    // Named, so that the linker keeps them.
    (void)vedette::v1::ListAlarmsRequest::descriptor();
    (void)vedette::v1::GetHealthRequest::descriptor();
    (void)vedette::v1::CleanUpRequest::descriptor();
    (void)vedette::v1::GetStatsRequest::descriptor();
    auto built = vedette::gateway::RouteTable::Build(
        {"vedette.v1.MonitoringService", "vedette.v1.AlarmService", "vedette.v1.HealthService",
         "vedette.v1.LogService"});
    if (!built.ok()) __builtin_trap();
    return new vedette::gateway::RouteTable(std::move(*built));
  }();
  return *table;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace vedette::gateway;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t line_end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, line_end);
  const std::string_view body = text.substr(std::min(line_end + 1, text.size()));
  const size_t space = std::min(line.find(' '), line.size());
  const std::string_view method = line.substr(0, space);
  line.remove_prefix(std::min(space + 1, line.size()));
  const size_t question = std::min(line.find('?'), line.size());
  const std::string_view query = line.substr(std::min(question + 1, line.size()));

  const RouteMatch match = Routes().Find(method, line.substr(0, question));
  if (match.route == nullptr) return 0;
  const auto message = MakeRequestMessage(*match.route, match.bindings, query, body);
  if (!message.ok()) {
    const vedette::base::Status& status = message.status();
    if (status.code() != vedette::base::Code::kInvalidArgument) __builtin_trap();
    if (status.message().find('\n') != std::string::npos) __builtin_trap();
    return 0;
  }
  // What was understood is sent on as bytes and reads back the same.
  std::string bytes;
  if (!(*message)->SerializeToString(&bytes)) __builtin_trap();
  const std::unique_ptr<google::protobuf::Message> again((*message)->New());
  if (!again->ParseFromString(bytes)) __builtin_trap();
  return 0;
}
