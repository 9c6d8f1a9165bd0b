// What a probe says of media with faults at known times: black [10.32, 15.32), freeze
// [25.52, 31.52), silence [40.28, 45.28), none of them on a key frame, in every kind of source.
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/media/library_scope.h"
#include "engine/monitor/engine.h"
#include "engine/net/curl_scope.h"
#include "tests/support/child_process.h"
#include "tests/support/engine_recorder.h"
#include "tests/support/temp_dir.h"

namespace vedette {
namespace {

struct Truth {
  const char* check;
  double start;
  double end;
};
constexpr Truth kTruth[] = {
    {"black", 10.32, 15.32}, {"freeze", 25.52, 31.52}, {"silence", 40.28, 45.28}};

class ProbeTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory_ = new support::TempDir;
    const std::string picture = "testsrc2=s=320x180:r=25:d=60,noise=alls=6:allf=t,format=yuv420p";
    const std::string filters =
        "[0:v]trim=0:10.32[a];[2:v]split[p][q];"
        "[p]trim=15.32:25.52,setpts=PTS-STARTPTS,tpad=stop_mode=clone:stop_duration=6[fz];"
        "[q]trim=31.52:60,setpts=PTS-STARTPTS[e];[a][1:v][fz][e]concat=n=4:v=1[v];"
        "[3:a]volume=0:enable='between(t,40.28,45.28)'[s]";
    ASSERT_EQ(
        support::RunProgram({"ffmpeg",
                             "-v",
                             "error",
                             "-f",
                             "lavfi",
                             "-i",
                             picture,
                             "-f",
                             "lavfi",
                             "-i",
                             "color=black:s=320x180:r=25:d=5,format=yuv420p",
                             "-f",
                             "lavfi",
                             "-i",
                             picture,
                             "-f",
                             "lavfi",
                             "-i",
                             "sine=f=440:r=48000:d=60,volume=0.5,aformat=channel_layouts=stereo",
                             "-filter_complex",
                             filters,
                             "-map",
                             "[v]",
                             "-map",
                             "[s]",
                             "-c:v",
                             "libx264",
                             "-preset",
                             "ultrafast",
                             "-bf",
                             "2",
                             "-b:v",
                             "400k",
                             "-g",
                             "50",
                             "-c:a",
                             "aac",
                             "-b:a",
                             "96k",
                             "-t",
                             "60",
                             Path("faults.ts")}),
        0);
    for (const char* name : {"faults.mp4", "faults.flv"}) {
      ASSERT_EQ(support::RunProgram(
                    {"ffmpeg", "-v", "error", "-i", Path("faults.ts"), "-c", "copy", Path(name)}),
                0);
    }
    std::filesystem::create_directory(Path("hls"));
    ASSERT_EQ(support::RunProgram({"ffmpeg", "-v", "error", "-i", Path("faults.ts"), "-c", "copy",
                                   "-f", "hls", "-hls_time", "4", "-hls_list_size", "0",
                                   Path("hls/index.m3u8")}),
              0);
    std::filesystem::create_directory(Path("dash"));
    ASSERT_EQ(support::RunProgram({"ffmpeg", "-v", "error", "-i", Path("faults.mp4"), "-c", "copy",
                                   "-f", "dash", "-seg_duration", "4", Path("dash/manifest.mpd")}),
              0);
  }
  static void TearDownTestSuite() {
    delete directory_;
    directory_ = nullptr;
  }
  static std::string Path(const std::string& name) { return (directory_->path() / name).string(); }

  monitor::ProbeReport Probe(const std::string& url, checks::Depth depth) {
    monitor::EngineOptions options;
    options.max_concurrent = 1;
    auto engine = monitor::Engine::Create(options, recorder_, clock_);
    EXPECT_TRUE(engine.ok());
    monitor::ProbeRequest request;
    request.url = url;
    request.depth = depth;
    request.duration = base::seconds(3600);
    request.allow_files = true;
    auto report = (*engine)->Probe(request, nullptr);
    EXPECT_TRUE(report.ok()) << report.status().ToString();
    return report.ok() ? *report : monitor::ProbeReport();
  }

  static void ExpectTruth(const monitor::ProbeReport& report, double tolerance) {
    EXPECT_TRUE(report.opened) << report.error;
    EXPECT_NEAR(report.media_seconds, 60, 0.2);
    for (const Truth& truth : kTruth) {
      int found = 0;
      for (const checks::EventRecord& event : report.events) {
        if (event.check != truth.check) continue;
        ++found;
        ASSERT_TRUE(event.end);
        EXPECT_NEAR(event.start.media, truth.start, tolerance) << truth.check;
        EXPECT_NEAR(event.end->media, truth.end, tolerance) << truth.check;
      }
      EXPECT_EQ(found, 1) << truth.check;
    }
    for (const checks::EventRecord& event : report.events) {
      const bool known = event.check == std::string("black") || event.check == "freeze" ||
                         event.check == "silence";
      EXPECT_TRUE(known) << event.check << " at " << event.start.media << ": " << event.detail;
    }
  }

  static inline support::TempDir* directory_ = nullptr;
  media::LibraryScope libraries_;
  net::CurlScope curl_;
  base::SystemClock clock_;
  support::EngineRecorder recorder_;
};

TEST_F(ProbeTest, FindsEachFaultOnceInEveryContainer) {
  struct Case {
    const char* source;
    const char* container;
  };
  for (const Case& each : {Case{"faults.ts", "mpegts"}, Case{"faults.mp4", "mp4"},
                           Case{"faults.flv", "flv"}, Case{"hls", "hls"}, Case{"dash", "dash"}}) {
    SCOPED_TRACE(each.source);
    const monitor::ProbeReport report = Probe(Path(each.source), checks::Depth::kFull);
    ExpectTruth(report, 0.1);
    EXPECT_EQ(report.container, each.container);
    ASSERT_EQ(report.tracks.size(), 2u);
    EXPECT_EQ(report.tracks[0].info.codec, "h264");
    EXPECT_NEAR(report.tracks[0].frame_rate, 25, 0.2);
    EXPECT_EQ(report.coverage.tier, checks::Depth::kFull);
    EXPECT_GT(report.coverage.share, 0.99);
  }
}

TEST_F(ProbeTest, FindsThemFromKeyFramesAndSizes) {
  for (const char* source : {"faults.ts", "faults.mp4", "faults.flv", "hls", "dash"}) {
    SCOPED_TRACE(source);
    ExpectTruth(Probe(Path(source), checks::Depth::kKeyframes), 0.1);
  }
}

TEST_F(ProbeTest, CountsTransportPackets) {
  const monitor::ProbeReport report = Probe(Path("faults.ts"), checks::Depth::kPackets);
  EXPECT_TRUE(report.is_ts);
  EXPECT_EQ(static_cast<uintmax_t>(report.ts_packets) * 188,
            std::filesystem::file_size(Path("faults.ts")));
  ASSERT_TRUE(report.ts_errors.count("ts_continuity"));
  EXPECT_EQ(report.ts_errors.at("ts_continuity"), 0);
  EXPECT_NEAR(report.ts_bitrate_bps,
              static_cast<double>(std::filesystem::file_size(Path("faults.ts"))) * 8 / 60,
              report.ts_bitrate_bps * 0.03);
  int64_t sum = 0;
  for (const monitor::PidReport& pid : report.pids) sum += pid.packets;
  EXPECT_EQ(sum, report.ts_packets);
}

TEST_F(ProbeTest, WhatCantBeOpenedIsAReport) {
  struct Case {
    const char* url;
    const char* error_class;
  };
  const std::string text = directory_->Write("text.txt", std::string(5000, 'x'));
  const std::string empty = directory_->Write("empty.ts", "");
  const std::string missing = Path("missing.ts");
  for (const Case& each :
       {Case{text.c_str(), "unsupported"}, Case{empty.c_str(), "eof"},
        Case{missing.c_str(), "local_fault"}, Case{"http://127.0.0.1:1/x.m3u8", "tcp_refused"}}) {
    SCOPED_TRACE(each.url);
    const monitor::ProbeReport report = Probe(each.url, checks::Depth::kFull);
    EXPECT_FALSE(report.opened);
    EXPECT_TRUE(report.error.starts_with(std::string(each.error_class) + ": ")) << report.error;
  }
}

}  // namespace
}  // namespace vedette
