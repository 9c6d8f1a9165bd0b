#include <map>

#include "client/cli/describe.h"
#include "client/cli/shell.h"
#include "client/text/duration.h"
#include "client/text/format.h"
#include "engine/base/url.h"
#include "engine/media/library_scope.h"
#include "engine/media/log_bridge.h"
#include "engine/monitor/engine.h"
#include "engine/net/curl_scope.h"
#include "service/rpc/mapping_status.h"

namespace vedette::cli {
namespace {

struct Arguments {
  std::string source;
  std::string duration;  // "": the engine's default
  std::string open_timeout = "10s";
  checks::Depth depth = checks::Depth::kFull;
  std::vector<std::string> headers;
  bool verbose = false;
};

// A probe tells everything in its report.
class NoListener final : public monitor::EngineListener {
 public:
  void OnStatus(const monitor::StreamStatusPtr&) override {}
  void OnEvent(const std::string&, const checks::EventRecord&) override {}
  void OnAlarm(const std::string&, const checks::AlarmRecord&) override {}
  void OnLog(const std::string&, const std::string&, const std::string&) override {}
};

base::Result<monitor::ProbeRequest> MakeRequest(const Arguments& arguments) {
  monitor::ProbeRequest request;
  request.url = arguments.source;
  request.depth = arguments.depth;
  request.allow_files = true;
  if (!arguments.duration.empty()) {
    const auto duration = text::ParseDuration(arguments.duration);
    if (!duration.ok()) return duration.status().Wrap("--duration");
    request.duration = *duration;
  }
  const auto open_timeout = text::ParseDuration(arguments.open_timeout);
  if (!open_timeout.ok()) return open_timeout.status().Wrap("--open-timeout");
  request.open_timeout = *open_timeout;
  for (const std::string& header : arguments.headers) {
    const size_t at = header.find(':');
    if (at == std::string::npos || at == 0) {
      return base::InvalidArgument("header", "--header: not \"Name: value\"");
    }
    const size_t value = header.find_first_not_of(' ', at + 1);
    request.headers.emplace_back(header.substr(0, at),
                                 value == std::string::npos ? "" : header.substr(value));
  }
  return request;
}

int Probe(const Arguments& arguments, Shell& shell) {
  const auto request = MakeRequest(arguments);
  if (!request.ok()) {
    PrintError(request.status().message());
    return text::kWrongUsage;
  }
  const media::LibraryScope library;
  const net::CurlScope curl;
  if (arguments.verbose) {
    media::LogBridge::SetSink([](std::string_view, media::LogLevel, std::string_view line) {
      PrintError(std::string(line));
    });
  }
  const base::SystemClock clock;
  NoListener listener;
  monitor::EngineOptions options;
  options.max_concurrent = 1;
  auto engine = monitor::Engine::Create(options, listener, clock);
  if (!engine.ok()) {
    PrintError(engine.status().message());
    return text::kNotOpened;
  }
  const auto report = (*engine)->Probe(*request, [&shell] { return shell.interrupted->load(); });
  (*engine)->Stop();
  if (!report.ok()) {
    PrintError(report.status().message());
    const bool usage = report.status().code() == base::Code::kInvalidArgument;
    return usage ? text::kWrongUsage : text::kNotOpened;
  }
  const v1::ProbeReport message = rpc::ToProto(*report);
  if (shell.json) {
    PrintJson(shell, message);
  } else {
    Print(Describe(message, shell));
  }
  if (!message.opened()) {
    PrintError("cannot open " + base::RedactUrl(arguments.source) + ": " + message.error());
  }
  return text::Judge(message);
}

}  // namespace

void AddProbe(CLI::App& app, Action& action) {
  const std::map<std::string, checks::Depth> depths = {{"manifest", checks::Depth::kManifest},
                                                       {"packets", checks::Depth::kPackets},
                                                       {"keyframes", checks::Depth::kKeyframes},
                                                       {"full", checks::Depth::kFull}};
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command =
      app.add_subcommand("probe", "look at one URL or file, here, without a daemon");
  command->add_option("source", arguments->source, "a URL or a file")->required();
  command->add_option(
      "--duration", arguments->duration,
      "how much of it: of the media of a file (default: all), of the time of a live source "
      "(default: 30s)");
  command->add_option("--open-timeout", arguments->open_timeout, "how long it may take to open")
      ->capture_default_str();
  command
      ->add_option("--depth", arguments->depth,
                   "manifest, packets, keyframes or full (the default)")
      ->transform(OneOf(depths));
  command->add_option("--header", arguments->headers, "\"Name: value\", may be repeated");
  command->add_flag("--verbose", arguments->verbose, "what libav says, on standard error");
  command->callback([&action, arguments] {
    action = [arguments](Shell& shell) { return Probe(*arguments, shell); };
  });
}

}  // namespace vedette::cli
