#include "tests/support/network_namespace.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

namespace vedette::support {
namespace {

void Fill(sockaddr& to, const char* address) {
  auto& ipv4 = reinterpret_cast<sockaddr_in&>(to);
  ipv4.sin_family = AF_INET;
  inet_pton(AF_INET, address, &ipv4.sin_addr);
}

bool BringUp(int fd, char* loopback) {
  ifreq request{};
  std::strncpy(request.ifr_name, loopback, IFNAMSIZ - 1);
  request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_MULTICAST;
  return ioctl(fd, SIOCSIFFLAGS, &request) == 0;
}

bool RouteMulticast(int fd, char* loopback) {
  rtentry route{};
  Fill(route.rt_dst, "224.0.0.0");
  Fill(route.rt_genmask, "240.0.0.0");
  Fill(route.rt_gateway, "0.0.0.0");
  route.rt_flags = RTF_UP;
  route.rt_dev = loopback;
  return ioctl(fd, SIOCADDRT, &route) == 0;
}

}  // namespace

bool EnterOwnNetwork() {
  if (unshare(CLONE_NEWNET) != 0) return false;
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  char loopback[] = "lo";
  const bool ready = BringUp(fd, loopback) && RouteMulticast(fd, loopback);
  close(fd);
  return ready;
}

}  // namespace vedette::support
