#include "engine/checks/dead_air_detector.h"

#include <algorithm>

#include "engine/checks/fact_time.h"

namespace vedette::checks {
namespace {

const FactTime& Earlier(const FactTime& a, const FactTime& b) {
  return SecondsBetween(a, b) >= 0 ? a : b;
}

}  // namespace

void DeadAirDetector::Update(const HeldSpan& picture, const HeldSpan& sound, Ledger& ledger) {
  if (picture.on && sound.on) {
    const FactTime& start = Earlier(picture.start, sound.start).media == picture.start.media
                                ? sound.start
                                : picture.start;
    const FactTime& now = Earlier(picture.until, sound.until);
    if (SecondsBetween(start, now) < 0) return;
    on_ = true;
    ledger.Bad({.check = CheckId::kDeadAir,
                .start = start,
                .now = now,
                .value = SecondsBetween(start, now),
                .limit = ledger.limit(CheckId::kDeadAir).limit});
  } else if (on_) {
    on_ = false;
    const FactTime& end = picture.on ? sound.until
                          : sound.on ? picture.until
                                     : Earlier(picture.until, sound.until);
    ledger.Good(CheckId::kDeadAir, {}, end);
  }
}

}  // namespace vedette::checks
