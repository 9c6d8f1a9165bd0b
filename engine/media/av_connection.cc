#include "engine/media/av_connection.h"

#include <chrono>
#include <string>

#include "engine/base/url.h"
#include "engine/media/av_errors.h"

namespace vedette::media {
namespace {

constexpr int kRtspsPort = 322;

base::Result<ConnectionPtr> Connect(const std::string& url, Dictionary& entries,
                                    Interrupt& interrupt, const LogScope& scope) {
  AVIOContext* io = nullptr;
  const AVIOInterruptCB callback = {&Interrupt::Callback, &interrupt};
  const int error = avio_open2(&io, url.c_str(), AVIO_FLAG_READ, &callback, entries.handle());
  if (error < 0) {
    return FromAvError(error, scope.said(), &interrupt).Wrap("connecting " + base::RedactUrl(url));
  }
  return ConnectionPtr(io);
}

base::Status CheckCertificate(const AvInputOptions& options, Interrupt& interrupt,
                              const LogScope& scope) {
  const base::Result<base::Url> url = base::ParseUrl(options.url);
  if (!url.ok()) return url.status();
  const bool v6 = url->host.find(':') != std::string::npos;
  const int port = url->port == 0 ? kRtspsPort : url->port;
  Dictionary entries;
  entries.Set("protocol_whitelist", "tls,tcp");
  SetTls(entries);
  return Connect("tls://" + (v6 ? "[" + url->host + "]" : url->host) + ":" + std::to_string(port),
                 entries, interrupt, scope)
      .status();
}

}  // namespace

base::Result<ConnectionPtr> OpenConnection(const AvInputOptions& options, const ProtocolCall& call,
                                           Dictionary& entries, Interrupt& interrupt,
                                           const LogScope& scope) {
  if (call.own_input) {
    if (call.own_tls) VEDETTE_RETURN_IF_ERROR(CheckCertificate(options, interrupt, scope));
    return ConnectionPtr();
  }
  const base::SteadyTime start = std::chrono::steady_clock::now();
  auto io = Connect(call.url, entries, interrupt, scope);
  if (io.ok()) return io;
  // Only by its duration can an SRT handshake without answer be told from one refused.
  const bool late = std::chrono::steady_clock::now() - start >= options.connect_timeout;
  const base::Status status = io.status();
  if (!call.datagrams || status.reason() != "tcp_refused" || !late) return status;
  return base::Status(base::Code::kDeadlineExceeded, "tcp_timeout", status.message(),
                      status.native());
}

}  // namespace vedette::media
