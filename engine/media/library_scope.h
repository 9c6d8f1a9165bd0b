#pragma once

#include <cstddef>

namespace vedette::media {

// What libav and the allocator need once per process: network start-up, the log bridge, and malloc
// settings (segments and pictures are mapped, not taken from the heap; two arenas). Lives in
// main(), before any thread uses this room and until all have been joined.
class LibraryScope {
 public:
  LibraryScope();
  ~LibraryScope();
  LibraryScope(const LibraryScope&) = delete;
  LibraryScope& operator=(const LibraryScope&) = delete;
};

// Gives freed memory back to the system when more than `keep_bytes` of it lie about: what a burst
// of starts needed (hundreds of segments at once) would stay with the process for ever otherwise.
// Any thread; up to some milliseconds for a heap of hundreds of megabytes.
void ReturnFreedMemory(size_t keep_bytes);

}  // namespace vedette::media
