#include "engine/source/srt_source.h"

#include <gmock/gmock.h>

#include <string>

#include "engine/media/library_scope.h"
#include "tests/support/recording_sink.h"
#include "tests/support/stream_senders.h"
#include "tests/support/test_media.h"

namespace vedette::source {
namespace {

using base::milliseconds;
using base::seconds;
using support::RecordingSink;
using support::SendInLoop;
using support::UsualMedia;
using Record = RecordingSink::Record;

class SrtSourceTest : public testing::Test {
 protected:
  SrtSource Make(const std::string& url, RecordingSink& sink, milliseconds connect = seconds(3)) {
    SourceSpec spec;
    spec.id = "test";
    spec.url = url;
    return {spec, sink, {budget_, clock_, connect}};
  }
  static std::string EndOf(RecordingSink& sink) {
    if (!sink.WaitForEnd()) return "never ended";
    std::string end;
    sink.With([&](Record& record) { end = record.ends[0].ToString(); });
    return end;
  }

  const media::LibraryScope library_;
  const base::SystemClock clock_{};
  base::ByteBudget budget_{64 << 20};
  const std::string address_ = "srt://127.0.0.1:" + std::to_string(support::FreeUdpPort());
};

TEST_F(SrtSourceTest, GivesTheBytesOfATransportStream) {
  const auto sender = SendInLoop(UsualMedia(".ts"), "mpegts", address_ + "?mode=listener");
  RecordingSink sink;
  SrtSource source = Make(address_, sink);
  source.Start();
  ASSERT_TRUE(sink.WaitFor([](const Record& record) { return record.chunks.size() > 10; }));
  source.Stop();
  EXPECT_EQ(sink.Bytes()[0], '\x47');
  sink.With([&](Record& record) {
    EXPECT_THAT(record.opened, testing::ElementsAre("mpegts"));
    EXPECT_TRUE(record.ends.empty());
    int64_t leased = 0;
    for (size_t i = 0; i < record.chunks.size(); ++i) {
      const Chunk& chunk = record.chunks[i];
      EXPECT_EQ(chunk.kind, Chunk::Kind::kTsBytes);
      EXPECT_EQ(chunk.contiguous, i > 0);
      EXPECT_EQ(chunk.data.size() % 188, 0U) << "messages are whole packets";
      EXPECT_GE(chunk.lease.bytes(), static_cast<int64_t>(chunk.data.size()));
      EXPECT_LE(chunk.data.size(), 200U << 10);
      leased += chunk.lease.bytes();
    }
    EXPECT_EQ(leased, budget_.used_bytes());
    // 100 ms of it each, not a chunk for each message.
    EXPECT_LT(record.chunks.back().arrival - record.chunks[1].arrival,
              milliseconds(400) * record.chunks.size());
    EXPECT_GT(record.chunks.back().arrival - record.chunks[1].arrival, milliseconds(500));
  });
}

TEST_F(SrtSourceTest, AListenerWaitsForItsCallerAndAnotherAfterIt) {
  for (int turn = 0; turn < 2; ++turn) {
    RecordingSink sink(false);
    SrtSource source = Make(address_ + "?mode=listener", sink);
    source.Start();
    auto caller = SendInLoop(UsualMedia(".ts"), "mpegts", address_);
    ASSERT_TRUE(sink.WaitFor([](const Record& record) { return record.bytes > 20000; })) << turn;
    caller.reset();
    EXPECT_THAT(EndOf(sink), testing::HasSubstr("(eof)"));
  }
}

TEST_F(SrtSourceTest, StopsWhileItListens) {
  RecordingSink sink;
  SrtSource source = Make(address_ + "?mode=listener", sink);
  source.Start();
  const base::SteadyTime start = std::chrono::steady_clock::now();
  source.Stop();
  EXPECT_LE(std::chrono::steady_clock::now() - start, seconds(1));
  sink.With([](Record& record) { EXPECT_TRUE(record.ends.empty()); });
}

TEST_F(SrtSourceTest, TakesThePassphraseFromTheQueryAndKeepsItThere) {
  const auto sender = SendInLoop(UsualMedia(".ts"), "mpegts",
                                 address_ + "?mode=listener&passphrase=correct-horse+battery");
  RecordingSink wrong;
  SrtSource refused = Make(address_ + "?passphrase=wrong-donkey-battery", wrong);
  refused.Start();
  const std::string end = EndOf(wrong);
  EXPECT_THAT(end, testing::HasSubstr("(tcp_refused)"));
  EXPECT_THAT(end, testing::Not(testing::HasSubstr("donkey")));
  refused.Stop();
  RecordingSink right(false);
  // As FFmpeg reads its own URL, '+' is a blank.
  SrtSource source = Make(
      address_ + "?streamid=%23!::r=live&latency=200&passphrase=correct-horse%20battery", right);
  source.Start();
  EXPECT_TRUE(right.WaitFor([](const Record& record) { return record.bytes > 20000; }));
}

TEST_F(SrtSourceTest, WhatIsNoTransportStreamIsInvalid) {
  const auto sender = SendInLoop(UsualMedia(".flv"), "flv", address_ + "?mode=listener");
  RecordingSink sink;
  SrtSource source = Make(address_, sink);
  source.Start();
  EXPECT_THAT(EndOf(sink), testing::HasSubstr("(invalid_data)"));
  sink.With([](Record& record) { EXPECT_TRUE(record.opened.empty()); });
}

TEST_F(SrtSourceTest, SaysThatNobodyAnswers) {
  RecordingSink sink;
  SrtSource source = Make(address_, sink, milliseconds(500));
  source.Start();
  EXPECT_THAT(EndOf(sink), testing::HasSubstr("(tcp_timeout)"));
}

}  // namespace
}  // namespace vedette::source
