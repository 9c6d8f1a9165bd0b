#include "client/cli/shell.h"

namespace vedette::cli {
namespace {

constexpr int kBatch = 1000;  // the most that BatchDeleteStreams takes

struct Arguments {
  std::vector<std::string> ids;
  bool all = false;
  bool allow_missing = false;
};

base::Status FindAll(const client::Connection& connection, v1::MonitoringService::Stub& stub,
                     std::vector<std::string>& ids) {
  v1::ListStreamsRequest request;
  request.set_page_size(kBatch);
  do {
    v1::ListStreamsResponse page;
    VEDETTE_RETURN_IF_ERROR(
        connection.Call(stub, &v1::MonitoringService::Stub::ListStreams, request, &page));
    for (const v1::Stream& stream : page.streams()) ids.push_back(stream.id());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return base::Status::Ok();
}

int Delete(Arguments arguments, Shell& shell) {
  if (arguments.all != arguments.ids.empty()) {
    PrintError("delete: give either ids or --all");
    return text::kWrongUsage;
  }
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  if (arguments.all) {
    const auto status = FindAll(*connection, connection->monitoring(), arguments.ids);
    if (!status.ok()) return Fail(status);
  }
  google::protobuf::Empty empty;
  for (size_t first = 0; first < arguments.ids.size(); first += kBatch) {
    v1::BatchDeleteStreamsRequest request;
    request.set_allow_missing(arguments.allow_missing);
    for (size_t i = first; i < arguments.ids.size() && i < first + kBatch; ++i) {
      request.add_ids(arguments.ids[i]);
    }
    const auto status =
        connection->Call(connection->monitoring(), &v1::MonitoringService::Stub::BatchDeleteStreams,
                         request, &empty);
    if (!status.ok()) return Fail(status);
  }
  if (shell.json) {
    PrintJson(shell, empty);
  } else {
    Print("deleted " + std::to_string(arguments.ids.size()) + "\n");
  }
  return text::kGood;
}

}  // namespace

void AddDelete(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command =
      app.add_subcommand("delete", "stop watching streams and forget them; their events stay");
  command->add_option("ids", arguments->ids, "the streams: all of them or, on an error, none");
  command->add_flag("--all", arguments->all, "every stream");
  command->add_flag("--allow-missing", arguments->allow_missing, "an unknown id is no error");
  command->callback([&action, arguments] {
    action = [arguments](Shell& shell) { return Delete(*arguments, shell); };
  });
}

}  // namespace vedette::cli
