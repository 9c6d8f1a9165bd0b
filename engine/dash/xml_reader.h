#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/clock.h"

namespace pugi {
class xml_node;
}

namespace vedette::dash {

// Reads typed attributes and remembers the first that is malformed. Private to this room, as it
// shows pugixml's type. Confined to one parse.
class XmlReader {
 public:
  // Nothing where the attribute is absent or malformed. Numbers outside [least, most] are
  // malformed.
  std::optional<int64_t> Integer(const pugi::xml_node& node, const char* name, int64_t least,
                                 int64_t most);
  std::optional<double> Decimal(const pugi::xml_node& node, const char* name);
  std::optional<double> Duration(const pugi::xml_node& node, const char* name);
  std::optional<base::WallTime> DateTime(const pugi::xml_node& node, const char* name);

  void Fault(std::string fault);
  const std::string& fault() const { return fault_; }  // "" = all good

 private:
  void Malformed(const pugi::xml_node& node, const char* name);

  std::string fault_;
};

// The value of an attribute; "" where it is absent. Valid as long as the document.
std::string_view Attribute(const pugi::xml_node& node, const char* name);
// Text inside an element, without the blanks around it.
std::string_view TextIn(const pugi::xml_node& node);

}  // namespace vedette::dash
