#include "service/gateway/http_server.h"

#include <pthread.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <thread>
#include <vector>

#include "service/gateway/http_connection.h"

namespace vedette::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// After a failed accept, which is nearly always a lack of descriptors.
constexpr std::chrono::milliseconds kAcceptPause{100};
// For connections that were broken off to have gone; exchanges may keep some of them a moment.
constexpr std::chrono::milliseconds kAbortTime{500};

}  // namespace

struct HttpServer::Impl {
  Impl(const HttpServerOptions& o, Handler& h) : options(o), handler(h) {}

  base::Status Listen();
  void Accept();
  void OnSocket(boost::system::error_code error, tcp::socket socket);
  std::vector<std::shared_ptr<HttpConnection>> Open();
  void WaitUntilClosed(base::Deadline deadline);

  const HttpServerOptions options;
  Handler& handler;
  ConnectionBook book;
  asio::io_context io;
  // Answers under way come from elsewhere: without them the threads would leave when all else ends.
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  tcp::acceptor acceptor{asio::make_strand(io)};
  asio::steady_timer pause{acceptor.get_executor()};
  int port = 0;
  std::vector<std::thread> threads;
};

base::Status HttpServer::Impl::Listen() {
  boost::system::error_code error;
  const auto failure = [&] {
    const bool v6 = options.address.find(':') != std::string::npos;
    return base::Unavailable(
        "port", "cannot listen on " + (v6 ? "[" + options.address + "]" : options.address) + ":" +
                    std::to_string(options.port) + " (HTTP): " + error.message());
  };
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return failure();
  const tcp::endpoint end(address, static_cast<uint16_t>(options.port));
  acceptor.open(end.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(end, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return failure();
  port = acceptor.local_endpoint(error).port();
  return error ? failure() : base::Status::Ok();
}

void HttpServer::Impl::Accept() {
  acceptor.async_accept(asio::make_strand(io),
                        [this](boost::system::error_code error, tcp::socket socket) {
                          OnSocket(error, std::move(socket));
                        });
}

void HttpServer::Impl::OnSocket(boost::system::error_code error, tcp::socket socket) {
  if (!acceptor.is_open()) return;
  if (error) {
    pause.expires_after(kAcceptPause);
    pause.async_wait([this](boost::system::error_code cancelled) {
      if (!cancelled && acceptor.is_open()) Accept();
    });
    return;
  }
  socket.set_option(tcp::no_delay(true), error);
  int open = 0;
  {
    base::MutexLock lock(book.mutex);
    open = static_cast<int>(book.open.size());
  }
  const auto connection =
      std::make_shared<HttpConnection>(std::move(socket), options, handler, book);
  if (open < options.max_connections) {
    connection->Start();
  } else {
    connection->Refuse();
  }
  Accept();
}

std::vector<std::shared_ptr<HttpConnection>> HttpServer::Impl::Open() {
  std::vector<std::shared_ptr<HttpConnection>> connections;
  base::MutexLock lock(book.mutex);
  for (HttpConnection* connection : book.open) {
    // Null while its destructor waits for the lock.
    if (auto held = connection->weak_from_this().lock()) connections.push_back(std::move(held));
  }
  return connections;
}

void HttpServer::Impl::WaitUntilClosed(base::Deadline deadline) {
  base::MutexLock lock(book.mutex);
  while (!book.open.empty() && !deadline.Passed()) {
    book.changed.WaitUntil(book.mutex, deadline.at());
  }
}

base::Result<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpServerOptions& options,
                                                            Handler& handler) {
  auto impl = std::make_unique<Impl>(options, handler);
  VEDETTE_RETURN_IF_ERROR(impl->Listen());
  impl->Accept();
  for (int i = 0; i < options.threads; ++i) {
    impl->threads.emplace_back([&io = impl->io] {
      pthread_setname_np(pthread_self(), "http");
      io.run();
    });
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() { Stop(base::milliseconds(0)); }

int HttpServer::port() const { return impl_->port; }

int HttpServer::connections() const {
  base::MutexLock lock(impl_->book.mutex);
  return static_cast<int>(impl_->book.open.size());
}

std::map<int, int64_t> HttpServer::Answers() const {
  base::MutexLock lock(impl_->book.mutex);
  return impl_->book.answers;
}

void HttpServer::Drain() {
  {
    base::MutexLock lock(impl_->book.mutex);
    impl_->book.draining = true;
  }
  asio::post(impl_->acceptor.get_executor(), [impl = impl_.get()] {
    boost::system::error_code ignored;
    impl->acceptor.close(ignored);
    impl->pause.cancel();
  });
  for (const auto& connection : impl_->Open()) connection->Drain();
}

void HttpServer::Stop(base::milliseconds grace) {
  if (impl_->threads.empty()) return;
  Drain();
  impl_->WaitUntilClosed(base::Deadline::After(grace));
  for (const auto& connection : impl_->Open()) connection->Abort();
  impl_->WaitUntilClosed(base::Deadline::After(kAbortTime));
  impl_->io.stop();
  for (std::thread& thread : impl_->threads) thread.join();
  impl_->threads.clear();
  // Drain's own close may not have had its turn.
  boost::system::error_code ignored;
  impl_->acceptor.close(ignored);
}

}  // namespace vedette::gateway
