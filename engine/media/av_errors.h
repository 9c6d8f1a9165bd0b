// Internal to engine/media: what libav's error numbers mean.
#pragma once

#include <string_view>

#include "engine/base/status.h"
#include "engine/media/interrupt.h"

namespace vedette::media {

// The failure of a libav call as a Status whose reason is an error class of checks.md. `error` is
// libav's (negative) number and stays in Status::native. `said` is what libav logged
// meanwhile (LogScope::said): some causes can only be told apart by it, as FFmpeg 5.1
// returns EIO for a name that does not resolve and for a failed TLS handshake. `interrupt`, where
// there is one, tells an abort ("aborted", kCancelled) from a deadline ("io_timeout").
base::Status FromAvError(int error, std::string_view said, const Interrupt* interrupt = nullptr);

}  // namespace vedette::media
