#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/base/status.h"
#include "engine/net/event_loop.h"
#include "engine/net/udp_socket.h"
#include "engine/source/ts_input.h"

namespace vedette::source {

// MPEG-TS in datagrams, bare or in RTP whatever the scheme says (senders mix them up).
class UdpTsInput final : public TsInput {
 public:
  // `url`: udp:// or rtp://, [@]address:port, with `localaddr` (the interface for multicast: an
  // address of it, or its name) and `buffer_size` (bytes of the socket's buffer) in the query.
  static base::Result<std::unique_ptr<UdpTsInput>> Open(net::EventLoop& loop,
                                                        const std::string& url, TsInputSink& sink,
                                                        TsLosses& losses);

  int port() const { return socket_->port(); }

 private:
  UdpTsInput(TsInputSink& sink, TsLosses& losses) : sink_(sink), losses_(losses) {}
  void OnBatch(const net::UdpBatch& batch);
  media::ByteView Payload(media::ByteView datagram);

  TsInputSink& sink_;
  TsLosses& losses_;
  std::unique_ptr<net::UdpSocket> socket_;
  std::optional<uint16_t> next_sequence_;
  bool wanted_ = true;
};

// What the URL asks for. kInvalidArgument with reason "url" where it is wrong.
base::Result<net::UdpOptions> ParseUdpUrl(const std::string& url);

}  // namespace vedette::source
