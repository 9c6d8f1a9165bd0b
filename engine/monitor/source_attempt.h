#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/worker_pool.h"
#include "engine/source/make_source.h"
#include "engine/source/source.h"

namespace vedette::monitor {

// Which try said something, and when it did: on a busy machine it is heard later.
struct Stamp {
  uint64_t attempt = 0;
  base::WallTime wall{};
};

// What a session hears of one of its attempts, on its strand and in order.
class AttemptSink {
 public:
  virtual ~AttemptSink() = default;
  virtual void OnOpened(const Stamp& stamp, const std::string& container) = 0;
  virtual void OnChunk(const Stamp& stamp, source::Chunk& chunk) = 0;
  virtual void OnPlaylist(const Stamp& stamp, const checks::PlaylistFact& fact) = 0;
  virtual void OnSegment(const Stamp& stamp, const checks::SegmentFact& fact) = 0;
  virtual void OnEnd(const Stamp& stamp, const base::Status& status) = 0;
};

// One try at one source: brings what the source says from its threads to the session's strand,
// marked with the number of the try, so that what an earlier one left behind is told apart. The
// source is stopped on destruction, which may take a second. Confined to its owner but for the
// source's own calls.
class SourceAttempt final : source::SourceSink {
 public:
  // `sink` is kept alive by the jobs that call it; `clock` must outlive the attempt.
  SourceAttempt(uint64_t number, std::shared_ptr<AttemptSink> sink,
                std::shared_ptr<base::Strand> strand, const base::Clock& clock)
      : number_(number), sink_(std::move(sink)), strand_(std::move(strand)), clock_(clock) {}
  ~SourceAttempt() override {
    if (source_) source_->Stop();
  }
  SourceAttempt(const SourceAttempt&) = delete;
  SourceAttempt& operator=(const SourceAttempt&) = delete;

  // A source that can't be made ends at once, through the sink like every other.
  void Start(source::SourceSpec spec, const source::SourceEnvironment& environment) {
    source::SourceSink& self = *this;
    auto made = source::MakeSource(std::move(spec), self, environment);
    if (!made.ok()) return OnEnd(made.status());
    source_ = std::move(*made);
    source_->Start();
  }

 private:
  template <typename Call>
  void Post(Call call) {
    const Stamp stamp{number_, clock_.Wall()};
    strand_->Post([sink = sink_, stamp, call = std::move(call)]() mutable { call(*sink, stamp); });
  }

  void OnOpened(std::string container) override {
    Post([container = std::move(container)](AttemptSink& sink, const Stamp& stamp) {
      sink.OnOpened(stamp, container);
    });
  }
  void OnChunk(source::Chunk chunk) override {
    // Jobs can be copied, chunks can't.
    Post([chunk = std::make_shared<source::Chunk>(std::move(chunk))](
             AttemptSink& sink, const Stamp& stamp) { sink.OnChunk(stamp, *chunk); });
  }
  void OnPlaylist(checks::PlaylistFact fact) override {
    Post([fact = std::move(fact)](AttemptSink& sink, const Stamp& stamp) {
      sink.OnPlaylist(stamp, fact);
    });
  }
  void OnSegment(checks::SegmentFact fact) override {
    Post([fact = std::move(fact)](AttemptSink& sink, const Stamp& stamp) {
      sink.OnSegment(stamp, fact);
    });
  }
  void OnEnd(base::Status status) override {
    Post([status = std::move(status)](AttemptSink& sink, const Stamp& stamp) {
      sink.OnEnd(stamp, status);
    });
  }

  const uint64_t number_;
  const std::shared_ptr<AttemptSink> sink_;
  const std::shared_ptr<base::Strand> strand_;
  const base::Clock& clock_;
  std::unique_ptr<source::Source> source_;
};

}  // namespace vedette::monitor
