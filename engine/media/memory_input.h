// Internal to engine/media: a libavformat input over bytes in memory.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/media/access_unit.h"
#include "engine/media/av_handles.h"
#include "engine/media/interrupt.h"
#include "engine/media/probe_limits.h"

namespace vedette::media {

// Opens `init` followed by `bytes` as one seekable file. Both must outlive it. Confined. A deadline
// holds for its whole life.
class MemoryInput {
 public:
  MemoryInput(ByteView bytes, const Bytes* init, const ProbeLimits& limits);
  MemoryInput(const MemoryInput&) = delete;
  MemoryInput& operator=(const MemoryInput&) = delete;

  // Finds the format and reads its header. Reasons as AvOpener's.
  base::Status Open();
  // Looks for the parameters of all tracks (decodes a few frames).
  base::Status FindInfo();
  // The failure of a libav call on it.
  base::Status Failure(int error, std::string_view said) const;

  AVFormatContext* context() const { return context_.get(); }

 private:
  static int ReadBytes(void* self, uint8_t* buffer, int size);
  static int64_t Seek(void* self, int64_t offset, int whence);
  base::Status CheckTracks() const;

  const ByteView init_;
  const ByteView bytes_;
  const ProbeLimits limits_;
  Interrupt interrupt_;
  Interrupt::Armed armed_;
  int64_t position_ = 0;
  IoContextPtr io_;  // outlives context_, which reads through it
  FormatInputPtr context_;
};

}  // namespace vedette::media
