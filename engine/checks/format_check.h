#pragma once

#include <optional>

#include "engine/checks/ledger.h"

namespace vedette::checks {

// `format_change`: the tracks are no longer what they were (an event at the moment of the change),
// or are not what the stream's `expect` block says (an event as long as they differ, subject
// "expect"). The value is the number of differences.
class FormatCheck {
 public:
  explicit FormatCheck(Expect expect) : expect_(std::move(expect)) {}

  void On(const TracksFact& fact, Ledger& ledger);
  // The watch is interrupted. With the next unit what is known is compared with `expect` again.
  void Break() { again_ = known_.has_value(); }
  void On(const UnitFact& fact, Ledger& ledger);

 private:
  void Compare(const TracksFact& fact, Ledger& ledger) const;
  void CompareWithExpected(const media::MediaInfo& info, const FactTime& time,
                           Ledger& ledger) const;

  const Expect expect_;
  std::optional<media::MediaInfo> known_;
  bool again_ = false;
};

}  // namespace vedette::checks
