#pragma once

#include <memory>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/gate/job_plan.h"
#include "engine/media/decoder_cache.h"
#include "engine/media/jpeg.h"
#include "engine/monitor/unit_batch.h"
#include "engine/sound/sound_meter.h"

namespace vedette::monitor {

// What a block of sound measured that a unit of the present job was decoded to.
struct HeardBlock {
  size_t unit = 0;
  sound::SoundMeasure measure;
};

// What a worker keeps between the jobs of all its streams: decoders, the thumbnail encoder and the
// room for units and plans. The memory follows workers, not streams. Confined to its worker.
struct WorkerTools {
  media::DecoderCache decoders;
  media::JpegEncoder jpeg;
  UnitBatch units;
  // Of the main video track in the present job.
  std::vector<gate::CodedPicture> pictures;
  gate::JobPlan plan;
  std::vector<HeardBlock> sounds;  // of the present job
};

// The tools of every worker of a pool. Immutable after construction.
class WorkerToolSet {
 public:
  explicit WorkerToolSet(size_t workers) {
    for (size_t i = 0; i < workers; ++i) tools_.push_back(std::make_unique<WorkerTools>());
  }
  // Only from a job on one of the pool's workers.
  WorkerTools& Mine() { return *tools_[static_cast<size_t>(base::WorkerPool::CurrentWorker())]; }

 private:
  std::vector<std::unique_ptr<WorkerTools>> tools_;
};

}  // namespace vedette::monitor
