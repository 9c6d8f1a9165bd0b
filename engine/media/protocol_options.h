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
};

// The one place where options of protocols are set, from typed durations, because units differ in
// FFmpeg 5.1: `timeout` is microseconds for tcp, http, rtsp, udp and srt, but seconds for rtmp
// (where it means listening), and srt's `connect_timeout` is milliseconds. rtmp's handshake can't
// be told: its TCP part gives up after 5 s. Protocols that may be opened on the way are listed.
// "unsupported" for a scheme that is not AvInput's.
base::Result<ProtocolCall> SetProtocolOptions(const AvInputOptions& options, Dictionary& entries);

}  // namespace vedette::media
