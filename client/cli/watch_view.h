#pragma once

#include <deque>
#include <map>
#include <string>

#include "client/cli/shell.h"

namespace vedette::cli {

// The live table of a terminal, as text: a title, the streams with the worst first, and the last
// news below. Confined to one thread.
class WatchView {
 public:
  WatchView(const Shell& shell, std::string address)
      : shell_(shell), address_(std::move(address)) {}

  void AddNews(const std::string& line);

  // Fits `rows` lines of `width` columns.
  std::string Draw(const std::map<std::string, v1::Stream>& streams, const std::string& trouble,
                   double now_seconds, size_t rows, size_t width) const;

 private:
  const Shell& shell_;
  const std::string address_;
  std::deque<std::string> news_;  // the newest last, at most kMaxNews
};

}  // namespace vedette::cli
