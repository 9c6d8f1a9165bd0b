#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_poller.h"

namespace vedette::net {

// The inside of EventLoop, for the sockets of this room only. `poller` is confined to the loop's
// thread, and so is `receive_buffer`; the rest is EventLoop's own.
struct EventLoop::Impl {
  explicit Impl(const std::string& name);
  void Run(const std::string& name);
  void RunTasks();
  void RunDueTimers();
  void ArmTimer();  // on the loop

  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
  boost::asio::steady_timer timer{io};
  base::SteadyTime armed = base::SteadyTime::max();  // when `timer` fires
  SocketPoller poller{io};
  std::vector<uint8_t> receive_buffer;  // of all UDP sockets

  base::Mutex mutex;
  std::deque<Task> tasks GUARDED_BY(mutex);
  std::map<std::pair<base::SteadyTime, TimerId>, Task> timers GUARDED_BY(mutex);
  std::unordered_map<TimerId, base::SteadyTime> timer_times GUARDED_BY(mutex);
  TimerId next_timer GUARDED_BY(mutex) = 1;
  bool scheduled GUARDED_BY(mutex) = false;  // RunTasks is posted to `io`, or runs
  bool stopped GUARDED_BY(mutex) = false;

  std::thread thread;
};

}  // namespace vedette::net
