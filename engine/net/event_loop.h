// The room engine/net: the only place that speaks HTTP (libcurl multi) and UDP sockets. A few event
// loops, each with its own thread, serve all streams; nothing here knows playlists or media. Its
// callers are the sources.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/base/clock.h"

namespace vedette::net {

// One thread that waits for sockets and timers and runs what was posted to it. Post, RunAt and
// Cancel are synchronised; everything runs on the loop's thread and must not block it.
// Built on Boost.Asio, which stays inside the .cc files of this room.
class EventLoop {
 public:
  using Task = std::function<void()>;
  using TimerId = uint64_t;

  explicit EventLoop(const std::string& name);
  ~EventLoop();  // Stop()
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // False after Stop (the task is destroyed unrun).
  bool Post(Task task);
  // Runs `task` once, at `when` or as soon after as the loop gets to it.
  TimerId RunAt(base::SteadyTime when, Task task);
  // The task will not begin after Cancel has returned on the loop's thread; from another thread it
  // may be running just then.
  void Cancel(TimerId timer);

  bool InLoop() const;
  // Runs `task` on the loop and waits until it has run; directly when already in the loop. Does
  // nothing after Stop.
  void RunAndWait(Task task);

  // Joins the thread; tasks and timers not begun are dropped. Idempotent; not from the loop.
  void Stop();

  struct Impl;
  Impl& impl() { return *impl_; }  // for this room's own sockets

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace vedette::net
