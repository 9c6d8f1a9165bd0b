#include "tests/support/nginx_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/bad_http_server.h"

namespace vedette::support {
namespace {

bool Connects(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool connected = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return connected;
}

std::string Configuration(const std::string& dir, int port, NginxServer::Mode mode,
                          const std::string& locations) {
  const bool tls = mode != NginxServer::Mode::kPlain;
  const char* const how = !tls                              ? ";\n"
                          : mode == NginxServer::Mode::kTls ? " ssl;\n"
                                                            : " ssl http2;\n";
  const std::string listen = "listen 127.0.0.1:" + std::to_string(port);
  // clang-format off
  return "daemon off;\nmaster_process off;\npid " + dir + "/pid;\nerror_log stderr;\n"
         "events { worker_connections 1024; }\n"
         "http {\n"
         "  access_log off;\n"
         "  client_body_temp_path " + dir + "/t1;\n  proxy_temp_path " + dir + "/t2;\n"
         "  fastcgi_temp_path " + dir + "/t3;\n  uwsgi_temp_path " + dir + "/t4;\n"
         "  scgi_temp_path " + dir + "/t5;\n"
         "  types { video/mp2t ts; application/vnd.apple.mpegurl m3u8; video/mp4 mp4 m4s; }\n"
         "  server {\n"
         "    " + listen + how +
         (tls ? "    ssl_certificate " + dir + "/cert.pem;\n"
                "    ssl_certificate_key " + dir + "/key.pem;\n"
                "    ssl_session_cache shared:s:1m;\n" : "") +
         "    root " + dir + "/html;\n"
         "    " + locations + "\n"
         "  }\n"
         "}\n";
  // clang-format on
}

}  // namespace

NginxServer::NginxServer(const std::string& locations, Mode mode) : mode_(mode) {
  const std::string dir = dir_.path().string();
  std::filesystem::create_directory(root());
  if (mode != Mode::kPlain &&
      RunProgram({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                  "-nodes", "-keyout", dir + "/key.pem", "-out", certificate(), "-days", "2",
                  "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"}) != 0) {
    return;
  }
  port_ = BadHttpServer::RefusedPort();
  const std::string file = dir_.Write("nginx.conf", Configuration(dir, port_, mode, locations));
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{"nginx", "-p", dir, "-c", file}, dir + "/log");
  const base::Deadline deadline = base::Deadline::After(base::seconds(10));
  while (!deadline.Passed()) {
    running_ = Connects(port_);
    if (running_ || process_->Wait(base::milliseconds(10)) != -1) return;
  }
}

std::string NginxServer::Url(const std::string& path) const {
  return (mode_ != Mode::kPlain ? "https://localhost:" : "http://localhost:") +
         std::to_string(port_) + path;
}

std::string NginxServer::Log() const {
  std::ifstream file(dir_.path() / "log");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace vedette::support
