#pragma once

#include <filesystem>

#include "engine/media/decode_speed.h"

namespace vedette::monitor {

// How fast this machine decodes: what `file` says when it was measured on a processor of the same
// name, else measured now (0.2 s) and kept there. An empty path keeps nothing. Never fails: where
// nothing can be measured it is what a core of 2023 needs, and a file that can't be written is done
// without.
media::DecodeSpeed CalibratedSpeed(const std::filesystem::path& file);

}  // namespace vedette::monitor
