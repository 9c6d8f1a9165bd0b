#pragma once

namespace vedette::net {

// libcurl's process-wide state, counted: every HttpClient holds one (libcurl 7.84 and later may be
// initialised from any thread). Another in main keeps it alive from first to last.
class CurlScope {
 public:
  CurlScope();
  ~CurlScope();
  CurlScope(const CurlScope&) = delete;
  CurlScope& operator=(const CurlScope&) = delete;
};

}  // namespace vedette::net
