#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "engine/base/mutex.h"
#include "service/gateway/http_server.h"

namespace vedette::gateway {

class HttpConnection;

// What the connections of one server share. Synchronised.
struct ConnectionBook {
  base::Mutex mutex;
  base::CondVar changed;
  std::set<HttpConnection*> open GUARDED_BY(mutex);
  std::map<int, int64_t> answers GUARDED_BY(mutex);
  bool draining GUARDED_BY(mutex) = false;
};

// The inside of HttpServer: one connection, confined to its strand but for what is said to be
// called by any thread. It lives as long as an operation of it is under way.
class HttpConnection final : public std::enable_shared_from_this<HttpConnection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  // `handler` and `book` must outlive the connection.
  HttpConnection(Socket socket, const HttpServerOptions& options, Handler& handler,
                 ConnectionBook& book);
  ~HttpConnection();

  // Any thread.
  void Start();
  // Says that there are too many connections, and closes.
  void Refuse();
  // Closes once nothing is being answered.
  void Drain();
  // Closes now; what is being answered is cancelled.
  void Abort();

 private:
  friend class ConnectionResponder;
  using Error = boost::system::error_code;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Head = boost::beast::http::response<boost::beast::http::empty_body>;
  using Whole = boost::beast::http::response<boost::beast::http::string_body>;

  void ReadHeader();
  void OnHeader(Error error);
  void ReadBody();
  void OnBody(Error error);
  void Serve();
  // Looks out for a client that goes while it is answered.
  void WatchPeer();
  void RefuseRequest(Error error);

  // Of the exchange with this number; from an older one they are ignored.
  void OnSend(uint64_t exchange, HttpResponse response);
  void OnBegin(uint64_t exchange, HttpResponse head);
  void OnPiece(uint64_t exchange, std::string bytes);
  void OnEnd(uint64_t exchange);
  void WriteNext();
  void OnWritten(Error error);
  void FinishExchange();
  template <typename Message>
  void FillHead(Message& message, const HttpResponse& from);
  void Count(int status);
  bool Draining();

  // Lets the client read the last answer before the connection is reset.
  void Linger();
  void Close();

  const HttpServerOptions& options_;
  Handler& handler_;
  ConnectionBook& book_;
  boost::beast::tcp_stream stream_;
  boost::asio::steady_timer peer_gone_;
  std::string peer_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  bool kept_ = false;  // a request was answered on it

  uint64_t exchange_number_ = 0;
  bool answering_ = false;
  std::shared_ptr<Exchange> exchange_;
  bool head_only_ = false;   // HEAD
  bool keep_alive_ = false;  // after this answer
  bool linger_ = false;      // there is more to read than we will
  bool chunked_ = false;
  std::optional<Whole> whole_;
  std::optional<Head> head_;
  std::optional<boost::beast::http::response_serializer<boost::beast::http::empty_body>>
      head_serializer_;
  bool head_written_ = false;
  std::deque<std::string> pieces_;  // at most two: a message and the error that follows it
  bool ended_ = false;
  bool writing_ = false;
  bool closed_ = false;
  std::string scratch_;
};

}  // namespace vedette::gateway
