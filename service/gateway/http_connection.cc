#include "service/gateway/http_connection.h"

#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <cerrno>

#include "service/gateway/http_error.h"

namespace vedette::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

// How much of a request that is refused is read away, and how long.
constexpr size_t kLingerBytes = 64 << 10;
constexpr std::chrono::seconds kLingerTime{2};
// A client that has closed its side may still read an answer that comes soon.
constexpr std::chrono::seconds kHalfClosedTime{1};

std::string Text(beast::string_view text) { return {text.data(), text.size()}; }

std::string PeerOf(const HttpConnection::Socket& socket) {
  boost::system::error_code error;
  const auto end = socket.remote_endpoint(error);
  if (error) return "";
  const std::string address = end.address().to_string(error);
  return (end.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(end.port());
}

}  // namespace

// Takes what an exchange says to the connection's strand.
class ConnectionResponder final : public Responder {
 public:
  ConnectionResponder(std::shared_ptr<HttpConnection> connection, uint64_t exchange)
      : connection_(std::move(connection)), exchange_(exchange) {}

  void Send(HttpResponse response) override {
    Post([exchange = exchange_, response = std::move(response)](HttpConnection& to) mutable {
      to.OnSend(exchange, std::move(response));
    });
  }
  void Begin(HttpResponse head) override {
    Post([exchange = exchange_, head = std::move(head)](HttpConnection& to) mutable {
      to.OnBegin(exchange, std::move(head));
    });
  }
  void Piece(std::string bytes) override {
    Post([exchange = exchange_, bytes = std::move(bytes)](HttpConnection& to) mutable {
      to.OnPiece(exchange, std::move(bytes));
    });
  }
  void End() override {
    Post([exchange = exchange_](HttpConnection& to) { to.OnEnd(exchange); });
  }

 private:
  template <typename Action>
  void Post(Action action) {
    asio::post(connection_->stream_.get_executor(),
               [to = connection_, action = std::move(action)]() mutable { action(*to); });
  }

  const std::shared_ptr<HttpConnection> connection_;
  const uint64_t exchange_;
};

HttpConnection::HttpConnection(Socket socket, const HttpServerOptions& options, Handler& handler,
                               ConnectionBook& book)
    : options_(options),
      handler_(handler),
      book_(book),
      stream_(std::move(socket)),
      peer_gone_(stream_.get_executor()),
      peer_(PeerOf(stream_.socket())),
      buffer_(options.max_header_bytes + (64 << 10)) {
  base::MutexLock lock(book_.mutex);
  book_.open.insert(this);
}

HttpConnection::~HttpConnection() {
  base::MutexLock lock(book_.mutex);
  book_.open.erase(this);
  book_.changed.NotifyAll();
}

void HttpConnection::Start() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] { self->ReadHeader(); });
}

void HttpConnection::Refuse() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    self->answering_ = self->linger_ = self->chunked_ = true;
    ++self->exchange_number_;
    self->OnSend(
        self->exchange_number_,
        ErrorResponse(base::Unavailable("too_many_connections", "too many connections are open")));
  });
}

void HttpConnection::Drain() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (!self->answering_) self->Close();
  });
}

void HttpConnection::Abort() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] { self->Close(); });
}

void HttpConnection::ReadHeader() {
  if (closed_) return;
  parser_.emplace();
  parser_->header_limit(options_.max_header_bytes);
  parser_->body_limit(options_.max_body_bytes);
  stream_.expires_after(kept_ ? options_.idle_timeout : options_.header_timeout);
  http::async_read_header(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](Error error, size_t) { self->OnHeader(error); });
}

void HttpConnection::OnHeader(Error error) {
  if (error) return RefuseRequest(error);
  stream_.expires_after(options_.body_timeout);
  if (parser_->is_done() || parser_->get()[http::field::expect].empty()) return ReadBody();
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()),
                    [self = shared_from_this()](Error failure, size_t) {
                      if (failure) return self->Close();
                      self->ReadBody();
                    });
}

void HttpConnection::ReadBody() {
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](Error error, size_t) { self->OnBody(error); });
}

void HttpConnection::OnBody(Error error) {
  if (error) return RefuseRequest(error);
  Serve();
}

void HttpConnection::RefuseRequest(Error error) {
  const bool silent = error.category() != http::make_error_code(http::error::bad_method).category();
  if (closed_ || silent || error == http::error::end_of_stream ||
      error == http::error::partial_message) {
    return Close();
  }
  answering_ = linger_ = chunked_ = true;
  ++exchange_number_;
  int status = 400;
  base::Status why = base::InvalidArgument("", "not an HTTP request: " + error.message());
  if (error == http::error::body_limit) {
    status = 413;
    why = base::InvalidArgument(
        "body", "body: longer than " + std::to_string(options_.max_body_bytes) + " bytes");
  } else if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    status = 431;
    why = base::InvalidArgument(
        "", "the header is longer than " + std::to_string(options_.max_header_bytes) + " bytes");
  }
  OnSend(exchange_number_, ErrorResponse(status, why));
}

void HttpConnection::Serve() {
  auto& message = parser_->get();
  HttpRequest request;
  request.method = Text(message.method_string());
  const std::string target = Text(message.target());
  const size_t question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string::npos) request.query = target.substr(question + 1);
  request.authorization = Text(message[http::field::authorization]);
  request.accept = Text(message[http::field::accept]);
  request.last_event_id = Text(message["Last-Event-ID"]);
  request.origin = Text(message[http::field::origin]);
  request.host = Text(message[http::field::host]);
  request.body = std::move(message.body());
  request.peer = peer_;

  keep_alive_ = message.keep_alive();
  head_only_ = message.method() == http::verb::head;
  chunked_ = message.version() >= 11;
  head_written_ = ended_ = false;
  answering_ = true;
  const uint64_t number = ++exchange_number_;
  stream_.expires_never();
  auto exchange = handler_.Handle(
      std::move(request), std::make_shared<ConnectionResponder>(shared_from_this(), number));
  // What it says comes as tasks of this strand, so not before here.
  exchange_ = std::move(exchange);
  if (exchange_ != nullptr) WatchPeer();
}

void HttpConnection::WatchPeer() {
  stream_.socket().async_wait(
      Socket::wait_read, [self = shared_from_this(), number = exchange_number_](Error error) {
        if (error || self->closed_ || number != self->exchange_number_) return;
        char byte = 0;
        const auto size =
            recv(self->stream_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        // More bytes are the next request: it waits, and the client's end is not seen.
        if (size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR))) return;
        if (size < 0) return self->Close();
        self->peer_gone_.expires_after(kHalfClosedTime);
        self->peer_gone_.async_wait([self, number](Error cancelled) {
          if (!cancelled && self->answering_ && number == self->exchange_number_) self->Close();
        });
      });
}

template <typename Message>
void HttpConnection::FillHead(Message& message, const HttpResponse& from) {
  message.version(chunked_ ? 11 : 10);
  message.result(static_cast<unsigned>(from.status));
  message.set(http::field::server, "vedetted");
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  if (!from.content_type.empty()) message.set(http::field::content_type, from.content_type);
  for (const auto& [name, value] : from.headers) message.set(name, value);
  message.keep_alive(keep_alive_);
}

void HttpConnection::OnSend(uint64_t exchange, HttpResponse response) {
  if (closed_ || exchange != exchange_number_ || !answering_) return;
  Count(response.status);
  keep_alive_ = keep_alive_ && !linger_ && !Draining();
  whole_.emplace();
  FillHead(*whole_, response);
  if (response.status != 204 && response.status != 304) {
    whole_->content_length(response.body.size());
  }
  if (!head_only_) whole_->body() = std::move(response.body);
  ended_ = true;
  writing_ = true;
  stream_.expires_after(options_.write_timeout);
  http::async_write(stream_, *whole_,
                    [self = shared_from_this()](Error error, size_t) { self->OnWritten(error); });
}

void HttpConnection::OnBegin(uint64_t exchange, HttpResponse head) {
  if (closed_ || exchange != exchange_number_) return;
  Count(head.status);
  keep_alive_ = keep_alive_ && chunked_ && !Draining();
  head_.emplace();
  FillHead(*head_, head);
  head_->chunked(chunked_);
  head_serializer_.emplace(*head_);
  writing_ = true;
  stream_.expires_after(options_.write_timeout);
  http::async_write_header(
      stream_, *head_serializer_,
      [self = shared_from_this()](Error error, size_t) { self->OnWritten(error); });
}

void HttpConnection::OnPiece(uint64_t exchange, std::string bytes) {
  if (closed_ || exchange != exchange_number_) return;
  pieces_.push_back(std::move(bytes));
  if (!writing_) WriteNext();
}

void HttpConnection::OnEnd(uint64_t exchange) {
  if (closed_ || exchange != exchange_number_) return;
  ended_ = true;
  if (!writing_) WriteNext();
}

void HttpConnection::WriteNext() {
  const auto done = [self = shared_from_this()](Error error, size_t) { self->OnWritten(error); };
  writing_ = true;
  stream_.expires_after(options_.write_timeout);
  if (!pieces_.empty()) {
    scratch_ = std::move(pieces_.front());
    pieces_.pop_front();
    if (chunked_) {
      asio::async_write(stream_, http::make_chunk(asio::buffer(scratch_)), done);
    } else {
      asio::async_write(stream_, asio::buffer(scratch_), done);
    }
  } else if (chunked_) {
    chunked_ = false;  // the last chunk is written once
    asio::async_write(stream_, http::make_chunk_last(), done);
  } else {
    writing_ = false;
    FinishExchange();
  }
}

void HttpConnection::OnWritten(Error error) {
  writing_ = false;
  if (closed_) return;
  if (error) return Close();
  stream_.expires_never();
  if (whole_) return FinishExchange();
  const bool head = !head_written_;
  head_written_ = true;
  if (!pieces_.empty() || ended_) return WriteNext();
  // The exchange follows its head with a first piece unasked.
  if (!head && exchange_ != nullptr) exchange_->Pull();
}

void HttpConnection::FinishExchange() {
  answering_ = false;
  exchange_.reset();
  whole_.reset();
  head_serializer_.reset();
  head_.reset();
  scratch_.clear();
  if (linger_) return Linger();
  kept_ = true;
  if (!keep_alive_ || Draining()) return Close();
  ReadHeader();
}

void HttpConnection::Linger() {
  Error ignored;
  stream_.socket().shutdown(Socket::shutdown_send, ignored);
  stream_.expires_after(kLingerTime);
  scratch_.resize(kLingerBytes);
  linger_ = false;
  // Reads until the client closes or the time is over; each read restarts nothing.
  const auto read = [self = shared_from_this()](const auto& again) -> void {
    self->stream_.async_read_some(asio::buffer(self->scratch_), [self, again](Error error, size_t) {
      if (error || self->closed_) return self->Close();
      again(again);
    });
  };
  read(read);
}

void HttpConnection::Count(int status) {
  base::MutexLock lock(book_.mutex);
  ++book_.answers[status];
}

bool HttpConnection::Draining() {
  base::MutexLock lock(book_.mutex);
  return book_.draining;
}

void HttpConnection::Close() {
  if (closed_) return;
  closed_ = true;
  answering_ = false;
  peer_gone_.cancel();
  if (auto exchange = std::move(exchange_)) exchange->Cancel();
  Error ignored;
  stream_.socket().shutdown(Socket::shutdown_both, ignored);
  stream_.close();
}

}  // namespace vedette::gateway
