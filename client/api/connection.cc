#include "client/api/connection.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace vedette::client {
namespace {

// Deltas of a thousand streams come in messages of 200; single streams are at most some kilobytes.
constexpr int kMaxMessageBytes = 16 << 20;
constexpr size_t kMaxCertificateBytes = 1 << 20;

base::Result<std::string> ReadCertificates(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string pem{std::istreambuf_iterator<char>(file), {}};
  if (!file || pem.empty() || pem.size() > kMaxCertificateBytes) {
    return base::InvalidArgument("tls-ca", "cannot read certificates from " + path);
  }
  return pem;
}

}  // namespace

base::Result<std::unique_ptr<Connection>> Connection::Create(const ConnectionOptions& options) {
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (options.tls || !options.ca_file.empty()) {
    grpc::SslCredentialsOptions ssl;
    if (!options.ca_file.empty()) {
      auto pem = ReadCertificates(options.ca_file);
      if (!pem.ok()) return pem.status();
      ssl.pem_root_certs = std::move(*pem);
    }
    credentials = grpc::SslCredentials(ssl);
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5000);
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  return std::unique_ptr<Connection>(
      new Connection(options, grpc::CreateCustomChannel(options.address, credentials, arguments)));
}

Connection::Connection(ConnectionOptions options, const std::shared_ptr<grpc::Channel>& channel)
    : options_(std::move(options)),
      monitoring_(v1::MonitoringService::NewStub(channel)),
      alarms_(v1::AlarmService::NewStub(channel)),
      health_(v1::HealthService::NewStub(channel)),
      logs_(v1::LogService::NewStub(channel)) {}

void Connection::Prepare(grpc::ClientContext& context, bool deadline) const {
  if (!options_.token.empty()) {
    context.AddMetadata("authorization", "Bearer " + options_.token);
  }
  if (deadline) context.set_deadline(std::chrono::system_clock::now() + options_.timeout);
}

base::Status Connection::ToStatus(const grpc::Status& status) const {
  if (status.ok()) return base::Status::Ok();
  const auto code = static_cast<base::Code>(status.error_code());
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad;
  if (details.ParseFromString(status.error_details())) {
    for (const auto& detail : details.details()) {
      if (!detail.UnpackTo(&info)) detail.UnpackTo(&bad);
    }
  }
  if (info.domain().empty() &&
      (code == base::Code::kUnavailable || code == base::Code::kDeadlineExceeded)) {
    return {code, kUnreachable,
            "the daemon at " + options_.address + " cannot be reached: " + status.error_message()};
  }
  std::string message = status.error_message();
  if (bad.field_violations_size() > 1) {
    message.clear();
    for (const auto& violation : bad.field_violations()) {
      if (!message.empty()) message += "; ";
      message += violation.field() + ": " + violation.description();
    }
  }
  if (code == base::Code::kUnauthenticated) {
    message += " (give a token with VEDETTE_TOKEN or --token; `vedette token` makes one)";
  }
  return {code, info.reason(), message};
}

}  // namespace vedette::client
