#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>

#include "engine/base/status.h"
#include "engine/media/audio_decoder.h"
#include "engine/media/track.h"
#include "engine/media/video_decoder.h"

namespace vedette::media {

// The decoders of one worker, used by all streams it serves. Confined to that worker. A decoder is
// found by codec and parameters (size, rate, extradata by content); the least recently used one
// goes when there are more than `capacity`, so that memory follows workers and not streams.
//
// A decoder found may have served another stream before: for `owner` (any number that is the
// stream's own) it is flushed when the last one to ask was somebody else. So it serves lone key
// frames (DecodeAlone) and runs of units decoded within one job; a sequence that goes on over
// several jobs at depth `full` needs a decoder of its own.
class DecoderCache {
 public:
  explicit DecoderCache(size_t capacity = 12) : capacity_(capacity) {}

  // Valid until the next call. "unsupported" as the decoders' Create says.
  base::Result<VideoDecoder*> Video(const TrackInfo& track, uint64_t owner);
  // For VideoDecoder::DecodeTop only.
  base::Result<VideoDecoder*> TopVideo(const TrackInfo& track, uint64_t owner);
  base::Result<AudioDecoder*> Audio(const TrackInfo& track, uint64_t owner);

  size_t size() const { return entries_.size(); }
  void Clear() { entries_.clear(); }

 private:
  struct Entry {
    std::string key;
    uint64_t owner = 0;
    std::unique_ptr<VideoDecoder> video;
    std::unique_ptr<AudioDecoder> audio;
  };
  base::Result<VideoDecoder*> Video(std::string key, const TrackInfo& track, uint64_t owner);
  // Moves the entry to the front; null when there is none.
  Entry* Find(const std::string& key);
  Entry* Add(Entry entry);

  const size_t capacity_;
  std::list<Entry> entries_;  // most recently used first
};

}  // namespace vedette::media
