#include "client/cli/shell.h"
#include "client/text/format.h"

namespace vedette::cli {
namespace {

using Stub = v1::MonitoringService::Stub;

template <typename Request>
int ForEach(const std::vector<std::string>& ids, const char* done, Shell& shell,
            grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Stream*)) {
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  for (const std::string& id : ids) {
    Request request;
    request.set_id(id);
    v1::Stream stream;
    const auto status = connection->Call(connection->monitoring(), method, request, &stream);
    if (!status.ok()) {
      exit = Fail(status.Wrap(id));
    } else if (shell.json) {
      PrintJson(shell, stream);
    } else {
      Print(std::string(done) + " " + text::Printable(stream.id()) + "\n");
    }
  }
  return exit;
}

}  // namespace

void AddPause(CLI::App& app, Action& action) {
  const auto ids = std::make_shared<std::vector<std::string>>();
  CLI::App* const command = app.add_subcommand("pause", "stop watching until resumed");
  command->add_option("ids", *ids, "the streams")->required();
  command->callback([&action, ids] {
    action = [ids](Shell& shell) {
      return ForEach<v1::PauseStreamRequest>(*ids, "paused", shell, &Stub::PauseStream);
    };
  });
}

void AddResume(CLI::App& app, Action& action) {
  const auto ids = std::make_shared<std::vector<std::string>>();
  CLI::App* const command = app.add_subcommand("resume", "watch paused or failed streams again");
  command->add_option("ids", *ids, "the streams")->required();
  command->callback([&action, ids] {
    action = [ids](Shell& shell) {
      return ForEach<v1::ResumeStreamRequest>(*ids, "resumed", shell, &Stub::ResumeStream);
    };
  });
}

}  // namespace vedette::cli
