#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service_rpc/api_fixture.h"

namespace vedette::rpc {
namespace {

using testing::ElementsAre;

class StreamList : public ApiTest {
 protected:
  grpc::Status List(const v1::ListStreamsRequest& request, v1::ListStreamsResponse* response) {
    Call call("viewer");
    return monitoring_stub_->ListStreams(&call.context, request, response);
  }
  std::vector<std::string> Ids(const std::string& filter, const std::string& order = "") {
    v1::ListStreamsRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    v1::ListStreamsResponse response;
    const grpc::Status status = List(request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return IdsOf(response);
  }
  static std::vector<std::string> IdsOf(const v1::ListStreamsResponse& response) {
    std::vector<std::string> ids;
    for (const auto& stream : response.streams()) ids.push_back(stream.id());
    return ids;
  }
};

TEST_F(StreamList, FiltersAndOrders) {
  for (const char* id : {"c", "a", "b"}) Make(id);
  Run("a", 100);
  Run("b", 20, checks::Health::kBad);
  EXPECT_THAT(Ids(""), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Ids("", "id desc"), ElementsAre("c", "b", "a"));
  EXPECT_THAT(Ids("", "score desc"), ElementsAre("a", "c", "b"));
  EXPECT_THAT(Ids("", "health desc"), ElementsAre("b", "a", "c"));
  EXPECT_THAT(Ids("health = HEALTH_BAD"), ElementsAre("b"));
  EXPECT_THAT(Ids("phase = PHASE_QUEUED"), ElementsAre("c"));
  EXPECT_THAT(Ids("score < 50 AND id != \"c\""), ElementsAre("b"));
  EXPECT_THAT(Ids("labels.region = \"eu\""), ElementsAre());
  EXPECT_THAT(Ids("paused = false AND depth = DEPTH_KEYFRAMES"), ElementsAre("a", "b", "c"));
}

TEST_F(StreamList, PagesGoOnAfterTheLastIdWhateverHappensBefore) {
  for (const char* id : {"a", "b", "c", "d", "e"}) Make(id);
  v1::ListStreamsRequest request;
  request.set_page_size(2);
  v1::ListStreamsResponse page;
  ASSERT_TRUE(List(request, &page).ok());
  EXPECT_THAT(IdsOf(page), ElementsAre("a", "b"));
  EXPECT_EQ(page.total_size(), 5);

  ASSERT_TRUE(registry_.Remove({"a", "b"}, "", false).ok());
  request.set_page_token(page.next_page_token());
  ASSERT_TRUE(List(request, &page).ok());
  EXPECT_THAT(IdsOf(page), ElementsAre("c", "d"));
  request.set_page_token(page.next_page_token());
  ASSERT_TRUE(List(request, &page).ok());
  EXPECT_THAT(IdsOf(page), ElementsAre("e"));
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(StreamList, BadRequestsNameTheField) {
  v1::ListStreamsResponse response;
  v1::ListStreamsRequest request;
  request.set_filter("colour = red");
  EXPECT_THAT(FieldsOf(List(request, &response)), ElementsAre("filter"));
  request.set_filter("");
  request.set_page_size(-1);
  EXPECT_THAT(FieldsOf(List(request, &response)), ElementsAre("page_size"));
  request.set_page_size(0);
  request.set_order_by("colour");
  EXPECT_THAT(FieldsOf(List(request, &response)), ElementsAre("order_by"));
  request.set_order_by("");
  request.set_page_token("rubbish");
  EXPECT_THAT(FieldsOf(List(request, &response)), ElementsAre("page_token"));
}

}  // namespace
}  // namespace vedette::rpc
