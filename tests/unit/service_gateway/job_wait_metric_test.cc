#include <gmock/gmock.h>

#include "service/gateway/metrics.h"

namespace vedette::gateway {
namespace {

using testing::HasSubstr;

TEST(JobWaitMetricTest, BucketsHoldThoseBelowThemToo) {
  MetricsInput input;
  input.engine.job_waits.buckets[0] = 5;
  input.engine.job_waits.buckets[3] = 2;
  input.engine.job_waits.buckets.back() = 1;
  input.engine.job_waits.total = base::milliseconds(20500);
  const std::string text = MetricsText(input);
  EXPECT_THAT(text, HasSubstr("# TYPE vedette_job_wait_seconds histogram\n"));
  EXPECT_THAT(text, HasSubstr("vedette_job_wait_seconds_bucket{le=\"0.001\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("vedette_job_wait_seconds_bucket{le=\"0.004\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("vedette_job_wait_seconds_bucket{le=\"0.008\"} 7\n"));
  EXPECT_THAT(text, HasSubstr("vedette_job_wait_seconds_bucket{le=\"16.384\"} 7\n"));
  EXPECT_THAT(text, HasSubstr("vedette_job_wait_seconds_bucket{le=\"+Inf\"} 8\n"));
  EXPECT_THAT(text, HasSubstr("vedette_job_wait_seconds_count 8\n"));
  EXPECT_THAT(text, HasSubstr("vedette_job_wait_seconds_sum 20.5\n"));
}

}  // namespace
}  // namespace vedette::gateway
