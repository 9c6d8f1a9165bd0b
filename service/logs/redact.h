#pragma once

#include <string>
#include <string_view>

namespace vedette::logs {

// The text as it may be shown: every URL in it without its secrets (base::RedactUrl), and nothing
// after the words Bearer and Basic.
std::string RedactText(std::string_view text);

// Whether a field of this name holds a secret whatever its value: "jwt_secret", "Authorization".
bool IsSecretKey(std::string_view key);

}  // namespace vedette::logs
