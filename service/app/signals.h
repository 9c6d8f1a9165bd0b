#pragma once

namespace vedette::app {

// SIGTERM and SIGINT as something to wait for, and SIGPIPE ignored. Made in main before there are
// other threads, which inherit that the signals are blocked. Confined to that thread.
class Signals {
 public:
  Signals();

  // Blocks until one comes and returns it. From then on they have their usual effect again: a
  // second one ends the process at once.
  int Wait();
};

}  // namespace vedette::app
