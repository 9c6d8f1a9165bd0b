#include "tests/support/http_behaviours.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace vedette::support {
namespace {

std::string Head(size_t announced) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: " +
         std::to_string(announced) + "\r\n\r\n";
}

std::string Value(const SeenRequest& request, const std::string& name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? "" : found->second;
}

}  // namespace

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  // 15 bits of window, 16 more: a gzip header instead of zlib's.
  if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

BadHttpServer::Handler Answer(int status, HttpPeer::Headers headers, std::string body) {
  return [=](const SeenRequest&, HttpPeer& peer) { peer.Reply(status, headers, body); };
}

BadHttpServer::Handler Silent() {
  return [](const SeenRequest&, HttpPeer& peer) { peer.WaitForHangUp(); };
}

BadHttpServer::Handler Late(base::milliseconds delay, BadHttpServer::Handler then) {
  return [=](const SeenRequest& request, HttpPeer& peer) {
    if (peer.Wait(delay)) then(request, peer);
  };
}

BadHttpServer::Handler Drip(std::string body, size_t piece, base::milliseconds pause) {
  return [=](const SeenRequest&, HttpPeer& peer) {
    if (!peer.Send(Head(body.size()))) return;
    for (size_t at = 0; at < body.size(); at += piece) {
      if (!peer.Send(std::string_view(body).substr(at, piece))) return;
      if (at + piece < body.size() && !peer.Wait(pause)) return;
    }
  };
}

BadHttpServer::Handler Stall(std::string body, size_t announced) {
  return [=](const SeenRequest&, HttpPeer& peer) {
    if (peer.Send(Head(announced)) && peer.Send(body)) peer.WaitForHangUp();
  };
}

BadHttpServer::Handler Truncate(std::string body, size_t announced, bool reset) {
  return [=](const SeenRequest&, HttpPeer& peer) {
    peer.Send(Head(announced));
    peer.Send(body);
    reset ? peer.ResetAfter() : peer.CloseAfter();
  };
}

BadHttpServer::Handler HangUp() {
  return [](const SeenRequest&, HttpPeer& peer) { peer.CloseAfter(); };
}

BadHttpServer::Handler Redirect(int status, std::string location) {
  return Answer(status, {{"Location", std::move(location)}}, "elsewhere");
}

BadHttpServer::Handler Garbage(std::string bytes) {
  return [=](const SeenRequest&, HttpPeer& peer) {
    peer.Send(bytes);
    peer.CloseAfter();
  };
}

BadHttpServer::Handler Huge(size_t size, bool announced) {
  return [=](const SeenRequest&, HttpPeer& peer) {
    const std::string piece(16384, 'x');
    if (!peer.Send(announced ? Head(size)
                             : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")) {
      return;
    }
    for (size_t left = size; left > 0;) {
      const std::string_view part = std::string_view(piece).substr(0, std::min(left, piece.size()));
      std::array<char, 32> length{};
      snprintf(length.data(), length.size(), "%zx\r\n", part.size());
      if (!announced && !peer.Send(length.data())) return;
      if (!peer.Send(part) || (!announced && !peer.Send("\r\n"))) return;
      left -= part.size();
    }
    if (!announced) peer.Send("0\r\n\r\n");
  };
}

BadHttpServer::Handler GzipBomb(size_t size) {
  return Answer(200, {{"Content-Encoding", "gzip"}}, Gzip(std::string(size, '\0')));
}

BadHttpServer::Handler Gzipped(std::string body) {
  return [=](const SeenRequest& request, HttpPeer& peer) {
    if (Value(request, "accept-encoding").find("gzip") == std::string::npos) {
      peer.Reply(200, {}, body);
    } else {
      peer.Reply(200, {{"Content-Encoding", "gzip"}}, Gzip(body));
    }
  };
}

BadHttpServer::Handler EndlessHeaders() {
  return [](const SeenRequest&, HttpPeer& peer) {
    const std::string line = "X-Filler: " + std::string(1000, 'y') + "\r\n";
    if (!peer.Send("HTTP/1.1 200 OK\r\n")) return;
    while (peer.Send(line)) {
    }
    peer.CloseAfter();
  };
}

BadHttpServer::Handler Endless(std::string piece, base::milliseconds pause) {
  return [=](const SeenRequest&, HttpPeer& peer) {
    peer.CloseAfter();
    if (!peer.Send("HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\nConnection: close\r\n\r\n")) {
      return;
    }
    while (peer.Send(piece) && (pause.count() == 0 || peer.Wait(pause))) {
    }
  };
}

BadHttpServer::Handler SetsCookie(std::string name, std::string value, std::string location) {
  return Answer(302, {{"Location", location}, {"Set-Cookie", name + "=" + value + "; Path=/"}}, "");
}

BadHttpServer::Handler NeedsCookie(std::string name, std::string value,
                                   BadHttpServer::Handler then) {
  return [=](const SeenRequest& request, HttpPeer& peer) {
    if (Value(request, "cookie").find(name + "=" + value) == std::string::npos) {
      peer.Reply(403, {}, "");
    } else {
      then(request, peer);
    }
  };
}

BadHttpServer::Handler WithEtag(std::string etag, std::string body) {
  return [=](const SeenRequest& request, HttpPeer& peer) {
    if (Value(request, "if-none-match") == etag) {
      peer.Reply(304, {{"ETag", etag}}, "");
    } else {
      peer.Reply(200, {{"ETag", etag}}, body);
    }
  };
}

}  // namespace vedette::support
