#include <map>

#include "client/cli/shell.h"
#include "client/text/format.h"

namespace vedette::cli {
namespace {

struct Arguments {
  std::string url;
  std::string id;
  std::string name;
  std::string profile;
  v1::Depth depth = v1::DEPTH_UNSPECIFIED;
  v1::Renditions renditions = v1::RENDITIONS_UNSPECIFIED;
  std::vector<std::string> labels;
  std::vector<std::string> headers;
  bool paused = false;
};

// "key=value" or "Name: value" into the map; what has no separator is named by CLI11.
bool Split(const std::string& text, char separator,
           google::protobuf::Map<std::string, std::string>& to) {
  const size_t at = text.find(separator);
  if (at == std::string::npos || at == 0) return false;
  const size_t value = text.find_first_not_of(' ', at + 1);
  to[text.substr(0, at)] = value == std::string::npos ? "" : text.substr(value);
  return true;
}

int Add(const Arguments& arguments, Shell& shell) {
  v1::CreateStreamRequest request;
  v1::Stream& stream = *request.mutable_stream();
  stream.set_url(arguments.url);
  stream.set_id(arguments.id);
  stream.set_display_name(arguments.name);
  stream.set_profile(arguments.profile);
  stream.set_depth(arguments.depth);
  stream.set_renditions(arguments.renditions);
  stream.set_paused(arguments.paused);
  for (const std::string& label : arguments.labels) {
    if (Split(label, '=', *stream.mutable_labels())) continue;
    PrintError("--label: \"" + label + "\" is not KEY=VALUE");
    return text::kWrongUsage;
  }
  for (const std::string& header : arguments.headers) {
    if (Split(header, ':', *stream.mutable_headers())) continue;
    PrintError("--header: not \"Name: value\"");  // not repeated: it may be a secret
    return text::kWrongUsage;
  }
  int exit = 0;
  const auto connection = Connect(shell, exit);
  if (connection == nullptr) return exit;
  v1::Stream added;
  const auto status = connection->Call(connection->monitoring(),
                                       &v1::MonitoringService::Stub::CreateStream, request, &added);
  if (!status.ok()) return Fail(status);
  if (shell.json) {
    PrintJson(shell, added);
  } else {
    Print("added " + text::Printable(added.id()) + "\n");
  }
  return text::kGood;
}

}  // namespace

void AddAdd(CLI::App& app, Action& action) {
  const std::map<std::string, v1::Depth> depths = {{"manifest", v1::DEPTH_MANIFEST},
                                                   {"packets", v1::DEPTH_PACKETS},
                                                   {"keyframes", v1::DEPTH_KEYFRAMES},
                                                   {"full", v1::DEPTH_FULL}};
  const std::map<std::string, v1::Renditions> renditions = {{"highest", v1::RENDITIONS_HIGHEST},
                                                            {"lowest", v1::RENDITIONS_LOWEST},
                                                            {"all", v1::RENDITIONS_ALL}};
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command = app.add_subcommand("add", "begin to watch a stream");
  command->add_option("url", arguments->url, "http(s), rtmp(s), rtsp(s), srt, udp or rtp")
      ->required();
  command->add_option("--id", arguments->id, "its id (made by the daemon where there is none)");
  command->add_option("--name", arguments->name, "name for people");
  command->add_option("--depth", arguments->depth, "manifest, packets, keyframes or full")
      ->transform(OneOf(depths));
  command->add_option("--renditions", arguments->renditions, "highest, lowest or all")
      ->transform(OneOf(renditions));
  command->add_option("--profile", arguments->profile, "default, strict or lenient");
  command->add_option("--label", arguments->labels, "KEY=VALUE, may be repeated");
  command->add_option("--header", arguments->headers, "\"Name: value\", may be repeated");
  command->add_flag("--paused", arguments->paused, "only keep it, until resumed");
  command->callback([&action, arguments] {
    action = [arguments](Shell& shell) { return Add(*arguments, shell); };
  });
}

}  // namespace vedette::cli
