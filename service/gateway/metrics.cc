#include "service/gateway/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>

#include <array>
#include <limits>
#include <utility>

namespace vedette::gateway {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

constexpr std::array<std::pair<monitor::Phase, const char*>, 6> kPhases = {{
    {monitor::Phase::kQueued, "queued"},
    {monitor::Phase::kConnecting, "connecting"},
    {monitor::Phase::kRunning, "running"},
    {monitor::Phase::kBackingOff, "backing_off"},
    {monitor::Phase::kPaused, "paused"},
    {monitor::Phase::kFailed, "failed"},
}};
constexpr std::array<std::pair<checks::Health, const char*>, 5> kHealths = {{
    {checks::Health::kUnknown, "unknown"},
    {checks::Health::kOk, "ok"},
    {checks::Health::kDegraded, "degraded"},
    {checks::Health::kBad, "bad"},
    {checks::Health::kDown, "down"},
}};
constexpr std::array<const char*, 6> kSeverities = {"",      "info",  "warning",
                                                    "minor", "major", "critical"};

class Families {
 public:
  MetricFamily& Gauge(const char* name, const char* help) {
    return Add(name, help, MetricType::Gauge);
  }
  MetricFamily& Counter(const char* name, const char* help) {
    return Add(name, help, MetricType::Counter);
  }
  MetricFamily& Histogram(const char* name, const char* help) {
    return Add(name, help, MetricType::Histogram);
  }
  void Gauge(const char* name, const char* help, double value) {
    Put(Gauge(name, help), value, {});
  }
  static void Put(MetricFamily& family, double value, Labels labels) {
    ClientMetric metric;
    metric.label = std::move(labels);
    (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    family.metric.push_back(std::move(metric));
  }
  std::string Text() const { return prometheus::TextSerializer().Serialize(all_); }

 private:
  MetricFamily& Add(const char* name, const char* help, MetricType type) {
    all_.push_back({name, help, type, {}});
    return all_.back();
  }

  std::vector<MetricFamily> all_;
};

void AddCounts(const MetricsInput& input, Families& out) {
  std::map<monitor::Phase, int> phases;
  std::map<checks::Health, int> healths;
  std::map<std::pair<std::string, checks::Severity>, int> alarms;
  for (const auto& stream : input.streams) {
    ++phases[stream->phase];
    ++healths[stream->verdict.health];
    for (const auto& alarm : stream->alarms) {
      const bool raised = alarm.state == checks::AlarmState::kRaised ||
                          alarm.state == checks::AlarmState::kClearing;
      if (raised) ++alarms[{alarm.check, alarm.severity}];
    }
  }
  MetricFamily& by_phase = out.Gauge("vedette_streams", "Streams by phase.");
  for (const auto& [phase, name] : kPhases)
    Families::Put(by_phase, phases[phase], {{"phase", name}});
  MetricFamily& by_health = out.Gauge("vedette_streams_by_health", "Streams by health.");
  for (const auto& [health, name] : kHealths) {
    Families::Put(by_health, healths[health], {{"health", name}});
  }
  MetricFamily& raised = out.Gauge("vedette_alarms", "Raised alarms by check and severity.");
  for (const auto& [key, count] : alarms) {
    const auto severity = std::min<size_t>(static_cast<size_t>(key.second), kSeverities.size() - 1);
    Families::Put(raised, count, {{"check", key.first}, {"severity", kSeverities[severity]}});
  }
}

void AddStreams(const MetricsInput& input, Families& out) {
  const auto each = [&](MetricFamily& family, auto value) {
    for (const auto& stream : input.streams) {
      Families::Put(family, value(*stream), {{"stream", stream->id}});
    }
  };
  each(out.Gauge("vedette_stream_up", "1 while the stream is received and not down, else 0."),
       [](const monitor::StreamStatus& stream) {
         return stream.phase == monitor::Phase::kRunning &&
                        stream.verdict.health != checks::Health::kDown
                    ? 1.0
                    : 0.0;
       });
  each(out.Gauge("vedette_stream_health_score", "Score of the stream, 0 (down) to 100 (good)."),
       [](const monitor::StreamStatus& stream) {
         return static_cast<double>(stream.verdict.score);
       });
  each(out.Gauge("vedette_stream_bitrate_bits_per_second",
                 "Bit rate of the stream, mean of the last 5 s."),
       [](const monitor::StreamStatus& stream) { return stream.metrics.bitrate_bps; });
}

// Prometheus wants each bucket to hold those below it as well.
void AddJobWaits(const base::WaitHistogram::Counts& waits, Families& out) {
  ClientMetric metric;
  for (size_t i = 0; i < waits.buckets.size(); ++i) {
    metric.histogram.sample_count += waits.buckets[i];
    const bool last = i + 1 == waits.buckets.size();
    const std::chrono::duration<double> limit = base::WaitHistogram::UpperLimit(i);
    metric.histogram.bucket.push_back(
        {metric.histogram.sample_count,
         last ? std::numeric_limits<double>::infinity() : limit.count()});
  }
  metric.histogram.sample_sum = std::chrono::duration<double>(waits.total).count();
  out.Histogram("vedette_job_wait_seconds", "How long analysis jobs waited for a worker.")
      .metric.push_back(std::move(metric));
}

void AddEngine(const MetricsInput& input, Families& out) {
  const monitor::EngineStats& engine = input.engine;
  out.Gauge("vedette_streams_active", "Streams that hold a place.", engine.active);
  out.Gauge("vedette_streams_max_concurrent", "Places for streams.", engine.max_concurrent);
  out.Gauge("vedette_budget_used_bytes", "Bytes of media in flight.",
            static_cast<double>(engine.budget_used_bytes));
  out.Gauge("vedette_budget_limit_bytes", "Bytes of media that may be in flight.",
            static_cast<double>(engine.budget_limit_bytes));
  Families::Put(out.Counter("vedette_media_left_out_total",
                            "Media that nobody looked at because this machine did not keep up: "
                            "segments not fetched, and gaps in datagrams."),
                static_cast<double>(engine.media_left_out), {});
  out.Gauge("vedette_worker_lag_seconds", "Longest wait of an analysis job.",
            engine.longest_job_wait_seconds);
  AddJobWaits(engine.job_waits, out);
  out.Gauge("vedette_store_connected", "1 while the store answers, else 0.",
            input.store_connected ? 1 : 0);
}

void AddProcess(const MetricsInput& input, Families& out) {
  const rpc::ProcessUsage& process = input.process;
  Families::Put(out.Counter("process_cpu_seconds_total", "CPU time that the process has used."),
                input.cpu_seconds, {});
  out.Gauge("process_resident_memory_bytes", "Resident memory of the process.",
            static_cast<double>(process.rss_bytes));
  out.Gauge("process_heap_bytes", "Bytes allocated from the heap.",
            static_cast<double>(process.heap_bytes));
  out.Gauge("process_threads", "Threads of the process.", process.threads);
  out.Gauge("process_open_fds", "Open file descriptors.", process.fds_in_use);
  out.Gauge("process_max_fds", "Limit of open file descriptors.", process.fds_limit);
  out.Gauge("process_start_time_seconds", "When the process started, in Unix time.",
            std::chrono::duration<double>(input.started.time_since_epoch()).count());
  out.Gauge("vedette_disk_free_bytes", "Free space where DATA_DIR is.", process.disk_free_bytes);
}

}  // namespace

std::string MetricsText(const MetricsInput& input) {
  Families out;
  AddCounts(input, out);
  AddStreams(input, out);
  AddEngine(input, out);
  AddProcess(input, out);
  MetricFamily& answers =
      out.Counter("vedette_http_requests_total", "HTTP requests answered, by status code.");
  for (const auto& [status, count] : input.http_answers) {
    Families::Put(answers, static_cast<double>(count), {{"code", std::to_string(status)}});
  }
  out.Gauge("vedette_http_connections", "Open HTTP connections.", input.http_connections);
  return out.Text();
}

double ProcessCpuSeconds() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace vedette::gateway
