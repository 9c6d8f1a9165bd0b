#include "service/app/descriptor_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <limits>

namespace vedette::app {

int RaiseDescriptorLimit() {
  struct rlimit limit {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const struct rlimit raised { limit.rlim_max, limit.rlim_max };
  if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, std::numeric_limits<int>::max()));
}

}  // namespace vedette::app
