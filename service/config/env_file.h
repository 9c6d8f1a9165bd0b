#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace vedette::config {

struct EnvEntry {
  std::string name;
  std::string value;
  int line = 0;  // counted from 1
};

// Reads the text of a .env file: KEY=value lines, an optional "export " before them, '#' comments
// on lines of their own or after a blank, values bare, in single quotes (literal) or in double
// quotes (\n, \t, \r, \", \\ and \$ known); quoted values may go over several lines, as keys of
// other programs do. Line ends may be CRLF.
//
// kInvalidArgument with the line's number for anything else; values are not repeated in it, because
// the file holds secrets.
base::Result<std::vector<EnvEntry>> ParseEnvFile(std::string_view text);

}  // namespace vedette::config
