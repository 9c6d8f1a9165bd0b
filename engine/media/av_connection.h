// Internal to engine/media: the connection under an input, apart from the format in it.
#pragma once

#include <memory>

#include "engine/base/status.h"
#include "engine/media/av_handles.h"
#include "engine/media/av_input.h"
#include "engine/media/interrupt.h"
#include "engine/media/log_bridge.h"
#include "engine/media/protocol_options.h"

namespace vedette::media {

struct ConnectionDeleter {
  void operator()(AVIOContext* io) const { avio_close(io); }
};
using ConnectionPtr = std::unique_ptr<AVIOContext, ConnectionDeleter>;

// Opens it, so that a server that hung up without a byte can be told from one that sent garbage.
// Null where the demuxer opens its sockets itself (`call.own_input`); of rtsps the certificate is
// looked at then, in a connection of its own, as FFmpeg 5.1 has no option to have it verified.
// `interrupt` is armed by the caller, and outlives the connection.
base::Result<ConnectionPtr> OpenConnection(const AvInputOptions& options, const ProtocolCall& call,
                                           Dictionary& entries, Interrupt& interrupt,
                                           const LogScope& scope);

}  // namespace vedette::media
