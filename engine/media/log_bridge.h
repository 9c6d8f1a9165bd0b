#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace vedette::media {

enum class LogLevel : uint8_t { kError, kWarning, kInfo, kDebug };

// Receives one whole line without line break: who was at work (LogScope's stream, "" outside one),
// how bad, and what libav said, beginning with the part that said it ("h264: ..."). Credentials
// are already stripped. Called on the thread that is at work; must not call libav.
using LogSink =
    std::function<void(std::string_view stream_id, LogLevel level, std::string_view line)>;

// libav has one log callback per process. This is it: installed by LibraryScope, it joins partial
// lines per thread (and keeps their first 512 bytes), strips credentials from all that looks like a
// URL, keeps at most 20 lines per second and stream (what was left out is counted in the next line
// that passes), and hands lines to the sink. Synchronised.
class LogBridge {
 public:
  static constexpr int kLinesPerSecond = 20;

  // Replaces the sink; null drops all. Returns when no call of the old sink is under way.
  static void SetSink(LogSink sink);
  // Lines above `level` are not even formatted. Default kWarning.
  static void SetLevel(LogLevel level);
};

// Says that the calling thread works for `stream_id` while it lives, and remembers the last error
// said meanwhile. Scopes nest. Confined to its thread; `stream_id` must outlive it.
class LogScope {
 public:
  explicit LogScope(std::string_view stream_id);
  LogScope();  // works for whom the scope around it works, "" when there is none
  ~LogScope();
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;

  // The last line of level error (or a warning before the first error), "" when there was none.
  const std::string& last_error() const { return last_error_; }
  // All lines of level warning and worse, their first 200 bytes, joined by "; ", the latest 500
  // bytes: the cause is often said by another part, and before the last line.
  const std::string& said() const { return said_; }
  // Whether a line of level error was said.
  bool error_seen() const { return error_seen_; }

 private:
  friend class LogBridgeImpl;
  const std::string_view stream_id_;
  LogScope* const outer_;
  std::string last_error_;
  std::string said_;
  bool error_seen_ = false;
};

}  // namespace vedette::media
