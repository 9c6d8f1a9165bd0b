#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

// Clang's thread-safety annotations; nothing under other compilers. Plain std::mutex members are
// not used in Vedette: clang 14 gives false alarms on them.
#if defined(__clang__)
#define VEDETTE_TSA(x) __attribute__((x))
#else
#define VEDETTE_TSA(x)
#endif
// gRPC's headers bring abseil's, which have the same names and meaning.
#undef GUARDED_BY
#undef PT_GUARDED_BY
#undef NO_THREAD_SAFETY_ANALYSIS
#define CAPABILITY(x) VEDETTE_TSA(capability(x))
#define SCOPED_CAPABILITY VEDETTE_TSA(scoped_lockable)
#define GUARDED_BY(x) VEDETTE_TSA(guarded_by(x))
#define PT_GUARDED_BY(x) VEDETTE_TSA(pt_guarded_by(x))
#define REQUIRES(...) VEDETTE_TSA(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) VEDETTE_TSA(locks_excluded(__VA_ARGS__))
#define ACQUIRE(...) VEDETTE_TSA(acquire_capability(__VA_ARGS__))
#define RELEASE(...) VEDETTE_TSA(release_capability(__VA_ARGS__))
#define NO_THREAD_SAFETY_ANALYSIS VEDETTE_TSA(no_thread_safety_analysis)

namespace vedette::base {

class CAPABILITY("mutex") Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;
  void Lock() ACQUIRE() { mutex_.lock(); }
  void Unlock() RELEASE() { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

class SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~MutexLock() RELEASE() { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits on a Mutex. Wake-ups may be spurious: wait in a loop around the condition.
class CondVar {
 public:
  void Wait(Mutex& mutex) REQUIRES(mutex) NO_THREAD_SAFETY_ANALYSIS {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }
  // False when `deadline` passed first.
  bool WaitUntil(Mutex& mutex, std::chrono::steady_clock::time_point deadline)
      REQUIRES(mutex) NO_THREAD_SAFETY_ANALYSIS {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool in_time = condition_.wait_until(lock, deadline) == std::cv_status::no_timeout;
    lock.release();
    return in_time;
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace vedette::base
