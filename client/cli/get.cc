#include "client/cli/describe.h"
#include "client/cli/shell.h"

namespace vedette::cli {
namespace {

int Get(const std::string& id, Shell& shell) {
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  v1::GetStreamRequest request;
  request.set_id(id);
  v1::Stream stream;
  auto status = connection->Call(connection->monitoring(), &v1::MonitoringService::Stub::GetStream,
                                 request, &stream);
  if (!status.ok()) return Fail(status);

  v1::ListEventsRequest history;
  history.set_page_size(20);
  history.set_filter("stream_id = \"" + id + "\" AND severity >= SEVERITY_WARNING");
  v1::ListEventsResponse events;
  status =
      connection->Call(connection->alarms(), &v1::AlarmService::Stub::ListEvents, history, &events);
  if (!status.ok()) return Fail(status);

  if (shell.json) {
    PrintJson(shell, stream);
  } else {
    Print(Describe(stream, shell));
    if (events.events_size() > 0) Print("\n" + DescribeEvents(events.events(), shell));
  }
  return text::Judge(stream.status(), events.events_size() > 0);
}

}  // namespace

void AddGet(CLI::App& app, Action& action) {
  const auto id = std::make_shared<std::string>();
  CLI::App* const command =
      app.add_subcommand("get", "one stream: verdict, tracks, alarms, events");
  command->add_option("id", *id, "the stream")->required();
  command->callback([&action, id] { action = [id](Shell& shell) { return Get(*id, shell); }; });
}

}  // namespace vedette::cli
