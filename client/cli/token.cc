#include <cstdlib>
#include <fstream>
#include <iterator>

#include "client/cli/shell.h"
#include "client/text/duration.h"
#include "service/auth/bearer_guard.h"
#include "service/config/env_file.h"

namespace vedette::cli {
namespace {

struct Arguments {
  std::string role = "admin";
  std::string subject = "vedette-cli";
  std::string lifetime = "12h";
  std::string env_file = ".env";
};

constexpr size_t kMaxEnvFile = 1 << 20;

// JWT_SECRET of the environment, else of the .env file, as the daemon takes it.
base::Result<std::string> Secret(const std::string& env_file) {
  const char* const given = std::getenv("JWT_SECRET");
  if (given != nullptr && *given != '\0') return std::string(given);
  std::ifstream file(env_file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.size() > kMaxEnvFile) return base::InvalidArgument("env-file", env_file + " is too big");
  const auto entries = config::ParseEnvFile(text);
  if (!entries.ok()) return entries.status().Wrap(env_file);
  std::string secret;
  for (const auto& entry : *entries) {
    if (entry.name == "JWT_SECRET") secret = entry.value;
  }
  if (secret.empty()) {
    return base::InvalidArgument("JWT_SECRET", "JWT_SECRET is neither set nor in " + env_file);
  }
  return secret;
}

int Token(const Arguments& arguments, const Shell& shell) {
  const auto lifetime = text::ParseDuration(arguments.lifetime);
  if (!lifetime.ok()) {
    PrintError("--lifetime: " + lifetime.status().message());
    return text::kWrongUsage;
  }
  const auto secret = Secret(arguments.env_file);
  if (!secret.ok()) {
    PrintError(secret.status().message());
    return text::kWrongUsage;
  }
  const auto token = auth::MakeToken(*secret, {arguments.subject, auth::ParseRole(arguments.role)},
                                     base::SystemClock().Wall(),
                                     std::chrono::duration_cast<base::seconds>(*lifetime));
  if (!token.ok()) {
    PrintError(token.status().message());
    return text::kWrongUsage;
  }
  Print(shell.json ? "{\"token\": \"" + *token + "\"}\n" : *token + "\n");
  return text::kGood;
}

}  // namespace

void AddToken(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command =
      app.add_subcommand("token", "make a bearer token from JWT_SECRET (no daemon needed)");
  command->add_option("--role", arguments->role, "what it allows")
      ->check(CLI::IsMember({"viewer", "operator", "admin"}))
      ->capture_default_str();
  command->add_option("--subject", arguments->subject, "who it is for")->capture_default_str();
  command->add_option("--lifetime", arguments->lifetime, "how long it is good")
      ->capture_default_str();
  command->add_option("--env-file", arguments->env_file, "read for JWT_SECRET where it is not set")
      ->capture_default_str();
  command->callback([&action, arguments] {
    action = [arguments](Shell& shell) { return Token(*arguments, shell); };
  });
}

}  // namespace vedette::cli
