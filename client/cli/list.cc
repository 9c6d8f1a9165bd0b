#include "client/cli/shell.h"
#include "client/text/format.h"

namespace vedette::cli {
namespace {

struct Arguments {
  std::string filter;
  std::string order_by;
};

int List(const Arguments& arguments, Shell& shell) {
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  v1::ListStreamsRequest request;
  request.set_page_size(1000);
  request.set_filter(arguments.filter);
  request.set_order_by(arguments.order_by);
  v1::ListStreamsResponse all;
  do {
    v1::ListStreamsResponse page;
    const auto status = connection->Call(connection->monitoring(),
                                         &v1::MonitoringService::Stub::ListStreams, request, &page);
    if (!status.ok()) return Fail(status);
    request.set_page_token(page.next_page_token());
    all.set_total_size(page.total_size());
    for (v1::Stream& stream : *page.mutable_streams()) all.add_streams()->Swap(&stream);
  } while (!request.page_token().empty());
  if (shell.json) {
    PrintJson(shell, all);
    return text::kGood;
  }
  text::Table table({{"STREAM", false, 40},
                     {"HEALTH"},
                     {"SCORE", true},
                     {"PHASE"},
                     {"BITRATE", true},
                     {"ALARMS"},
                     {"URL", false, 80}});
  for (const v1::Stream& stream : all.streams()) {
    const v1::StreamStatus& status = stream.status();
    table.Add({{stream.id()},
               text::HealthCell(status.health()),
               {std::to_string(status.score())},
               text::PhaseCell(status.phase()),
               {text::Bitrate(status.metrics().bitrate_bps())},
               text::AlarmsCell(status, NowSeconds()),
               {stream.url(), text::Colour::kFaint}});
  }
  Print(table.Draw(shell.colour));
  return text::kGood;
}

}  // namespace

void AddList(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command = app.add_subcommand("list", "the streams and how they are");
  command->add_option("--filter", arguments->filter,
                      "such as: health != HEALTH_OK AND labels.region = \"eu\"");
  command->add_option("--order-by", arguments->order_by,
                      "id, display_name, score or health, each with \" desc\"");
  command->callback([&action, arguments] {
    action = [arguments](Shell& shell) { return List(*arguments, shell); };
  });
}

}  // namespace vedette::cli
