// List filters and page tokens as they come from the network.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "service/rpc/filter.h"
#include "service/rpc/filter_fields.h"
#include "service/rpc/list_page.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace vedette::rpc;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto* fields : {&StreamFields(), &AlarmFields(), &EventFields()}) {
    const auto filter = Filter::Parse(text, *fields);
    if (!filter.ok()) {
      if (filter.status().reason() != "filter") __builtin_trap();
      continue;
    }
    // Terms are read back in the kind of their field: comparing a value with itself is an equality.
    for (const FilterTerm& term : filter->terms()) {
      filter->Matches([&](const std::string&) { return term.value; });
    }
  }
  (void)ReadPageToken(text, "query");
  (void)ParseRfc3339(text);
  return 0;
}
