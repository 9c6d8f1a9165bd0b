#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/monitor/engine.h"

namespace vedette::rpc {

// Passes what the engine tells to several listeners, in their order. Immutable; the listeners must
// outlive it.
class EngineFanout final : public monitor::EngineListener {
 public:
  explicit EngineFanout(std::vector<monitor::EngineListener*> listeners)
      : listeners_(std::move(listeners)) {}

  void OnStatus(const monitor::StreamStatusPtr& status) override {
    for (auto* listener : listeners_) listener->OnStatus(status);
  }
  void OnEvent(const std::string& stream_id, const checks::EventRecord& event) override {
    for (auto* listener : listeners_) listener->OnEvent(stream_id, event);
  }
  void OnAlarm(const std::string& stream_id, const checks::AlarmRecord& alarm) override {
    for (auto* listener : listeners_) listener->OnAlarm(stream_id, alarm);
  }
  void OnLog(const std::string& stream_id, const std::string& level,
             const std::string& message) override {
    for (auto* listener : listeners_) listener->OnLog(stream_id, level, message);
  }

 private:
  const std::vector<monitor::EngineListener*> listeners_;
};

}  // namespace vedette::rpc
