#include "tests/support/stream_senders.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "tests/support/bad_http_server.h"

namespace vedette::support {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool Connects(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(port);
  const bool connected =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return connected;
}

}  // namespace

int FreeUdpPort() {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

std::unique_ptr<ChildProcess> SendInLoop(const std::string& file, const std::string& format,
                                         const std::string& url,
                                         const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"ffmpeg",       "-hide_banner", "-nostdin", "-re",
                                        "-stream_loop", "-1",           "-i",       file,
                                        "-c",           "copy",         "-f",       format};
  arguments.insert(arguments.end(), more.begin(), more.end());
  arguments.push_back(url);
  return std::make_unique<ChildProcess>(arguments, "/dev/null");
}

RtmpServer::RtmpServer() {
  const std::string dir = dir_.path().string();
  port_ = BadHttpServer::RefusedPort();
  const std::string file = dir_.Write(
      "nginx.conf",
      "load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;\ndaemon off;\nmaster_process off;\n"
      "pid " +
          dir +
          "/pid;\nerror_log stderr;\nevents { worker_connections 64; }\n"
          "rtmp { server { listen 127.0.0.1:" +
          std::to_string(port_) + "; application live { live on; } } }\n");
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{"nginx", "-p", dir, "-c", file}, dir + "/log");
  const base::Deadline deadline = base::Deadline::After(base::seconds(10));
  while (!deadline.Passed()) {
    running_ = Connects(port_);
    if (running_ || process_->Wait(base::milliseconds(10)) != -1) return;
  }
}

std::string RtmpServer::Url(const std::string& name) const {
  return "rtmp://127.0.0.1:" + std::to_string(port_) + "/live/" + name;
}

RtspServer::RtspServer(const std::string& mp4, Transports transports) {
  const std::string port_file = (dir_.path() / "port").string();
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{"/usr/bin/python3", VEDETTE_RTSP_SERVER, mp4, port_file,
                               transports == Transports::kAll ? "all" : "udp"},
      (dir_.path() / "log").string());
  const base::Deadline deadline = base::Deadline::After(base::seconds(20));
  while (!deadline.Passed()) {
    std::ifstream(port_file) >> port_;
    if (port_ > 0 || process_->Wait(base::milliseconds(10)) != -1) return;
  }
}

std::string RtspServer::Url() const { return "rtsp://127.0.0.1:" + std::to_string(port_) + "/ch"; }

std::unique_ptr<ChildProcess> RtspServer::Serve(const std::string& mp4, int port) {
  return std::make_unique<ChildProcess>(
      std::vector<std::string>{"/usr/bin/python3", VEDETTE_RTSP_SERVER, mp4, "/dev/null", "all",
                               std::to_string(port)},
      "/dev/null");
}

}  // namespace vedette::support
