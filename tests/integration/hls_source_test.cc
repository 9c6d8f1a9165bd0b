#include "engine/source/hls_source.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/support/bad_http_server.h"
#include "tests/support/http_behaviours.h"
#include "tests/support/live_hls_origin.h"
#include "tests/support/source_runner.h"
#include "tests/support/ts_bytes.h"

namespace vedette::source {
namespace {

using support::Answer;
using support::BadHttpServer;
using support::LiveHlsOrigin;
using Problem = checks::SegmentFact::Problem;
using PlaylistProblem = checks::PlaylistFact::Problem;
using Record = support::RecordingSink::Record;

class HlsSourceTest : public ::testing::Test {
 protected:
  // Publishes and waits until that many chunks have arrived.
  void PublishAndWait(LiveHlsOrigin& origin, size_t chunks) {
    origin.Publish();
    ASSERT_TRUE(hls_.WaitForChunks(chunks));
  }

  BadHttpServer server_;
  support::HlsSourceRunner hls_;
};

TEST_F(HlsSourceTest, FollowsALiveChannelFromItsNewestSegment) {
  LiveHlsOrigin origin(server_, "a");
  hls_.Start(origin.Url());
  ASSERT_TRUE(hls_.WaitForChunks(1));
  PublishAndWait(origin, 2);
  PublishAndWait(origin, 3);
  EXPECT_EQ(hls_.Sequences(), (std::vector<int64_t>{103, 104, 105}));
  hls_.sink.With([&](Record& record) {
    EXPECT_EQ(record.opened, std::vector<std::string>{"hls"});
    EXPECT_TRUE(record.ends.empty());
    for (const Chunk& chunk : record.chunks) {
      EXPECT_EQ(chunk.kind, Chunk::Kind::kSegment);
      EXPECT_EQ(std::string(chunk.data.begin(), chunk.data.end()),
                LiveHlsOrigin::Body(chunk.sequence));
      EXPECT_EQ(chunk.contiguous, chunk.sequence != 103);
      EXPECT_DOUBLE_EQ(chunk.duration, 0.3);
      EXPECT_EQ(chunk.init, nullptr);
      EXPECT_EQ(chunk.lease.bytes(), static_cast<int64_t>(chunk.data.capacity()));
      EXPECT_NE(chunk.arrival, base::SteadyTime{});
    }
    ASSERT_EQ(record.segments.size(), 3u);
    EXPECT_EQ(record.segments[0].problem, Problem::kNone);
    EXPECT_EQ(record.segments[0].size_bytes, 20 * 188);
    EXPECT_GT(record.segments[0].download_seconds, 0);
    ASSERT_GE(record.playlists.size(), 3u);
    const checks::PlaylistFact& first = record.playlists[0];
    EXPECT_EQ(first.rendition, origin.Url());
    EXPECT_EQ(first.problem, PlaylistProblem::kNone);
    EXPECT_TRUE(first.live);
    EXPECT_TRUE(first.changed);
    EXPECT_FALSE(first.endlist);
    EXPECT_EQ(first.media_sequence, 100);
    EXPECT_EQ(first.segments, 4);
    EXPECT_DOUBLE_EQ(first.target_duration, 0.3);
  });
  hls_.Stop();
  hls_.sink.With([](Record& record) { record.chunks.clear(); });
  EXPECT_EQ(hls_.budget.used_bytes(), 0);
}

std::string Master(const std::string& variants) { return "#EXTM3U\n" + variants; }

constexpr const char* kThreeVariants =
    "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"en\",DEFAULT=YES,URI=\"audio/live.m3u8\"\n"
    "#EXT-X-STREAM-INF:BANDWIDTH=1000,AUDIO=\"a\"\nlow/live.m3u8\n"
    "#EXT-X-STREAM-INF:BANDWIDTH=3000,AUDIO=\"a\"\nhigh/live.m3u8\n"
    "#EXT-X-STREAM-INF:BANDWIDTH=2000,AUDIO=\"a\"\nmiddle/live.m3u8\n";

TEST_F(HlsSourceTest, LooksIntoTheChosenRenditionsAndWatchesAllPlaylists) {
  LiveHlsOrigin low(server_, "low");
  LiveHlsOrigin middle(server_, "middle");
  LiveHlsOrigin high(server_, "high");
  LiveHlsOrigin audio(server_, "audio");
  server_.On("/master.m3u8", Answer(200, {}, Master(kThreeVariants)));
  hls_.Start(server_.Url("/master.m3u8"));
  ASSERT_TRUE(hls_.sink.WaitFor([](const Record& record) {
    std::set<std::string> seen;
    for (const checks::PlaylistFact& fact : record.playlists) seen.insert(fact.rendition);
    return seen.size() == 4 && record.chunks.size() == 2;
  }));
  EXPECT_EQ(hls_.Sequences(0), std::vector<int64_t>{103});
  EXPECT_EQ(hls_.Sequences(1), std::vector<int64_t>{103});
  EXPECT_EQ(high.Asked(high.SegmentPath(103)), 1);
  EXPECT_EQ(audio.Asked(audio.SegmentPath(103)), 1);
  EXPECT_EQ(low.Asked(low.SegmentPath(103)), 0);
  EXPECT_EQ(middle.Asked(middle.SegmentPath(103)), 0);
  hls_.sink.With([](Record& record) { EXPECT_EQ(record.opened, std::vector<std::string>{"hls"}); });
}

TEST_F(HlsSourceTest, ReadsPlaylistsOnlyAtDepthManifest) {
  LiveHlsOrigin origin(server_, "a");
  hls_.spec.media = false;
  hls_.Start(origin.Url());
  ASSERT_TRUE(hls_.WaitForPlaylist([](const checks::PlaylistFact& f) { return f.changed; }));
  origin.Publish();
  ASSERT_TRUE(
      hls_.WaitForPlaylist([](const checks::PlaylistFact& f) { return f.media_sequence == 101; }));
  EXPECT_EQ(origin.Asked(origin.SegmentPath(103)), 0);
  hls_.sink.With([](Record& record) { EXPECT_TRUE(record.segments.empty()); });
}

TEST_F(HlsSourceTest, SaysHowLongAPlaylistHasStoodStill) {
  LiveHlsOrigin origin(server_, "a");
  hls_.Start(origin.Url());
  ASSERT_TRUE(hls_.WaitForPlaylist(
      [](const checks::PlaylistFact& fact) { return !fact.changed && fact.stale_seconds > 0.9; }));
  // First look, after 0.3 s, then every 0.25 s: half the target duration, but for the least wait.
  hls_.sink.With([](Record& record) {
    EXPECT_GE(record.playlists.size(), 3u);
    EXPECT_LE(record.playlists.size(), 6u);
  });
  origin.Publish();
  ASSERT_TRUE(hls_.WaitForPlaylist([](const checks::PlaylistFact& fact) {
    return fact.changed && fact.media_sequence == 101 && fact.stale_seconds == 0;
  }));
}

TEST_F(HlsSourceTest, AnEndlistOnALiveChannelIsAFactAndNoEnd) {
  LiveHlsOrigin origin(server_, "a");
  hls_.Start(origin.Url());
  ASSERT_TRUE(hls_.WaitForChunks(1));
  origin.SetEndlist(true);
  ASSERT_TRUE(hls_.WaitForPlaylist([](const auto& fact) { return fact.endlist && fact.live; }));
  origin.SetEndlist(false);
  PublishAndWait(origin, 2);
  hls_.sink.With([](Record& record) {
    EXPECT_TRUE(record.ends.empty());
    EXPECT_TRUE(record.chunks[1].contiguous);
  });
}

TEST_F(HlsSourceTest, FollowsAnEncoderThatCountsAnew) {
  LiveHlsOrigin origin(server_, "a");
  hls_.Start(origin.Url());
  ASSERT_TRUE(hls_.WaitForChunks(1));
  origin.Restart(0);
  ASSERT_TRUE(hls_.WaitForChunks(2));
  PublishAndWait(origin, 3);
  EXPECT_EQ(hls_.Sequences(), (std::vector<int64_t>{103, 0, 1}));
  hls_.sink.With([](Record& record) {
    EXPECT_FALSE(record.chunks[1].contiguous);
    EXPECT_TRUE(record.chunks[2].contiguous);
  });
}

TEST_F(HlsSourceTest, MarksDiscontinuitiesAndLeavesGapsOut) {
  LiveHlsOrigin::Options options;
  options.tags = [](int64_t sequence) -> std::string {
    if (sequence == 104) return "#EXT-X-DISCONTINUITY\n";
    return sequence == 106 ? "#EXT-X-GAP\n" : "";
  };
  LiveHlsOrigin origin(server_, "a", options);
  hls_.Start(origin.Url());
  ASSERT_TRUE(hls_.WaitForChunks(1));
  origin.Publish(4);
  ASSERT_TRUE(hls_.WaitForChunks(4));
  EXPECT_EQ(hls_.Sequences(), (std::vector<int64_t>{103, 104, 105, 107}));
  hls_.sink.With([](Record& record) {
    const std::vector<bool> discontinuity = {false, true, false, false};
    const std::vector<bool> contiguous = {false, false, true, false};
    for (size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(record.chunks[i].discontinuity, discontinuity[i]) << i;
      EXPECT_EQ(record.chunks[i].contiguous, contiguous[i]) << i;
    }
  });
  EXPECT_EQ(origin.Asked(origin.SegmentPath(106)), 0);
}

TEST_F(HlsSourceTest, CarriesTheProgramDateTime) {
  LiveHlsOrigin::Options options;
  options.tags = [](int64_t sequence) -> std::string {
    return sequence % 2 == 0 ? "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.500Z\n" : "";
  };
  LiveHlsOrigin origin(server_, "a", options);
  hls_.Start(origin.Url());
  ASSERT_TRUE(hls_.WaitForChunks(1));
  hls_.sink.With([](Record& record) {
    // Segment 103 follows on 102, which is dated, after 0.3 s.
    EXPECT_EQ(base::FormatWallTime(record.chunks[0].program_date_time), "2026-01-01T00:00:00.800Z");
  });
}

TEST_F(HlsSourceTest, KeepsCookiesHeadersQueriesAndTheRedirectedBase) {
  LiveHlsOrigin origin(server_, "real");
  server_.On("/start.m3u8", support::SetsCookie("id", "7", "/real/gate.m3u8?token=a%20b"));
  server_.On("/real/gate.m3u8",
             support::NeedsCookie("id", "7", [&](const support::SeenRequest&, auto& peer) {
               peer.Reply(200, {}, "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\ns.ts?sig=1&x\n");
             }));
  server_.On("/real/s.ts", support::NeedsCookie("id", "7", Answer(200, {}, support::TsPackets(9))));
  hls_.spec.headers = {{"X-Player", "yes"}};
  hls_.Start(server_.Url("/start.m3u8"));
  ASSERT_TRUE(hls_.WaitForChunks(1));
  for (const support::SeenRequest& request : server_.Seen()) {
    EXPECT_EQ(request.headers.at("x-player"), "yes") << request.target;
  }
  EXPECT_EQ(server_.Seen()[1].target, "/real/gate.m3u8?token=a%20b");
  EXPECT_EQ(server_.Seen()[2].target, "/real/s.ts?sig=1&x");
}

TEST_F(HlsSourceTest, SendsCredentialsToItsOwnHostOnly) {
  server_.On("/a.m3u8", Answer(200, {},
                               "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://localhost:" +
                                   std::to_string(server_.port()) + "/s.ts\n"));
  server_.On("/s.ts", Answer(200, {}, support::TsPackets(9)));
  hls_.spec.headers = {{"Authorization", "Bearer x"}, {"X-Player", "yes"}};
  hls_.Start(server_.Url("/a.m3u8"));
  ASSERT_TRUE(hls_.WaitForChunks(1));
  const auto seen = server_.Seen();
  EXPECT_EQ(seen[0].headers.at("authorization"), "Bearer x");
  EXPECT_EQ(seen[1].target, "/s.ts");
  EXPECT_FALSE(seen[1].headers.contains("authorization"));
  EXPECT_EQ(seen[1].headers.at("x-player"), "yes");
}

TEST_F(HlsSourceTest, AsksConditionallyAndTakesGzip) {
  LiveHlsOrigin origin(server_, "a");
  server_.On("/etag.m3u8", [&](const support::SeenRequest& request, support::HttpPeer& peer) {
    std::string text = origin.Playlist();
    for (size_t at = 0; (at = text.find("\ns", at)) != std::string::npos;) text.insert(++at, "a/");
    const std::string now = "\"" + std::to_string(origin.newest()) + "\"";
    const auto known = request.headers.find("if-none-match");
    if (known != request.headers.end() && known->second == now) {
      peer.Reply(304, {{"ETag", now}}, "");
    } else {
      peer.Reply(200, {{"ETag", now}, {"Content-Encoding", "gzip"}}, support::Gzip(text));
    }
  });
  hls_.Start(server_.Url("/etag.m3u8"));
  ASSERT_TRUE(hls_.WaitForPlaylist([](const auto& fact) { return fact.stale_seconds > 0.5; }));
  PublishAndWait(origin, 2);
  hls_.sink.With([](Record& record) {
    for (const auto& fact : record.playlists) EXPECT_EQ(fact.problem, PlaylistProblem::kNone);
  });
  int conditional = 0;
  for (const support::SeenRequest& request : server_.Seen()) {
    if (request.target != "/etag.m3u8") continue;
    EXPECT_EQ(request.headers.at("accept-encoding"), "gzip");
    if (request.headers.contains("if-none-match")) ++conditional;
  }
  EXPECT_GE(conditional, 3);
  EXPECT_EQ(conditional, origin.Asked("/etag.m3u8") - 1);
}

TEST_F(HlsSourceTest, WaitsWithoutBudgetAndBlamesNobody) {
  LiveHlsOrigin origin(server_, "a");
  base::ByteBudget::Lease others = hls_.budget.TryTake(hls_.budget.limit_bytes());
  hls_.Start(origin.Url());
  ASSERT_TRUE(hls_.WaitForPlaylist([](const auto& fact) { return fact.stale_seconds > 0.2; }));
  origin.Publish(6);  // the first ones leave the window unseen
  ASSERT_TRUE(hls_.WaitForPlaylist([](const auto& fact) { return fact.media_sequence == 106; }));
  EXPECT_EQ(origin.Asked(origin.SegmentPath(103)), 0);
  others = {};
  ASSERT_TRUE(hls_.WaitForChunks(4));
  EXPECT_EQ(hls_.Sequences(), (std::vector<int64_t>{106, 107, 108, 109}));
  // 103, the newest at the start. No playlist that we saw had 104 and 105.
  EXPECT_EQ(hls_.budget.left_out(), 1);
  hls_.sink.With([](Record& record) {
    for (const auto& fact : record.segments) EXPECT_EQ(fact.problem, Problem::kNone);
  });
}

TEST_F(HlsSourceTest, NothingComesAfterStop) {
  LiveHlsOrigin origin(server_, "a");
  for (int i = 0; i < 20; ++i) {
    hls_.Start(origin.Url());
    if (i % 2 == 0) {
      ASSERT_TRUE(hls_.WaitForChunks(1));
    }
    hls_.Stop();
    hls_.sink.With([](Record& record) { record = {}; });
    origin.Publish();
    hls_.Settle();
    hls_.sink.With([](Record& record) {
      EXPECT_TRUE(record.chunks.empty() && record.playlists.empty() && record.ends.empty());
    });
  }
  EXPECT_EQ(hls_.budget.used_bytes(), 0);
}

}  // namespace
}  // namespace vedette::source
