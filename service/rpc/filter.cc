#include "service/rpc/filter.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace vedette::rpc {
namespace {

constexpr size_t kMaxBytes = 2048;
constexpr size_t kMaxTerms = 16;

base::Status Fault(const std::string& message) {
  return base::InvalidArgument("filter", "filter: " + message);
}

bool IsWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.' ||
         c == ':' || c == '/' || c == '+';
}

struct Token {
  enum class Kind : uint8_t { kEnd, kWord, kText, kOp } kind = Kind::kEnd;
  std::string text;
  size_t at = 0;
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  base::Result<Token> Next() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    Token token;
    token.at = at_;
    if (at_ == text_.size()) return token;
    const char c = text_[at_];
    if (c == '"') return Quoted();
    if (IsWord(c)) {
      token.kind = Token::Kind::kWord;
      while (at_ < text_.size() && IsWord(text_[at_])) token.text += text_[at_++];
      return token;
    }
    if (c == '=' || c == '!' || c == '<' || c == '>') {
      token.kind = Token::Kind::kOp;
      token.text = c;
      ++at_;
      if (c != '=' && at_ < text_.size() && text_[at_] == '=') {
        token.text += '=';
        ++at_;
      }
      if (token.text == "!") return Fault("lone '!' at position " + std::to_string(token.at));
      return token;
    }
    return Fault("unexpected character at position " + std::to_string(at_));
  }

 private:
  base::Result<Token> Quoted() {
    Token token{Token::Kind::kText, "", at_++};
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return token;
      }
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      token.text += text_[at_];
    }
    return Fault("quote at position " + std::to_string(token.at) + " is not closed");
  }

  const std::string_view text_;
  size_t at_ = 0;
};

const FilterField* Find(const std::vector<FilterField>& fields, const std::string& name) {
  for (const FilterField& field : fields) {
    if (field.name == name) return &field;
    if (field.name.size() > 2 && field.name.substr(field.name.size() - 2) == ".*") {
      const std::string_view stem = std::string_view(field.name).substr(0, field.name.size() - 1);
      if (name.size() > stem.size() && name.compare(0, stem.size(), stem) == 0) return &field;
    }
  }
  return nullptr;
}

std::string Names(const std::vector<FilterField>& fields) {
  std::string text;
  for (const FilterField& field : fields) text += (text.empty() ? "" : ", ") + field.name;
  return text;
}

FilterOp ToOp(const std::string& text) {
  if (text == "=") return FilterOp::kEqual;
  if (text == "!=") return FilterOp::kNotEqual;
  if (text == "<") return FilterOp::kLess;
  if (text == "<=") return FilterOp::kLessOrEqual;
  if (text == ">") return FilterOp::kGreater;
  return FilterOp::kGreaterOrEqual;
}

base::Result<FilterValue> ToValue(const FilterField& field, const std::string& text) {
  switch (field.kind) {
    case FilterKind::kText:
      return FilterValue(text);
    case FilterKind::kBool:
      if (text == "true") return FilterValue(1.0);
      if (text == "false") return FilterValue(0.0);
      return Fault(field.name + " is true or false");
    case FilterKind::kNumber: {
      char* end = nullptr;
      const double number = std::strtod(text.c_str(), &end);
      if (text.empty() || *end != '\0' || !std::isfinite(number)) {
        return Fault(field.name + " is compared with a number");
      }
      return FilterValue(number);
    }
    case FilterKind::kEnum: {
      std::string allowed;
      for (const auto& [name, number] : field.values) {
        if (name == text) return FilterValue(static_cast<double>(number));
        allowed += (allowed.empty() ? "" : ", ") + name;
      }
      return Fault(field.name + " is one of " + allowed);
    }
    case FilterKind::kTime: {
      const auto time = ParseRfc3339(text);
      if (!time.ok()) return Fault(field.name + " is a time such as \"2026-01-01T00:00:00Z\"");
      return FilterValue(*time);
    }
  }
  return Fault("unknown kind of field");
}

template <typename T>
bool Compare(const T& left, FilterOp op, const T& right) {
  switch (op) {
    case FilterOp::kEqual:
      return left == right;
    case FilterOp::kNotEqual:
      return !(left == right);
    case FilterOp::kLess:
      return left < right;
    case FilterOp::kLessOrEqual:
      return !(right < left);
    case FilterOp::kGreater:
      return right < left;
    case FilterOp::kGreaterOrEqual:
      return !(left < right);
  }
  return false;
}

// Reads exactly `count` digits.
std::optional<int> Digits(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

base::Result<Filter> Filter::Parse(std::string_view text, const std::vector<FilterField>& fields) {
  Filter filter;
  if (text.size() > kMaxBytes) return Fault("longer than 2048 bytes");
  Lexer lexer(text);
  auto token = lexer.Next();
  if (!token.ok()) return token.status();
  if (token->kind == Token::Kind::kEnd) return filter;
  while (true) {
    if (token->kind != Token::Kind::kWord) {
      return Fault("a field is wanted at position " + std::to_string(token->at));
    }
    FilterTerm term;
    term.field = token->text;
    const FilterField* field = Find(fields, term.field);
    if (field == nullptr) {
      return Fault("unknown field \"" + term.field.substr(0, 64) + "\"; fields are " +
                   rpc::Names(fields));
    }
    auto op = lexer.Next();
    if (!op.ok()) return op.status();
    if (op->kind != Token::Kind::kOp) {
      return Fault("a comparison is wanted after " + term.field.substr(0, 64));
    }
    term.op = ToOp(op->text);
    const bool ordered = field->kind != FilterKind::kText && field->kind != FilterKind::kBool;
    if (!ordered && term.op != FilterOp::kEqual && term.op != FilterOp::kNotEqual) {
      return Fault(field->name + " takes = and != only");
    }
    auto value = lexer.Next();
    if (!value.ok()) return value.status();
    if (value->kind != Token::Kind::kWord && value->kind != Token::Kind::kText) {
      return Fault("a value is wanted after " + term.field.substr(0, 64) + " " + op->text);
    }
    auto typed = ToValue(*field, value->text);
    if (!typed.ok()) return typed.status();
    term.value = std::move(*typed);
    if (filter.terms_.size() == kMaxTerms) return Fault("more than 16 comparisons");
    filter.terms_.push_back(std::move(term));

    token = lexer.Next();
    if (!token.ok()) return token.status();
    if (token->kind == Token::Kind::kEnd) return filter;
    if (token->kind != Token::Kind::kWord || token->text != "AND") {
      return Fault("AND is wanted at position " + std::to_string(token->at));
    }
    token = lexer.Next();
    if (!token.ok()) return token.status();
  }
}

bool Filter::Names(std::string_view field) const {
  return std::any_of(terms_.begin(), terms_.end(),
                     [&](const FilterTerm& term) { return term.field == field; });
}

bool Filter::Matches(const std::function<FilterValue(const std::string& field)>& read) const {
  return std::all_of(terms_.begin(), terms_.end(), [&](const FilterTerm& term) {
    return Compare(read(term.field), term.op, term.value);
  });
}

base::Result<base::WallTime> ParseRfc3339(std::string_view text) {
  const base::Status fault = base::InvalidArgument("time", "not an RFC 3339 time");
  const auto year = Digits(text, 0, 4), month = Digits(text, 5, 2), day = Digits(text, 8, 2);
  const auto hour = Digits(text, 11, 2), minute = Digits(text, 14, 2), second = Digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return fault;
  if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') || text[13] != ':' ||
      text[16] != ':') {
    return fault;
  }
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return fault;
  size_t at = 19;
  int64_t micros = 0;
  if (at < text.size() && text[at] == '.') {
    int64_t unit = 100000;
    const size_t first = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) {
      micros += unit * (text[at] - '0');
    }
    if (at == first) return fault;
  }
  std::chrono::minutes offset{0};
  if (at < text.size() && (text[at] == 'Z' || text[at] == 'z')) {
    ++at;
  } else if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    const auto hours = Digits(text, at + 1, 2), minutes = Digits(text, at + 4, 2);
    if (!hours || !minutes || text[at + 3] != ':' || *hours > 23 || *minutes > 59) return fault;
    offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    if (text[at] == '-') offset = -offset;
    at += 6;
  } else {
    return fault;
  }
  if (at != text.size()) return fault;
  return base::WallTime(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
         std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
         std::chrono::microseconds(micros) - offset;
}

}  // namespace vedette::rpc
