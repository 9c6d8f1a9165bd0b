#include "service/logs/logs.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "service/logs/engine_log.h"
#include "tests/unit/service_logs/log_fixture.h"

namespace vedette::logs {
namespace {

using std::chrono::hours;
using Json = nlohmann::json;
using Names = std::set<std::string>;

class LogsTest : public LogTest {
 protected:
  LogsTest() {
    options_.directory = directory_;
    options_.look_every = base::milliseconds(2);
  }
  void Open() {
    logs_.reset();
    auto logs = Logs::Create(options_, clock_);
    ASSERT_TRUE(logs.ok()) << logs.status().ToString();
    logs_ = std::move(*logs);
  }
  static base::Deadline Soon() { return base::Deadline::After(base::seconds(10)); }
  bool Flush() { return logs_->Flush(Soon()); }

  LogOptions options_;
  std::unique_ptr<Logs> logs_;
};

TEST_F(LogsTest, WritesTheServicesLogAndTheStreams) {
  Open();
  logs_->Info("up", {{"port", 3050}});
  logs_->Write(Level::kError, "ch1", "down", {});
  logs_->Write(Level::kInfo, "../escape", "strange", {});
  ASSERT_TRUE(Flush());
  EXPECT_EQ(Files(), (Names{"vedetted.log", "streams/ch1.log"}));
  const auto lines = Lines("vedetted.log");
  ASSERT_EQ(lines.size(), 2u);
  const Json up = Json::parse(lines[0], nullptr, false);
  EXPECT_EQ(up["message"], "up");
  EXPECT_EQ(up["level"], "info");
  EXPECT_EQ(up["port"], 3050);
  EXPECT_EQ(up["time"], base::FormatWallTime(clock_.Wall()));
  EXPECT_EQ(Json::parse(lines[1], nullptr, false)["stream"], "../escape");
  EXPECT_EQ(Json::parse(Lines("streams/ch1.log").at(0), nullptr, false)["message"], "down");
  EXPECT_EQ(logs_->Counters().written, 3u);
}

TEST_F(LogsTest, WritesWhatWaitsBeforeItEnds) {
  Open();
  for (int i = 0; i < 1000; ++i) logs_->Info("line");
  logs_.reset();
  EXPECT_EQ(Lines("vedetted.log").size(), 1000u);
}

TEST_F(LogsTest, DropsTheOldestWhenLinesComeTooFastAndCountsThem) {
  options_.queue_lines = 4;
  options_.look_every = hours(1);  // it would write about it
  Open();
  ASSERT_TRUE(logs_->CleanUp(Soon()).ok());
  constexpr uint64_t kLines = 20000;
  for (uint64_t i = 0; i < kLines; ++i) logs_->Info("line", {{"number", i}});
  ASSERT_TRUE(Flush());
  const LogCounters counters = logs_->Counters();
  EXPECT_GT(counters.dropped_overrun, 0u);
  EXPECT_EQ(counters.dropped_failed, 0u);
  EXPECT_EQ(counters.written + counters.dropped_overrun, kLines);
  const auto lines = Lines("vedetted.log");
  EXPECT_EQ(lines.size(), counters.written);
  EXPECT_EQ(Json::parse(lines.back(), nullptr, false)["number"], kLines - 1);
}

TEST_F(LogsTest, LinesThatCantBeWrittenAreCountedAndToldLater) {
  options_.look_every = hours(1);  // looks only when asked, so that the folders are ours
  Open();
  ASSERT_TRUE(logs_->CleanUp(Soon()).ok());
  // Nobody can make files in it now, not even root.
  std::filesystem::remove_all(directory_ / "streams");
  std::ofstream(directory_ / "streams") << "in the way";
  for (int i = 0; i < 5; ++i) logs_->Write(Level::kInfo, "ch1", "lost", {});
  ASSERT_TRUE(Flush());
  EXPECT_EQ(logs_->Counters().dropped_failed, 5u);
  std::filesystem::remove(directory_ / "streams");
  logs_->Write(Level::kInfo, "ch1", "back", {});
  ASSERT_TRUE(Flush());
  EXPECT_EQ(Lines("streams/ch1.log").size(), 1u);
  ASSERT_TRUE(logs_->CleanUp(Soon()).ok());
  ASSERT_TRUE(support::Eventually([&] { return !Lines("vedetted.log").empty(); }));
  const Json told = Json::parse(Lines("vedetted.log").at(0), nullptr, false);
  EXPECT_EQ(told["message"], "log lines were dropped");
  EXPECT_EQ(told["dropped"], 5);
}

TEST_F(LogsTest, TheFiguresFollowTheDirectory) {
  Make(directory_ / "streams/old.log.1", clock_.Wall(), std::string(1000, 'x'));
  Open();
  EXPECT_EQ(logs_->Stats().total_size_bytes, 1000) << "known from the start";
  logs_->Info("up");
  ASSERT_TRUE(Flush());
  const auto size =
      static_cast<int64_t>(1000 + std::filesystem::file_size(directory_ / "vedetted.log"));
  EXPECT_TRUE(support::Eventually([&] {
    const LogStats stats = logs_->Stats();
    return stats.total_files == 2 && stats.total_size_bytes == size;
  }));
}

TEST_F(LogsTest, FiguresAreNotOfTheMomentTheyAreAskedFor) {
  options_.look_every = hours(1);
  Open();
  ASSERT_TRUE(logs_->CleanUp(Soon()).ok());
  const int before = logs_->Stats().total_files;
  Make(directory_ / "streams/new.log", clock_.Wall());
  EXPECT_EQ(logs_->Stats().total_files, before);
  EXPECT_EQ(logs_->CleanUp(Soon())->total_files, before + 1);
}

TEST_F(LogsTest, OldLogsAreDeletedAtStartAndDaily) {
  const auto make_old = [&] { Make(directory_ / "streams/old.log", clock_.Wall() - hours(169)); };
  make_old();
  Make(directory_ / "vedetted.log.1", clock_.Wall() - hours(169));
  Make(directory_ / "streams/young.log", clock_.Wall() - hours(167));
  Make(directory_ / "notes.txt", clock_.Wall() - hours(1000));
  Make(directory_ / "auth.log", clock_.Wall() - hours(1000));
  Open();
  const auto gone = [&] { return !Exists("streams/old.log"); };
  ASSERT_TRUE(support::Eventually(gone));
  ASSERT_TRUE(support::Eventually([&] { return !Exists("vedetted.log.1"); }));
  EXPECT_TRUE(Exists("streams/young.log"));
  EXPECT_TRUE(Exists("notes.txt") && Exists("auth.log"));
  ASSERT_TRUE(logs_->CleanUp(Soon()).ok());  // the daily one is 24 hours after this
  make_old();
  clock_.Advance(hours(23));
  logs_->Info("a line");
  ASSERT_TRUE(Flush());
  EXPECT_TRUE(Exists("streams/old.log"));
  clock_.Advance(hours(1));
  EXPECT_TRUE(support::Eventually(gone));
}

TEST_F(LogsTest, CleansUpWhenAsked) {
  options_.look_every = hours(1);
  Open();
  logs_->Write(Level::kInfo, "active", "x", {});
  ASSERT_TRUE(Flush());
  const base::WallTime old = clock_.Wall() - hours(24 * 8);
  Touch(directory_ / "vedetted.log", old);
  Touch(directory_ / "streams/active.log", old);
  Make(directory_ / "streams/gone.log.2", old);
  Make(root_ / "outside.log", old);
  std::filesystem::create_symlink(root_ / "outside.log", directory_ / "streams/link.log");
  const auto stats = logs_->CleanUp(Soon());
  ASSERT_TRUE(stats.ok()) << stats.status().ToString();
  EXPECT_EQ(stats->total_files, 2);
  EXPECT_EQ(Files(), (Names{"vedetted.log", "streams/active.log", "streams/link.log"}));
  EXPECT_TRUE(std::filesystem::exists(root_ / "outside.log"));
}

TEST_F(LogsTest, SaysWhatIsWrongWithTheDirectory) {
  std::ofstream(root_ / "file") << "no directory";
  options_.directory = root_ / "file" / "logs";
  base::Status status = Logs::Create(options_, clock_).status();
  EXPECT_EQ(status.reason(), "LOG_DIR");
  EXPECT_NE(status.message().find("LOG_DIR"), std::string::npos) << status.message();
  options_.directory = root_ / "file";
  EXPECT_EQ(Logs::Create(options_, clock_).status().reason(), "LOG_DIR");
  if (geteuid() == 0) return;  // whom no directory refuses
  options_.directory = root_ / "read-only";
  std::filesystem::create_directory(options_.directory);
  std::filesystem::permissions(
      options_.directory, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_EQ(Logs::Create(options_, clock_).status().reason(), "LOG_DIR");
}

TEST_F(LogsTest, TheEnginesWordsGoToTheStreamsLogs) {
  Open();
  EngineLog engine(*logs_);
  engine.OnLog("ch1", "warning", "reconnecting to http://u:p@host/");
  checks::AlarmRecord alarm;
  alarm.check = "black";
  alarm.severity = checks::Severity::kMajor;
  alarm.since = clock_.Wall();
  alarm.state = checks::AlarmState::kPending;
  engine.OnAlarm("ch1", alarm);  // not worth a line
  alarm.state = checks::AlarmState::kOk;
  engine.OnAlarm("ch1", alarm);  // nor this, it was never raised
  alarm.state = checks::AlarmState::kRaised;
  alarm.raised = clock_.Wall();
  engine.OnAlarm("ch1", alarm);
  alarm.state = checks::AlarmState::kOk;
  engine.OnAlarm("ch1", alarm);
  checks::EventRecord event;
  event.check = "black";
  event.start = {20, clock_.Wall()};
  engine.OnEvent("ch1", event);  // goes on
  event.end = checks::FactTime{25, clock_.Wall() + base::seconds(5)};
  engine.OnEvent("ch1", event);
  ASSERT_TRUE(Flush());
  std::vector<std::string> said;
  for (const std::string& line : Lines("streams/ch1.log")) {
    const Json json = Json::parse(line, nullptr, false);
    said.push_back(json["level"].get<std::string>() + " " + json["message"].get<std::string>());
  }
  EXPECT_EQ(said,
            (std::vector<std::string>{"warning reconnecting to http://***@host/",
                                      "error alarm raised", "info alarm cleared", "info event"}));
  const Json last = Json::parse(Lines("streams/ch1.log").back(), nullptr, false);
  EXPECT_EQ(last["seconds"], 5);
  EXPECT_EQ(last["severity"], "warning");
}

}  // namespace
}  // namespace vedette::logs
