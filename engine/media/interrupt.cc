#include "engine/media/interrupt.h"

namespace vedette::media {

Interrupt::Armed::Armed(Interrupt& interrupt, base::Deadline deadline) : interrupt_(interrupt) {
  interrupt_.timed_out_.store(false);
  interrupt_.deadline_.store(deadline.at());
}

Interrupt::Armed::~Armed() { interrupt_.deadline_.store(base::SteadyTime::max()); }

bool Interrupt::ShouldStop(base::SteadyTime now) {
  if (aborted_.load()) return true;
  if (now < deadline_.load()) return false;
  timed_out_.store(true);
  return true;
}

int Interrupt::Callback(void* interrupt) {
  return static_cast<Interrupt*>(interrupt)->ShouldStop(std::chrono::steady_clock::now()) ? 1 : 0;
}

}  // namespace vedette::media
