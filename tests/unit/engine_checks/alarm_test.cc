#include "engine/checks/alarm.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace vedette::checks {
namespace {

struct Step {
  bool bad;
  double bad_seconds;
  double good_seconds;
  bool explained;
  bool ready;
  AlarmState state;
};

void Expect(const std::vector<Step>& steps) {
  Alarm alarm;
  for (size_t i = 0; i < steps.size(); ++i) {
    AlarmInput input;
    input.bad = steps[i].bad;
    input.bad_seconds = steps[i].bad_seconds;
    input.good_seconds = steps[i].good_seconds;
    input.explained = steps[i].explained;
    input.ready = steps[i].ready;
    input.raise_for = 10;
    input.clear_for = 5;
    alarm.Step(input);
    EXPECT_EQ(alarm.state(), steps[i].state) << "step " << i;
  }
}

constexpr auto kOk = AlarmState::kOk;
constexpr auto kPending = AlarmState::kPending;
constexpr auto kRaised = AlarmState::kRaised;
constexpr auto kClearing = AlarmState::kClearing;
constexpr auto kSuppressed = AlarmState::kSuppressed;

TEST(Alarm, RaisesAndClearsAfterItsTimes) {
  Expect({{true, 2, 0, false, true, kPending},
          {true, 9.9, 0, false, true, kPending},
          {true, 10, 0, false, true, kRaised},
          {false, 12, 0, false, true, kClearing},
          {false, 12, 4.9, false, true, kClearing},
          {false, 12, 5, false, true, kOk}});
}

TEST(Alarm, PendingThatPassesWasNone) {
  Expect({{true, 2, 0, false, true, kPending}, {false, 3, 0, false, true, kOk}});
}

TEST(Alarm, BadAgainWhileClearingIsStillRaised) {
  Expect({{true, 10, 0, false, true, kRaised},
          {false, 10, 1, false, true, kClearing},
          {true, 2, 0, false, true, kRaised}});
}

TEST(Alarm, WaitsUntilCountedOftenEnough) {
  Expect({{true, 20, 0, false, false, kPending}, {true, 20, 0, false, true, kRaised}});
}

TEST(Alarm, LostIsUnknownAndGoesOnFromWhatIsSeenNext) {
  struct Row {
    double bad_seconds;  // before nobody looked
    bool bad;            // what is seen next
    double good_seconds;
    AlarmState state;
  };
  const Row rows[] = {{10, true, 0, kRaised},
                      {10, false, 1, kClearing},
                      {10, false, 5, kOk},
                      {2, true, 0, kPending},
                      {2, false, 0, kOk}};
  for (const Row& row : rows) {
    Alarm alarm;
    AlarmInput input{.bad = true, .bad_seconds = row.bad_seconds, .raise_for = 10, .clear_for = 5};
    alarm.Step(input);
    alarm.Lose();
    EXPECT_EQ(alarm.state(), AlarmState::kUnknown);
    input.bad = row.bad;
    input.bad_seconds = 2;
    input.good_seconds = row.good_seconds;
    alarm.Step(input);
    EXPECT_EQ(alarm.state(), row.state) << row.bad_seconds << " " << row.good_seconds;
  }
}

TEST(Alarm, ClearedIsOkWhateverItWas) {
  const base::WallTime now{base::seconds(100)};
  for (const bool raised : {true, false}) {
    Alarm alarm;
    alarm.Step({.bad = true, .bad_seconds = 5, .raise_for = raised ? 5.0 : 10.0});
    alarm.Clear(now);
    EXPECT_EQ(alarm.state(), kOk);
    EXPECT_EQ(alarm.cleared(), raised ? std::optional(now) : std::nullopt);
  }
}

TEST(Alarm, ExplainedStartsOverUnlessItHadBeenRaised) {
  Expect({{true, 2, 0, true, true, kSuppressed},
          {true, 30, 0, true, true, kSuppressed},
          {true, 31, 0, false, true, kPending},
          {true, 40, 0, false, true, kPending},
          {true, 41, 0, false, true, kRaised},
          {true, 50, 0, true, true, kSuppressed},
          {true, 60, 0, false, true, kRaised}});
  Expect({{true, 2, 0, true, true, kSuppressed}, {false, 3, 0, true, true, kOk}});
}

}  // namespace
}  // namespace vedette::checks
