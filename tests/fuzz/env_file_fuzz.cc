// The text of a .env file: every entry has a name, and its line is one of the text's.

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "service/config/env_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto entries = vedette::config::ParseEnvFile(text);
  if (!entries.ok()) return 0;
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  int last = 0;
  for (const auto& entry : *entries) {
    if (entry.name.empty() || entry.line <= last || entry.line > lines) std::abort();
    last = entry.line;
  }
  return 0;
}
