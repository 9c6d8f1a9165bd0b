#include "engine/media/memory_input.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "engine/media/av_errors.h"
#include "engine/media/describe.h"
#include "engine/media/log_bridge.h"

namespace vedette::media {
namespace {

constexpr int kIoBufferBytes = 32 << 10;

ByteView ViewOf(const Bytes* bytes) { return bytes == nullptr ? ByteView() : ByteView(*bytes); }

}  // namespace

MemoryInput::MemoryInput(ByteView bytes, const Bytes* init, const ProbeLimits& limits)
    : init_(ViewOf(init)),
      bytes_(bytes),
      limits_(limits),
      armed_(interrupt_, base::Deadline::After(limits.wall_time)) {}

base::Status MemoryInput::Open() {
  const LogScope scope;
  io_.reset(avio_alloc_context(static_cast<uint8_t*>(av_malloc(kIoBufferBytes)), kIoBufferBytes, 0,
                               this, &MemoryInput::ReadBytes, nullptr, &MemoryInput::Seek));
  AVFormatContext* context = avformat_alloc_context();
  context->pb = io_.get();
  context->interrupt_callback = {&Interrupt::Callback, &interrupt_};
  ApplyLimits(*context, limits_);
  // On failure libav frees the context.
  const int error = avformat_open_input(&context, nullptr, nullptr, nullptr);
  if (error < 0) return Failure(error, scope.said());
  context_.reset(context);
  return CheckTracks();
}

base::Status MemoryInput::FindInfo() {
  const LogScope scope;
  const int error = avformat_find_stream_info(context_.get(), nullptr);
  if (error < 0 || interrupt_.timed_out()) return Failure(error, scope.said());
  VEDETTE_RETURN_IF_ERROR(CheckTracks());
  if (context_->nb_streams == 0) return base::Unavailable("invalid_data", "no track in it");
  return {};
}

base::Status MemoryInput::Failure(int error, std::string_view said) const {
  base::Status status = FromAvError(error, said, &interrupt_);
  if (status.reason() == "io_timeout" || status.reason() == "limit_reached") return status;
  return {base::Code::kUnavailable, "invalid_data", status.message(), error};
}

base::Status MemoryInput::CheckTracks() const { return CheckTrackCount(*context_, limits_); }

int MemoryInput::ReadBytes(void* self, uint8_t* buffer, int size) {
  auto& input = *static_cast<MemoryInput*>(self);
  if (input.interrupt_.ShouldStop(std::chrono::steady_clock::now())) return AVERROR_EXIT;
  const auto init_size = static_cast<int64_t>(input.init_.size());
  const bool in_init = input.position_ < init_size;
  const ByteView part = in_init ? input.init_ : input.bytes_;
  const auto offset = static_cast<size_t>(input.position_ - (in_init ? 0 : init_size));
  if (offset >= part.size()) return AVERROR_EOF;
  const size_t count = std::min(static_cast<size_t>(size), part.size() - offset);
  std::memcpy(buffer, part.data() + offset, count);
  input.position_ += static_cast<int64_t>(count);
  return static_cast<int>(count);
}

int64_t MemoryInput::Seek(void* self, int64_t offset, int whence) {
  auto& input = *static_cast<MemoryInput*>(self);
  const auto size = static_cast<int64_t>(input.init_.size() + input.bytes_.size());
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return size;
    case SEEK_SET:
      break;
    case SEEK_CUR:
      offset += input.position_;
      break;
    case SEEK_END:
      offset += size;
      break;
    default:
      return AVERROR(EINVAL);
  }
  if (offset < 0 || offset > size) return AVERROR(EINVAL);
  input.position_ = offset;
  return offset;
}

}  // namespace vedette::media
