#include <sys/ioctl.h>
#include <unistd.h>

#include <optional>

#include "client/api/stream_mirror.h"
#include "client/api/watch_feed.h"
#include "client/cli/shell.h"
#include "client/cli/watch_view.h"
#include "client/text/format.h"
#include "client/text/json.h"
#include "client/text/news.h"

namespace vedette::cli {
namespace {

constexpr base::milliseconds kRedraw{500};

// The terminal's second screen while it lives, so that what was there before comes back.
class Screen {
 public:
  Screen() { Print("\x1b[?1049h\x1b[?25l"); }
  ~Screen() { Print("\x1b[?25h\x1b[?1049l"); }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  // Redraws in place: every line is cleared to its end, and what is below it, too.
  void Show(const std::string& text) {
    std::string out = "\x1b[H";
    for (const char c : text) {
      if (c == '\n') out += "\x1b[K\r";
      out += c;
    }
    Print(out + "\x1b[J");
  }
};

winsize Size() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) {
    size.ws_row = 24;
    size.ws_col = 100;
  }
  return size;
}

std::string Clock() {
  google::protobuf::Timestamp now;
  now.set_seconds(static_cast<int64_t>(NowSeconds()));
  return text::Time(now).substr(11, 8);
}

// Applies the messages and returns the lines they are worth.
std::vector<std::string> Apply(const std::vector<v1::WatchStreamsResponse>& messages,
                               client::StreamMirror& mirror) {
  std::vector<std::string> lines;
  for (const auto& message : messages) {
    const auto before = mirror.streams();
    for (const std::string& id : mirror.Apply(message)) {
      const auto then = before.find(id);
      const auto now = mirror.streams().find(id);
      for (const std::string& line :
           text::News(then == before.end() ? nullptr : &then->second,
                      now == mirror.streams().end() ? nullptr : &now->second)) {
        lines.push_back(Clock() + " " + line);
      }
    }
  }
  return lines;
}

int Watch(const std::vector<std::string>& ids, Shell& shell) {
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  client::WatchFeed feed(*connection, ids);
  client::StreamMirror mirror;
  WatchView view(shell, connection->address());
  std::optional<Screen> screen;
  std::string trouble;
  while (!*shell.interrupted) {
    const auto batch = feed.Take(kRedraw);
    if (!batch.end.ok()) {
      screen.reset();
      return Fail(batch.end);
    }
    if (shell.json) {
      for (const auto& message : batch.messages) Print(text::ToJson(message) + "\n");
      continue;
    }
    const auto lines = Apply(batch.messages, mirror);
    if (!shell.interactive) {
      for (const std::string& line : lines) Print(line + "\n");
      if (batch.trouble != trouble && !batch.trouble.empty()) {
        PrintError("trying again: " + batch.trouble);
      }
      trouble = batch.trouble;
      continue;
    }
    for (const std::string& line : lines) view.AddNews(line);
    if (!mirror.complete()) continue;
    if (!screen) screen.emplace();
    const winsize size = Size();
    screen->Show(
        view.Draw(mirror.streams(), batch.trouble, NowSeconds(), size.ws_row - 1, size.ws_col));
  }
  return text::kGood;
}

}  // namespace

void AddWatch(CLI::App& app, Action& action) {
  const auto ids = std::make_shared<std::vector<std::string>>();
  CLI::App* const command = app.add_subcommand(
      "watch", "live: a table in a terminal, lines elsewhere, the API's messages with --json");
  command->add_option("ids", *ids, "only these streams");
  command->callback(
      [&action, ids] { action = [ids](Shell& shell) { return Watch(*ids, shell); }; });
}

}  // namespace vedette::cli
