#include "engine/media/av_input.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <thread>

#include "engine/media/library_scope.h"
#include "tests/support/bad_http_server.h"
#include "tests/support/nginx_server.h"
#include "tests/support/raw_tcp_server.h"
#include "tests/support/stream_senders.h"
#include "tests/support/test_media.h"

namespace vedette::media {
namespace {

using base::milliseconds;
using base::seconds;
using support::BadHttpServer;
using support::RawTcpServer;
using support::UsualMedia;

class AvInputTest : public testing::Test {
 protected:
  static AvInputOptions Options(std::string url, milliseconds connect = seconds(5)) {
    AvInputOptions options;
    options.stream_id = "test";
    options.url = std::move(url);
    options.connect_timeout = connect;
    return options;
  }
  static std::string Local(const std::string& scheme, int port, const std::string& path = "") {
    return scheme + "://127.0.0.1:" + std::to_string(port) + path;
  }
  const LibraryScope library_;
};

milliseconds Since(base::SteadyTime start) {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

// What was read: by track.
struct Tally {
  int units[2] = {0, 0};
  int keys = 0;
  Ticks first = kNoTime, last = kNoTime;
  bool in_order = true;
  base::Status end;
};

// Reads until the end, or until `pictures` have come.
Tally ReadAll(AvInput& input, int pictures = INT32_MAX) {
  Tally tally;
  while (tally.units[0] < pictures) {
    const auto packet = input.Read(base::Deadline::After(seconds(10)));
    tally.end = packet.status();
    if (!packet.ok()) break;
    const AccessUnit& unit = (*packet)->unit;
    EXPECT_EQ(unit.pieces.size(), 1U);
    EXPECT_EQ(static_cast<size_t>(unit.size_bytes), unit.pieces[0].size());
    ++tally.units[unit.track == 0 ? 0 : 1];
    if (unit.track != 0) continue;
    if (unit.key) ++tally.keys;
    if (tally.last != kNoTime && unit.dts <= tally.last) tally.in_order = false;
    if (tally.first == kNoTime) tally.first = unit.dts;
    tally.last = unit.dts;
  }
  return tally;
}

void ExpectUsualTracks(const MediaInfo& info) {
  ASSERT_EQ(info.tracks.size(), 2U);
  const size_t video = info.tracks[0].type == TrackType::kVideo ? 0 : 1;
  EXPECT_EQ(info.tracks[video].codec, "h264");
  EXPECT_EQ(info.tracks[video].width, 320);
  EXPECT_EQ(info.tracks[video].height, 180);
  EXPECT_EQ(info.tracks[1 - video].codec, "aac");
  EXPECT_EQ(info.tracks[1 - video].sample_rate, 48000);
  EXPECT_EQ(info.tracks[1 - video].channels, 2);
}

class AvInputFileTest : public AvInputTest, public testing::WithParamInterface<const char*> {};

TEST_P(AvInputFileTest, ReadsToTheEnd) {
  AvInput input(Options(UsualMedia(GetParam())));
  const auto info = input.Open(base::Deadline::After(seconds(10)));
  ASSERT_TRUE(info.ok()) << info.status().ToString();
  ExpectUsualTracks(**info);
  EXPECT_TRUE(input.unused_options().empty());
  const Tally tally = ReadAll(input);
  EXPECT_EQ(tally.units[0], 100);
  EXPECT_EQ(tally.keys, 4);
  EXPECT_NEAR(tally.units[1], 188, 2);
  EXPECT_EQ(tally.end.reason(), "eof");
  EXPECT_EQ(tally.end.code(), base::Code::kOutOfRange);
  EXPECT_EQ(input.info(), *info) << "nothing has changed";
  EXPECT_EQ(input.Read(base::Deadline::After(seconds(1))).status().reason(), "eof");
}

INSTANTIATE_TEST_SUITE_P(All, AvInputFileTest, testing::Values(".ts", ".mp4", ".flv", ".mkv"),
                         [](const auto& test) { return std::string(test.param + 1); });

TEST_F(AvInputTest, ReadsRtmp) {
  const support::RtmpServer server;
  ASSERT_TRUE(server.running());
  const auto sender = support::SendInLoop(UsualMedia(".flv"), "flv", server.Url());
  AvInput input(Options(server.Url()));
  const auto info = input.Open(base::Deadline::After(seconds(15)));
  ASSERT_TRUE(info.ok()) << info.status().ToString();
  EXPECT_EQ((*info)->container, "flv");
  ExpectUsualTracks(**info);
  const Tally tally = ReadAll(input, 50);
  EXPECT_TRUE(tally.end.ok()) << tally.end.ToString();
  EXPECT_TRUE(tally.in_order);
  EXPECT_GE(tally.keys, 1);
  EXPECT_GT(tally.units[1], 20);
}

TEST_F(AvInputTest, ReadsRtspOverTcpOrElseUdp) {
  using Transports = support::RtspServer::Transports;
  for (const Transports transports : {Transports::kAll, Transports::kUdpOnly}) {
    const support::RtspServer server(UsualMedia(".mp4", 10), transports);
    ASSERT_TRUE(server.running());
    AvInput input(Options(server.Url()));
    const auto info = input.Open(base::Deadline::After(seconds(15)));
    ASSERT_TRUE(info.ok()) << info.status().ToString();
    EXPECT_EQ((*info)->container, "rtsp");
    ExpectUsualTracks(**info);
    EXPECT_TRUE(input.unused_options().empty()) << input.unused_options()[0];
    const Tally tally = ReadAll(input, 50);
    EXPECT_TRUE(tally.end.ok()) << tally.end.ToString();
    EXPECT_GE(tally.keys, 1);
    EXPECT_GT(tally.units[1], 20);
  }
}

TEST_F(AvInputTest, ReadsSrt) {
  const std::string url = Local("srt", support::FreeUdpPort());
  const auto sender = support::SendInLoop(UsualMedia(".ts"), "mpegts", url + "?mode=listener");
  AvInput input(Options(url));
  const auto info = input.Open(base::Deadline::After(seconds(15)));
  ASSERT_TRUE(info.ok()) << info.status().ToString();
  EXPECT_EQ((*info)->container, "mpegts");
  ExpectUsualTracks(**info);
  EXPECT_TRUE(input.unused_options().empty());
  EXPECT_TRUE(ReadAll(input, 50).end.ok());
}

// --- What can go wrong. ---

TEST_F(AvInputTest, SaysWhenNobodyListens) {
  const int port = BadHttpServer::RefusedPort();
  for (const char* scheme : {"rtmp", "rtsp", "http", "tcp"}) {
    AvInput input(Options(Local(scheme, port, "/a/b")));
    const auto opened = input.Open(base::Deadline::After(seconds(5)));
    EXPECT_EQ(opened.status().reason(), "tcp_refused") << opened.status().ToString();
  }
  AvInput input(Options(Local("srt", support::FreeUdpPort()), milliseconds(500)));
  const auto opened = input.Open(base::Deadline::After(seconds(5)));
  EXPECT_EQ(opened.status().reason(), "tcp_timeout") << opened.status().ToString();
}

TEST_F(AvInputTest, SaysWhenTheNameDoesNotResolve) {
  for (const char* scheme : {"rtmp", "rtsp", "http", "srt"}) {
    AvInput input(Options(std::string(scheme) + "://no-such-host.invalid:9000/a/b"));
    const auto opened = input.Open(base::Deadline::After(seconds(10)));
    EXPECT_EQ(opened.status().reason(), "dns") << opened.status().ToString();
  }
}

TEST_F(AvInputTest, GivesASilentServerItsTimeAndNoMore) {
  const RawTcpServer server("", RawTcpServer::Then::kStaySilent);
  for (const char* scheme : {"rtmp", "rtsp", "http", "tcp"}) {
    AvInput input(Options(Local(scheme, server.port(), "/a/b")));
    const base::SteadyTime start = std::chrono::steady_clock::now();
    const auto opened = input.Open(base::Deadline::After(milliseconds(700)));
    EXPECT_EQ(opened.status().reason(), "io_timeout") << opened.status().ToString();
    EXPECT_GE(Since(start), milliseconds(690)) << scheme;
    EXPECT_LE(Since(start), milliseconds(2500)) << scheme;
  }
  EXPECT_GE(server.clients(), 4);
}

TEST_F(AvInputTest, GivesUpAReadAtItsDeadline) {
  Bytes bytes = support::ReadBytes(UsualMedia(".ts"));
  const RawTcpServer server(std::string(bytes.begin(), bytes.end()),
                            RawTcpServer::Then::kStaySilent);
  AvInput input(Options(Local("tcp", server.port())));
  ASSERT_TRUE(input.Open(base::Deadline::After(seconds(10))).ok());
  // The read that waits may still give what the parsers had held back.
  milliseconds longest{0};
  base::Status end;
  while (end.ok()) {
    const base::SteadyTime start = std::chrono::steady_clock::now();
    end = input.Read(base::Deadline::After(milliseconds(500))).status();
    longest = std::max(longest, Since(start));
  }
  EXPECT_EQ(end.reason(), "io_timeout") << end.ToString();
  EXPECT_GE(longest, milliseconds(490));
  EXPECT_LE(longest, milliseconds(2000));
}

TEST_F(AvInputTest, TellsGarbageFromHangingUp) {
  const RawTcpServer garbage(std::string(200000, '\x5a'), RawTcpServer::Then::kHangUp);
  for (const char* scheme : {"rtmp", "rtsp", "tcp"}) {
    AvInput input(Options(Local(scheme, garbage.port(), "/a/b")));
    const auto opened = input.Open(base::Deadline::After(seconds(5)));
    EXPECT_THAT(opened.status().reason(), testing::AnyOf("invalid_data", "eof"))
        << opened.status().ToString();
  }
  const RawTcpServer nothing("", RawTcpServer::Then::kHangUp);
  for (const char* scheme : {"rtmp", "tcp", "http"}) {
    AvInput input(Options(Local(scheme, nothing.port(), "/a/b")));
    const auto opened = input.Open(base::Deadline::After(seconds(5)));
    EXPECT_EQ(opened.status().reason(), "eof") << opened.status().ToString();
  }
}

TEST_F(AvInputTest, ReadsUpToWhereTheServerStops) {
  Bytes bytes = support::ReadBytes(UsualMedia(".ts"));
  bytes.resize(bytes.size() / 2);
  const RawTcpServer server(std::string(bytes.begin(), bytes.end()), RawTcpServer::Then::kHangUp);
  AvInput input(Options(Local("tcp", server.port())));
  ASSERT_TRUE(input.Open(base::Deadline::After(seconds(10))).ok());
  const Tally tally = ReadAll(input);
  EXPECT_GT(tally.units[0], 20);
  EXPECT_LT(tally.units[0], 80);
  EXPECT_EQ(tally.end.reason(), "eof");
}

struct HttpCase {
  int status;
  const char* reason;
};

TEST_F(AvInputTest, GivesTheClassOfAnHttpAnswer) {
  BadHttpServer server;
  const HttpCase cases[] = {{401, "http_401_403"}, {403, "http_401_403"}, {404, "http_404_410"},
                            {410, "http_404_410"}, {418, "http_4xx"},     {429, "http_429"},
                            {451, "http_451"},     {500, "http_5xx"},     {503, "http_5xx"}};
  for (const HttpCase& c : cases) {
    const std::string path = "/" + std::to_string(c.status);
    server.On(path, [&c](const auto&, support::HttpPeer& peer) { peer.Reply(c.status, {}, ""); });
    AvInput input(Options(server.Url(path)));
    const auto opened = input.Open(base::Deadline::After(seconds(5)));
    EXPECT_EQ(opened.status().reason(), c.reason) << opened.status().ToString();
  }
}

TEST_F(AvInputTest, SendsHeadersAndReadsHttp) {
  BadHttpServer server;
  const Bytes bytes = support::ReadBytes(UsualMedia(".mkv"));
  server.On("/a.mkv", [&](const auto&, support::HttpPeer& peer) {
    peer.Reply(200, {}, std::string(bytes.begin(), bytes.end()));
  });
  AvInputOptions options = Options(server.Url("/a.mkv"));
  options.headers = {{"X-Token", "t0p"}};
  AvInput input(options);
  ASSERT_TRUE(input.Open(base::Deadline::After(seconds(5))).ok());
  EXPECT_EQ(ReadAll(input).units[0], 100);
  const auto seen = server.Seen();
  EXPECT_EQ(seen.at(0).headers.at("x-token"), "t0p");
  EXPECT_EQ(seen.at(0).headers.at("user-agent"), "Vedette");
}

TEST_F(AvInputTest, RefusesWhatOtherRoomsRead) {
  const support::TempDir dir;
  const std::string playlist =
      dir.Write("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n#EXT-X-ENDLIST\n");
  for (const std::string& url :
       {playlist, std::string("ftp://127.0.0.1/a"), std::string("concat:a|b"),
        std::string("data:text/plain,x"), std::string("subfile,,start,0,end,9,,:/etc/passwd")}) {
    AvInput input(Options(url));
    const auto opened = input.Open(base::Deadline::After(seconds(5)));
    ASSERT_FALSE(opened.ok()) << url;
    EXPECT_THAT(opened.status().reason(), testing::AnyOf("unsupported", "http_404_410")) << url;
  }
}

TEST_F(AvInputTest, AbortEndsACallUnderWay) {
  const RawTcpServer server("", RawTcpServer::Then::kStaySilent);
  AvInput input(Options(Local("tcp", server.port())));
  base::Status status;
  std::thread reader([&] { status = input.Open(base::Deadline::After(seconds(30))).status(); });
  while (server.clients() == 0) std::this_thread::yield();
  const base::SteadyTime start = std::chrono::steady_clock::now();
  input.Abort();
  reader.join();
  EXPECT_LE(Since(start), milliseconds(1000));
  EXPECT_EQ(status.reason(), "aborted");
  EXPECT_EQ(status.code(), base::Code::kCancelled);
}

TEST_F(AvInputTest, NamesAFormatThatItDoesNotRead) {
  const support::TempDir dir;
  const std::string playlist =
      dir.Write("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n#EXT-X-ENDLIST\n");
  AvInput input(Options(playlist));
  const std::string message = input.Open(base::Deadline::After(seconds(5))).status().message();
  EXPECT_THAT(message, testing::HasSubstr("looks like hls"));
  EXPECT_THAT(message, testing::Not(testing::HasSubstr("aac")));
}

TEST_F(AvInputTest, VerifiesCertificates) {
  const support::NginxServer server("location / { return 200 \"a\"; }",
                                    support::NginxServer::Mode::kTls);
  ASSERT_TRUE(server.running()) << server.Log();
  const std::string place = server.Url("/live/a").substr(std::string("https").size());
  for (const std::string scheme : {"https", "rtmps", "rtsps"}) {
    unsetenv("SSL_CERT_FILE");
    const auto open = [&] {
      return AvInput(Options(scheme + place)).Open(base::Deadline::After(seconds(5))).status();
    };
    EXPECT_EQ(open().reason(), "tls") << open().ToString();
    // Beyond the certificate there is nothing that they could read.
    setenv("SSL_CERT_FILE", server.certificate().c_str(), 1);
    EXPECT_NE(open().reason(), "tls") << open().ToString();
    unsetenv("SSL_CERT_FILE");
  }
}

TEST_F(AvInputTest, ErrorsShowNoCredentials) {
  const int port = BadHttpServer::RefusedPort();
  AvInput input(Options("rtsp://ann:secret@127.0.0.1:" + std::to_string(port) + "/a"));
  const auto opened = input.Open(base::Deadline::After(seconds(5)));
  EXPECT_EQ(opened.status().message().find("secret"), std::string::npos)
      << opened.status().message();
}

}  // namespace
}  // namespace vedette::media
