#include "engine/source/udp_ts_input.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "engine/base/url.h"
#include "engine/source/rtp.h"

namespace vedette::source {
namespace {

constexpr int kMaxReceiveBuffer = 64 << 20;

base::Status SetOption(std::string_view name, std::string_view value, net::UdpOptions& options) {
  if (name == "localaddr") options.interface = value;
  if (name == "buffer_size") {
    int bytes = 0;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), bytes);
    if (parsed.ec != std::errc() || parsed.ptr != value.data() + value.size() || bytes < 1 ||
        bytes > kMaxReceiveBuffer) {
      return base::InvalidArgument("url", "buffer_size must be 1 to 67108864 bytes");
    }
    options.receive_buffer_bytes = bytes;
  }
  return {};
}

}  // namespace

base::Result<net::UdpOptions> ParseUdpUrl(const std::string& text) {
  const base::Result<base::Url> url = base::ParseUrl(text);
  if (!url.ok()) return url.status();
  if (url->port == 0) return base::InvalidArgument("url", "url has no port");
  net::UdpOptions options;
  options.address = url->host;
  options.port = url->port;
  std::string_view query = url->query;
  while (!query.empty()) {
    const std::string_view option = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), option.size() + 1));
    const size_t equals = option.find('=');
    if (equals == std::string_view::npos) continue;
    VEDETTE_RETURN_IF_ERROR(
        SetOption(option.substr(0, equals), option.substr(equals + 1), options));
  }
  return options;
}

base::Result<std::unique_ptr<UdpTsInput>> UdpTsInput::Open(net::EventLoop& loop,
                                                           const std::string& url,
                                                           TsInputSink& sink, TsLosses& losses) {
  const base::Result<net::UdpOptions> options = ParseUdpUrl(url);
  if (!options.ok()) return options.status();
  std::unique_ptr<UdpTsInput> input(new UdpTsInput(sink, losses));
  auto socket = net::UdpSocket::Open(
      loop, *options, [input = input.get()](const net::UdpBatch& batch) { input->OnBatch(batch); });
  if (!socket.ok()) return socket.status();
  input->socket_ = std::move(*socket);
  return input;
}

media::ByteView UdpTsInput::Payload(media::ByteView datagram) {
  if (datagram.empty() || datagram[0] == 0x47) return datagram;
  const std::optional<RtpPacket> packet = ParseRtp(datagram);
  if (!packet) return datagram;
  if (next_sequence_) {
    const auto missing = static_cast<uint16_t>(packet->sequence - *next_sequence_);
    if (missing >= 0x8000) return packet->payload;  // late: was counted as lost when its turn came
    losses_.rtp += missing;
  }
  next_sequence_ = static_cast<uint16_t>(packet->sequence + 1);
  return packet->payload;
}

void UdpTsInput::OnBatch(const net::UdpBatch& batch) {
  if (!wanted_) return;
  losses_.kernel += batch.kernel_drops;
  losses_.cut += batch.cut;
  if (batch.kernel_drops > 0 || batch.cut > 0) sink_.OnLoss();
  uint64_t dropped = 0;
  for (const media::ByteView datagram : batch.datagrams) {
    const media::ByteView payload = Payload(datagram);
    if (!sink_.HasRoom()) {
      if (dropped++ == 0) sink_.OnLoss();
    } else if (!sink_.OnBytes(payload)) {
      wanted_ = false;
      break;
    }
  }
  losses_.budget += dropped;
}

}  // namespace vedette::source
