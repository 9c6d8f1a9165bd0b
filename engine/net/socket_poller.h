#pragma once

#include <sys/epoll.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <unordered_map>

namespace vedette::net {

// Told when a watched descriptor is ready.
class SocketHandler {
 public:
  virtual ~SocketHandler() = default;
  virtual void OnSocket(int fd, uint32_t epoll_events) = 0;
};

// Level-triggered readiness of many descriptors. They wait in an epoll set of their own, which is
// the one descriptor Asio sees: descriptors that libcurl closes and reuses can't leave it with
// stale state, and one wake-up serves all that are ready. Confined to the loop's thread. Owns no
// watched descriptor.
class SocketPoller {
 public:
  explicit SocketPoller(boost::asio::io_context& io);
  ~SocketPoller();
  SocketPoller(const SocketPoller&) = delete;
  SocketPoller& operator=(const SocketPoller&) = delete;

  // Begins or changes watching: `events` of EPOLLIN and EPOLLOUT. False when the kernel refuses.
  bool Set(int fd, uint32_t events, SocketHandler* handler);
  // To be called before the descriptor is closed; the handler is not called after. Unknown:
  // ignored.
  void Remove(int fd);

 private:
  struct Watch {
    SocketHandler* handler = nullptr;
    uint32_t generation = 0;  // tells events of a descriptor's former life
  };
  void Wait();
  void Dispatch();

  const int epoll_fd_;
  boost::asio::posix::stream_descriptor descriptor_;  // owns epoll_fd_
  std::unordered_map<int, Watch> watches_;
  uint32_t generation_ = 0;
};

}  // namespace vedette::net
