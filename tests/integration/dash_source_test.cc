#include "engine/source/dash_source.h"

#include <gtest/gtest.h>

#include <ctime>
#include <memory>
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
using Addressing = LiveDashOrigin::Addressing;
using Record = support::RecordingSink::Record;

std::string Text(const media::Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

class DashSourceTest : public ::testing::Test {
 protected:
  support::BadHttpServer server_;
  support::DashSourceRunner dash_;
};

TEST_F(DashSourceTest, FollowsALiveChannelHoweverItIsAddressed) {
  struct Case {
    const char* name;
    Addressing addressing;
    int64_t first;
  };
  for (const Case& each :
       {Case{"number", Addressing::kNumber, 103}, Case{"time", Addressing::kTime, 4},
        Case{"list", Addressing::kList, 103}}) {
    SCOPED_TRACE(each.name);
    LiveDashOrigin::Options options;
    options.addressing = each.addressing;
    LiveDashOrigin origin(server_, each.name, options);
    support::DashSourceRunner dash;
    dash.Start(origin.Url());
    ASSERT_TRUE(dash.WaitForChunks(1));
    origin.Publish();
    ASSERT_TRUE(dash.WaitForChunks(2));
    origin.Publish(2);
    ASSERT_TRUE(dash.WaitForChunks(4));
    EXPECT_EQ(dash.Sequences(),
              (std::vector<int64_t>{each.first, each.first + 1, each.first + 2, each.first + 3}));
    EXPECT_EQ(origin.Asked(origin.Path("init.mp4")), 1);
    dash.sink.With([&](Record& record) {
      EXPECT_EQ(record.opened, std::vector<std::string>{"dash"});
      for (size_t i = 0; i < 4; ++i) {
        const Chunk& chunk = record.chunks[i];
        EXPECT_EQ(chunk.kind, Chunk::Kind::kSegment);
        EXPECT_EQ(chunk.lane, 0);
        EXPECT_EQ(chunk.contiguous, i > 0);
        EXPECT_FALSE(chunk.discontinuity);
        EXPECT_DOUBLE_EQ(chunk.duration, 0.3);
        EXPECT_TRUE(Text(chunk.data).ends_with(std::to_string(103 + i)));
        EXPECT_EQ(chunk.init, record.chunks[0].init);
        EXPECT_EQ(chunk.program_date_time - record.chunks[0].program_date_time,
                  base::milliseconds(300) * static_cast<int>(i));
      }
      ASSERT_NE(record.chunks[0].init, nullptr);
      EXPECT_TRUE(Text(*record.chunks[0].init).ends_with("ftypdash"));
      const checks::SegmentFact& segment = record.segments.at(0);
      EXPECT_EQ(segment.protocol, checks::Protocol::kDash);
      EXPECT_EQ(segment.rendition, origin.Url() + "#v");
      const checks::PlaylistFact& look = record.playlists.at(0);
      EXPECT_EQ(look.protocol, checks::Protocol::kDash);
      EXPECT_EQ(look.rendition, origin.Url());
      EXPECT_TRUE(look.live);
      EXPECT_TRUE(look.changed);
      EXPECT_DOUBLE_EQ(look.target_duration, 0.3);
      EXPECT_EQ(look.segments, 4);
      EXPECT_EQ(look.media_sequence, each.first - 3);
    });
  }
}

TEST_F(DashSourceTest, WhatFollowsARuleComesWithTheClock) {
  LiveDashOrigin::Options options;
  options.addressing = Addressing::kClock;
  options.begun_ago = 30.5;  // 100 is the newest, or one after it
  options.update_seconds = 500;
  LiveDashOrigin origin(server_, "a", options);
  origin.Publish(60);
  dash_.Start(origin.Url());
  ASSERT_TRUE(dash_.WaitForChunks(4));
  const std::vector<int64_t> sequences = dash_.Sequences();
  EXPECT_GE(sequences[0], 100);
  EXPECT_EQ(sequences[3], sequences[0] + 3);
  EXPECT_EQ(origin.Asked(origin.Path("live.mpd")), 1);
  dash_.sink.With([](Record& record) {
    for (const auto& fact : record.segments) {
      EXPECT_EQ(fact.problem, checks::SegmentFact::Problem::kNone) << fact.detail;
    }
  });
}

TEST_F(DashSourceTest, APeriodWithAnotherClockIsADiscontinuity) {
  LiveDashOrigin origin(server_, "a");
  dash_.Start(origin.Url());
  ASSERT_TRUE(dash_.WaitForChunks(1));
  origin.BeginPeriod(true);
  origin.Publish();
  ASSERT_TRUE(dash_.WaitForChunks(2));
  origin.BeginPeriod(false);
  origin.Publish(2);
  ASSERT_TRUE(dash_.WaitForChunks(4));
  EXPECT_EQ(dash_.Sequences(), (std::vector<int64_t>{4, 5, 6, 7}));
  dash_.sink.With([](Record& record) {
    const bool contiguous[] = {false, true, false, true};
    for (size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(record.chunks[i].discontinuity, i == 2) << i;
      EXPECT_EQ(record.chunks[i].contiguous, contiguous[i]) << i;
    }
  });
}

TEST_F(DashSourceTest, AtManifestDepthNoSegmentIsFetched) {
  LiveDashOrigin origin(server_, "a");
  dash_.spec.media = false;
  dash_.Start(origin.Url());
  ASSERT_TRUE(dash_.WaitForPlaylist([](const auto& fact) { return fact.changed; }));
  origin.Publish();
  ASSERT_TRUE(dash_.WaitForPlaylist([](const auto& fact) { return fact.media_sequence == 2; }));
  dash_.sink.With([](Record& record) {
    EXPECT_TRUE(record.chunks.empty());
    EXPECT_TRUE(record.segments.empty());
  });
  for (const auto& request : server_.Seen()) EXPECT_EQ(request.target, origin.Path("live.mpd"));
}

TEST_F(DashSourceTest, LooksWhereTheManifestSaysItIs) {
  LiveDashOrigin::Options options;
  options.elements = "<Location>moved.mpd</Location>";
  LiveDashOrigin origin(server_, "a", options);
  server_.On(origin.Path("moved.mpd"), [&](const support::SeenRequest&, support::HttpPeer& peer) {
    peer.Reply(200, {}, origin.Manifest());
  });
  dash_.Start(origin.Url());
  ASSERT_TRUE(dash_.WaitForChunks(1));
  origin.Publish();
  ASSERT_TRUE(dash_.WaitForChunks(2));
  EXPECT_EQ(origin.Asked(origin.Path("live.mpd")), 1);
  EXPECT_GE(origin.Asked(origin.Path("moved.mpd")), 1);
}

TEST_F(DashSourceTest, AsksWithValidators) {
  LiveDashOrigin origin(server_, "a");
  server_.On(origin.Path("live.mpd"), support::WithEtag("\"e\"", origin.Manifest()));
  dash_.Start(origin.Url());
  ASSERT_TRUE(dash_.WaitForChunks(1));
  ASSERT_TRUE(dash_.WaitForPlaylist(
      [](const auto& fact) { return !fact.changed && fact.stale_seconds > 0.3; }));
  bool conditional = false;
  for (const auto& request : server_.Seen()) {
    conditional |= request.headers.contains("if-none-match");
  }
  EXPECT_TRUE(conditional);
}

std::string HttpDate(base::WallTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(time));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

TEST_F(DashSourceTest, TheServersClockIsTheOneThatCounts) {
  // A server whose clock is 100 s ahead of ours.
  const auto theirs = [] { return base::SystemClock().Wall() + base::seconds(100); };
  server_.On("/iso", [=](const auto&, support::HttpPeer& peer) {
    peer.Reply(200, {}, base::FormatWallTime(theirs()));
  });
  server_.On("/head", [=](const auto&, support::HttpPeer& peer) {
    peer.Reply(200, {{"Date", HttpDate(theirs())}}, "x");
  });
  const std::pair<const char*, std::string> cases[] = {
      {"direct", base::FormatWallTime(theirs())},
      {"http-iso", "/iso"},
      {"http-xsdate", "/iso"},
      {"http-head", "/head"},
  };
  for (const auto& [scheme, value] : cases) {
    SCOPED_TRACE(scheme);
    LiveDashOrigin::Options options;
    options.addressing = Addressing::kClock;
    options.begun_ago = 30.5 - 100;
    options.update_seconds = 500;
    options.elements =
        "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-iso:2014\" value=\"/missing\"/>"
        "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:" +
        std::string(scheme) + ":2014\" value=\"" + value + "\"/>";
    LiveDashOrigin origin(server_, scheme, options);
    origin.Publish(60);
    support::DashSourceRunner dash;
    dash.Start(origin.Url());
    ASSERT_TRUE(dash.WaitForChunks(2));
    EXPECT_NEAR(static_cast<double>(dash.Sequences()[0]), 102, 8);
    dash.sink.With(
        [](Record& record) { EXPECT_NEAR(record.playlists.at(0).clock_skew, 100, 1.5); });
  }
}

TEST_F(DashSourceTest, WithoutAnAnswerOurClockIs) {
  LiveDashOrigin::Options options;
  options.elements = "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-iso:2014\" value=\"/no\"/>";
  LiveDashOrigin origin(server_, "a", options);
  dash_.Start(origin.Url());
  ASSERT_TRUE(dash_.WaitForChunks(1));
  dash_.sink.With([](Record& record) { EXPECT_EQ(record.playlists.at(0).clock_skew, 0); });
}

TEST_F(DashSourceTest, ProtectedSegmentsComeAndSaySo) {
  LiveDashOrigin::Options options;
  options.in_set = "<ContentProtection schemeIdUri=\"urn:mpeg:dash:mp4protection:2011\"/>";
  LiveDashOrigin origin(server_, "a", options);
  dash_.Start(origin.Url());
  ASSERT_TRUE(dash_.WaitForChunks(1));
  dash_.sink.With([](Record& record) {
    for (const auto& chunk : record.chunks) EXPECT_TRUE(chunk.encrypted);
  });
}

TEST_F(DashSourceTest, FaultsOfTheManifestAreInItsFact) {
  LiveDashOrigin origin(server_, "a");
  std::string manifest = origin.Manifest();
  const std::string run = "<S t=\"30000\"";
  manifest.insert(manifest.find(run), "<S t=\"29000\" d=\"300\"/>");
  manifest.replace(manifest.find("</MPD>"), 6, "<Period id=\"x\" start=\"PT90S\"/></MPD>");
  server_.On(origin.Path("live.mpd"), Answer(200, {}, manifest));
  dash_.Start(origin.Url());
  ASSERT_TRUE(dash_.WaitForChunks(1));
  dash_.sink.With([](Record& record) {
    EXPECT_NEAR(record.playlists.at(0).timeline_gap, 0.7, 1e-9);
    EXPECT_EQ(record.playlists.at(0).period_fault, "period x has neither video nor audio");
  });
}

}  // namespace
}  // namespace vedette::source
