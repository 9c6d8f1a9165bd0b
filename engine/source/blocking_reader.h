#pragma once

#include <functional>

#include "engine/base/byte_budget.h"
#include "engine/base/mutex.h"
#include "engine/media/av_input.h"
#include "engine/source/left_threads.h"
#include "engine/source/source.h"

namespace vedette::source {

// What the sources of blocking libraries stand on. All must outlive them, and the threads in
// `left`.
struct ReaderParts {
  base::ByteBudget& budget;
  const base::Clock& clock;
  base::milliseconds connect_timeout{10000};
  bool deny_private_addresses = false;
  // Who waits for readers that were stopped; null: Stop does.
  LeftThreads* left = nullptr;
};

// What one reader thread does, from opening to the end, and its half of being stopped. Outlives its
// source where the thread does. Run is the thread's; Stop any other's.
class BlockingReader {
 public:
  virtual ~BlockingReader() = default;
  BlockingReader(const BlockingReader&) = delete;
  BlockingReader& operator=(const BlockingReader&) = delete;

  void Run() EXCLUDES(mutex_);
  // No call into the sink is under way afterwards, and none comes. Does not wait for Run.
  void Stop() EXCLUDES(mutex_);

 protected:
  BlockingReader(SourceSpec spec, SourceSink& sink, const ReaderParts& parts);

  // Opens and reads to the end; why it ended. Closes what it opened.
  virtual base::Status Read() = 0;
  // Makes Read return soon. From any thread.
  virtual void Abort() = 0;

  media::AvInputOptions InputOptions() const;
  // Lets the sink know, unless stopped: false then.
  bool Tell(const std::function<void(SourceSink&)>& call) EXCLUDES(mutex_);
  // Hands the chunk over, `bytes` of it leased, once there is room; false when stopped first.
  // What datagrams are lost meanwhile is our fault: the next chunk is not contiguous.
  bool HandOver(Chunk chunk, int64_t bytes) EXCLUDES(mutex_);

  const SourceSpec spec_;
  const ReaderParts parts_;
  const bool datagrams_;

 private:
  base::Status CheckAddress() const;

  SourceSink& sink_;
  bool contiguous_ = false;  // of the chunk to come

  base::Mutex mutex_;
  base::CondVar changed_;
  bool stopped_ GUARDED_BY(mutex_) = false;
  bool telling_ GUARDED_BY(mutex_) = false;  // the sink is being called
};

// A source that is one BlockingReader on a thread with a small stack.
class ReaderSource : public Source {
 public:
  ~ReaderSource() override;  // Stop()

  void Start() override EXCLUDES(mutex_);
  // At once where there is `ReaderParts::left`; else within 1 s, but see AvInput::Abort.
  void Stop() override EXCLUDES(mutex_);

 protected:
  ReaderSource(std::shared_ptr<BlockingReader> reader, SourceSink& sink, LeftThreads* left);

 private:
  const std::shared_ptr<BlockingReader> reader_;
  SourceSink& sink_;
  LeftThreads* const left_;
  base::Mutex mutex_;
  std::unique_ptr<ReaderThread> thread_ GUARDED_BY(mutex_);
};

}  // namespace vedette::source
