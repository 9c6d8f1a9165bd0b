#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vedette::text {

enum class Colour : uint8_t { kNone, kGood, kNotice, kWarning, kBad, kFaint };

struct Cell {
  std::string text;  // made printable when the table is drawn
  Colour colour = Colour::kNone;
};

// A table for people: columns as wide as they need to be, numbers to the right. Confined to one
// thread.
class Table {
 public:
  struct Column {
    std::string title;
    bool right = false;
    size_t most = 60;  // wider texts are shortened to this many columns
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns.
  void Add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  size_t rows() const { return rows_.size(); }

  // One line per row and one of titles, each with its line break and without blanks at its end.
  // Lines are cut at `width` columns, 0 = not at all. At most `most_rows` rows, 0 = all.
  std::string Draw(bool colour, size_t width = 0, size_t most_rows = 0) const;

 private:
  const std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

// The text in its colour, or as it is.
std::string Paint(const std::string& text, Colour colour, bool coloured);

}  // namespace vedette::text
