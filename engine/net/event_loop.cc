#include "engine/net/event_loop.h"

#include <pthread.h>

#include <boost/asio/post.hpp>
#include <chrono>

#include "engine/net/event_loop_impl.h"

namespace vedette::net {
namespace {

thread_local const EventLoop::Impl* current_loop = nullptr;

// Says that a task is over, run or dropped, when its last owner lets go of it.
class Completion {
 public:
  struct State {
    base::Mutex mutex;
    base::CondVar changed;
    bool over GUARDED_BY(mutex) = false;
  };
  explicit Completion(std::shared_ptr<State> state) : state_(std::move(state)) {}
  ~Completion() {
    base::MutexLock lock(state_->mutex);
    state_->over = true;
    state_->changed.NotifyAll();
  }

 private:
  std::shared_ptr<State> state_;
};

}  // namespace

EventLoop::Impl::Impl(const std::string& name) : thread([this, name] { Run(name); }) {}

void EventLoop::Impl::Run(const std::string& name) {
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
  current_loop = this;
  io.run();
  current_loop = nullptr;
}

void EventLoop::Impl::RunTasks() {
  size_t left = 0;
  {
    base::MutexLock lock(mutex);
    left = tasks.size();
  }
  // What these tasks post waits for the next turn, so that sockets and timers get theirs.
  for (; left > 0; --left) {
    Task task;
    {
      base::MutexLock lock(mutex);
      task = std::move(tasks.front());
      tasks.pop_front();
    }
    task();
  }
  base::MutexLock lock(mutex);
  scheduled = !tasks.empty();
  if (scheduled) boost::asio::post(io, [this] { RunTasks(); });
}

void EventLoop::Impl::RunDueTimers() {
  const base::SteadyTime now = std::chrono::steady_clock::now();
  while (true) {
    Task task;
    {
      base::MutexLock lock(mutex);
      const auto first = timers.begin();
      if (first == timers.end() || first->first.first > now) break;
      task = std::move(first->second);
      timer_times.erase(first->first.second);
      timers.erase(first);
    }
    task();
  }
  ArmTimer();
}

void EventLoop::Impl::ArmTimer() {
  base::SteadyTime first;
  {
    base::MutexLock lock(mutex);
    if (timers.empty()) return;
    first = timers.begin()->first.first;
  }
  // A timer armed for something cancelled since fires once in vain and arms the right time then.
  if (first >= armed) return;
  armed = first;
  timer.expires_at(first);
  timer.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    armed = base::SteadyTime::max();
    RunDueTimers();
  });
}

EventLoop::EventLoop(const std::string& name) : impl_(std::make_unique<Impl>(name)) {}

EventLoop::~EventLoop() { Stop(); }

bool EventLoop::Post(Task task) {
  base::MutexLock lock(impl_->mutex);
  if (impl_->stopped) return false;
  impl_->tasks.push_back(std::move(task));
  if (!impl_->scheduled) {
    impl_->scheduled = true;
    boost::asio::post(impl_->io, [impl = impl_.get()] { impl->RunTasks(); });
  }
  return true;
}

EventLoop::TimerId EventLoop::RunAt(base::SteadyTime when, Task task) {
  TimerId id = 0;
  bool earliest = false;
  {
    base::MutexLock lock(impl_->mutex);
    if (impl_->stopped) return 0;
    id = impl_->next_timer++;
    earliest = impl_->timers.empty() || when < impl_->timers.begin()->first.first;
    impl_->timers.emplace(std::make_pair(when, id), std::move(task));
    impl_->timer_times.emplace(id, when);
  }
  if (earliest) {
    if (InLoop()) {
      impl_->ArmTimer();
    } else {
      boost::asio::post(impl_->io, [impl = impl_.get()] { impl->ArmTimer(); });
    }
  }
  return id;
}

void EventLoop::Cancel(TimerId timer) {
  Task dropped;  // destroyed without the lock
  base::MutexLock lock(impl_->mutex);
  const auto found = impl_->timer_times.find(timer);
  if (found == impl_->timer_times.end()) return;
  const auto entry = impl_->timers.find({found->second, timer});
  dropped = std::move(entry->second);
  impl_->timers.erase(entry);
  impl_->timer_times.erase(found);
}

bool EventLoop::InLoop() const { return current_loop == impl_.get(); }

void EventLoop::RunAndWait(Task task) {
  if (InLoop()) {
    task();
    return;
  }
  const auto state = std::make_shared<Completion::State>();
  // Dropped or run, the closure dies: both end the wait.
  Post([completion = std::make_shared<Completion>(state), &task] { task(); });
  base::MutexLock lock(state->mutex);
  while (!state->over) state->changed.Wait(state->mutex);
}

void EventLoop::Stop() {
  if (!impl_->thread.joinable()) return;
  {
    base::MutexLock lock(impl_->mutex);
    impl_->stopped = true;
  }
  impl_->io.stop();
  impl_->thread.join();
  std::deque<Task> tasks;
  std::map<std::pair<base::SteadyTime, TimerId>, Task> timers;
  base::MutexLock lock(impl_->mutex);
  tasks.swap(impl_->tasks);
  timers.swap(impl_->timers);
  impl_->timer_times.clear();
}

}  // namespace vedette::net
