#include "engine/media/library_scope.h"

#include <malloc.h>

#include "engine/media/av_handles.h"
#include "engine/media/log_bridge_impl.h"

namespace vedette::media {
namespace {

// The highest value that glibc takes on 64 bits (it refuses more and changes nothing).
constexpr int kMapFromBytes = 32 << 20;
constexpr int kTrimFromBytes = 256 << 20;

}  // namespace

LibraryScope::LibraryScope() {
  mallopt(M_MMAP_THRESHOLD, kMapFromBytes);
  mallopt(M_TRIM_THRESHOLD, kTrimFromBytes);
  mallopt(M_ARENA_MAX, 2);
  LogBridgeImpl::Install();
  avformat_network_init();
}

LibraryScope::~LibraryScope() {
  avformat_network_deinit();
  LogBridgeImpl::Remove();
}

void ReturnFreedMemory(size_t keep_bytes) {
  if (mallinfo2().fordblks > keep_bytes) malloc_trim(0);
}

}  // namespace vedette::media
