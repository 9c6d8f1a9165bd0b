#pragma once

#include "engine/source/blocking_reader.h"

namespace vedette::source {

// A transport stream over SRT. One thread with a small stack reads it, blocking, and gives
// kTsBytes chunks: 192 KiB, or what came within 100 ms. In the query of the URL: `mode` (caller;
// listener waits up to 10 minutes for its caller), `passphrase`, `streamid`, `latency` (ms), and
// what else FFmpeg knows. Has opened when its first bytes look like a transport stream; bytes that
// do not end it with invalid_data. For budget and losses see AvSource.
class SrtSource final : public ReaderSource {
 public:
  SrtSource(SourceSpec spec, SourceSink& sink, const ReaderParts& parts);
};

}  // namespace vedette::source
