// A property: how a stream is cut into calls of Feed changes nothing of what the walker says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/ts/walker.h"
#include "tests/support/ts_writer.h"
#include "tests/unit/engine_ts/elementary.h"
#include "tests/unit/engine_ts/recorder.h"

namespace vedette::ts {
namespace {

using support::TsWriter;

// Pictures over several PES packets and several in one, audio, subtitles, tables that change, a
// duplicate, losses, damage.
media::Bytes MixedStream() {
  TsWriter ts;
  for (int i = 0; i < 40; ++i) {
    const auto time = static_cast<uint64_t>(i) * 3600;
    const auto size = static_cast<size_t>(i * 37 % 900);
    if (i % 10 == 0) {
      ts.Pat({{1, 4096}});
      ts.Pmt(4096, 1, 256, {{0x1b, 256}, {static_cast<uint8_t>(i < 20 ? 0x0f : 0x03), 257}});
    }
    ts.Packet(256, {}, {.pcr = time * 300, .payload = false});
    media::Bytes picture = i % 8 == 0 ? Join({Aud(), Sps(static_cast<uint8_t>(30 + i / 16)),
                                              RecoveryPoint(), Idr(2000 + size)})
                                      : Join({Aud(), Inter(size), {0}, LaterSlice(size / 2)});
    if (i % 7 == 3) picture = Join({picture, Aud(), Inter(99), Filler(size)});
    const size_t cut = i % 5 == 2 ? picture.size() / 3 : picture.size();
    ts.Pes(256, 0xe0, time + 3600, time, media::ByteView(picture).first(cut));
    if (cut < picture.size()) ts.Pes(256, 0xe0, {}, {}, media::ByteView(picture).subspan(cut));
    if (i % 9 == 4) {
      const media::Bytes last(ts.bytes.end() - 188, ts.bytes.end());
      ts.bytes.insert(ts.bytes.end(), last.begin(), last.end());
    }
    ts.Pes(257, 0xc0, time, {}, Join({Adts(150 + size / 4), Adts(220), Body(i % 3 == 1 ? 20 : 0)}),
           true);
    if (i % 6 == 5) ts.Pes(258, 0xbd, time, {}, Body(300), true);
    if (i == 17) ts.bytes.erase(ts.bytes.end() - 3 * 188, ts.bytes.end() - 2 * 188);
    if (i == 29) ts.bytes.erase(ts.bytes.end() - 300, ts.bytes.end() - 260);
  }
  return ts.bytes;
}

struct Outcome {
  std::vector<std::string> lines;
  std::vector<media::Bytes> units;
  std::vector<std::string> losses;
  std::vector<std::string> pids;
  double bitrate = 0;
  bool operator==(const Outcome&) const = default;
};

Outcome Walk(const media::Bytes& bytes, size_t step) {
  Recorder recorder;
  Walker walker(recorder);
  walker.SetTracks(TracksOf({{256, "h264"},
                             {257, "aac", media::TrackType::kAudio},
                             {258, "dvb_subtitle", media::TrackType::kSubtitle}}));
  for (size_t at = 0; at < bytes.size(); at += step) {
    // A copy that is gone after the call, so that a view kept too long is found by the sanitizer.
    const media::Bytes piece(
        bytes.begin() + static_cast<ptrdiff_t>(at),
        bytes.begin() + static_cast<ptrdiff_t>(std::min(at + step, bytes.size())));
    walker.Feed(piece, at > 0);
  }
  walker.Flush();
  Outcome outcome{recorder.lines, recorder.units, {}, {}, walker.BitrateBps()};
  for (const ContinuityLoss& loss : walker.TakeLosses()) {
    outcome.losses.push_back(std::to_string(loss.pid) + " lost " +
                             std::to_string(loss.packets_lost) + " at " +
                             std::to_string(loss.at.count()));
  }
  for (const PidCounters& pid : walker.Pids()) {
    outcome.pids.push_back(std::to_string(pid.pid) + ": " + std::to_string(pid.packets) + ", " +
                           std::to_string(pid.discontinuities));
  }
  return outcome;
}

TEST(Feeds, HowTheBytesAreCutMakesNoDifference) {
  const media::Bytes bytes = MixedStream();
  const Outcome whole = Walk(bytes, bytes.size());
  EXPECT_GT(whole.units.size(), 100u);
  EXPECT_FALSE(whole.losses.empty());
  EXPECT_THAT(whole.lines, testing::Contains("tables"));
  EXPECT_THAT(whole.lines, testing::Contains("parameters 0"));
  EXPECT_THAT(whole.lines, testing::Contains(testing::HasSubstr("payload")));
  EXPECT_THAT(whole.lines, testing::Contains(testing::HasSubstr("corrupt")));
  for (const size_t step : {1, 7, 188, 189, 1316, 1460, 5000}) {
    SCOPED_TRACE(step);
    const Outcome cut = Walk(bytes, step);
    EXPECT_EQ(cut.lines, whole.lines);
    EXPECT_TRUE(cut == whole);
  }
}

}  // namespace
}  // namespace vedette::ts
