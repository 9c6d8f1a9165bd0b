#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/worker_pool.h"
#include "engine/source/make_source.h"
#include "engine/source/source.h"

namespace vedette::monitor {

// What a session hears of one of its attempts, on its strand and in order.
class AttemptSink {
 public:
  virtual ~AttemptSink() = default;
  virtual void OnOpened(uint64_t attempt, const std::string& container) = 0;
  virtual void OnChunk(uint64_t attempt, source::Chunk& chunk) = 0;
  virtual void OnPlaylist(uint64_t attempt, const checks::PlaylistFact& fact) = 0;
  virtual void OnSegment(uint64_t attempt, const checks::SegmentFact& fact) = 0;
  virtual void OnEnd(uint64_t attempt, const base::Status& status) = 0;
};

// One try at one source: brings what the source says from its threads to the session's strand,
// marked with the number of the try, so that what an earlier one left behind is told apart. The
// source is stopped on destruction, which may take a second. Confined to its owner but for the
// source's own calls.
class SourceAttempt final : source::SourceSink {
 public:
  // `sink` is kept alive by the jobs that call it.
  SourceAttempt(uint64_t number, std::shared_ptr<AttemptSink> sink,
                std::shared_ptr<base::Strand> strand)
      : number_(number), sink_(std::move(sink)), strand_(std::move(strand)) {}
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
    strand_->Post([sink = sink_, number = number_, call = std::move(call)]() mutable {
      call(*sink, number);
    });
  }

  void OnOpened(std::string container) override {
    Post([container = std::move(container)](AttemptSink& sink, uint64_t number) {
      sink.OnOpened(number, container);
    });
  }
  void OnChunk(source::Chunk chunk) override {
    // Jobs can be copied, chunks can't.
    Post([chunk = std::make_shared<source::Chunk>(std::move(chunk))](
             AttemptSink& sink, uint64_t number) { sink.OnChunk(number, *chunk); });
  }
  void OnPlaylist(checks::PlaylistFact fact) override {
    Post([fact = std::move(fact)](AttemptSink& sink, uint64_t number) {
      sink.OnPlaylist(number, fact);
    });
  }
  void OnSegment(checks::SegmentFact fact) override {
    Post([fact = std::move(fact)](AttemptSink& sink, uint64_t number) {
      sink.OnSegment(number, fact);
    });
  }
  void OnEnd(base::Status status) override {
    Post([status = std::move(status)](AttemptSink& sink, uint64_t number) {
      sink.OnEnd(number, status);
    });
  }

  const uint64_t number_;
  const std::shared_ptr<AttemptSink> sink_;
  const std::shared_ptr<base::Strand> strand_;
  std::unique_ptr<source::Source> source_;
};

}  // namespace vedette::monitor
