#pragma once

#include <memory>

#include "engine/base/mutex.h"
#include "engine/media/av_input.h"
#include "engine/source/reader_thread.h"
#include "engine/source/source.h"

namespace vedette::source {

// A stream that only libavformat speaks: rtmp(s), rtsp(s), srt, and files and HTTP answers that are
// no transport stream. One thread with a small stack reads it, blocking, and gives kPackets chunks:
// up to 64 packets, or what came within 100 ms (looked at with each packet: in a stall the last
// ones wait for the next). Takes its share of the budget before it hands a chunk over and reads on
// only then; while it waits, TCP holds the sender back, and what datagram inputs lose after a
// second of it is our fault: the next chunk is not `contiguous`. `spec.live` false: the end of the
// media is ok, else it is the failure "eof".
class AvSource final : public Source {
 public:
  // `sink`, `budget` and `clock` must outlive the source.
  AvSource(SourceSpec spec, SourceSink& sink, base::ByteBudget& budget, const base::Clock& clock,
           base::milliseconds connect_timeout);
  ~AvSource() override;

  void Start() override;
  // Within 1 s, but for a host name that is being looked up (see AvInput::Abort).
  void Stop() override;

 private:
  static media::AvInputOptions OptionsFor(const SourceSpec& spec,
                                          base::milliseconds connect_timeout);
  void Run();
  // Reads to the end; why it ended.
  base::Status ReadAll();
  void Append(media::PacketPtr packet);
  // Hands the chunk over when there is room for it; false when stopped first.
  bool Flush();
  bool WaitForRoom();
  void End(base::Status status);
  bool stopped();

  const SourceSpec spec_;
  SourceSink& sink_;
  base::ByteBudget& budget_;
  const base::Clock& clock_;
  const base::milliseconds connect_timeout_;
  const bool datagrams_;

  // The reader's.
  media::AvInput input_;  // Abort from any thread
  Chunk chunk_;
  int64_t chunk_bytes_ = 0;
  base::SteadyTime chunk_since_{};
  std::shared_ptr<const media::MediaInfo> told_;  // the tracks last handed over
  bool contiguous_ = false;                       // of the chunk to come
  bool loss_ = false;                             // waiting for room took too long

  base::Mutex mutex_;
  base::CondVar changed_;
  bool stopped_ GUARDED_BY(mutex_) = false;
  base::Mutex join_mutex_;
  ReaderThread thread_ GUARDED_BY(join_mutex_);
};

}  // namespace vedette::source
