#include "engine/media/protocol_options.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace vedette::media {
namespace {

// The receive queue of one UDP input in packets of 188 bytes: 0.7 MB (libav's own: 5.4 MB).
constexpr int64_t kUdpQueuePackets = 7 * 512;

int64_t Microseconds(base::milliseconds span) { return base::microseconds(span).count(); }

std::string SchemeOf(const std::string& url) {
  const size_t end = url.find("://");
  if (end == std::string::npos) return "file";
  std::string scheme = url.substr(0, end);
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return scheme;
}

void SetHttp(const AvInputOptions& options, Dictionary& entries) {
  entries.Set("protocol_whitelist", "http,https,httpproxy,tcp,tls,crypto");
  entries.Set("timeout", Microseconds(options.connect_timeout));
  entries.Set("user_agent", options.user_agent);
  std::string headers;
  for (const auto& [name, value] : options.headers) {
    headers.append(name).append(": ").append(value).append("\r\n");
  }
  if (!headers.empty()) entries.Set("headers", headers);
}

void SetRtsp(const AvInputOptions& options, Dictionary& entries) {
  entries.Set("protocol_whitelist", "rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto");
  entries.Set("timeout", Microseconds(options.connect_timeout));
  entries.Set("user_agent", options.user_agent);
  switch (options.rtsp_transport) {
    case RtspTransport::kTcp:
      entries.Set("rtsp_transport", "tcp");
      break;
    case RtspTransport::kUdp:
      entries.Set("rtsp_transport", "udp");
      break;
    case RtspTransport::kTcpThenUdp:
      entries.Set("rtsp_transport", "tcp+udp");
      entries.Set("rtsp_flags", "prefer_tcp");
      break;
  }
}

void SetUdp(const char* whitelist, Dictionary& entries) {
  entries.Set("protocol_whitelist", whitelist);
  entries.Set("fifo_size", kUdpQueuePackets);
  entries.Set("overrun_nonfatal", 1);
}

}  // namespace

base::Result<ProtocolCall> SetProtocolOptions(const AvInputOptions& options, Dictionary& entries) {
  const std::string scheme = SchemeOf(options.url);
  ProtocolCall call{options.url};
  if (scheme == "http" || scheme == "https") {
    SetHttp(options, entries);
  } else if (scheme == "rtsp" || scheme == "rtsps") {
    SetRtsp(options, entries);
    call.own_input = true;
    call.datagrams = options.rtsp_transport == RtspTransport::kUdp;
  } else if (scheme == "rtmp" || scheme == "rtmps") {
    entries.Set("protocol_whitelist", "rtmp,rtmps,tcp,tls,crypto");
  } else if (scheme == "srt") {
    entries.Set("protocol_whitelist", "srt");
    entries.Set("connect_timeout", options.connect_timeout.count());
    call.datagrams = true;
  } else if (scheme == "udp") {
    SetUdp("udp", entries);
    call.datagrams = true;
  } else if (scheme == "rtp") {
    SetUdp("rtp,srtp,udp,crypto", entries);
    call.own_input = true;
    call.datagrams = true;
  } else if (scheme == "tcp") {
    entries.Set("protocol_whitelist", "tcp");
    entries.Set("timeout", Microseconds(options.connect_timeout));
  } else if (scheme == "file") {
    entries.Set("protocol_whitelist", "file");
    // A path as it stands, so that no name in it is taken for a protocol.
    if (!options.url.starts_with("file:")) call.url = "file:" + options.url;
  } else {
    return base::Status(base::Code::kUnimplemented, "unsupported", "no protocol " + scheme);
  }
  return call;
}

}  // namespace vedette::media
