// The room engine/monitor: sessions that watch one stream each, the scheduler that gives them
// their places, and the Engine facade, the only door through which service and client enter.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/media/access_unit.h"
#include "engine/monitor/stream.h"

namespace vedette::monitor {

struct EngineOptions {
  int workers = 0;         // 0 = as many as cores
  int max_concurrent = 0;  // 0 = by cores (how fast they decode is measured), memory, descriptors
  std::string calibration_file;             // keeps what was measured; "" = measured each time
  base::milliseconds start_delay{5};        // between two starts
  base::milliseconds rotation{30000};       // 0 = plain queue
  int max_restarts = 0;                     // failures in a row, then failed; 0 = never give up
  base::milliseconds first_back_off{1000};  // after a failure; doubled with each further one
  int64_t budget_bytes = 0;                 // 0 = 25 % of the memory limit
  base::milliseconds connect_timeout{10000};
  std::vector<std::string> allowed_schemes;  // empty = every scheme the product knows
  bool deny_private_addresses = false;
};

// What the engine tells. Called on worker threads, for one stream one call at a time and in order
// (its first status on the thread that added or changed it); must not block and must not call back
// into the engine. The same event has the same number, and within one engine no other event of the
// stream has it.
class EngineListener {
 public:
  virtual ~EngineListener() = default;
  virtual void OnStatus(const StreamStatusPtr& status) = 0;
  virtual void OnEvent(const std::string& stream_id, const checks::EventRecord& event) = 0;
  virtual void OnAlarm(const std::string& stream_id, const checks::AlarmRecord& alarm) = 0;
  // A line for the stream's own log: level "info", "warning" or "error", no credentials in it.
  virtual void OnLog(const std::string& stream_id, const std::string& level,
                     const std::string& message) = 0;
};

// Watches streams. Synchronised: any thread may call any method. Calls do not block on streams or
// networks, except Probe and Stop. Value messages only, no libav pointer: it can stand in front of
// worker processes or other machines as well.
class Engine {
 public:
  virtual ~Engine() = default;

  // `listener` and `clock` must outlive the engine.
  static base::Result<std::unique_ptr<Engine>> Create(EngineOptions options,
                                                      EngineListener& listener,
                                                      const base::Clock& clock);

  // kInvalidArgument (reason: the field) for a bad id, URL or override; kAlreadyExists.
  virtual base::Status Add(StreamConfig config) = 0;
  // Replaces the configuration. When anything but display name, labels and `paused` changed, the
  // stream starts afresh: what was known of it is forgotten, its open events end and its alarms are
  // told as ok before any other event or alarm is told of it. Of the old one statuses may still
  // come until then.
  virtual base::Status Update(StreamConfig config) = 0;
  // Soon afterwards its open events are told as ended and its alarms as ok; until then the listener
  // may still hear of it, and then no more.
  virtual base::Status Remove(const std::string& id) = 0;
  virtual base::Status Pause(const std::string& id) = 0;
  virtual base::Status Resume(const std::string& id) = 0;

  // Null for an unknown stream.
  virtual StreamStatusPtr Get(const std::string& id) const = 0;
  // By id.
  virtual std::vector<StreamStatusPtr> List() const = 0;
  virtual EngineStats Stats() const = 0;
  // JPEG of the last key frame looked at. kNotFound without one.
  virtual base::Result<media::Bytes> Thumbnail(const std::string& id) = 0;

  // Blocks for at most open_timeout + duration + 5 s, or until `cancelled` answers true (polled ten
  // times a second). A source that does not open is a report with opened = false, not a failure;
  // kInvalidArgument for a bad request, kResourceExhausted when too many probes run.
  virtual base::Result<ProbeReport> Probe(const ProbeRequest& request,
                                          const std::function<bool()>& cancelled) = 0;

  // Closes all streams and joins all threads; within 5 s. Idempotent. Ends no event and clears no
  // alarm: the streams are as they were, only nobody watches them.
  virtual void Stop() = 0;
};

// Checks what Engine::Add checks, without an engine: id, URL and scheme, overrides. The first fault
// found, its reason naming the field.
base::Status Validate(const StreamConfig& config, const EngineOptions& options);

}  // namespace vedette::monitor
