#include "engine/media/protocol_options.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "engine/base/url.h"

namespace vedette::media {
namespace {

// The receive queue of one UDP input in packets of 188 bytes: 0.7 MB (libav's own: 5.4 MB).
constexpr int64_t kUdpQueuePackets = 7 * 512;

// One option bounds both connecting and every read after it; reads are to be given up later than
// the check `no_data` speaks (10 s).
constexpr base::milliseconds kRtspPatience{4000};

int64_t Microseconds(base::milliseconds span) { return base::microseconds(span).count(); }

std::string SchemeOf(const std::string& url) {
  const size_t end = url.find("://");
  if (end == std::string::npos) return "file";
  std::string scheme = url.substr(0, end);
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return scheme;
}

base::Status SetLatency(std::string_view value, Dictionary& entries) {
  constexpr int64_t kMicrosecondsFrom = 20000;
  constexpr int64_t kMostMicroseconds = 60'000'000;
  int64_t latency = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), latency);
  if (parsed.ec == std::errc() && latency < kMicrosecondsFrom) latency *= 1000;
  if (parsed.ec != std::errc() || parsed.ptr != value.data() + value.size() || latency < 0 ||
      latency > kMostMicroseconds) {
    return base::InvalidArgument("unsupported", "latency must be 0 to 19999 ms");
  }
  entries.Set("latency", latency);
  return {};
}

// The URL without the options that libav would take wrongly (or from a buffer of 256 bytes): those
// go into `entries`.
base::Result<std::string> SetSrt(const AvInputOptions& options, Dictionary& entries) {
  entries.Set("protocol_whitelist", "srt");
  entries.Set("connect_timeout", options.connect_timeout.count());
  const size_t query = std::min(options.url.find('?'), options.url.size());
  std::string url = options.url.substr(0, query);
  std::string_view rest = std::string_view(options.url).substr(query);
  char separator = '?';
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view option = rest.substr(0, rest.find('&'));
    rest.remove_prefix(option.size());
    const size_t equals = std::min(option.find('='), option.size());
    const std::string_view name = option.substr(0, equals);
    const std::string_view value = option.substr(std::min(equals + 1, option.size()));
    if (name == "latency") {
      VEDETTE_RETURN_IF_ERROR(SetLatency(value, entries));
    } else if (name == "streamid" || name == "passphrase") {
      entries.Set(std::string(name).c_str(), base::PercentDecode(value));
    } else if (!option.empty()) {
      url.append(1, std::exchange(separator, '&')).append(option);
    }
  }
  return url;
}

void SetHttp(const AvInputOptions& options, Dictionary& entries) {
  entries.Set("protocol_whitelist", "http,https,httpproxy,tcp,tls,crypto");
  entries.Set("timeout", Microseconds(options.connect_timeout));
  entries.Set("user_agent", options.user_agent);
  entries.Set("max_redirects", options.max_redirects);
  SetTls(entries);
  std::string headers;
  for (const auto& [name, value] : options.headers) {
    headers.append(name).append(": ").append(value).append("\r\n");
  }
  if (!headers.empty()) entries.Set("headers", headers);
}

void SetRtsp(const AvInputOptions& options, Dictionary& entries) {
  entries.Set("protocol_whitelist", "rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto");
  entries.Set("timeout", Microseconds(options.connect_timeout + kRtspPatience));
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

void SetTls(Dictionary& entries) {
  entries.Set("tls_verify", 1);
  if (const char* const file = std::getenv("SSL_CERT_FILE")) entries.Set("ca_file", file);
}

base::Result<ProtocolCall> SetProtocolOptions(const AvInputOptions& options, Dictionary& entries) {
  const std::string scheme = SchemeOf(options.url);
  ProtocolCall call{options.url};
  if (scheme == "http" || scheme == "https") {
    SetHttp(options, entries);
  } else if (scheme == "rtsp" || scheme == "rtsps") {
    SetRtsp(options, entries);
    call.own_input = true;
    call.own_tls = scheme == "rtsps";
    call.datagrams = options.rtsp_transport == RtspTransport::kUdp;
  } else if (scheme == "rtmp" || scheme == "rtmps") {
    entries.Set("protocol_whitelist", "rtmp,rtmps,tcp,tls,crypto");
    if (scheme == "rtmps") SetTls(entries);
  } else if (scheme == "srt") {
    auto url = SetSrt(options, entries);
    if (!url.ok()) return url.status();
    call.url = *std::move(url);
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
