#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "client/text/stream_file.h"

// The first byte chooses the format; whatever the rest is, ids are fit for the API and different.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using vedette::text::ListFormat;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const ListFormat formats[] = {ListFormat::kM3u, ListFormat::kCsv, ListFormat::kJson};
  const auto streams = vedette::text::ParseList(formats[data[0] % 3], bytes);
  if (!streams.ok()) return 0;
  for (size_t i = 0; i < streams->size(); ++i) {
    if ((*streams)[i].id().empty()) std::abort();
    if (i > 0 && (*streams)[i].id() == (*streams)[i - 1].id()) std::abort();
  }
  return 0;
}
