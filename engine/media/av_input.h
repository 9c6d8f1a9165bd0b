#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/media/packet.h"
#include "engine/media/probe_limits.h"
#include "engine/media/track.h"

namespace vedette::media {

enum class RtspTransport : uint8_t { kTcpThenUdp, kTcp, kUdp };

// How a URL is to be opened. Value.
struct AvInputOptions {
  std::string stream_id;  // for the log
  std::string url;        // rtmp, rtmps, rtsp, rtsps, srt, http, https, udp, rtp, tcp, file or path
  std::vector<std::pair<std::string, std::string>> headers;  // http only
  std::string user_agent = "Vedette";
  RtspTransport rtsp_transport = RtspTransport::kTcpThenUdp;
  // One TCP or SRT handshake. On http libav gives up a read after it as well, on rtsp it gives up
  // both 4 s later; on rtmp it is 5 s whatever is set.
  base::milliseconds connect_timeout{5000};
  int max_redirects = 8;  // http only
  ProbeLimits probe;
};

// One libavformat input. Confined to the reader thread that made it, which it blocks; only Abort
// may come from another thread.
//
// Failures carry an error class of checks.md as their reason: dns, tcp_refused, tcp_timeout, tls,
// http_401_403, http_404_410, http_429, http_451, http_4xx, http_5xx, eof, io_timeout,
// invalid_data, unsupported, limit_reached, local_fault; after Abort "aborted" (kCancelled).
// Playlist formats (HLS, DASH, concat and the like) are refused as "unsupported": other rooms read
// them.
class AvInput {
 public:
  explicit AvInput(AvInputOptions options);
  ~AvInput();  // closes; takes 1 s at most
  AvInput(const AvInput&) = delete;
  AvInput& operator=(const AvInput&) = delete;

  // Opens and describes. Once; after a failure make a new AvInput. RTSP is tried over TCP, then
  // over UDP when the server refuses that transport.
  base::Result<std::shared_ptr<const MediaInfo>> Open(base::Deadline deadline);

  // The next packet of any track. Times are on the media clock as carried, wraps removed. At the
  // end: kOutOfRange with reason "eof". After any failure the input is over.
  base::Result<PacketPtr> Read(base::Deadline deadline);

  // What is known now: another pointer than before when tracks were added or changed their
  // parameters (looked at after each Read).
  const std::shared_ptr<const MediaInfo>& info() const;

  // Options that no part of libavformat recognised in Open, for the log: empty when all is well.
  const std::vector<std::string>& unused_options() const;

  // Makes a call under way, and all later ones, return within about 100 ms. A host name being
  // looked up is the exception: the system's resolver can't be interrupted.
  void Abort();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vedette::media
