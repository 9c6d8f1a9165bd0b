#include "engine/net/socket_poller.h"

#include <array>
#include <cerrno>
#include <cstdlib>

namespace vedette::net {
namespace {

uint64_t Key(int fd, uint32_t generation) {
  return (static_cast<uint64_t>(generation) << 32) | static_cast<uint32_t>(fd);
}

int MakeEpoll() {
  const int fd = epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) std::abort();  // at the start of the process only: nothing can be watched
  return fd;
}

}  // namespace

SocketPoller::SocketPoller(boost::asio::io_context& io)
    : epoll_fd_(MakeEpoll()), descriptor_(io, epoll_fd_) {
  Wait();
}

SocketPoller::~SocketPoller() = default;

bool SocketPoller::Set(int fd, uint32_t events, SocketHandler* handler) {
  Watch& watch = watches_[fd];
  if (watch.handler == nullptr) watch.generation = ++generation_;
  watch.handler = handler;
  epoll_event event{};
  event.events = events;
  event.data.u64 = Key(fd, watch.generation);
  if (epoll_ctl(epoll_fd_, EPOLL_CTL_MOD, fd, &event) == 0) return true;
  if (errno == ENOENT && epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, fd, &event) == 0) return true;
  watches_.erase(fd);
  return false;
}

void SocketPoller::Remove(int fd) {
  if (watches_.erase(fd) > 0) epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, fd, nullptr);
}

void SocketPoller::Wait() {
  descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         [this](const boost::system::error_code& error) {
                           if (error) return;
                           Dispatch();
                           Wait();
                         });
}

void SocketPoller::Dispatch() {
  std::array<epoll_event, 128> events;
  const int count = epoll_wait(epoll_fd_, events.data(), events.size(), 0);
  for (int i = 0; i < count; ++i) {
    const uint64_t key = events[static_cast<size_t>(i)].data.u64;
    const int fd = static_cast<int>(key & 0xffffffff);
    const auto found = watches_.find(fd);
    if (found == watches_.end() || found->second.generation != key >> 32) continue;
    found->second.handler->OnSocket(fd, events[static_cast<size_t>(i)].events);
  }
}

}  // namespace vedette::net
