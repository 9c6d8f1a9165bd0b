#include "service/gateway/path_template.h"

#include "service/gateway/uri.h"

namespace vedette::gateway {
namespace {

std::vector<std::string_view> Split(std::string_view path) {
  std::vector<std::string_view> parts;
  for (;;) {
    const size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

base::Result<PathTemplate> PathTemplate::Parse(std::string_view text) {
  const auto bad = [&](const char* why) {
    return base::InvalidArgument("template", "path template " + std::string(text) + ": " + why);
  };
  PathTemplate out;
  out.text_ = text;
  if (text.empty() || text.front() != '/') return bad("does not begin with '/'");
  const auto parts = Split(text.substr(1));
  for (size_t i = 0; i < parts.size(); ++i) {
    std::string_view part = parts[i];
    Segment segment;
    if (!part.empty() && part.front() == '{') {
      const size_t close = part.find('}');
      if (close == std::string_view::npos || close == 1) return bad("a variable has no name");
      segment.variable = true;
      segment.text = part.substr(1, close - 1);
      if (segment.text.find_first_of("=*{") != std::string::npos) {
        return bad("patterns inside of variables are not supported");
      }
      part.remove_prefix(close + 1);
      if (!part.empty()) {
        if (part.front() != ':' || i + 1 != parts.size()) return bad("text after a variable");
        out.verb_ = part;
      }
    } else {
      if (part.empty() || part.find_first_of("*{}") != std::string_view::npos) {
        return bad("an empty segment or a wildcard");
      }
      segment.text = part;
      ++out.literals_;
    }
    out.segments_.push_back(std::move(segment));
  }
  return out;
}

std::optional<PathBindings> PathTemplate::Match(std::string_view path) const {
  if (path.empty() || path.front() != '/') return std::nullopt;
  if (!verb_.empty()) {
    if (path.size() < verb_.size() || path.substr(path.size() - verb_.size()) != verb_) {
      return std::nullopt;
    }
    path.remove_suffix(verb_.size());
    if (path.empty()) return std::nullopt;
  }
  const auto parts = Split(path.substr(1));
  if (parts.size() != segments_.size()) return std::nullopt;
  PathBindings bindings;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (segments_[i].variable && parts[i].find(':') != std::string_view::npos) return std::nullopt;
    const auto text = PercentDecode(parts[i], false);
    if (!text.ok() || text->empty()) return std::nullopt;
    if (segments_[i].variable) {
      bindings.emplace_back(segments_[i].text, *text);
    } else if (*text != segments_[i].text) {
      return std::nullopt;
    }
  }
  return bindings;
}

std::vector<std::string> PathTemplate::variables() const {
  std::vector<std::string> names;
  for (const Segment& segment : segments_) {
    if (segment.variable) names.push_back(segment.text);
  }
  return names;
}

}  // namespace vedette::gateway
