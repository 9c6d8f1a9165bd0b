#include "engine/media/av_byte_input.h"

#include <thread>
#include <utility>

#include "engine/base/url.h"
#include "engine/media/av_connection.h"
#include "engine/media/av_errors.h"
#include "engine/media/interrupt.h"
#include "engine/media/log_bridge.h"

namespace vedette::media {
namespace {

constexpr base::milliseconds kCloseTime{800};
constexpr base::milliseconds kRetry{5};

}  // namespace

class AvByteInput::Impl {
 public:
  explicit Impl(AvInputOptions options) : options_(std::move(options)) {}
  ~Impl() {
    const LogScope scope(options_.stream_id);
    const Interrupt::Armed armed(interrupt_, base::Deadline::After(kCloseTime));
    io_.reset();
  }

  base::Status Open(base::Deadline deadline) {
    const LogScope scope(options_.stream_id);
    const Interrupt::Armed armed(interrupt_, deadline);
    Dictionary entries;
    const auto call = SetProtocolOptions(options_, entries);
    if (!call.ok()) return call.status();
    auto io = OpenConnection(options_, *call, entries, interrupt_, scope);
    if (!io.ok()) return io.status();
    if (*io == nullptr) {
      return {base::Code::kUnimplemented, "unsupported", "not a protocol of plain bytes"};
    }
    io_ = std::move(*io);
    return {};
  }

  base::Result<size_t> Read(std::span<uint8_t> buffer, base::milliseconds wait) {
    if (io_ == nullptr) return base::Internal("not open");
    const LogScope scope(options_.stream_id);
    const Interrupt::Armed armed(interrupt_, base::Deadline::After(wait));
    int got = 0;
    while ((got = avio_read_partial(io_.get(), buffer.data(), static_cast<int>(buffer.size()))) ==
           AVERROR(EAGAIN)) {
      if (interrupt_.ShouldStop(std::chrono::steady_clock::now())) break;
      std::this_thread::sleep_for(kRetry);
    }
    if (got > 0) return static_cast<size_t>(got);
    if (interrupt_.timed_out() && !interrupt_.aborted()) {
      // So that the next read tries again.
      io_->eof_reached = 0;
      io_->error = 0;
      return size_t{0};
    }
    // libsrt's errors have no numbers of their own: a connection that broke is all there can be.
    if (got == 0 || got == AVERROR_UNKNOWN) got = AVERROR_EOF;
    return FromAvError(got, scope.said(), &interrupt_)
        .Wrap("reading " + base::RedactUrl(options_.url));
  }

  void Abort() { interrupt_.Abort(); }

 private:
  const AvInputOptions options_;
  Interrupt interrupt_;
  ConnectionPtr io_;
};

AvByteInput::AvByteInput(AvInputOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
AvByteInput::~AvByteInput() = default;

base::Status AvByteInput::Open(base::Deadline deadline) { return impl_->Open(deadline); }
base::Result<size_t> AvByteInput::Read(std::span<uint8_t> buffer, base::milliseconds wait) {
  return impl_->Read(buffer, wait);
}
void AvByteInput::Abort() { impl_->Abort(); }

}  // namespace vedette::media
