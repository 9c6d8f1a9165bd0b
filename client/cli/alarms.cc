#include "client/cli/describe.h"
#include "client/cli/shell.h"

namespace vedette::cli {
namespace {

int Alarms(const std::string& filter, Shell& shell) {
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  v1::ListAlarmsRequest request;
  request.set_page_size(1000);
  request.set_filter(filter);
  v1::ListAlarmsResponse all;
  do {
    v1::ListAlarmsResponse page;
    const auto status =
        connection->Call(connection->alarms(), &v1::AlarmService::Stub::ListAlarms, request, &page);
    if (!status.ok()) return Fail(status);
    request.set_page_token(page.next_page_token());
    for (v1::Alarm& alarm : *page.mutable_alarms()) all.add_alarms()->Swap(&alarm);
  } while (!request.page_token().empty());
  if (shell.json) {
    PrintJson(shell, all);
  } else {
    Print(all.alarms_size() == 0 ? "no alarms\n" : DescribeAlarms(all.alarms(), shell));
  }
  return text::kGood;
}

}  // namespace

void AddAlarms(CLI::App& app, Action& action) {
  const auto filter = std::make_shared<std::string>();
  CLI::App* const command = app.add_subcommand("alarms", "what is wrong now");
  command->add_option("--filter", *filter,
                      "such as: stream_id = \"ch1\" AND severity >= SEVERITY_MINOR");
  command->callback(
      [&action, filter] { action = [filter](Shell& shell) { return Alarms(*filter, shell); }; });
}

}  // namespace vedette::cli
