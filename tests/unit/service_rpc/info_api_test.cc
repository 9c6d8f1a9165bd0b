// The three documented endpoints: their shapes are what older dashboards parse.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "tests/unit/service_rpc/api_fixture.h"

namespace vedette::rpc {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

std::string Json(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string text;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &text, options).ok());
  return text;
}

using InfoApi = ApiTest;

TEST_F(InfoApi, HealthHasItsExactShape) {
  clock_.Advance(std::chrono::seconds(3600));
  v1::GetHealthResponse response;
  Call call("");
  ASSERT_TRUE(health_stub_->GetHealth(&call.context, {}, &response).ok());
  EXPECT_THAT(Json(response),
              MatchesRegex(R"(\{"success":true,"status":"healthy","uptime":3600,)"
                           R"("memory":\{"rss":"[0-9.]+ [MG]B","heapUsed":"[0-9.]+ [MG]B"\},)"
                           R"("database":\{"status":"connected"\}\})"));
}

TEST_F(InfoApi, HealthTellsDegradedAndUnhealthy) {
  const auto ask = [&](std::string* code) {
    v1::GetHealthResponse response;
    Call call("");
    EXPECT_TRUE(health_stub_->GetHealth(&call.context, {}, &response).ok());
    const auto& trailers = call.context.GetServerTrailingMetadata();
    const auto found = trailers.find("x-http-code");
    *code = found == trailers.end() ? "" : std::string(found->second.data(), found->second.size());
    return response;
  };
  std::string code;
  state_.store_connected = false;
  EXPECT_EQ(ask(&code).status(), "degraded");
  EXPECT_EQ(ask(&code).database().status(), "disconnected");
  EXPECT_EQ(code, "");
  state_.store_connected = true;
  state_.probe_fault = true;
  EXPECT_EQ(ask(&code).status(), "degraded");
  state_.monitoring = false;
  EXPECT_EQ(ask(&code).status(), "unhealthy");
  EXPECT_EQ(code, "503");
}

TEST_F(InfoApi, StatsHaveTheirExactShapeAndResourcesBehind) {
  for (int i = 0; i < 5; ++i) Make("ch" + std::to_string(i));
  Run("ch0", 100);
  Run("ch1", 100);
  v1::GetStatsResponse response;
  Call call("admin");
  ASSERT_TRUE(monitoring_stub_->GetStats(&call.context, {}, &response).ok());
  const std::string json = Json(response);
  EXPECT_THAT(json, StartsWith(R"({"success":true,"monitoring":{"active":2,"queued":3,"total":5,)"
                               R"("maxConcurrent":50},"memory":{"heapUsed":")"));
  EXPECT_THAT(json,
              HasSubstr(R"("logs":{"totalFiles":150,"totalSizeMB":"125.50","retentionDays":7},)"
                        R"("resources":{)"));
  EXPECT_GT(response.resources().descriptors().in_use(), 0);
  EXPECT_GT(response.resources().threads(), 0);
  EXPECT_EQ(response.resources().database_pool().size(), 4);
}

TEST_F(InfoApi, CleanUpHasItsExactShape) {
  v1::CleanUpResponse response;
  Call call("admin");
  ASSERT_TRUE(log_stub_->CleanUp(&call.context, {}, &response).ok());
  EXPECT_EQ(Json(response),
            R"({"success":true,"message":"Log cleanup completed",)"
            R"("logs":{"totalFiles":120,"totalSizeMB":"98.30","retentionDays":7}})");
  v1::GetLogStatsResponse stats;
  Call again("viewer");
  ASSERT_TRUE(log_stub_->GetLogStats(&again.context, {}, &stats).ok());
  EXPECT_EQ(stats.logs().total_size_mb(), "125.50");
}

TEST(Resources, WarnsOfWhatRunsShort) {
  ProcessUsage usage;
  usage.cpu_cores = 2;
  usage.cpu_percent = 100;
  usage.fds_limit = 100;
  usage.fds_in_use = 79;
  usage.disk_total_bytes = 100;
  usage.disk_free_bytes = 50;
  monitor::EngineStats engine;
  EXPECT_EQ(ToProto(usage, engine).warnings_size(), 0);
  EXPECT_FALSE(ToProto(usage, engine).descriptors().warning());
  usage.fds_in_use = 80;
  EXPECT_TRUE(ToProto(usage, engine).descriptors().warning());
  usage.disk_free_bytes = 4;
  usage.cpu_percent = 170;
  engine.longest_job_wait_seconds = 1.5;
  const v1::Resources out = ToProto(usage, engine);
  ASSERT_EQ(out.warnings_size(), 4);
  EXPECT_THAT(out.warnings(0), StartsWith("probe_fds"));
  EXPECT_THAT(out.warnings(1), StartsWith("probe_disk"));
  EXPECT_THAT(out.warnings(2), StartsWith("probe_cpu"));
  EXPECT_THAT(out.warnings(3), StartsWith("probe_lag"));
}

}  // namespace
}  // namespace vedette::rpc
