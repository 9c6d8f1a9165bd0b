#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "client/cli/shell.h"
#include "client/text/format.h"
#include "client/text/stream_file.h"

namespace vedette::cli {
namespace {

constexpr size_t kBatch = 250;  // small enough that progress is seen and no call takes long

struct Arguments {
  std::string file;
  std::string format;
};

struct Totals {
  int added = 0;
  int known = 0;
  int refused = 0;
};

base::Result<std::string> ReadList(const std::string& name) {
  std::ifstream file;
  if (name != "-") file.open(name, std::ios::binary);
  std::istream& in = name == "-" ? std::cin : file;
  if (!in) return base::InvalidArgument("file", "cannot read " + name);
  // One more than allowed, so that the parser sees that it is too much.
  std::string bytes(text::kMaxListBytes + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(in.gcount()));
  return bytes;
}

base::Result<std::vector<v1::Stream>> Load(const Arguments& arguments) {
  const std::map<std::string, text::ListFormat> formats = {{"m3u", text::ListFormat::kM3u},
                                                           {"csv", text::ListFormat::kCsv},
                                                           {"json", text::ListFormat::kJson}};
  const auto bytes = ReadList(arguments.file);
  if (!bytes.ok()) return bytes.status();
  const auto given = formats.find(arguments.format);
  return text::ParseList(
      given != formats.end() ? given->second : text::GuessFormat(arguments.file, *bytes), *bytes);
}

// What one batch became; refusals are printed.
void Count(const v1::BatchCreateStreamsRequest& request,
           const v1::BatchCreateStreamsResponse& response, Totals& totals) {
  totals.added += response.streams_size();
  const std::map<int, google::rpc::Status> failed(response.failed_requests().begin(),
                                                  response.failed_requests().end());
  for (const auto& [index, status] : failed) {
    if (status.code() == static_cast<int>(base::Code::kAlreadyExists)) {
      ++totals.known;
      continue;
    }
    ++totals.refused;
    const bool named = index >= 0 && index < request.requests_size();
    PrintError((named ? request.requests(index).stream().id() + ": " : "") + status.message());
  }
}

int Import(const Arguments& arguments, Shell& shell) {
  const auto streams = Load(arguments);
  if (!streams.ok()) {
    PrintError(arguments.file + ": " + streams.status().message());
    return text::kWrongUsage;
  }
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  v1::BatchCreateStreamsResponse all;
  Totals totals;
  for (size_t first = 0; first < streams->size(); first += kBatch) {
    v1::BatchCreateStreamsRequest request;
    request.set_return_partial_success(true);
    for (size_t i = first; i < std::min(streams->size(), first + kBatch); ++i) {
      *request.add_requests()->mutable_stream() = (*streams)[i];
    }
    v1::BatchCreateStreamsResponse response;
    const auto status =
        connection->Call(connection->monitoring(), &v1::MonitoringService::Stub::BatchCreateStreams,
                         request, &response);
    if (!status.ok()) return Fail(status);
    Count(request, response, totals);
    for (auto& stream : *response.mutable_streams()) all.add_streams()->Swap(&stream);
    for (const auto& [index, failure] : response.failed_requests()) {
      (*all.mutable_failed_requests())[static_cast<int>(first) + index] = failure;
    }
    if (streams->size() > kBatch) {
      std::fprintf(stderr, "%zu of %zu\n", std::min(streams->size(), first + kBatch),
                   streams->size());
    }
  }
  if (shell.json) {
    PrintJson(shell, all);
  } else {
    Print("added " + std::to_string(totals.added) + ", already there " +
          std::to_string(totals.known) + ", refused " + std::to_string(totals.refused) + "\n");
  }
  return totals.refused == 0 ? text::kGood : text::kRefused;
}

}  // namespace

void AddImport(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command =
      app.add_subcommand("import", "begin to watch a list of streams; those already there stay");
  command->add_option("file", arguments->file, "M3U, CSV or JSON; - for standard input")
      ->required();
  command->add_option("--format", arguments->format, "m3u, csv or json, where the name is no help")
      ->check(CLI::IsMember({"m3u", "csv", "json"}));
  command->callback([&action, arguments] {
    action = [arguments](Shell& shell) { return Import(*arguments, shell); };
  });
}

}  // namespace vedette::cli
