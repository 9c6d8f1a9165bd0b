#include <sys/stat.h>

#include "tests/unit/service_store/store_fixture.h"

namespace vedette::store {
namespace {

monitor::StreamConfig Plain(const std::string& id) {
  monitor::StreamConfig stream;
  stream.id = id;
  stream.url = "http://host/" + id;
  return stream;
}

monitor::StreamConfig Full() {
  monitor::StreamConfig stream = Plain("ch-1_x.y");
  stream.display_name = "Kanal \"Eins\" \xc3\xbc";
  stream.url = "http://user:secret@host/a?b=c";
  stream.labels = {{"region", "eu"}, {"empty", ""}};
  stream.headers = {{"X-Token", "abc"}, {"X-Token", "def"}, {"Cookie", "a=b; c=\"d\""}};
  stream.depth = checks::Depth::kFull;
  stream.renditions = source::Renditions::kAll;
  stream.profile = "strict";
  stream.expect.static_picture = true;
  stream.expect.video = false;
  stream.expect.audio = true;
  stream.expect.min_bitrate_bps = 1.5e6;
  stream.expect.max_bitrate_bps = 8e6;
  stream.expect.video_codec = "hevc";
  stream.expect.width = 1920;
  stream.expect.height = 1080;
  stream.expect.frame_rate = 29.97;
  checks::CheckOverride black{"black", true, 0.5, 1.5, 2.5, checks::Severity::kCritical};
  checks::CheckOverride silence;
  silence.check = "silence";
  silence.enabled = false;
  stream.overrides = {black, silence};
  stream.paused = true;
  return stream;
}

void ExpectSame(const monitor::StreamConfig& a, const monitor::StreamConfig& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.display_name, b.display_name);
  EXPECT_EQ(a.url, b.url);
  EXPECT_EQ(a.labels, b.labels);
  EXPECT_EQ(a.headers, b.headers);
  EXPECT_EQ(a.depth, b.depth);
  EXPECT_EQ(a.renditions, b.renditions);
  EXPECT_EQ(a.profile, b.profile);
  EXPECT_EQ(a.paused, b.paused);
  EXPECT_EQ(a.expect.static_picture, b.expect.static_picture);
  EXPECT_EQ(a.expect.video, b.expect.video);
  EXPECT_EQ(a.expect.audio, b.expect.audio);
  EXPECT_EQ(a.expect.min_bitrate_bps, b.expect.min_bitrate_bps);
  EXPECT_EQ(a.expect.max_bitrate_bps, b.expect.max_bitrate_bps);
  EXPECT_EQ(a.expect.video_codec, b.expect.video_codec);
  EXPECT_EQ(a.expect.width, b.expect.width);
  EXPECT_EQ(a.expect.height, b.expect.height);
  EXPECT_EQ(a.expect.frame_rate, b.expect.frame_rate);
  ASSERT_EQ(a.overrides.size(), b.overrides.size());
  for (size_t i = 0; i < a.overrides.size(); ++i) {
    EXPECT_EQ(a.overrides[i].check, b.overrides[i].check);
    EXPECT_EQ(a.overrides[i].enabled, b.overrides[i].enabled);
    EXPECT_EQ(a.overrides[i].limit, b.overrides[i].limit);
    EXPECT_EQ(a.overrides[i].raise_for_seconds, b.overrides[i].raise_for_seconds);
    EXPECT_EQ(a.overrides[i].clear_for_seconds, b.overrides[i].clear_for_seconds);
    EXPECT_EQ(a.overrides[i].severity, b.overrides[i].severity);
  }
}

class StreamStoreTest : public StoreTest {
 protected:
  std::vector<std::string> Ids() {
    std::vector<std::string> ids;
    const auto streams = store_->LoadAll();
    EXPECT_TRUE(streams.ok()) << streams.status().ToString();
    if (streams.ok()) {
      for (const auto& stream : *streams) ids.push_back(stream.id);
    }
    return ids;
  }
};

TEST_F(StreamStoreTest, KeepsEverythingOfAStream) {
  Open();
  ASSERT_TRUE(store_->Put({Full(), Plain("b")}).ok());
  Open();
  const auto streams = store_->LoadAll();
  ASSERT_TRUE(streams.ok()) << streams.status().ToString();
  ASSERT_EQ(streams->size(), 2u);
  ExpectSame((*streams)[0], Plain("b"));
  ExpectSame((*streams)[1], Full());
}

TEST_F(StreamStoreTest, ReplacesAndRemoves) {
  Open();
  ASSERT_TRUE(store_->Put({Plain("a"), Plain("b"), Plain("c")}).ok());
  monitor::StreamConfig changed = Full();
  changed.id = "a";
  ASSERT_TRUE(store_->Put({changed}).ok());
  ASSERT_TRUE(store_->Remove({"b", "never-there"}).ok());
  EXPECT_EQ(Ids(), (std::vector<std::string>{"a", "c"}));
  ExpectSame(store_->LoadAll()->front(), changed);
}

TEST_F(StreamStoreTest, StoresAllOrNone) {
  Open();
  ASSERT_TRUE(Beside()
                  ->Execute("CREATE TRIGGER no BEFORE INSERT ON streams WHEN NEW.id = 'bad'"
                            " BEGIN SELECT RAISE(ABORT, 'no'); END")
                  .ok());
  EXPECT_FALSE(store_->Put({Plain("a"), Plain("bad"), Plain("c")}).ok());
  EXPECT_TRUE(Ids().empty());
  EXPECT_TRUE(store_->connected()) << "a row that is refused is no lost store";
}

TEST_F(StreamStoreTest, IsNotReadableByOthers) {
  Open();
  ASSERT_TRUE(store_->Put({Full()}).ok());
  for (const auto& entry : std::filesystem::directory_iterator(options_.directory)) {
    struct stat info {};
    ASSERT_EQ(stat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 077, 0u) << entry.path();
  }
}

TEST_F(StreamStoreTest, SaysWhichStreamIsDamaged) {
  Open();
  for (const char* column : {"labels", "headers", "expect", "overrides", "depth", "renditions"}) {
    for (const char* value : {"'{'", "'7'", "'[7]'", "'{\"width\":\"x\",\"a\":1}'", "77"}) {
      ASSERT_TRUE(store_->Put({Plain("ch1")}).ok());
      const std::string sql = "UPDATE streams SET " + std::string(column) + " = " + value;
      ASSERT_TRUE(Beside()->Execute(sql.c_str()).ok());
      const auto streams = store_->LoadAll();
      EXPECT_EQ(streams.status().code(), base::Code::kDataLoss) << sql;
      EXPECT_NE(streams.status().message().find("ch1"), std::string::npos);
    }
  }
  ASSERT_TRUE(store_->Put({Plain("ch1")}).ok());
  EXPECT_EQ(Ids().size(), 1u);
}

}  // namespace
}  // namespace vedette::store
