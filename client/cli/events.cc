#include <algorithm>

#include "client/cli/describe.h"
#include "client/cli/shell.h"
#include "client/text/duration.h"

namespace vedette::cli {
namespace {

struct Arguments {
  std::string stream;
  std::string check;
  std::string filter;
  std::string since;
  int limit = 100;
};

// The filter that the options stand for. A quote in an id or a check is left to the daemon, which
// names the place.
base::Result<std::string> Filter(const Arguments& arguments) {
  std::string filter = arguments.filter;
  const auto add = [&filter](const std::string& term) {
    filter += (filter.empty() ? "" : " AND ") + term;
  };
  if (!arguments.stream.empty()) add("stream_id = \"" + arguments.stream + "\"");
  if (!arguments.check.empty()) add("check = \"" + arguments.check + "\"");
  if (!arguments.since.empty()) {
    const auto span = text::ParseDuration(arguments.since);
    if (!span.ok()) return span.status();
    add("start_time >= \"" + base::FormatWallTime(base::SystemClock().Wall() - *span) + "\"");
  }
  return filter;
}

int Events(const Arguments& arguments, Shell& shell) {
  const auto filter = Filter(arguments);
  if (!filter.ok()) {
    PrintError("--since: " + filter.status().message());
    return text::kWrongUsage;
  }
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  v1::ListEventsRequest request;
  request.set_filter(*filter);
  v1::ListEventsResponse all;
  do {
    request.set_page_size(std::min(1000, arguments.limit - all.events_size()));
    v1::ListEventsResponse page;
    const auto status =
        connection->Call(connection->alarms(), &v1::AlarmService::Stub::ListEvents, request, &page);
    if (!status.ok()) return Fail(status);
    request.set_page_token(page.next_page_token());
    all.set_next_page_token(page.next_page_token());
    for (v1::Event& event : *page.mutable_events()) all.add_events()->Swap(&event);
  } while (!request.page_token().empty() && all.events_size() < arguments.limit);
  if (shell.json) {
    PrintJson(shell, all);
  } else {
    Print(all.events_size() == 0 ? "no events\n" : DescribeEvents(all.events(), shell));
  }
  return text::kGood;
}

}  // namespace

void AddEvents(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command = app.add_subcommand("events", "what happened, the newest first");
  command->add_option("stream", arguments->stream, "of this stream only");
  command->add_option("--check", arguments->check, "of this check only, such as black");
  command->add_option("--since", arguments->since, "not older than this: 10m, 2h, 7d");
  command->add_option("--filter", arguments->filter, "such as: severity >= SEVERITY_MINOR");
  command->add_option("--limit", arguments->limit, "at most this many")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  command->callback([&action, arguments] {
    action = [arguments](Shell& shell) { return Events(*arguments, shell); };
  });
}

}  // namespace vedette::cli
