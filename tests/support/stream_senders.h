#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"

namespace vedette::support {

// Real senders of the protocols that only libavformat speaks. Each serves until its end. Confined
// to one thread.

// A port of 127.0.0.1 that no UDP socket is bound to.
int FreeUdpPort();

// Sends a file in real time, over and over, with ffmpeg: `format` to `url`, with `more` options.
std::unique_ptr<ChildProcess> SendInLoop(const std::string& file, const std::string& format,
                                         const std::string& url,
                                         const std::vector<std::string>& more = {});

// nginx with its RTMP module on a free port; what is published at Url is played at Url.
class RtmpServer {
 public:
  RtmpServer();
  bool running() const { return running_; }
  int port() const { return port_; }
  std::string Url(const std::string& name = "ch") const;

 private:
  TempDir dir_;
  int port_ = 0;
  bool running_ = false;
  std::unique_ptr<ChildProcess> process_;
};

// GStreamer's RTSP server on a free port, playing an MP4 of H.264 and AAC in real time.
class RtspServer {
 public:
  enum class Transports { kAll, kUdpOnly };
  explicit RtspServer(const std::string& mp4, Transports transports = Transports::kAll);
  // Whether it came up; false where its Python bindings are not installed.
  bool running() const { return port_ > 0; }
  std::string Url() const;

  // The same as a program alone, on a port of the caller's; its URL ends with /ch.
  static std::unique_ptr<ChildProcess> Serve(const std::string& mp4, int port);

 private:
  TempDir dir_;
  int port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace vedette::support
