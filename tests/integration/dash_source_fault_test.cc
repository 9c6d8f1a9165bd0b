#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "tests/support/bad_http_server.h"
#include "tests/support/http_behaviours.h"
#include "tests/support/live_dash_origin.h"
#include "tests/support/source_runner.h"

namespace vedette::source {
namespace {

using support::Answer;
using support::LiveDashOrigin;
using PlaylistProblem = checks::PlaylistFact::Problem;
using Problem = checks::SegmentFact::Problem;
using Record = support::RecordingSink::Record;

std::string Repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

class DashSourceFaultTest : public ::testing::Test {
 protected:
  support::BadHttpServer server_;
  support::DashSourceRunner dash_;
};

TEST_F(DashSourceFaultTest, SegmentsThatCantBeHadOrAreNoMediaAreFacts) {
  struct Case {
    const char* name;
    support::BadHttpServer::Handler handler;
    Problem problem;
    const char* detail;
  };
  const Case cases[] = {
      {"missing", Answer(404, {}, ""), Problem::kMissing, "http_404_410: s104.m4s"},
      {"broken", Answer(500, {}, ""), Problem::kMissing, "http_5xx: s104.m4s"},
      {"empty", Answer(200, {}, ""), Problem::kInvalid, "empty: s104.m4s"},
      {"html", Answer(200, {}, "<html>log in</html>"), Problem::kInvalid,
       "a web page or other text instead of media: s104.m4s"},
      {"short", support::Truncate(LiveDashOrigin::Box("styp", ""), 5000), Problem::kInvalid,
       "shorter than announced: s104.m4s"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    LiveDashOrigin::Options options;
    options.addressing = LiveDashOrigin::Addressing::kNumber;
    LiveDashOrigin origin(server_, each.name, options);
    support::DashSourceRunner dash;
    origin.Treat(104, each.handler);
    dash.Start(origin.Url());
    ASSERT_TRUE(dash.WaitForChunks(1));
    origin.Publish();
    EXPECT_EQ(dash.SegmentProblem(each.problem), each.detail);
    EXPECT_EQ(origin.Asked(origin.SegmentPath(104)), 2);
    origin.Publish();
    ASSERT_TRUE(dash.WaitForChunks(2));
    EXPECT_EQ(dash.Sequences(), (std::vector<int64_t>{103, 105}));
    dash.sink.With([](Record& record) { EXPECT_FALSE(record.chunks[1].contiguous); });
  }
}

TEST_F(DashSourceFaultTest, AMissingInitializationIsTheSegmentsFault) {
  LiveDashOrigin origin(server_, "a");
  server_.On(origin.Path("init.mp4"), Answer(404, {}, ""));
  dash_.Start(origin.Url());
  EXPECT_TRUE(
      dash_.SegmentProblem(Problem::kMissing).starts_with("initialization section: http_404_410"));
}

TEST_F(DashSourceFaultTest, AManifestThatStandsStillGrowsStale) {
  LiveDashOrigin origin(server_, "a");
  dash_.Start(origin.Url());
  ASSERT_TRUE(dash_.WaitForPlaylist([](const auto& fact) { return fact.stale_seconds > 0.9; }));
  origin.Publish();
  ASSERT_TRUE(dash_.WaitForPlaylist(
      [](const auto& fact) { return fact.media_sequence == 2 && fact.stale_seconds == 0; }));
}

TEST_F(DashSourceFaultTest, AnOriginThatDiesIsFollowedAgainWhenItIsBack) {
  LiveDashOrigin origin(server_, "a");
  std::atomic<int> bad = 0;
  std::atomic<bool> garbage = false;
  server_.On(origin.Path("live.mpd"), [&](const auto&, support::HttpPeer& peer) {
    if (bad > 0) {
      --bad;
      peer.Reply(garbage ? 200 : 503, {}, "busy");
    } else {
      peer.Reply(200, {}, origin.Manifest());
    }
  });
  dash_.Start(origin.Url());
  ASSERT_TRUE(dash_.WaitForChunks(1));
  bad = 2;
  ASSERT_TRUE(dash_.WaitForPlaylist([](const auto& fact) {
    return fact.problem == PlaylistProblem::kUnreachable && fact.error_class == "http_5xx";
  }));
  origin.Publish();
  ASSERT_TRUE(dash_.WaitForChunks(2));
  garbage = true;
  bad = 100;
  EXPECT_EQ(dash_.EndReason(), "invalid_data");
  dash_.sink.With([](Record& record) {
    int invalid = 0;
    for (const auto& fact : record.playlists) {
      invalid += fact.problem == PlaylistProblem::kInvalid ? 1 : 0;
    }
    EXPECT_EQ(invalid, 3);
    EXPECT_EQ(record.ends.size(), 1u);
  });
}

TEST_F(DashSourceFaultTest, WhatIsNoManifestEndsAtOnce) {
  const std::string file =
      "<MPD><Period duration=\"PT9S\"><AdaptationSet contentType=\"video\"><Representation>"
      "<BaseURL>f.mp4</BaseURL><SegmentBase indexRange=\"1-2\"/></Representation>"
      "</AdaptationSet></Period></MPD>";
  const std::string bomb = "<!DOCTYPE MPD [<!ENTITY a \"" + std::string(1000, 'x') + "\">" +
                           "<!ENTITY b \"" + Repeated("&a;", 1000) + "\">]><MPD>" +
                           Repeated("&b;", 1000) + "</MPD>";
  struct Case {
    const char* path;
    support::BadHttpServer::Handler handler;
    const char* reason;
  };
  const Case cases[] = {
      {"/missing", Answer(404, {}, ""), "http_404_410"},
      {"/hangs-up", support::HangUp(), "eof"},
      {"/html", Answer(200, {}, "<html>log in</html>"), "invalid_data"},
      {"/half", Answer(200, {}, "<MPD type=\"dynamic\"><Period"), "invalid_data"},
      {"/empty", Answer(200, {}, "<MPD></MPD>"), "invalid_data"},
      {"/bomb", Answer(200, {}, bomb), "invalid_data"},
      {"/zeros", support::GzipBomb(100 << 20), "invalid_data"},
      {"/long", Answer(200, {}, "<MPD>" + std::string(5 << 20, ' ') + "</MPD>"), "invalid_data"},
      {"/file", Answer(200, {}, file), "unsupported"},
      {"/text", Answer(200, {}, "<MPD><Period/></MPD>"), "unsupported"},
  };
  for (const Case& each : cases) {
    server_.On(each.path, each.handler);
    support::DashSourceRunner dash;
    dash.Start(server_.Url(each.path));
    EXPECT_EQ(dash.EndReason(), each.reason) << each.path;
  }
}

TEST_F(DashSourceFaultTest, StopsWhileEverythingIsUnderWay) {
  LiveDashOrigin::Options options;
  options.elements = "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-iso:2014\" value=\"/t\"/>";
  LiveDashOrigin timed(server_, "timed", options);
  server_.On("/t", support::Silent());
  LiveDashOrigin silent(server_, "silent");
  silent.Treat(103, support::Silent());
  server_.On("/mpd", support::Silent());
  for (const std::string& url : {timed.Url(), silent.Url(), server_.Url("/mpd")}) {
    support::DashSourceRunner dash;
    const int before = server_.requests();
    dash.Start(url);
    ASSERT_TRUE(server_.WaitForRequests(before + 1));
    dash.Settle();
    dash.Stop();
    dash.sink.With([](Record& record) { EXPECT_TRUE(record.ends.empty()); });
  }
}

}  // namespace
}  // namespace vedette::source
