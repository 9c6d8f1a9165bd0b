#pragma once

#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace vedette::rpc {

// Where a list goes on: how many items were given and a key of the last one.
struct PagePlace {
  int64_t offset = 0;
  std::string key;
};

// An opaque page token. It is bound to `query` (filter, order and whatever else must not change
// between pages): with another one it is refused.
std::string MakePageToken(const PagePlace& place, std::string_view query);

// An empty token is the beginning. kInvalidArgument, reason "page_token".
base::Result<PagePlace> ReadPageToken(std::string_view token, std::string_view query);

// 0 = 100, more than 1000 = 1000. kInvalidArgument, reason "page_size", for negative ones.
base::Result<int> PageSize(int32_t asked);

// The order asked for: one of `allowed` (the first is the default), or one with " desc".
struct ListOrder {
  std::string field;
  bool descending = false;
};
base::Result<ListOrder> ReadOrder(std::string_view text,
                                  std::initializer_list<const char*> allowed);

}  // namespace vedette::rpc
