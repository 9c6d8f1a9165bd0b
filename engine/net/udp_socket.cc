#include "engine/net/udp_socket.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "engine/net/address.h"
#include "engine/net/event_loop_impl.h"

namespace vedette::net {
namespace {

using base::Status;

constexpr size_t kBatch = 32;
constexpr size_t kMaxDatagram = 9216;  // jumbo frames
constexpr int kBatchesPerTurn = 16;    // then the loop's other sockets get theirs
constexpr base::milliseconds kTick{20};

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
  sockaddr_in& v4() { return reinterpret_cast<sockaddr_in&>(storage); }
  sockaddr_in6& v6() { return reinterpret_cast<sockaddr_in6&>(storage); }
};

bool Parse(const std::string& text, int port, Address& address) {
  const std::string numeric = text.empty() ? "0.0.0.0" : text == "localhost" ? "127.0.0.1" : text;
  if (inet_pton(AF_INET, numeric.c_str(), &address.v4().sin_addr) == 1) {
    address.v4().sin_family = AF_INET;
    address.v4().sin_port = htons(static_cast<uint16_t>(port));
    address.length = sizeof(sockaddr_in);
    return true;
  }
  if (inet_pton(AF_INET6, numeric.c_str(), &address.v6().sin6_addr) == 1) {
    address.v6().sin6_family = AF_INET6;
    address.v6().sin6_port = htons(static_cast<uint16_t>(port));
    address.length = sizeof(sockaddr_in6);
    return true;
  }
  return false;
}

bool IsMulticast(Address& address) {
  if (address.storage.ss_family == AF_INET6) {
    return IN6_IS_ADDR_MULTICAST(&address.v6().sin6_addr);
  }
  return IN_MULTICAST(ntohl(address.v4().sin_addr.s_addr));
}

Status SystemFault(const std::string& what) {
  const int error = errno;
  return {base::Code::kFailedPrecondition, "local_fault", what + ": " + std::strerror(error),
          error};
}

Status Join(int fd, Address& group, const std::string& interface) {
  const unsigned index = interface.empty() ? 0 : if_nametoindex(interface.c_str());
  if (group.storage.ss_family == AF_INET6) {
    if (!interface.empty() && index == 0) return SystemFault("no interface " + interface);
    ipv6_mreq request{};
    request.ipv6mr_multiaddr = group.v6().sin6_addr;
    request.ipv6mr_interface = index;
    if (setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &request, sizeof(request)) == 0) return {};
  } else {
    ip_mreqn request{};
    request.imr_multiaddr = group.v4().sin_addr;
    request.imr_ifindex = static_cast<int>(index);
    if (!interface.empty() && index == 0 &&
        inet_pton(AF_INET, interface.c_str(), &request.imr_address) != 1) {
      return SystemFault("no interface " + interface);
    }
    if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof(request)) == 0) return {};
  }
  return SystemFault("multicast group can't be joined");
}

Status Prepare(int fd, Address& address, const UdpOptions& options) {
  const int on = 1;
  const int size = options.receive_buffer_bytes;
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) != 0) {
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
  }
  setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof(on));
  const bool multicast = IsMulticast(address);
  // Several streams may share a group's port. On a unicast port the second would steal from the
  // first, so there it is refused.
  if (multicast) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(fd, address.raw(), address.length) != 0) {
    return SystemFault("can't receive on " + FormatAddress(*address.raw()));
  }
  return multicast ? Join(fd, address, options.interface) : Status::Ok();
}

}  // namespace

class UdpSocket::Impl final : public SocketHandler {
 public:
  Impl(EventLoop& loop, int fd, OnBatch on_batch)
      : loop_(loop), fd_(fd), on_batch_(std::move(on_batch)) {}
  ~Impl() override {
    loop_.Cancel(tick_);
    loop_.impl().poller.Remove(fd_);
    close(fd_);
    if (destroyed_ != nullptr) *destroyed_ = true;
  }

  bool Watch() { return loop_.impl().poller.Set(fd_, EPOLLIN, this); }
  int fd() const { return fd_; }

  void OnSocket(int, uint32_t) override {
    loop_.impl().poller.Set(fd_, 0, this);
    Read();
  }

 private:
  void Read() {
    bool destroyed = false;
    destroyed_ = &destroyed;
    bool any = false;
    for (int i = 0; i < kBatchesPerTurn; ++i) {
      const int count = Receive();
      if (destroyed) return;
      any = any || count > 0;
      if (count < static_cast<int>(kBatch)) break;
    }
    destroyed_ = nullptr;
    if (any) {
      tick_ = loop_.RunAt(std::chrono::steady_clock::now() + kTick, [this] { Read(); });
    } else {
      Watch();
    }
  }

  // How many datagrams there were. `this` may be gone afterwards.
  int Receive() {
    std::vector<uint8_t>& buffer = loop_.impl().receive_buffer;
    buffer.resize(kBatch * kMaxDatagram);
    std::array<mmsghdr, kBatch> messages{};
    std::array<iovec, kBatch> pieces;
    alignas(cmsghdr) std::array<std::array<char, CMSG_SPACE(sizeof(uint32_t))>, kBatch> control;
    for (size_t i = 0; i < kBatch; ++i) {
      pieces[i] = {buffer.data() + i * kMaxDatagram, kMaxDatagram};
      msghdr& header = messages[i].msg_hdr;
      header.msg_iov = &pieces[i];
      header.msg_iovlen = 1;
      header.msg_control = control[i].data();
      header.msg_controllen = control[i].size();
    }
    const int count = recvmmsg(fd_, messages.data(), kBatch, MSG_DONTWAIT, nullptr);
    if (count <= 0) return 0;
    UdpBatch batch;
    std::array<media::ByteView, kBatch> datagrams;
    for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
      datagrams[i] = {buffer.data() + i * kMaxDatagram, messages[i].msg_len};
      if (messages[i].msg_hdr.msg_flags & MSG_TRUNC) ++batch.cut;
      batch.kernel_drops += NewDrops(messages[i].msg_hdr);
    }
    batch.datagrams = std::span(datagrams.data(), static_cast<size_t>(count));
    batch.arrival = std::chrono::steady_clock::now();
    on_batch_(batch);
    return count;
  }

  uint32_t NewDrops(msghdr& header) {
    for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
      if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_RXQ_OVFL) continue;
      uint32_t total = 0;
      std::memcpy(&total, CMSG_DATA(c), sizeof(total));
      return total - std::exchange(drops_, total);
    }
    return 0;
  }

  EventLoop& loop_;
  const int fd_;
  const OnBatch on_batch_;
  EventLoop::TimerId tick_ = 0;
  uint32_t drops_ = 0;  // as the kernel counts them, from 0 at the start
  bool* destroyed_ = nullptr;
};

base::Result<std::unique_ptr<UdpSocket>> UdpSocket::Open(EventLoop& loop, const UdpOptions& options,
                                                         OnBatch on_batch) {
  Address address;
  if (!Parse(options.address, options.port, address)) {
    return base::InvalidArgument("dns", "UDP takes an address, not a name: " + options.address);
  }
  const int fd =
      socket(address.storage.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);
  if (fd < 0) return SystemFault("no socket");
  auto impl = std::make_unique<Impl>(loop, fd, std::move(on_batch));
  VEDETTE_RETURN_IF_ERROR(Prepare(fd, address, options));
  if (!impl->Watch()) return SystemFault("socket can't be watched");
  return std::unique_ptr<UdpSocket>(new UdpSocket(std::move(impl)));
}

UdpSocket::UdpSocket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

UdpSocket::~UdpSocket() = default;

int UdpSocket::port() const {
  Address address;
  address.length = sizeof(address.storage);
  if (getsockname(impl_->fd(), address.raw(), &address.length) != 0) return 0;
  return ntohs(address.storage.ss_family == AF_INET6 ? address.v6().sin6_port
                                                     : address.v4().sin_port);
}

}  // namespace vedette::net
