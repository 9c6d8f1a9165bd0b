#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/source/hls_source.h"
#include "tests/support/bad_http_server.h"
#include "tests/support/http_behaviours.h"
#include "tests/support/live_hls_origin.h"
#include "tests/support/source_runner.h"
#include "tests/support/ts_bytes.h"

namespace vedette::source {
namespace {

using support::Answer;
using support::BadHttpServer;
using support::HttpPeer;
using support::LiveHlsOrigin;
using support::SeenRequest;
using Problem = checks::SegmentFact::Problem;
using PlaylistProblem = checks::PlaylistFact::Problem;
using Record = support::RecordingSink::Record;

class HlsSourceFaultTest : public ::testing::Test {
 protected:
  BadHttpServer server_;
  support::HlsSourceRunner hls_;
};

TEST_F(HlsSourceFaultTest, EndsWhenTheFirstPlaylistCannotBeHad) {
  server_.On("/html", Answer(200, {}, "<html>log in</html>"));
  server_.On("/empty", Answer(200, {}, ""));
  server_.On("/latin1", Answer(200, {}, "#EXTM3U\n#EXT-X-TARGETDURATION:4\n# \xe9\n"));
  server_.On("/target", Answer(200, {}, "#EXTM3U\n#EXTINF:4,\ns.ts\n"));
  server_.On("/master", Answer(200, {}, "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=x\na.m3u8\n"));
  server_.On("/long", support::Huge(5 << 20, true));
  server_.On("/busy", Answer(503, {}, ""));
  server_.On("/secret", Answer(403, {}, ""));
  server_.On("/closed", support::HangUp());
  server_.On("/loop", support::Redirect(302, "/loop"));
  const std::pair<const char*, const char*> cases[] = {
      {"/html", "invalid_data"},   {"/empty", "invalid_data"},   {"/latin1", "invalid_data"},
      {"/target", "invalid_data"}, {"/master", "invalid_data"},  {"/long", "invalid_data"},
      {"/busy", "http_5xx"},       {"/secret", "http_401_403"},  {"/closed", "eof"},
      {"/loop", "redirect_loop"},  {"/missing", "http_404_410"},
  };
  for (const auto& [path, reason] : cases) {
    hls_.Start(server_.Url(path));
    EXPECT_EQ(hls_.EndReason(), reason) << path;
    hls_.Stop();
    hls_.sink.With([](Record& record) {
      EXPECT_TRUE(record.opened.empty());
      record = {};
    });
  }
  hls_.Start("http://127.0.0.1:" + std::to_string(BadHttpServer::RefusedPort()) + "/a.m3u8");
  EXPECT_EQ(hls_.EndReason(), "tcp_refused");
}

TEST_F(HlsSourceFaultTest, EndsAfterThreeFailedLooksAtEveryPlaylist) {
  LiveHlsOrigin good(server_, "a");
  LiveHlsOrigin other(server_, "b");
  server_.On("/m.m3u8", Answer(200, {},
                               "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=2\na/live.m3u8\n"
                               "#EXT-X-STREAM-INF:BANDWIDTH=1\nb/live.m3u8\n"));
  hls_.Start(server_.Url("/m.m3u8"));
  ASSERT_TRUE(hls_.WaitForChunks(1));
  server_.On("/b/live.m3u8", Answer(404, {}, ""));
  // One of two fails for ever: no end.
  ASSERT_TRUE(hls_.sink.WaitFor([](const Record& record) {
    int failed = 0;
    for (const auto& fact : record.playlists) {
      if (fact.problem == PlaylistProblem::kUnreachable) ++failed;
    }
    return failed >= 4;
  }));
  hls_.sink.With([](Record& record) { EXPECT_TRUE(record.ends.empty()); });
  server_.Stop();
  EXPECT_EQ(hls_.EndReason(), "tcp_refused");
  hls_.sink.With([&](Record& record) {
    int refused = 0;
    for (const auto& fact : record.playlists) {
      if (fact.rendition == good.Url() && fact.error_class == "tcp_refused") ++refused;
    }
    EXPECT_EQ(refused, 3);
  });
}

TEST_F(HlsSourceFaultTest, GoesOnWhenTheOriginComesBack) {
  LiveHlsOrigin origin(server_, "a");
  std::atomic<int> failing{0};
  server_.On("/a/flaky.m3u8", [&](const SeenRequest&, HttpPeer& peer) {
    if (failing > 0) {
      --failing;
      peer.CloseAfter();
    } else {
      peer.Reply(200, {}, origin.Playlist());
    }
  });
  hls_.Start(server_.Url("/a/flaky.m3u8"));
  ASSERT_TRUE(hls_.WaitForChunks(1));
  failing = 2;
  ASSERT_TRUE(hls_.WaitForPlaylist([](const auto& fact) { return fact.error_class == "eof"; }));
  origin.Publish();
  ASSERT_TRUE(hls_.WaitForChunks(2));
  EXPECT_EQ(hls_.Sequences(), (std::vector<int64_t>{103, 104}));
  hls_.sink.With([](Record& record) {
    EXPECT_TRUE(record.chunks[1].contiguous);
    EXPECT_TRUE(record.ends.empty());
  });
}

TEST_F(HlsSourceFaultTest, ABadPlaylistInTheMiddleIsAFactWithItsLine) {
  LiveHlsOrigin origin(server_, "a");
  std::atomic<bool> bad{false};
  server_.On("/a/p.m3u8", [&](const SeenRequest&, HttpPeer& peer) {
    peer.Reply(200, {{"ETag", "\"1\""}},
               bad.exchange(false) ? "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:x,\na.ts\n"
                                   : origin.Playlist());
  });
  hls_.Start(server_.Url("/a/p.m3u8"));
  ASSERT_TRUE(hls_.WaitForChunks(1));
  bad = true;
  ASSERT_TRUE(hls_.WaitForPlaylist([](const auto& fact) {
    return fact.problem == PlaylistProblem::kInvalid &&
           fact.detail == "line 3: EXTINF is not a duration";
  }));
  origin.Publish();
  ASSERT_TRUE(hls_.WaitForChunks(2));
  hls_.sink.With([](Record& record) { EXPECT_TRUE(record.ends.empty()); });
}

TEST_F(HlsSourceFaultTest, HonoursRetryAfter) {
  LiveHlsOrigin origin(server_, "a");
  std::atomic<bool> busy{false};
  server_.On("/a/p.m3u8", [&](const SeenRequest&, HttpPeer& peer) {
    if (busy.exchange(false)) {
      peer.Reply(503, {{"Retry-After", "2"}}, "");
    } else {
      peer.Reply(200, {}, origin.Playlist());
    }
  });
  hls_.Start(server_.Url("/a/p.m3u8"));
  ASSERT_TRUE(hls_.WaitForChunks(1));
  busy = true;
  const auto failed = [](const auto& fact) { return fact.error_class == "http_5xx"; };
  ASSERT_TRUE(hls_.WaitForPlaylist(failed));
  ASSERT_TRUE(hls_.sink.WaitFor([&](const Record& record) {
    return !record.playlists.empty() && !failed(record.playlists.back());
  }));
  hls_.sink.With([](Record& record) {
    const size_t last = record.playlists.size() - 1;
    EXPECT_GE(record.playlists[last].wall - record.playlists[last - 1].wall,
              base::milliseconds(1900));
  });
}

struct SegmentFault {
  const char* name;
  BadHttpServer::Handler handler;
  Problem problem;
  const char* detail;
  int asked;
};

TEST_F(HlsSourceFaultTest, TellsWhatIsWrongWithASegment) {
  const std::string ts = support::TsPackets(10);
  const std::vector<SegmentFault> faults = {
      {"missing", Answer(404, {}, ""), Problem::kMissing, "http_404_410: s104.ts", 2},
      {"forbidden", Answer(403, {}, ""), Problem::kMissing, "http_401_403: s104.ts", 2},
      {"broken", Answer(500, {}, ""), Problem::kMissing, "http_5xx: s104.ts", 2},
      // One more: libcurl by itself, as the first was on a connection kept.
      {"hangs_up", support::HangUp(), Problem::kMissing, "eof: s104.ts", 3},
      {"busy_for_long", Answer(503, {{"Retry-After", "60"}}, ""), Problem::kMissing,
       "http_5xx: s104.ts", 1},
      {"cut", support::Truncate(ts, 100000), Problem::kInvalid, "shorter than announced: s104.ts",
       2},
      {"empty", Answer(200, {}, ""), Problem::kInvalid, "empty: s104.ts", 2},
      {"html", Answer(200, {}, "<html>not found</html>"), Problem::kInvalid,
       "a web page or other text instead of media: s104.ts", 2},
      {"noise", Answer(200, {}, std::string(1000, 'x')), Problem::kInvalid,
       "neither MPEG-TS nor MP4 nor packed audio: s104.ts", 2},
  };
  for (const SegmentFault& fault : faults) {
    LiveHlsOrigin::Options options;
    options.window = 20;  // nothing leaves the window meanwhile
    LiveHlsOrigin origin(server_, fault.name, options);
    origin.Restart(103);
    hls_.Start(origin.Url());
    ASSERT_TRUE(hls_.WaitForChunks(1));
    origin.Treat(104, fault.handler);
    origin.Publish(2);
    EXPECT_EQ(hls_.SegmentProblem(fault.problem), fault.detail) << fault.name;
    EXPECT_EQ(origin.Asked(origin.SegmentPath(104)), fault.asked) << fault.name;
    ASSERT_TRUE(hls_.WaitForChunks(2)) << fault.name;
    EXPECT_EQ(hls_.Sequences(), (std::vector<int64_t>{103, 105})) << fault.name;
    hls_.Stop();
    hls_.sink.With([](Record& record) {
      EXPECT_FALSE(record.chunks[1].contiguous);
      record = {};
    });
    EXPECT_EQ(hls_.budget.used_bytes(), 0);
  }
}

TEST_F(HlsSourceFaultTest, ASegmentThatComesAtTheSecondTryIsGood) {
  LiveHlsOrigin origin(server_, "a");
  hls_.Start(origin.Url());
  ASSERT_TRUE(hls_.WaitForChunks(1));
  std::atomic<int> tries{0};
  origin.Treat(104, [&](const SeenRequest&, HttpPeer& peer) {
    peer.Reply(++tries == 1 ? 404 : 200, {}, LiveHlsOrigin::Body(104));
  });
  origin.Publish();
  ASSERT_TRUE(hls_.WaitForChunks(2));
  EXPECT_EQ(tries, 2);
  hls_.sink.With([](Record& record) {
    EXPECT_TRUE(record.chunks[1].contiguous);
    for (const auto& fact : record.segments) EXPECT_EQ(fact.problem, Problem::kNone);
  });
}

TEST_F(HlsSourceFaultTest, ASegmentThatStallsIsGivenUpInTime) {
  LiveHlsOrigin origin(server_, "a");
  origin.Treat(103, support::Stall(support::TsPackets(1), 100000));
  const base::SteadyTime begin = hls_.clock.Steady();
  hls_.Start(origin.Url());
  EXPECT_EQ(hls_.SegmentProblem(Problem::kMissing), "io_timeout: s103.ts");
  const auto taken = hls_.clock.Steady() - begin;
  EXPECT_GE(taken, base::seconds(6));  // twice the silence allowed
  EXPECT_LT(taken, base::seconds(9));
  hls_.sink.With([](Record& record) { EXPECT_TRUE(record.ends.empty()); });
}

TEST_F(HlsSourceFaultTest, SaysWhereThereIsNoKey) {
  server_.On("/short", Answer(200, {}, "only a few"));
  const std::pair<const char*, const char*> cases[] = {
      {"METHOD=AES-128,URI=\"/nokey\"", "encrypted_no_key: the key: HTTP 404: s103.ts"},
      {"METHOD=AES-128,URI=\"/short\"",
       "encrypted_no_key: the key has 10 bytes instead of 16: s103.ts"},
      {"METHOD=AES-128,URI=\"skd://x\",KEYFORMAT=\"com.apple.streamingkeydelivery\"",
       "encrypted_no_key: not plain AES-128: s103.ts"},
  };
  int number = 0;
  for (const auto& [key, detail] : cases) {
    LiveHlsOrigin::Options options;
    options.header = "#EXT-X-KEY:" + std::string(key) + "\n";
    LiveHlsOrigin origin(server_, "k" + std::to_string(number++), options);
    hls_.Start(origin.Url());
    EXPECT_EQ(hls_.SegmentProblem(Problem::kInvalid), detail);
    EXPECT_EQ(origin.Asked(origin.SegmentPath(103)), 0);
    hls_.Stop();
    hls_.sink.With([](Record& record) { record = {}; });
  }
}

TEST_F(HlsSourceFaultTest, SegmentsOfEncryptedSamplesComeAndSaySo) {
  LiveHlsOrigin::Options options;
  options.header =
      "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://x\","
      "KEYFORMAT=\"com.apple.streamingkeydelivery\"\n";
  LiveHlsOrigin origin(server_, "a", options);
  hls_.Start(origin.Url());
  ASSERT_TRUE(hls_.WaitForChunks(1));
  hls_.sink.With([](Record& record) {
    for (const auto& chunk : record.chunks) EXPECT_TRUE(chunk.encrypted);
  });
}

TEST_F(HlsSourceFaultTest, ARemotePlaylistReachesNoFile) {
  server_.On("/a.m3u8", Answer(200, {},
                               "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n"
                               "file:///etc/hostname\n"));
  hls_.Start(server_.Url("/a.m3u8"));
  EXPECT_EQ(hls_.SegmentProblem(Problem::kMissing), "unsupported: hostname");
}

}  // namespace
}  // namespace vedette::source
