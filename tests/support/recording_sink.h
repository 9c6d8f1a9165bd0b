#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/source/source.h"

namespace vedette::support {

// A SourceSink that keeps what it is told and lets tests wait for it. Synchronised.
class RecordingSink final : public source::SourceSink {
 public:
  struct Record {
    std::vector<std::string> opened;  // container hints
    std::vector<source::Chunk> chunks;
    std::vector<checks::PlaylistFact> playlists;
    std::vector<checks::SegmentFact> segments;
    std::vector<base::Status> ends;
    int64_t bytes = 0;  // of all chunks
  };

  // Whether chunks, with their leases, are thrown away at once; counted in `bytes` all the same.
  explicit RecordingSink(bool keep_chunks = true) : keep_chunks_(keep_chunks) {}

  void OnOpened(std::string container_hint) override {
    Change([&](Record& record) { record.opened.push_back(std::move(container_hint)); });
  }
  void OnChunk(source::Chunk chunk) override {
    Change([&](Record& record) {
      record.bytes += static_cast<int64_t>(chunk.data.size());
      if (keep_chunks_) record.chunks.push_back(std::move(chunk));
    });
  }
  void OnPlaylist(checks::PlaylistFact fact) override {
    Change([&](Record& record) { record.playlists.push_back(std::move(fact)); });
  }
  void OnSegment(checks::SegmentFact fact) override {
    Change([&](Record& record) { record.segments.push_back(std::move(fact)); });
  }
  void OnEnd(base::Status status) override {
    Change([&](Record& record) { record.ends.push_back(std::move(status)); });
  }

  // Waits until `condition` holds; false after 10 s.
  bool WaitFor(const std::function<bool(const Record&)>& condition) {
    const base::Deadline deadline = base::Deadline::After(base::seconds(10));
    base::MutexLock lock(mutex_);
    while (!condition(record_)) {
      if (!changed_.WaitUntil(mutex_, deadline.at()) && !condition(record_)) return false;
    }
    return true;
  }
  bool WaitForEnd() {
    return WaitFor([](const Record& record) { return !record.ends.empty(); });
  }

  // Looks at, or changes, what is kept.
  void With(const std::function<void(Record&)>& look) { Change(look); }

  // All bytes kept, in order.
  std::string Bytes() {
    std::string bytes;
    With([&](Record& record) {
      for (const source::Chunk& chunk : record.chunks) {
        bytes.append(chunk.data.begin(), chunk.data.end());
      }
    });
    return bytes;
  }
  // The same, and lets go of the chunks with their leases.
  std::string TakeBytes() {
    std::vector<source::Chunk> taken;
    With([&](Record& record) { taken.swap(record.chunks); });
    std::string bytes;
    for (const source::Chunk& chunk : taken) bytes.append(chunk.data.begin(), chunk.data.end());
    return bytes;
  }

 private:
  template <typename F>
  void Change(const F& change) {
    base::MutexLock lock(mutex_);
    change(record_);
    changed_.NotifyAll();
  }

  const bool keep_chunks_;
  base::Mutex mutex_;
  base::CondVar changed_;
  Record record_ GUARDED_BY(mutex_);
};

}  // namespace vedette::support
