#include "client/cli/shell.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "client/text/format.h"
#include "client/text/json.h"

namespace vedette::cli {

void Print(const std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written || std::fflush(stdout) != 0) std::_Exit(text::kGood);
}

void PrintJson(const Shell& shell, const google::protobuf::Message& message) {
  Print(text::ToJson(message, shell.interactive) + "\n");
}

void PrintError(const std::string& message) {
  std::fprintf(stderr, "vedette: %s\n", text::Printable(message).c_str());
}

int Fail(const base::Status& status) {
  PrintError(status.message());
  return status.reason() == client::kUnreachable ? text::kNotOpened : text::kRefused;
}

std::unique_ptr<client::Connection> Connect(const Shell& shell, int& exit) {
  auto connection = client::Connection::Create(shell.connection);
  if (connection.ok()) return std::move(*connection);
  PrintError(connection.status().message());
  exit = text::kWrongUsage;
  return nullptr;
}

double NowSeconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace vedette::cli
