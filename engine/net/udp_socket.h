#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/media/access_unit.h"
#include "engine/net/event_loop.h"

namespace vedette::net {

struct UdpOptions {
  std::string address{};  // numeric, of this machine or a multicast group; "" = every IPv4 address
  int port = 0;           // 0 = any free one
  std::string interface {
  };  // for multicast: an address of it, or its name; "" = the system's choice
  // Asked of the kernel, which caps it at net.core.rmem_max unless the process may exceed that.
  // 1 MiB holds about 1 s of 4 Mbit/s.
  int receive_buffer_bytes = 1 << 20;
};

// Datagrams that were waiting together. A view into the loop's buffer, valid during the call.
struct UdpBatch {
  std::span<const media::ByteView> datagrams;
  uint64_t kernel_drops = 0;  // lost in the full receive buffer since the last batch
  uint64_t cut = 0;           // of `datagrams`: longer than 9216 bytes, the rest is lost
  base::SteadyTime arrival{};
};

// A socket that receives. While data flow it is read every 20 ms instead of at each datagram: 30 %
// less CPU than a wake-up per datagram (measured at 4 Mbit/s). Confined to the loop's thread.
class UdpSocket {
 public:
  using OnBatch = std::function<void(const UdpBatch&)>;

  // Fails with reason dns (not a numeric address) or local_fault (can't be bound or joined here).
  // `on_batch` may destroy the socket.
  static base::Result<std::unique_ptr<UdpSocket>> Open(EventLoop& loop, const UdpOptions& options,
                                                       OnBatch on_batch);
  ~UdpSocket();
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;

  int port() const;

 private:
  class Impl;
  explicit UdpSocket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace vedette::net
