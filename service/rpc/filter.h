#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"

namespace vedette::rpc {

enum class FilterOp : uint8_t { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

enum class FilterKind : uint8_t {
  kText,    // = and !=
  kNumber,  // every comparison
  kBool,    // true or false; = and !=
  kEnum,    // by name; every comparison, by number
  kTime,    // RFC 3339; every comparison
};

// A field that a list can be filtered by. `values` of an enum: name and number.
struct FilterField {
  std::string name;  // one that ends in ".*" takes any key: "labels.*"
  FilterKind kind = FilterKind::kText;
  std::vector<std::pair<std::string, int>> values;
};

// Text, number (also bool and enum), or a moment.
using FilterValue = std::variant<std::string, double, base::WallTime>;

struct FilterTerm {
  std::string field;  // as written: "labels.region"
  FilterOp op = FilterOp::kEqual;
  FilterValue value;
};

// A parsed filter: terms that must all hold. Immutable value.
//
// The grammar is a subset of AIP-160: field op value, joined by AND; op is one of = != < <= > >=;
// a value is a word or a text in double quotes, in which \" and \\ stand for " and \. Bounds: 2,048
// bytes, 16 terms. Failures are kInvalidArgument with reason "filter" and name the field at fault.
class Filter {
 public:
  static base::Result<Filter> Parse(std::string_view text, const std::vector<FilterField>& fields);

  const std::vector<FilterTerm>& terms() const { return terms_; }
  bool Names(std::string_view field) const;

  // `read` gives the value of a field of the thing at hand, in the variant of the field's kind.
  bool Matches(const std::function<FilterValue(const std::string& field)>& read) const;

 private:
  std::vector<FilterTerm> terms_;
};

// "2026-01-01T00:00:00Z", with an optional fraction and an offset such as +02:00.
base::Result<base::WallTime> ParseRfc3339(std::string_view text);

}  // namespace vedette::rpc
