#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/media/av_demuxer.h"
#include "engine/media/library_scope.h"

namespace {

// Checks what the contract says of every unit.
class Checker final : public vedette::media::AccessUnitSink {
 public:
  explicit Checker(const vedette::media::AvDemuxer& demuxer) : demuxer_(demuxer) {}
  void OnAccessUnit(const vedette::media::AccessUnit& unit) override {
    const auto tracks = static_cast<int>(demuxer_.info()->tracks.size());
    if (unit.track < 0 || unit.track >= tracks) std::abort();
    size_t size = 0;
    for (const auto& piece : unit.pieces) size += piece.size();
    if (size != static_cast<size_t>(unit.size_bytes)) std::abort();
    if (unit.payload_bytes < 0 || unit.payload_bytes > unit.size_bytes) std::abort();
  }

 private:
  const vedette::media::AvDemuxer& demuxer_;
};

}  // namespace

// A segment of any container, as an origin may send it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const vedette::media::LibraryScope& library = *new vedette::media::LibraryScope;
  (void)library;
  vedette::media::ProbeLimits limits;
  limits.wall_time = vedette::base::milliseconds(500);
  vedette::media::AvDemuxer demuxer(nullptr, limits);
  Checker checker(demuxer);
  (void)demuxer.Read({data, size}, nullptr, checker);
  return 0;
}
