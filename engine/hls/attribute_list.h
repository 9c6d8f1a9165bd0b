#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace vedette::hls {

// The attribute list of one tag (RFC 8216 section 4.2), as views into its line. Tolerates what
// players do: blanks around names, a comma at the end, unknown names; of a name that comes twice
// the first counts.
class AttributeList {
 public:
  // Fails (invalid_data) for a name without value, an empty name and an unclosed quote.
  static base::Result<AttributeList> Parse(std::string_view text);

  // The value without its quotes.
  std::optional<std::string_view> Find(std::string_view name) const;
  std::string_view Text(std::string_view name) const { return Find(name).value_or(""); }
  bool Yes(std::string_view name) const { return Text(name) == "YES"; }

  // Typed values: absent is fine, malformed is not.
  base::Result<std::optional<int64_t>> Integer(std::string_view name) const;
  base::Result<std::optional<double>> Decimal(std::string_view name) const;
  base::Result<std::optional<std::array<uint8_t, 16>>> Hex128(std::string_view name) const;

 private:
  struct Attribute {
    std::string_view name;
    std::string_view value;
  };
  std::vector<Attribute> attributes_;
};

// What is wrong with a playlist, reason invalid_data.
base::Status Malformed(std::string what);

// Whole strings only; no sign for integers.
std::optional<int64_t> ParseInteger(std::string_view text);
std::optional<double> ParseDecimal(std::string_view text);

std::string_view Trim(std::string_view text);

}  // namespace vedette::hls
