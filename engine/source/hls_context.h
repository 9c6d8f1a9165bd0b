#pragma once

#include <vector>

#include "engine/hls/playlist.h"
#include "engine/source/source_context.h"

namespace vedette::source {

// What the parts of one HlsSource share.
struct HlsContext : SourceContext {
  std::vector<hls::Variable> variables = {};  // that media playlists may import
};

}  // namespace vedette::source
