#pragma once

#include <string>

#include "engine/checks/catalogue.h"
#include "engine/checks/ledger.h"

namespace vedette::checks {

// A condition of a playlist, a manifest or its segments that lasts until two good looks in a row;
// its event ends with the first of them. The same takes an alarm that is unknown back to ok.
struct Lasting {
  bool bad = false;
  int good = 0;
  FactTime start;
  FactTime end;  // the first good look
};

// One that is counted: so many bad looks in a row.
struct Counted {
  int in_row = 0;
  base::WallTime first{};  // of those in a row
  Lasting lasting;
};

// A good look.
void Settle(CheckId check, Lasting& lasting, const std::string& subject, base::WallTime wall,
            Ledger& ledger);
// A look, bad or good. `fact_at_once`: one alone is an event already, though no alarm.
void Count(CheckId check, Counted& counted, bool bad, bool fact_at_once, const std::string& subject,
           base::WallTime wall, const std::string& detail, Ledger& ledger);

}  // namespace vedette::checks
