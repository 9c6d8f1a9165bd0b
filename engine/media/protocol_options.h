// Internal to engine/media: what libav's protocols are told.
#pragma once

#include <string>

#include "engine/base/status.h"
#include "engine/media/av_handles.h"
#include "engine/media/av_input.h"

namespace vedette::media {

// How libav is to be called for a URL. Value.
struct ProtocolCall {
  std::string url;         // as libav takes it
  bool own_input = false;  // the demuxer opens its sockets itself (rtsp, rtp)
  bool datagrams = false;
  bool own_tls = false;  // ... and the TLS in it, which it does not verify (rtsps)
};

// The one place where options of protocols are set, from typed durations, because units differ in
// FFmpeg 5.1: `timeout` is microseconds for tcp, http, rtsp, udp and srt, but seconds for rtmp
// (where it means listening), and srt's `connect_timeout` is milliseconds. rtmp's handshake can't
// be told: its TCP part gives up after 5 s. Protocols that may be opened on the way are listed.
// "unsupported" for a scheme that is not AvInput's.
//
// Certificates are verified, against SSL_CERT_FILE where that is set, as HttpClient does. `latency`
// in the query of an srt URL is milliseconds, as SRT's own tools take it; 20,000 and more is taken
// for FFmpeg's microseconds. `streamid` and `passphrase` may be percent-encoded.
base::Result<ProtocolCall> SetProtocolOptions(const AvInputOptions& options, Dictionary& entries);

// Verification of certificates, for libav's tls protocol.
void SetTls(Dictionary& entries);

}  // namespace vedette::media
