#include "engine/checks/lasting.h"

#include "engine/checks/fact_time.h"

namespace vedette::checks {
namespace {

constexpr int kGoodLooks = 2;

}  // namespace

void Settle(CheckId check, Lasting& lasting, const std::string& subject, base::WallTime wall,
            Ledger& ledger) {
  if (!lasting.bad && !ledger.Lost(check, subject)) return;
  if (lasting.good++ == 0) lasting.end = OnWall(wall);
  if (lasting.good < kGoodLooks) return;
  lasting.bad = false;
  ledger.Good(check, subject, lasting.end);
}

void Count(CheckId check, Counted& counted, bool bad, bool fact_at_once, const std::string& subject,
           base::WallTime wall, const std::string& detail, Ledger& ledger) {
  if (!bad) {
    counted.in_row = 0;
    return Settle(check, counted.lasting, subject, wall, ledger);
  }
  if (++counted.in_row == 1) counted.first = wall;
  const double limit = ledger.limit(check).limit;
  const bool enough = counted.in_row >= limit;
  counted.lasting.good = 0;
  if (!enough && !fact_at_once) return;
  if (!counted.lasting.bad) counted.lasting.start = OnWall(counted.first);
  counted.lasting.bad = true;
  Finding finding{.check = check,
                  .subject = subject,
                  .start = counted.lasting.start,
                  .now = OnWall(wall),
                  .value = static_cast<double>(counted.in_row),
                  .limit = limit,
                  .detail = detail,
                  .ready = enough};
  if (!enough) finding.severity = Severity::kMinor;
  ledger.Bad(finding);
}

}  // namespace vedette::checks
