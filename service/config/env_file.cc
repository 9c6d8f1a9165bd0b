#include "service/config/env_file.h"

#include <cctype>

namespace vedette::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text_.substr(0, 3) == kByteOrderMark) at_ = 3;
  }

  base::Result<std::vector<EnvEntry>> Read() {
    std::vector<EnvEntry> entries;
    while (at_ < text_.size()) {
      SkipBlanks();
      if (AtLineEnd() || text_[at_] == '#') {
        SkipLine();
        continue;
      }
      EnvEntry entry;
      entry.line = line_;
      if (!ReadName(entry.name)) return Fault(entry.line, "is not KEY=value");
      if (!ReadValue(entry.value)) return Fault(entry.line, "has a quote that does not end well");
      entries.push_back(std::move(entry));
    }
    return entries;
  }

 private:
  static base::Status Fault(int line, const std::string& what) {
    return base::InvalidArgument("env_file", "line " + std::to_string(line) + " " + what);
  }

  bool AtLineEnd() const {
    return at_ >= text_.size() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n";
  }
  void SkipBlanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  void SkipLine() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    if (at_ < text_.size()) ++at_;
    ++line_;
  }

  bool ReadName(std::string& name) {
    name = Word();
    SkipBlanks();
    if (name == "export" && at_ < text_.size() && text_[at_] != '=') {
      name = Word();
      SkipBlanks();
    }
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0]))) return false;
    if (at_ >= text_.size() || text_[at_] != '=') return false;
    ++at_;
    SkipBlanks();
    return true;
  }

  // Dots and dashes are not ours, but other programs name things so.
  std::string Word() {
    const size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) ||
                                  text_[at_] == '_' || text_[at_] == '.' || text_[at_] == '-')) {
      ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  bool ReadValue(std::string& value) {
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
      if (!ReadQuoted(value)) return false;
      SkipBlanks();
      if (!AtLineEnd() && text_[at_] != '#') return false;
      SkipLine();
      return true;
    }
    const size_t begin = at_;
    while (!AtLineEnd()) {
      const bool blank_before = at_ == begin || text_[at_ - 1] == ' ' || text_[at_ - 1] == '\t';
      if (text_[at_] == '#' && blank_before) break;
      ++at_;
    }
    std::string_view bare = text_.substr(begin, at_ - begin);
    while (!bare.empty() && (bare.back() == ' ' || bare.back() == '\t' || bare.back() == '\r')) {
      bare.remove_suffix(1);
    }
    value = bare;
    SkipLine();
    return true;
  }

  bool ReadQuoted(std::string& value) {
    const char quote = text_[at_++];
    for (; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == quote) {
        ++at_;
        return true;
      }
      if (c == '\n') ++line_;
      if (c == '\\' && quote == '"' && at_ + 1 < text_.size()) {
        c = text_[++at_];
        if (c == '\n') ++line_;
        if (c == 'n') c = '\n';
        if (c == 't') c = '\t';
        if (c == 'r') c = '\r';
      }
      value += c;
    }
    return false;
  }

  const std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

base::Result<std::vector<EnvEntry>> ParseEnvFile(std::string_view text) {
  return Reader(text).Read();
}

}  // namespace vedette::config
