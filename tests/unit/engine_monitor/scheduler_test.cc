#include "engine/monitor/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace vedette::monitor {
namespace {

using base::milliseconds;
using base::seconds;
using Kind = Scheduler::Command::Kind;

class SchedulerTest : public testing::Test {
 protected:
  void Make(int places, milliseconds delay, milliseconds rotation, int max_restarts = 0) {
    scheduler_ =
        std::make_unique<Scheduler>(SchedulerOptions{places, delay, rotation, max_restarts});
  }
  void AddMany(int count) {
    for (int i = 0; i < count; ++i) scheduler_->Add("s" + std::to_string(i), false, now_);
  }
  // Goes on to `until`, step by step as the engine does; what was commanded on the way.
  std::vector<Scheduler::Command> RunUntil(base::SteadyTime until) {
    std::vector<Scheduler::Command> all;
    while (true) {
      for (auto& command : scheduler_->Advance(now_)) all.push_back(std::move(command));
      const base::SteadyTime due = scheduler_->NextDue(now_);
      if (due > until) break;
      EXPECT_GT(due, now_) << "something is due that Advance has left";
      now_ = due;
    }
    now_ = until;
    return all;
  }
  static std::vector<std::string> Ids(const std::vector<Scheduler::Command>& commands, Kind kind) {
    std::vector<std::string> ids;
    for (const auto& command : commands) {
      if (command.kind == kind) ids.push_back(command.id);
    }
    return ids;
  }

  std::unique_ptr<Scheduler> scheduler_;
  base::SteadyTime now_{seconds(100)};
};

TEST_F(SchedulerTest, StartsInOrderAndPaced) {
  Make(10, milliseconds(5), seconds(30));
  AddMany(4);
  EXPECT_THAT(Ids(scheduler_->Advance(now_), Kind::kStart), testing::ElementsAre("s0"));
  EXPECT_EQ(scheduler_->NextDue(now_), now_ + milliseconds(5));
  EXPECT_THAT(Ids(RunUntil(now_ + milliseconds(15)), Kind::kStart),
              testing::ElementsAre("s1", "s2", "s3"));
  EXPECT_EQ(scheduler_->active(), 4);
  EXPECT_EQ(scheduler_->NextDue(now_), base::SteadyTime::max());
}

TEST_F(SchedulerTest, NeverMoreThanItsPlaces) {
  Make(3, milliseconds(0), milliseconds(0));
  AddMany(5);
  EXPECT_EQ(Ids(scheduler_->Advance(now_), Kind::kStart).size(), 3u);
  EXPECT_EQ(scheduler_->active(), 3);
  EXPECT_EQ(scheduler_->queued(), 2);
  EXPECT_EQ(scheduler_->total(), 5);
  // Without rotation the queue waits for ever.
  EXPECT_EQ(scheduler_->NextDue(now_ + seconds(1000)), base::SteadyTime::max());
  scheduler_->Remove("s1");
  EXPECT_THAT(Ids(scheduler_->Advance(now_), Kind::kStart), testing::ElementsAre("s3"));
}

// 300 streams on 50 places, 30 s each: everyone is looked at within 6 rounds.
TEST_F(SchedulerTest, RotationLooksAtEveryoneInTime) {
  Make(50, milliseconds(5), seconds(30));
  AddMany(300);
  const base::SteadyTime began = now_;
  std::set<std::string> seen;
  const auto commands = RunUntil(began + seconds(5 * 30) + milliseconds(300 * 5));
  for (const auto& id : Ids(commands, Kind::kStart)) seen.insert(id);
  EXPECT_EQ(seen.size(), 300u);
  EXPECT_EQ(scheduler_->active(), 50);
  EXPECT_EQ(scheduler_->queued(), 250);
}

TEST_F(SchedulerTest, RotationTakesThePlaceHeldLongestAndStopsBeforeItStarts) {
  Make(2, milliseconds(1), seconds(30));
  AddMany(3);
  RunUntil(now_ + seconds(29));
  const auto commands = RunUntil(now_ + seconds(1));
  ASSERT_EQ(commands.size(), 2u);
  EXPECT_EQ(commands[0].kind, Kind::kStop);
  EXPECT_EQ(commands[0].id, "s0");
  EXPECT_EQ(commands[0].phase, Phase::kQueued);
  EXPECT_EQ(commands[1].kind, Kind::kStart);
  EXPECT_EQ(commands[1].id, "s2");
}

TEST_F(SchedulerTest, FailuresWaitLongerAndLongerWithoutAPlace) {
  Make(1, milliseconds(0), milliseconds(0));
  AddMany(2);
  scheduler_->Advance(now_);
  scheduler_->OnFailed("s0", now_);
  // Its place goes to the next one at once.
  const auto commands = scheduler_->Advance(now_);
  EXPECT_THAT(Ids(commands, Kind::kStop), testing::ElementsAre("s0"));
  EXPECT_EQ(commands[0].phase, Phase::kBackingOff);
  EXPECT_THAT(Ids(commands, Kind::kStart), testing::ElementsAre("s1"));

  scheduler_->Remove("s1");
  double expected = 1;
  for (int failure = 1; failure < 9; ++failure) {
    const base::SteadyTime before = now_;
    const base::SteadyTime due = scheduler_->NextDue(now_);
    const double waits = std::chrono::duration<double>(due - before).count();
    EXPECT_GE(waits, expected * 0.8) << failure;
    EXPECT_LE(waits, expected * 1.2) << failure;
    now_ = due;
    const auto started = scheduler_->Advance(now_);
    EXPECT_EQ(started.back().kind, Kind::kStart);
    EXPECT_EQ(started.back().restarts, failure);
    scheduler_->OnFailed("s0", now_);
    scheduler_->Advance(now_);
    expected = std::min(expected * 2, 30.0);
  }
}

TEST_F(SchedulerTest, ALongGoodRunForgivesFailures) {
  Make(1, milliseconds(0), milliseconds(0));
  AddMany(1);
  for (int i = 0; i < 5; ++i) {
    RunUntil(now_ + seconds(40));
    scheduler_->OnFailed("s0", now_);
  }
  RunUntil(now_ + seconds(40));
  scheduler_->OnRunning("s0", now_);
  now_ += seconds(61);
  scheduler_->OnFailed("s0", now_);
  scheduler_->Advance(now_);
  EXPECT_LE(scheduler_->NextDue(now_) - now_, milliseconds(1200));
}

TEST_F(SchedulerTest, HasFailedWithItsLastAllowedFailureUntilResumed) {
  for (const int allowed : {1, 2, 5}) {
    SCOPED_TRACE(allowed);
    Make(1, milliseconds(0), milliseconds(0), allowed);
    AddMany(1);
    for (int failure = 1; failure <= allowed; ++failure) {
      RunUntil(now_ + seconds(60));
      scheduler_->OnFailed("s0", now_);
      const auto commands = scheduler_->Advance(now_);
      ASSERT_EQ(commands.size(), 1u);
      EXPECT_EQ(commands[0].phase, failure < allowed ? Phase::kBackingOff : Phase::kFailed);
    }
    EXPECT_EQ(scheduler_->NextDue(now_), base::SteadyTime::max());
  }
  scheduler_->Resume("s0", now_);
  const auto commands = scheduler_->Advance(now_);
  EXPECT_EQ(commands.back().kind, Kind::kStart);
  EXPECT_EQ(commands.back().restarts, 0);
}

TEST_F(SchedulerTest, PauseStopsAndResumeStarts) {
  Make(1, milliseconds(0), seconds(30));
  AddMany(1);
  scheduler_->Add("asleep", true, now_);
  scheduler_->Advance(now_);
  scheduler_->Pause("s0");
  scheduler_->Pause("s0");
  const auto paused = scheduler_->Advance(now_);
  ASSERT_EQ(paused.size(), 1u);
  EXPECT_EQ(paused[0].kind, Kind::kStop);
  EXPECT_EQ(paused[0].phase, Phase::kPaused);
  EXPECT_EQ(scheduler_->active(), 0);
  EXPECT_EQ(scheduler_->total(), 2);
  scheduler_->Resume("asleep", now_);
  EXPECT_THAT(Ids(scheduler_->Advance(now_), Kind::kStart), testing::ElementsAre("asleep"));
}

TEST_F(SchedulerTest, LateFeedbackOfStreamsWithoutAPlaceChangesNothing) {
  Make(1, milliseconds(0), milliseconds(0));
  AddMany(1);
  scheduler_->OnFailed("s0", now_);
  scheduler_->OnRunning("s0", now_);
  scheduler_->OnFailed("unknown", now_);
  EXPECT_EQ(scheduler_->queued(), 1);
  scheduler_->Advance(now_);
  scheduler_->Pause("s0");
  scheduler_->OnFailed("s0", now_);
  scheduler_->Advance(now_);
  EXPECT_EQ(scheduler_->NextDue(now_), base::SteadyTime::max());
}

// 100 streams of a dead host and one of another that comes later.
TEST_F(SchedulerTest, ADeadHostIsTriedByOneAtATime) {
  Make(1000, milliseconds(5), milliseconds(0));
  for (int i = 0; i < 100; ++i) scheduler_->Add("s" + std::to_string(i), false, now_, "dead:80");
  std::map<std::string, int> tries;
  const auto fail_until = [&](base::SteadyTime until) {
    int started = 0;
    while (now_ < until) {
      for (const auto& id : Ids(RunUntil(now_ + milliseconds(50)), Kind::kStart)) {
        ++started;
        ++tries[id];
        scheduler_->OnFailed(id, now_, true);
      }
    }
    return started;
  };
  EXPECT_NEAR(fail_until(now_ + seconds(30)), 305, 1) << "three each, then one in 5 s";
  for (const auto& [id, count] : tries) EXPECT_GE(count, 3) << id << " has no verdict";
  EXPECT_NEAR(fail_until(now_ + seconds(100)), 20, 1);

  // It answers, badly: everybody may try at their own pace again.
  std::vector<std::string> started;
  while (started.empty()) started = Ids(RunUntil(now_ + milliseconds(50)), Kind::kStart);
  scheduler_->OnFailed(started[0], now_);
  const auto back = Ids(RunUntil(now_ + seconds(40)), Kind::kStart);
  EXPECT_EQ(std::set<std::string>(back.begin(), back.end()).size(), 100u);
}

TEST_F(SchedulerTest, OtherFailuresOrHostsOpenNoCircuit) {
  for (const bool unreachable : {true, false}) {
    Make(1000, milliseconds(1), milliseconds(0));
    for (int i = 0; i < 20; ++i) {
      const std::string number = std::to_string(i);
      scheduler_->Add("s" + number, false, now_, unreachable ? "host" + number : "host");
    }
    const base::SteadyTime until = now_ + seconds(70);
    std::map<std::string, int> tries;
    while (now_ < until) {
      for (const auto& id : Ids(RunUntil(now_ + milliseconds(50)), Kind::kStart)) {
        ++tries[id];
        scheduler_->OnFailed(id, now_, unreachable && tries[id] < 5);
      }
    }
    for (const auto& [id, count] : tries) EXPECT_GE(count, 6) << id;
  }
}

// 500 streams that never open, all due again when new ones come.
TEST_F(SchedulerTest, RetriesTakeEverySecondStartAndAQuarterOfThePlaces) {
  Make(100, milliseconds(5), milliseconds(0));
  AddMany(500);
  const base::SteadyTime end = now_ + seconds(20);
  while (now_ < end) {
    for (const auto& id : Ids(RunUntil(now_ + milliseconds(100)), Kind::kStart)) {
      scheduler_->OnFailed(id, now_);
    }
  }
  now_ += seconds(60);  // all are due
  for (int i = 0; i < 200; ++i) scheduler_->Add("n" + std::to_string(i), false, now_);
  const auto started = Ids(RunUntil(now_ + milliseconds(500)), Kind::kStart);
  const auto is_new = [](const std::string& id) { return id[0] == 'n'; };
  ASSERT_EQ(started.size(), 100u);
  EXPECT_EQ(std::count_if(started.begin(), started.begin() + 50, is_new), 25);
  EXPECT_EQ(std::count_if(started.begin(), started.end(), is_new), 75);
}

}  // namespace
}  // namespace vedette::monitor
