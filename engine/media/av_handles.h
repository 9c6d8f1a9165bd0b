// Internal to engine/media: owners of libav's handles, and the few helpers that all its sources
// share. Not to be included by other rooms.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/frame.h>
#include <libswscale/swscale.h>
}

#include <memory>
#include <string>
#include <vector>

#include "engine/media/packet.h"
#include "engine/media/time.h"

namespace vedette::media {

struct FormatInputDeleter {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
struct CodecContextDeleter {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct FrameDeleter {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct BufferDeleter {
  void operator()(AVBufferRef* buffer) const { av_buffer_unref(&buffer); }
};
struct ScalerDeleter {
  void operator()(SwsContext* context) const { sws_freeContext(context); }
};
struct IoContextDeleter {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};
using FormatInputPtr = std::unique_ptr<AVFormatContext, FormatInputDeleter>;
using CodecContextPtr = std::unique_ptr<AVCodecContext, CodecContextDeleter>;
using FramePtr = std::unique_ptr<AVFrame, FrameDeleter>;
using BufferPtr = std::unique_ptr<AVBufferRef, BufferDeleter>;
using ScalerPtr = std::unique_ptr<SwsContext, ScalerDeleter>;
using IoContextPtr = std::unique_ptr<AVIOContext, IoContextDeleter>;

// An AVDictionary that frees itself. Confined.
class Dictionary {
 public:
  Dictionary() = default;
  ~Dictionary() { av_dict_free(&entries_); }
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  void Set(const char* key, const std::string& value) {
    av_dict_set(&entries_, key, value.c_str(), 0);
  }
  void Set(const char* key, int64_t value) { av_dict_set_int(&entries_, key, value, 0); }
  // For calls that take out what they know.
  AVDictionary** handle() { return &entries_; }
  std::vector<std::string> Keys() const {
    std::vector<std::string> keys;
    const AVDictionaryEntry* entry = nullptr;
    while ((entry = av_dict_get(entries_, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr) {
      keys.emplace_back(entry->key);
    }
    return keys;
  }

 private:
  AVDictionary* entries_ = nullptr;
};

inline constexpr AVRational kTickBase = {1, 90000};

inline Ticks ToTicks(int64_t time, AVRational base) {
  if (time == AV_NOPTS_VALUE) return kNoTime;
  return Ticks(av_rescale_q(time, base, kTickBase));
}
inline int64_t FromTicks(Ticks time) { return time == kNoTime ? AV_NOPTS_VALUE : time.count(); }

}  // namespace vedette::media
