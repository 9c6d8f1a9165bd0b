#pragma once

#include <atomic>

#include "engine/base/clock.h"

namespace vedette::media {

// Makes a blocking call of libav return: at a deadline, or at once and for ever after Abort().
// libav asks Callback() about every 100 ms while it waits on the network. Synchronised; must
// outlive the context it is installed in. Confirmed by a test: a call is given up neither before
// its deadline nor much later.
class Interrupt {
 public:
  // The deadline holds while the scope lives. One scope at a time.
  class Armed {
   public:
    Armed(Interrupt& interrupt, base::Deadline deadline);
    ~Armed();
    Armed(const Armed&) = delete;
    Armed& operator=(const Armed&) = delete;

   private:
    Interrupt& interrupt_;
  };

  // Sticky: every call under way and every later one returns at once. From any thread.
  void Abort() { aborted_.store(true); }
  bool aborted() const { return aborted_.load(); }
  // A call since the last Arm was given up because of its deadline.
  bool timed_out() const { return timed_out_.load(); }

  // True when the call under way must return.
  bool ShouldStop(base::SteadyTime now);

  // For AVIOInterruptCB{&Interrupt::Callback, interrupt}: non-zero asks libav to return.
  static int Callback(void* interrupt);

 private:
  std::atomic<base::SteadyTime> deadline_{base::SteadyTime::max()};
  std::atomic<bool> timed_out_{false};
  std::atomic<bool> aborted_{false};
};

}  // namespace vedette::media
