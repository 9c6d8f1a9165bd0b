#pragma once

#include <string>
#include <thread>

#include "engine/base/byte_budget.h"
#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "engine/source/source.h"

namespace vedette::source {

// A transport stream in a regular file, read as fast as its chunks are worked off: kTsBytes of
// 1 MiB, the reader waits where the budget has no room. Give it a small budget of its own (say
// 16 MiB) and the file never fills the memory. Sink calls come from its reader thread. Start, Stop
// and destruction belong to one thread.
class FileSource final : public Source {
 public:
  // `spec.url`: a bare path, "file:path" or "file:///path" (percent-encoded). `sink`, `budget` and
  // `clock` must outlive the source.
  FileSource(SourceSpec spec, SourceSink& sink, base::ByteBudget& budget, const base::Clock& clock);
  ~FileSource() override;

  void Start() override;
  void Stop() override;

 private:
  void Run();
  base::Status Read(int fd);
  // Waits for room; false when stopped.
  bool TakeLease(base::ByteBudget::Lease& lease) EXCLUDES(mutex_);

  const SourceSpec spec_;
  SourceSink& sink_;
  base::ByteBudget& budget_;
  const base::Clock& clock_;
  std::thread reader_;
  base::Mutex mutex_;
  base::CondVar stop_asked_;
  bool stopping_ GUARDED_BY(mutex_) = false;
};

// The path that `url` (as for FileSource) names. Fails (reason "url") for a file on another host.
base::Result<std::string> FilePath(const std::string& url);

// The first up to 4 KiB of the regular file that `url` names, for LooksLikeTs. Fails with reason
// local_fault (missing, unreadable) or unsupported (not a regular file).
base::Result<media::Bytes> ReadFileStart(const std::string& url);

}  // namespace vedette::source
