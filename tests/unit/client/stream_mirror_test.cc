#include "client/api/stream_mirror.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vedette::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::WatchStreamsResponse Snapshot(const std::vector<std::string>& ids, bool complete) {
  v1::WatchStreamsResponse message;
  message.set_kind(v1::WATCH_KIND_SNAPSHOT);
  message.set_snapshot_complete(complete);
  for (const auto& id : ids) {
    v1::Stream* const stream = message.add_streams();
    stream->set_id(id);
    stream->mutable_status()->set_score(100);
    stream->mutable_status()->set_last_error("once");
  }
  return message;
}

TEST(StreamMirror, TakesASnapshotWhenItIsWhole) {
  StreamMirror mirror;
  EXPECT_THAT(mirror.Apply(Snapshot({"a", "b"}, false)), IsEmpty());
  EXPECT_FALSE(mirror.complete());
  EXPECT_THAT(mirror.Apply(Snapshot({"c"}, true)), ElementsAre("a", "b", "c"));
  EXPECT_TRUE(mirror.complete());
  EXPECT_EQ(mirror.streams().size(), 3U);
}

TEST(StreamMirror, ASecondSnapshotReplacesTheFirst) {
  StreamMirror mirror;
  mirror.Apply(Snapshot({"a", "b"}, true));
  EXPECT_THAT(mirror.Apply(Snapshot({"b", "c"}, true)), ElementsAre("b", "c", "a"));
  EXPECT_EQ(mirror.streams().count("a"), 0U);
}

TEST(StreamMirror, ASnapshotThatBrokeOffIsForgotten) {
  StreamMirror mirror;
  mirror.Apply(Snapshot({"a", "b"}, false));
  mirror.Apply(Snapshot({"b"}, true));
  EXPECT_EQ(mirror.streams().size(), 1U);
}

TEST(StreamMirror, DeltasReplaceOnlyWhatTheyCarry) {
  StreamMirror mirror;
  mirror.Apply(Snapshot({"a", "b"}, true));
  v1::WatchStreamsResponse message;
  message.set_kind(v1::WATCH_KIND_DELTA);
  message.set_merged(3);
  v1::StreamDelta* const a = message.add_deltas();
  a->set_id("a");
  a->mutable_status()->set_score(60);
  a->mutable_status()->mutable_alarms()->add_alarms()->set_check("black");
  v1::StreamDelta* const b = message.add_deltas();
  b->set_id("b");
  b->set_removed(true);
  v1::StreamDelta* const c = message.add_deltas();
  c->set_id("c");
  c->mutable_stream()->set_id("c");
  v1::StreamDelta* const stranger = message.add_deltas();
  stranger->set_id("d");
  stranger->mutable_status()->set_score(1);
  EXPECT_THAT(mirror.Apply(message), ElementsAre("a", "b", "c", "d"));

  ASSERT_EQ(mirror.streams().size(), 2U);
  const v1::StreamStatus& status = mirror.streams().at("a").status();
  EXPECT_EQ(status.score(), 60);
  EXPECT_EQ(status.last_error(), "once");
  EXPECT_EQ(status.alarms(0).check(), "black");
  EXPECT_EQ(mirror.streams().count("c"), 1U);
  EXPECT_EQ(mirror.merged(), 3);

  message.clear_deltas();
  v1::StreamDelta* const cleared = message.add_deltas();
  cleared->set_id("a");
  cleared->mutable_status()->mutable_alarms();
  cleared->mutable_status()->set_last_error("");
  mirror.Apply(message);
  EXPECT_EQ(mirror.streams().at("a").status().alarms_size(), 0);
  EXPECT_EQ(mirror.streams().at("a").status().last_error(), "");
}

}  // namespace
}  // namespace vedette::client
