#include "engine/media/log_bridge.h"

#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <map>
#include <memory>
#include <utility>

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/url.h"
#include "engine/media/av_handles.h"
#include "engine/media/log_bridge_impl.h"

namespace vedette::media {
namespace {

constexpr size_t kLineBytes = 512;  // the rest of longer ones is dropped
constexpr size_t kStreamsRemembered = 4096;

thread_local LogScope* current_scope = nullptr;

LogLevel LevelOf(int av_level) {
  if (av_level <= AV_LOG_ERROR) return LogLevel::kError;
  if (av_level <= AV_LOG_WARNING) return LogLevel::kWarning;
  if (av_level <= AV_LOG_INFO) return LogLevel::kInfo;
  return LogLevel::kDebug;
}

// How many lines of each stream passed in the present second.
class RateLimit {
 public:
  // False when the line must go; else how many went before it.
  bool Pass(std::string_view stream_id, base::SteadyTime now, int& left_out) {
    auto found = streams_.find(stream_id);
    if (found == streams_.end()) {
      if (streams_.size() >= kStreamsRemembered) Forget(now);
      found = streams_.emplace(std::string(stream_id), Count{now, 0, 0}).first;
    }
    Count& count = found->second;
    if (now - count.since >= base::seconds(1)) {
      count.since = now;
      count.passed = 0;
    }
    if (count.passed >= LogBridge::kLinesPerSecond) {
      ++count.left_out;
      return false;
    }
    ++count.passed;
    left_out = std::exchange(count.left_out, 0);
    return true;
  }

 private:
  struct Count {
    base::SteadyTime since;
    int passed = 0;
    int left_out = 0;
  };
  void Forget(base::SteadyTime now) {
    std::erase_if(streams_, [now](const auto& entry) {
      return now - entry.second.since >= base::seconds(1);
    });
    if (streams_.size() >= kStreamsRemembered) streams_.clear();
  }
  std::map<std::string, Count, std::less<>> streams_;
};

// A sink with the calls under way in it.
struct SinkSlot {
  LogSink sink;
  int calls = 0;
};

// What all threads share. Never freed: libav may log until the process ends.
struct Shared {
  std::atomic<LogLevel> level{LogLevel::kWarning};
  base::Mutex mutex;
  base::CondVar returned;
  std::shared_ptr<SinkSlot> slot GUARDED_BY(mutex);
  RateLimit limit GUARDED_BY(mutex);
};

Shared& State() {
  static Shared& shared = *new Shared;
  return shared;
}

void HandOver(std::string_view stream_id, LogLevel level, std::string line) {
  Shared& shared = State();
  std::shared_ptr<SinkSlot> slot;
  {
    base::MutexLock lock(shared.mutex);
    if (shared.slot == nullptr) return;
    int left_out = 0;
    if (!shared.limit.Pass(stream_id, std::chrono::steady_clock::now(), left_out)) return;
    if (left_out > 0) line += " (" + std::to_string(left_out) + " lines left out)";
    slot = shared.slot;
    ++slot->calls;
  }
  slot->sink(stream_id, level, line);
  base::MutexLock lock(shared.mutex);
  --slot->calls;
  shared.returned.NotifyAll();
}

// "h264: " for what libav's object calls itself, "" for none.
std::string PartOf(void* object) {
  const AVClass* const description =
      object == nullptr ? nullptr : *static_cast<const AVClass**>(object);
  if (description == nullptr || description->item_name == nullptr) return "";
  const char* const name = description->item_name(object);
  return name == nullptr ? "" : std::string(name) + ": ";
}

void AddSaid(std::string& said, const std::string& line) {
  constexpr size_t kBytes = 500;
  if (!said.empty()) said += "; ";
  said.append(line, 0, 200);
  if (said.size() <= kBytes) return;
  said.erase(0, said.find("; ", said.size() - kBytes) + 2);
}

// A line that has begun and not ended.
struct PartialLine {
  std::string text;
  int level = AV_LOG_DEBUG;
};

void OnLine(PartialLine& partial) {
  const LogLevel level = LevelOf(std::exchange(partial.level, AV_LOG_DEBUG));
  const std::string line = RedactUrlsIn(std::exchange(partial.text, {}));
  const bool wanted = level <= State().level.load();
  const std::string_view stream_id = LogBridgeImpl::Remember(level, line);
  if (wanted) HandOver(stream_id, level, line);
}

void OnAvLog(void* object, int av_level, const char* format, va_list arguments) {
  av_level &= 0xff;
  const LogLevel level = LevelOf(av_level);
  // Warnings are looked at even when nobody wants them: LogScope::last_error.
  if (level > LogLevel::kWarning && level > State().level.load()) return;
  thread_local PartialLine partial;
  if (partial.text.empty()) partial.text = PartOf(object);
  char text[kLineBytes];
  const int length = std::vsnprintf(text, sizeof(text), format, arguments);
  if (length <= 0) return;
  // The end of the line may have been cut off.
  const std::string_view form = format;
  if (static_cast<size_t>(length) >= sizeof(text) && form.ends_with('\n')) {
    text[sizeof(text) - 2] = '\n';
  }
  for (const char* at = text; *at != '\0'; ++at) {
    if (*at == '\n') {
      OnLine(partial);
      continue;
    }
    if (partial.text.size() >= kLineBytes) continue;
    partial.level = std::min(partial.level, av_level);
    partial.text += *at == '\r' || *at == '\t' ? ' ' : *at;
  }
}

}  // namespace

std::string RedactUrlsIn(std::string_view text) {
  constexpr std::string_view kEnd = " \t\r\n\"'<>`";
  std::string out;
  for (;;) {
    const size_t mark = text.find("://");
    if (mark == std::string_view::npos) break;
    size_t begin = mark;
    while (begin > 0 && std::isalnum(static_cast<unsigned char>(text[begin - 1])) != 0) --begin;
    const size_t end = std::min(text.find_first_of(kEnd, mark), text.size());
    out.append(text.substr(0, begin)).append(base::RedactUrl(text.substr(begin, end - begin)));
    text.remove_prefix(end);
  }
  return out.append(text);
}

std::string_view LogBridgeImpl::Remember(LogLevel level, const std::string& line) {
  for (LogScope* scope = current_scope; scope != nullptr; scope = scope->outer_) {
    if (level <= LogLevel::kWarning) AddSaid(scope->said_, line);
    if (level == LogLevel::kError || (level == LogLevel::kWarning && !scope->error_seen_)) {
      scope->last_error_ = line;
      scope->error_seen_ |= level == LogLevel::kError;
    }
  }
  return current_scope == nullptr ? std::string_view() : current_scope->stream_id_;
}

void LogBridgeImpl::Install() { av_log_set_callback(&OnAvLog); }
void LogBridgeImpl::Remove() { av_log_set_callback(nullptr); }

void LogBridge::SetSink(LogSink sink) {
  Shared& shared = State();
  auto slot = sink == nullptr ? nullptr : std::make_shared<SinkSlot>(SinkSlot{std::move(sink)});
  base::MutexLock lock(shared.mutex);
  slot.swap(shared.slot);
  while (slot != nullptr && slot->calls > 0) shared.returned.Wait(shared.mutex);
}

void LogBridge::SetLevel(LogLevel level) { State().level = level; }

LogScope::LogScope(std::string_view stream_id) : stream_id_(stream_id), outer_(current_scope) {
  current_scope = this;
}

LogScope::LogScope() : LogScope(current_scope == nullptr ? "" : current_scope->stream_id_) {}

LogScope::~LogScope() { current_scope = outer_; }

}  // namespace vedette::media
