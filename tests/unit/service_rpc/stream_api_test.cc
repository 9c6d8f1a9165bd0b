#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service_rpc/api_fixture.h"

namespace vedette::rpc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class StreamApi : public ApiTest {
 protected:
  grpc::Status Create(const v1::Stream& stream, v1::Stream* response) {
    v1::CreateStreamRequest request;
    *request.mutable_stream() = stream;
    Call call("operator");
    return monitoring_stub_->CreateStream(&call.context, request, response);
  }
  grpc::Status Update(const v1::Stream& stream, const std::vector<std::string>& mask,
                      v1::Stream* response) {
    v1::UpdateStreamRequest request;
    *request.mutable_stream() = stream;
    for (const auto& path : mask) request.mutable_update_mask()->add_paths(path);
    Call call("operator");
    return monitoring_stub_->UpdateStream(&call.context, request, response);
  }
  grpc::Status Get(const std::string& id, v1::Stream* response) {
    v1::GetStreamRequest request;
    request.set_id(id);
    Call call("viewer");
    return monitoring_stub_->GetStream(&call.context, request, response);
  }
  grpc::Status Delete(const std::string& id, const std::string& etag = "") {
    v1::DeleteStreamRequest request;
    request.set_id(id);
    request.set_etag(etag);
    google::protobuf::Empty response;
    Call call("operator");
    return monitoring_stub_->DeleteStream(&call.context, request, &response);
  }
};

TEST_F(StreamApi, CreatedStreamIsStoredWatchedAndShownWithoutSecrets) {
  v1::Stream stream;
  stream.set_id("ch1");
  stream.set_url("http://user:pass@host/a?token=abc");
  stream.set_display_name("Channel 1");
  (*stream.mutable_labels())["region"] = "eu";
  (*stream.mutable_headers())["X-Token"] = "hush";
  stream.set_depth(v1::DEPTH_KEYFRAMES);
  v1::Stream created;
  const grpc::Status status = Create(stream, &created);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(created.id(), "ch1");
  EXPECT_EQ(created.headers_size(), 0);
  EXPECT_THAT(created.url(), Not(HasSubstr("pass")));
  EXPECT_FALSE(created.etag().empty());
  EXPECT_EQ(created.status().phase(), v1::PHASE_QUEUED);

  EXPECT_THAT(streams_.Ids(), ElementsAre("ch1"));
  EXPECT_EQ(engine_.Config("ch1").url, stream.url());
  EXPECT_EQ(engine_.Config("ch1").headers.size(), 1U);

  Run("ch1", 60, checks::Health::kDegraded);
  v1::Stream got;
  ASSERT_TRUE(Get("ch1", &got).ok());
  EXPECT_EQ(got.status().score(), 60);
  EXPECT_EQ(got.status().health(), v1::HEALTH_DEGRADED);
  EXPECT_EQ(got.etag(), created.etag());
}

TEST_F(StreamApi, AnIdIsMadeWhereNoneIsGiven) {
  v1::Stream stream, first, second;
  stream.set_url("http://host/a");
  ASSERT_TRUE(Create(stream, &first).ok());
  ASSERT_TRUE(Create(stream, &second).ok());
  EXPECT_FALSE(first.id().empty());
  EXPECT_NE(first.id(), second.id());
}

TEST_F(StreamApi, BadInputNamesTheFieldAndChangesNothing) {
  const std::vector<std::pair<std::string, std::function<void(v1::Stream&)>>> cases = {
      {"stream.url", [](auto& s) { s.clear_url(); }},
      {"stream.url", [](auto& s) { s.set_url("gopher://host/a"); }},
      {"stream.url", [](auto& s) { s.set_url("file:///etc/passwd"); }},
      {"stream.url", [](auto& s) { s.set_url("rtsp://***@host/a"); }},
      {"stream.url", [](auto& s) { s.set_url("http://host/a?token=***&x=1"); }},
      {"stream.id", [](auto& s) { s.set_id("a b"); }},
      {"stream.id", [](auto& s) { s.set_id("ch1/x"); }},
      {"stream.id", [](auto& s) { s.set_id(std::string(64, 'a')); }},
      {"stream.depth", [](auto& s) { s.set_depth(static_cast<v1::Depth>(12)); }},
  };
  for (const auto& [field, change] : cases) {
    v1::Stream stream, response;
    stream.set_id("ch1");
    stream.set_url("http://host/a");
    change(stream);
    const grpc::Status status = Create(stream, &response);
    EXPECT_THAT(FieldsOf(status), ElementsAre(field));
    EXPECT_THAT(status.error_message(), HasSubstr(field));
    EXPECT_EQ(InfoOf(status).reason(), "INVALID_FIELD");
  }
  EXPECT_THAT(streams_.Ids(), IsEmpty());
  EXPECT_EQ(engine_.Stats().total, 0);
}

TEST_F(StreamApi, ADuplicateIdIsRefused) {
  Make("ch1", "http://host/first");
  v1::Stream stream, response;
  stream.set_id("ch1");
  stream.set_url("http://host/second");
  const grpc::Status status = Create(stream, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(InfoOf(status).reason(), "STREAM_EXISTS");
  EXPECT_THAT(status.error_message(), HasSubstr("ch1"));
  EXPECT_EQ(engine_.Config("ch1").url, "http://host/first");
}

TEST_F(StreamApi, NothingIsWatchedThatCouldNotBeStored) {
  streams_.SetLost(true);
  v1::Stream stream, response;
  stream.set_id("ch1");
  stream.set_url("http://host/a");
  EXPECT_EQ(Create(stream, &response).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(engine_.Stats().total, 0);
  EXPECT_EQ(Get("ch1", &response).error_code(), grpc::StatusCode::NOT_FOUND);
  streams_.SetLost(false);
  EXPECT_TRUE(Create(stream, &response).ok());
  streams_.SetLost(true);
  EXPECT_EQ(Delete("ch1").error_code(), grpc::StatusCode::UNAVAILABLE);
  stream.set_display_name("x");
  EXPECT_EQ(Update(stream, {"display_name"}, &response).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  ASSERT_TRUE(Get("ch1", &response).ok());
  EXPECT_EQ(response.display_name(), "");
}

TEST_F(StreamApi, WhatTheEngineRefusesIsTakenOutOfTheStoreAgain) {
  engine_.FailAdd("ch1");
  v1::Stream stream, response;
  stream.set_id("ch1");
  stream.set_url("http://host/a");
  EXPECT_EQ(Create(stream, &response).error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(streams_.Ids(), IsEmpty());
  EXPECT_EQ(Get("ch1", &response).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(StreamApi, UpdateTakesTheMaskedFieldsOnly) {
  v1::Stream stream, response;
  stream.set_id("ch1");
  stream.set_url("http://user:pass@host/a");
  stream.set_display_name("old");
  (*stream.mutable_headers())["X-Token"] = "hush";
  ASSERT_TRUE(Create(stream, &response).ok());

  v1::Stream change;
  change.set_id("ch1");
  change.set_display_name("new");
  change.set_url("http://other/");
  ASSERT_TRUE(Update(change, {"display_name"}, &response).ok());
  EXPECT_EQ(response.display_name(), "new");
  EXPECT_EQ(engine_.Config("ch1").url, "http://user:pass@host/a");

  // Without a mask: what is set. The rest, secrets too, stays.
  change.Clear();
  change.set_id("ch1");
  change.set_depth(v1::DEPTH_FULL);
  ASSERT_TRUE(Update(change, {}, &response).ok());
  EXPECT_EQ(response.depth(), v1::DEPTH_FULL);
  EXPECT_EQ(response.display_name(), "new");
  EXPECT_EQ(engine_.Config("ch1").headers.size(), 1U);
  EXPECT_EQ(engine_.Config("ch1").depth, checks::Depth::kFull);

  // A stream that was read, changed and written back as a whole keeps what it did not show.
  response.set_display_name("newer");
  ASSERT_TRUE(Update(response, {"*"}, &change).ok());
  EXPECT_EQ(engine_.Config("ch1").url, "http://user:pass@host/a");
  EXPECT_EQ(engine_.Config("ch1").headers.size(), 1U);
  EXPECT_EQ(change.display_name(), "newer");
}

TEST_F(StreamApi, UpdateRefusesWhatIsWrong) {
  const v1::Stream made = Make("ch1");
  v1::Stream change = made, response;
  change.set_url("gopher://x");
  EXPECT_THAT(FieldsOf(Update(change, {"url"}, &response)), ElementsAre("stream.url"));
  EXPECT_THAT(FieldsOf(Update(change, {"status"}, &response)), ElementsAre("update_mask"));
  EXPECT_THAT(FieldsOf(Update(change, {"*", "url"}, &response)), ElementsAre("update_mask"));
  change.set_id("nobody");
  EXPECT_EQ(Update(change, {"display_name"}, &response).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(engine_.Updates("ch1"), 0);
}

TEST_F(StreamApi, AnOldEtagIsRefusedAndASecretChangesItToo) {
  const v1::Stream made = Make("ch1");
  v1::Stream change = made, response;
  change.set_display_name("first");
  ASSERT_TRUE(Update(change, {"display_name"}, &response).ok());
  EXPECT_NE(response.etag(), made.etag());
  change.set_display_name("second");
  const grpc::Status status = Update(change, {"display_name"}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(InfoOf(status).reason(), "ETAG_MISMATCH");
  EXPECT_EQ(Delete("ch1", made.etag()).error_code(), grpc::StatusCode::ABORTED);

  ASSERT_TRUE(Get("ch1", &response).ok());
  EXPECT_EQ(response.display_name(), "first");
  const std::string before = response.etag();
  (*response.mutable_headers())["X-Token"] = "hush";
  ASSERT_TRUE(Update(response, {"headers"}, &change).ok());
  EXPECT_NE(change.etag(), before);
  EXPECT_TRUE(Delete("ch1", change.etag()).ok());
}

TEST_F(StreamApi, PauseAndResumeAreStored) {
  Make("ch1");
  v1::PauseStreamRequest pause;
  pause.set_id("ch1");
  v1::Stream response;
  for (int i = 0; i < 2; ++i) {  // pausing twice is no error
    Call call("operator");
    ASSERT_TRUE(monitoring_stub_->PauseStream(&call.context, pause, &response).ok());
    EXPECT_TRUE(response.paused());
    EXPECT_EQ(response.status().phase(), v1::PHASE_PAUSED);
    EXPECT_TRUE(streams_.LoadAll()->at(0).paused);
  }
  v1::ResumeStreamRequest resume;
  resume.set_id("ch1");
  Call call("operator");
  ASSERT_TRUE(monitoring_stub_->ResumeStream(&call.context, resume, &response).ok());
  EXPECT_FALSE(response.paused());
  EXPECT_EQ(response.status().phase(), v1::PHASE_QUEUED);
  EXPECT_FALSE(streams_.LoadAll()->at(0).paused);

  // A failed stream is not paused; resuming starts it afresh.
  monitor::StreamStatus failed;
  failed.id = "ch1";
  failed.phase = monitor::Phase::kFailed;
  engine_.Publish(failed);
  Call again("operator");
  ASSERT_TRUE(monitoring_stub_->ResumeStream(&again.context, resume, &response).ok());
  EXPECT_EQ(response.status().phase(), v1::PHASE_QUEUED);

  resume.set_id("nobody");
  Call unknown("operator");
  EXPECT_EQ(monitoring_stub_->ResumeStream(&unknown.context, resume, &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(StreamApi, PausedThroughAnUpdate) {
  v1::Stream change = Make("ch1"), response;
  change.set_paused(true);
  ASSERT_TRUE(Update(change, {"paused"}, &response).ok());
  EXPECT_EQ(response.status().phase(), v1::PHASE_PAUSED);
  EXPECT_TRUE(engine_.Config("ch1").paused);
}

TEST_F(StreamApi, DeletedStreamIsGoneEverywhereWithItsAlarms) {
  Make("ch1");
  checks::AlarmRecord alarm;
  alarm.check = "black";
  alarm.state = checks::AlarmState::kRaised;
  book_.OnAlarm("ch1", alarm);
  ASSERT_EQ(book_.List().size(), 1U);
  ASSERT_TRUE(Delete("ch1").ok());
  EXPECT_THAT(streams_.Ids(), IsEmpty());
  EXPECT_EQ(engine_.Stats().total, 0);
  EXPECT_TRUE(book_.List().empty());
  EXPECT_TRUE(events_.Alarms()->empty());
  EXPECT_EQ(Delete("ch1").error_code(), grpc::StatusCode::NOT_FOUND);
  Make("ch1");  // the id is free again
}

TEST_F(StreamApi, BatchIsAllOrNothing) {
  v1::BatchCreateStreamsRequest request;
  for (const char* id : {"a", "b", "c"}) {
    auto* stream = request.add_requests()->mutable_stream();
    stream->set_id(id);
    stream->set_url("http://host/");
  }
  request.mutable_requests(1)->mutable_stream()->set_url("gopher://x");
  request.mutable_requests(2)->mutable_stream()->set_id("c c");
  v1::BatchCreateStreamsResponse response;
  {
    Call call("operator");
    const auto status = monitoring_stub_->BatchCreateStreams(&call.context, request, &response);
    EXPECT_THAT(FieldsOf(status), ElementsAre("requests[1].stream.url", "requests[2].stream.id"));
    EXPECT_THAT(streams_.Ids(), IsEmpty());
  }
  request.mutable_requests(1)->mutable_stream()->set_url("http://host/");
  request.mutable_requests(2)->mutable_stream()->set_id("a");
  {
    Call call("operator");
    EXPECT_EQ(monitoring_stub_->BatchCreateStreams(&call.context, request, &response).error_code(),
              grpc::StatusCode::ALREADY_EXISTS);
    EXPECT_THAT(streams_.Ids(), IsEmpty());
  }
  request.mutable_requests(2)->mutable_stream()->set_id("c");
  engine_.FailAdd("b");
  {
    Call call("operator");
    EXPECT_EQ(monitoring_stub_->BatchCreateStreams(&call.context, request, &response).error_code(),
              grpc::StatusCode::INTERNAL);
    EXPECT_THAT(streams_.Ids(), IsEmpty());
    EXPECT_EQ(engine_.Stats().total, 0);
  }
  engine_.FailAdd("");
  Call call("operator");
  ASSERT_TRUE(monitoring_stub_->BatchCreateStreams(&call.context, request, &response).ok());
  EXPECT_EQ(response.streams_size(), 3);
  EXPECT_THAT(streams_.Ids(), ElementsAre("a", "b", "c"));
}

TEST_F(StreamApi, BatchWithPartialSuccessTellsEachRefusal) {
  Make("b");
  v1::BatchCreateStreamsRequest request;
  request.set_return_partial_success(true);
  for (const auto& [id, url] : std::vector<std::pair<std::string, std::string>>{
           {"a", "http://host/"}, {"b", "http://host/"}, {"c", ""}, {"a", "http://host/"}}) {
    auto* stream = request.add_requests()->mutable_stream();
    stream->set_id(id);
    stream->set_url(url);
  }
  v1::BatchCreateStreamsResponse response;
  Call call("operator");
  ASSERT_TRUE(monitoring_stub_->BatchCreateStreams(&call.context, request, &response).ok());
  ASSERT_EQ(response.streams_size(), 1);
  EXPECT_EQ(response.streams(0).id(), "a");
  ASSERT_EQ(response.failed_requests_size(), 3);
  EXPECT_EQ(response.failed_requests().at(1).code(), 6);
  EXPECT_EQ(response.failed_requests().at(2).code(), 3);
  EXPECT_THAT(response.failed_requests().at(2).message(), HasSubstr("url"));
  EXPECT_EQ(response.failed_requests().at(3).code(), 6);
}

TEST_F(StreamApi, BatchSizesAreBounded) {
  v1::BatchCreateStreamsRequest create;
  v1::BatchCreateStreamsResponse created;
  {
    Call call("operator");
    EXPECT_THAT(FieldsOf(monitoring_stub_->BatchCreateStreams(&call.context, create, &created)),
                ElementsAre("requests"));
  }
  for (int i = 0; i < 1001; ++i) create.add_requests()->mutable_stream()->set_url("http://h/");
  {
    Call call("operator");
    EXPECT_THAT(FieldsOf(monitoring_stub_->BatchCreateStreams(&call.context, create, &created)),
                ElementsAre("requests"));
  }
  v1::BatchDeleteStreamsRequest remove;
  google::protobuf::Empty empty;
  Call call("operator");
  EXPECT_THAT(FieldsOf(monitoring_stub_->BatchDeleteStreams(&call.context, remove, &empty)),
              ElementsAre("ids"));
}

TEST_F(StreamApi, BatchDelete) {
  for (const char* id : {"a", "b", "c"}) Make(id);
  v1::BatchDeleteStreamsRequest request;
  for (const char* id : {"a", "zz", "b"}) request.add_ids(id);
  google::protobuf::Empty empty;
  {
    Call call("operator");
    EXPECT_EQ(monitoring_stub_->BatchDeleteStreams(&call.context, request, &empty).error_code(),
              grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(streams_.Ids().size(), 3U);
  }
  request.set_allow_missing(true);
  Call call("operator");
  ASSERT_TRUE(monitoring_stub_->BatchDeleteStreams(&call.context, request, &empty).ok());
  EXPECT_THAT(streams_.Ids(), ElementsAre("c"));
}

TEST_F(StreamApi, StoredStreamsAreWatchedAfterARestart) {
  monitor::StreamConfig good;
  good.id = "good";
  good.url = "http://host/";
  monitor::StreamConfig bad = good;
  bad.id = "bad";
  ASSERT_TRUE(streams_.Put({good, bad}).ok());
  engine_.FailAdd("bad");
  std::vector<std::string> refused;
  const auto loaded = registry_.Load(&refused);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(*loaded, 1);
  EXPECT_THAT(refused, ElementsAre(HasSubstr("bad: ")));
  v1::Stream response;
  EXPECT_TRUE(Get("good", &response).ok());
  EXPECT_THAT(streams_.Ids(), ElementsAre("bad", "good"));

  streams_.SetLost(true);
  EXPECT_EQ(registry_.Load(&refused).status().code(), base::Code::kUnavailable);
}

TEST_F(StreamApi, Thumbnail) {
  Make("ch1");
  v1::GetThumbnailRequest request;
  request.set_id("ch1");
  google::api::HttpBody body;
  {
    Call call("viewer");
    EXPECT_EQ(monitoring_stub_->GetThumbnail(&call.context, request, &body).error_code(),
              grpc::StatusCode::NOT_FOUND);
  }
  monitor::StreamStatus status;
  status.id = "ch1";
  status.has_thumbnail = true;
  engine_.Publish(status);
  Call call("viewer");
  ASSERT_TRUE(monitoring_stub_->GetThumbnail(&call.context, request, &body).ok());
  EXPECT_EQ(body.content_type(), "image/jpeg");
  EXPECT_EQ(body.data().substr(0, 2), "\xff\xd8");
}

TEST_F(StreamApi, ProbeHasDefaultsBoundsAndNoFiles) {
  v1::ProbeStreamRequest request;
  request.set_url("http://host/a");
  (*request.mutable_headers())["X-Token"] = "hush";
  v1::ProbeReport report;
  {
    Call call("operator");
    ASSERT_TRUE(monitoring_stub_->ProbeStream(&call.context, request, &report).ok());
    EXPECT_TRUE(report.opened());
    const monitor::ProbeRequest seen = engine_.last_probe();
    EXPECT_EQ(seen.depth, checks::Depth::kFull);
    EXPECT_EQ(seen.duration, std::chrono::seconds(30));
    EXPECT_EQ(seen.open_timeout, std::chrono::seconds(10));
    EXPECT_FALSE(seen.allow_files);
    EXPECT_EQ(seen.headers.size(), 1U);
  }
  request.mutable_duration()->set_seconds(2);
  request.mutable_duration()->set_nanos(500000000);
  request.set_depth(v1::DEPTH_PACKETS);
  {
    Call call("operator");
    ASSERT_TRUE(monitoring_stub_->ProbeStream(&call.context, request, &report).ok());
    EXPECT_EQ(engine_.last_probe().duration, std::chrono::milliseconds(2500));
    EXPECT_EQ(engine_.last_probe().depth, checks::Depth::kPackets);
  }
  for (const int64_t seconds : {int64_t{0}, int64_t{-5}, int64_t{301}, INT64_MAX, INT64_MIN}) {
    request.mutable_duration()->set_seconds(seconds);
    Call call("operator");
    EXPECT_THAT(FieldsOf(monitoring_stub_->ProbeStream(&call.context, request, &report)),
                ElementsAre("duration"));
  }
  request.clear_duration();
  request.mutable_open_timeout()->set_seconds(61);
  request.clear_url();
  {
    Call call("operator");
    EXPECT_THAT(FieldsOf(monitoring_stub_->ProbeStream(&call.context, request, &report)),
                ElementsAre("url", "open_timeout"));
  }
  request.clear_open_timeout();
  request.set_url("http://busy/");
  Call call("operator");
  EXPECT_EQ(monitoring_stub_->ProbeStream(&call.context, request, &report).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
}

}  // namespace
}  // namespace vedette::rpc
