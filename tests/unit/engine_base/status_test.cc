#include "engine/base/status.h"

#include <gtest/gtest.h>

#include <memory>

namespace vedette::base {
namespace {

TEST(StatusTest, EachLayerAddsItsWords) {
  const Status cause = Unavailable("tcp_refused", "connection refused");
  const Status seen = cause.Wrap("playlist").Wrap("stream ch1");
  EXPECT_EQ(seen.message(), "stream ch1: playlist: connection refused");
  EXPECT_EQ(seen.reason(), "tcp_refused");
  EXPECT_EQ(seen.ToString(), "UNAVAILABLE (tcp_refused): stream ch1: playlist: connection refused");
}

TEST(StatusTest, OkStaysOkWhenWrapped) { EXPECT_TRUE(Status::Ok().Wrap("anything").ok()); }

TEST(ResultTest, CarriesMoveOnlyValues) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  ASSERT_TRUE(result.ok());
  const std::unique_ptr<int> value = *std::move(result);
  EXPECT_EQ(*value, 7);
}

TEST(ResultTest, CarriesTheFailure) {
  const Result<int> result = InvalidArgument("port", "port must be 1 to 65535");
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.status().code(), Code::kInvalidArgument);
  EXPECT_EQ(result.status().reason(), "port");
}

Status Outer(bool fail) {
  VEDETTE_RETURN_IF_ERROR(fail ? Internal("inner") : Status::Ok());
  return NotFound("went on");
}

TEST(StatusTest, ReturnIfErrorLeavesOnFailureOnly) {
  EXPECT_EQ(Outer(true).code(), Code::kInternal);
  EXPECT_EQ(Outer(false).code(), Code::kNotFound);
}

}  // namespace
}  // namespace vedette::base
