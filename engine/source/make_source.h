#pragma once

#include <memory>

#include "engine/base/byte_budget.h"
#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/net/event_loop.h"
#include "engine/net/http_client.h"
#include "engine/source/blocking_reader.h"
#include "engine/source/download_queue.h"
#include "engine/source/source.h"

namespace vedette::source {

// What every source stands on. All must outlive the sources made with it; `client` belongs to
// `loop`. Sources are spread over several of these when there are several loops.
struct SourceEnvironment {
  net::EventLoop& loop;
  net::HttpClient& client;
  base::ByteBudget& budget;
  DownloadQueue& downloads;  // of `loop`, within `budget`
  const base::Clock& clock;
  base::milliseconds connect_timeout{10000};
  bool allow_files = false;  // `file:` URLs and bare paths: the command line's probe only
  // Of sources that do not go through `client`, which has its own.
  bool deny_private_addresses = false;
  LeftThreads* left_threads = nullptr;  // see ReaderParts

  ReaderParts Readers() const {
    return {budget, clock, connect_timeout, deny_private_addresses, left_threads};
  }
};

// The source for a URL, by scheme and, for http(s) and files, by what the first bytes are: an HLS
// playlist (HlsSource), a DASH manifest (DashSource), an MPEG transport stream (TsSource,
// FileSource), anything else that libavformat opens (AvSource). A directory is the playlist or
// manifest in it (see PlaylistInDirectory). kInvalidArgument (reason "url") for a scheme that no
// source speaks and for files where they are not allowed. Never blocks: looking at the bytes is
// part of Source::Start.
base::Result<std::unique_ptr<Source>> MakeSource(SourceSpec spec, SourceSink& sink,
                                                 const SourceEnvironment& environment);

}  // namespace vedette::source
