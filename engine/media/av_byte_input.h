#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/media/av_input.h"

namespace vedette::media {

// The bytes that one of libavformat's protocols brings, as they come: for transport streams over
// SRT, which our own reader takes apart. Confined to the reader thread, which it blocks; only Abort
// may come from another thread. Failures as AvInput's.
class AvByteInput {
 public:
  // Of `options` those of the connection count.
  explicit AvByteInput(AvInputOptions options);
  ~AvByteInput();  // closes; takes 1 s at most
  AvByteInput(const AvByteInput&) = delete;
  AvByteInput& operator=(const AvByteInput&) = delete;

  // Connects or, as an SRT listener, waits for a caller. Once.
  base::Status Open(base::Deadline deadline);
  // What has come, some bytes at least; 0 when nothing did within `wait` (looked at every 100 ms).
  // After any failure the input is over.
  base::Result<size_t> Read(std::span<uint8_t> buffer, base::milliseconds wait);
  // Makes a call under way, and all later ones, return within about 100 ms; but see AvInput::Abort.
  void Abort();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vedette::media
