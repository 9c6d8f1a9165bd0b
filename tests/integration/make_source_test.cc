#include "engine/source/make_source.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/support/bad_http_server.h"
#include "tests/support/http_behaviours.h"
#include "tests/support/http_client_runner.h"
#include "tests/support/live_hls_origin.h"
#include "tests/support/recording_sink.h"
#include "tests/support/temp_dir.h"
#include "tests/support/ts_bytes.h"

namespace vedette::source {
namespace {

using support::Answer;
using support::TsPackets;
using Record = support::RecordingSink::Record;

constexpr const char* kPlaylist =
    "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\ns.ts\n#EXT-X-ENDLIST\n";

class MakeSourceTest : public ::testing::Test {
 protected:
  SourceEnvironment Environment(bool allow_files) {
    return {runner_.loop(), runner_.client(), budget_,    downloads_,
            clock_,         base::seconds(2), allow_files};
  }

  // The container that the source says, or how it ended.
  std::string Open(const std::string& url, bool live = true) {
    source_.reset();
    sink_.With([](Record& record) { record = {}; });
    SourceSpec spec;
    spec.url = url;
    spec.live = live;
    auto made = MakeSource(spec, sink_, Environment(true));
    if (!made.ok()) return "refused";
    source_ = *std::move(made);
    source_->Start();
    std::string outcome = "hangs";
    sink_.WaitFor([&](const Record& record) {
      if (!record.ends.empty()) outcome = record.ends[0].reason();
      if (!record.opened.empty()) outcome = record.opened[0];
      return outcome != "hangs";
    });
    return outcome;
  }

  base::SystemClock clock_;
  base::ByteBudget budget_{64 << 20};
  support::RecordingSink sink_;
  support::BadHttpServer server_;
  support::HttpClientRunner runner_;
  DownloadQueue downloads_{runner_.loop(), budget_, clock_};
  std::unique_ptr<Source> source_;
};

TEST_F(MakeSourceTest, RefusesWhatNoSourceSpeaks) {
  for (const char* const url : {"ftp://host/a", "file:///etc/passwd", "/etc/passwd", "gopher://h/",
                                "http://", "", "javascript:alert(1)"}) {
    SourceSpec spec;
    spec.url = url;
    const auto made = MakeSource(spec, sink_, Environment(false));
    ASSERT_FALSE(made.ok()) << url;
    EXPECT_EQ(made.status().code(), base::Code::kInvalidArgument) << url;
    EXPECT_EQ(made.status().reason(), "url") << url;
  }
}

TEST_F(MakeSourceTest, ChoosesByContentAndNotByName) {
  server_.On("/a.ts", Answer(200, {}, kPlaylist));
  server_.On("/bom", Answer(200, {}, "\xef\xbb\xbf" + std::string(kPlaylist)));
  server_.On("/zip", support::Gzipped(kPlaylist));
  server_.On("/a.m3u8", Answer(200, {}, TsPackets(100)));
  server_.On("/short", Answer(200, {}, TsPackets(2)));
  server_.On("/endless", support::Endless(TsPackets(10), base::milliseconds(1)));
  server_.On("/moved", support::Redirect(302, "/endless"));
  server_.On("/html.m3u8", Answer(200, {}, "<html>log in</html>"));
  server_.On("/mpd", Answer(200, {}, "<?xml version=\"1.0\"?><MPD></MPD>"));
  server_.On("/empty", Answer(200, {}, ""));
  server_.On("/busy", Answer(503, {}, "busy"));
  server_.On("/long", Answer(200, {}, "#EXTM3U\n" + std::string(5 << 20, '\n')));
  const std::pair<const char*, const char*> cases[] = {
      {"/a.ts", "hls"},          {"/bom", "hls"},          {"/zip", "hls"},
      {"/a.m3u8", "mpegts"},     {"/short", "mpegts"},     {"/endless", "mpegts"},
      {"/moved", "mpegts"},      {"/mpd", "invalid_data"}, {"/html.m3u8", "invalid_data"},
      {"/empty", "eof"},         {"/busy", "http_5xx"},    {"/missing", "http_404_410"},
      {"/long", "invalid_data"},
  };
  for (const auto& [path, outcome] : cases) {
    EXPECT_EQ(Open(server_.Url(path)), outcome) << path;
  }
}

TEST_F(MakeSourceTest, AsksForATransportStreamOnceAndLosesNothingOfIt) {
  const std::string media = TsPackets(20000);  // 3.8 MB
  server_.On("/live.ts", [&](const auto&, support::HttpPeer& peer) {
    peer.CloseAfter();
    peer.Send("HTTP/1.1 200 OK\r\n\r\n");
    // The first packets come one by one, so that they are looked at more than once.
    for (size_t at = 0; at < 10 * 188 && peer.Send(std::string_view(media).substr(at, 188));
         at += 188) {
      peer.Wait(base::milliseconds(2));
    }
    peer.Send(std::string_view(media).substr(10 * 188));
  });
  EXPECT_EQ(Open(server_.Url("/live.ts")), "mpegts");
  ASSERT_TRUE(sink_.WaitForEnd());
  sink_.With([](Record& record) { EXPECT_EQ(record.ends[0].reason(), "eof"); });
  EXPECT_TRUE(sink_.Bytes() == media);
  EXPECT_EQ(server_.requests(), 1);
}

TEST_F(MakeSourceTest, ATransportStreamWaitsForTheBudgetFromItsFirstBytes) {
  base::ByteBudget::Lease all = budget_.TryTake(budget_.limit_bytes());
  server_.On("/live.ts", support::Endless(TsPackets(100), base::milliseconds(0)));
  EXPECT_EQ(Open(server_.Url("/live.ts")), "mpegts");
  runner_.loop().RunAndWait([] {});
  sink_.With([](Record& record) { EXPECT_EQ(record.bytes, 0); });
  all = {};
  ASSERT_TRUE(sink_.WaitFor([](const Record& record) { return record.bytes > 100000; }));
  source_->Stop();
}

TEST_F(MakeSourceTest, AsksForAPlaylistOnceAndKeepsItsCookies) {
  support::LiveHlsOrigin origin(server_, "a");
  server_.On("/start", support::SetsCookie("id", "7", "/a/gate.m3u8"));
  server_.On("/a/gate.m3u8", support::NeedsCookie("id", "7", Answer(200, {}, origin.Playlist())));
  server_.On(origin.SegmentPath(103),
             support::NeedsCookie("id", "7", Answer(200, {}, TsPackets(9))));
  EXPECT_EQ(Open(server_.Url("/start")), "hls");
  ASSERT_TRUE(sink_.WaitFor([](const Record& record) { return record.chunks.size() == 1; }));
  EXPECT_EQ(server_.Seen()[2].target, origin.SegmentPath(103));
}

TEST_F(MakeSourceTest, OpensFilesAndDirectories) {
  const support::TempDir dir;
  dir.Write("s.ts", TsPackets(50));
  EXPECT_EQ(Open(dir.path().string()), "local_fault");  // no playlist in it
  const std::string playlist = dir.Write("50% a?.m3u8", kPlaylist);
  EXPECT_EQ(Open(dir.path().string(), false), "hls");
  ASSERT_TRUE(sink_.WaitForEnd());
  sink_.With([](Record& record) {
    EXPECT_TRUE(record.ends[0].ok());
    EXPECT_EQ(record.bytes, 50 * 188);
  });
  EXPECT_EQ(Open(playlist, false), "hls");
  dir.Write("other.m3u8", kPlaylist);
  EXPECT_EQ(Open(dir.path().string()), "local_fault");  // which one?
  dir.Write("index.m3u8", kPlaylist);
  EXPECT_EQ(Open("file://" + dir.path().string()), "hls");
  EXPECT_EQ(Open((dir.path() / "s.ts").string()), "mpegts");
  EXPECT_EQ(Open((dir.path() / "none").string()), "local_fault");
}

TEST_F(MakeSourceTest, NothingComesAfterStop) {
  server_.On("/live.ts", support::Endless(TsPackets(100), base::milliseconds(0)));
  SourceSpec spec;
  spec.url = server_.Url("/live.ts");
  for (int i = 0; i < 20; ++i) {
    auto made = MakeSource(spec, sink_, Environment(false));
    ASSERT_TRUE(made.ok());
    (*made)->Start();
    if (i % 2 == 0) {
      ASSERT_TRUE(sink_.WaitFor([](const Record& record) { return record.bytes > 0; }));
    }
    (*made)->Stop();
    sink_.With([](Record& record) { record = {}; });
    runner_.loop().RunAndWait([] {});
    sink_.With([](Record& record) { EXPECT_EQ(record.bytes, 0); });
  }
}

}  // namespace
}  // namespace vedette::source
