#include "client/text/table.h"

#include <algorithm>

#include "client/text/format.h"

namespace vedette::text {
namespace {

constexpr size_t kGap = 2;

const char* Sequence(Colour colour) {
  switch (colour) {
    case Colour::kNone:
      return "";
    case Colour::kGood:
      return "\x1b[32m";
    case Colour::kNotice:
      return "\x1b[36m";
    case Colour::kWarning:
      return "\x1b[33m";
    case Colour::kBad:
      return "\x1b[1;31m";
    case Colour::kFaint:
      return "\x1b[2m";
  }
  return "";
}

}  // namespace

std::string Paint(const std::string& text, Colour colour, bool coloured) {
  if (!coloured || colour == Colour::kNone || text.empty()) return text;
  return Sequence(colour) + text + "\x1b[0m";
}

std::string Table::Draw(bool colour, size_t width, size_t most_rows) const {
  std::vector<std::vector<Cell>> lines(1);
  for (const Column& column : columns_) lines[0].push_back({column.title, Colour::kFaint});
  for (const auto& row : rows_) {
    if (most_rows != 0 && lines.size() > most_rows) break;
    lines.push_back(row);
  }
  std::vector<size_t> widths(columns_.size());
  for (auto& line : lines) {
    line.resize(columns_.size());
    for (size_t i = 0; i < columns_.size(); ++i) {
      line[i].text = Shorten(Printable(line[i].text), columns_[i].most);
      widths[i] = std::max(widths[i], Width(line[i].text));
    }
  }
  std::string out;
  for (const auto& line : lines) {
    std::string drawn;
    size_t used = 0;
    size_t owed = 0;  // blanks that are written only when something follows
    for (size_t i = 0; i < columns_.size(); ++i) {
      const size_t fill = widths[i] - Width(line[i].text);
      if (columns_[i].right) owed += fill;
      std::string text = line[i].text;
      if (width != 0) text = Shorten(text, width > used + owed ? width - used - owed : 0);
      if (!text.empty()) {
        drawn += std::string(owed, ' ') + Paint(text, line[i].colour, colour);
        used += owed + Width(text);
        owed = 0;
      }
      owed += kGap + (columns_[i].right ? 0 : fill);
    }
    out += drawn + "\n";
  }
  return out;
}

}  // namespace vedette::text
