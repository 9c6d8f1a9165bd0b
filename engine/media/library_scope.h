#pragma once

namespace vedette::media {

// What libav and the allocator need once per process: network start-up, the log bridge, and malloc
// settings (frames of 1080p and more stay on the heap instead of being mapped and unmapped for each
// picture, which costs a quarter of the decoding time otherwise; two arenas). Lives in main(),
// before any thread uses this room and until all have been joined.
class LibraryScope {
 public:
  LibraryScope();
  ~LibraryScope();
  LibraryScope(const LibraryScope&) = delete;
  LibraryScope& operator=(const LibraryScope&) = delete;
};

}  // namespace vedette::media
