#pragma once

#include <cstdint>
#include <string>

namespace vedette::support {

// `count` TS packets of one PID with payload only, continuity counters from `first_counter` on.
// Enough for what looks at bytes; not decodable.
inline std::string TsPackets(size_t count, int pid = 256, int first_counter = 0) {
  std::string bytes;
  for (size_t i = 0; i < count; ++i) {
    bytes += '\x47';
    bytes += static_cast<char>(pid >> 8 & 0x1f);
    bytes += static_cast<char>(pid & 0xff);
    bytes += static_cast<char>(0x10 | ((first_counter + static_cast<int>(i)) & 0x0f));
    for (int b = 4; b < 188; ++b) bytes += static_cast<char>((static_cast<int>(i) + b) % 71);
  }
  return bytes;
}

}  // namespace vedette::support
