#pragma once

#include <memory>
#include <string>

#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"

namespace vedette::support {

// A real nginx on a free port of 127.0.0.1, plain or with TLS and HTTP/2 (a certificate of its own,
// for "localhost", made at the start). Confined to one thread.
class NginxServer {
 public:
  enum class Mode { kPlain, kTls, kTlsAndHttp2 };

  // `locations`: what stands in its server block. Files in root() are served beside that.
  NginxServer(const std::string& locations, Mode mode);

  // Whether it came up within 10 s; false where nginx is not installed.
  bool running() const { return running_; }
  int port() const { return port_; }
  std::string Url(const std::string& path) const;
  std::string root() const { return (dir_.path() / "html").string(); }
  std::string certificate() const { return (dir_.path() / "cert.pem").string(); }
  // What nginx said, for messages of failed tests.
  std::string Log() const;

 private:
  TempDir dir_;
  const Mode mode_;
  int port_ = 0;
  bool running_ = false;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace vedette::support
