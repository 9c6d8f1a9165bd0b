#include "tests/support/http_client_runner.h"

#include <chrono>
#include <future>
#include <utility>

namespace vedette::support {

HttpClientRunner::HttpClientRunner(net::HttpClientOptions options) {
  loop_.RunAndWait([&] {
    client_ = std::make_unique<net::HttpClient>(loop_, options);
    session_ = client_->NewSession();
  });
}

HttpClientRunner::~HttpClientRunner() {
  loop_.RunAndWait([&] {
    client_.reset();
    session_.reset();
  });
}

net::HttpRequest HttpClientRunner::Request(std::string url) {
  net::HttpRequest request;
  request.url = std::move(url);
  request.connect_timeout = base::seconds(1);
  request.first_byte_timeout = base::seconds(1);
  request.stall_timeout = base::seconds(1);
  request.total_timeout = base::seconds(5);
  return request;
}

base::Result<net::HttpResponse> HttpClientRunner::Get(net::HttpRequest request,
                                                      net::HttpClient::OnData on_data) {
  auto promise = std::make_shared<std::promise<base::Result<net::HttpResponse>>>();
  auto future = promise->get_future();
  loop_.Post([this, promise, request = std::move(request), on_data = std::move(on_data)] {
    client_->Fetch(
        *session_, request,
        [promise](base::Result<net::HttpResponse> result) {
          promise->set_value(std::move(result));
        },
        on_data);
  });
  if (future.wait_for(base::seconds(10)) != std::future_status::ready) {
    return base::Internal("hangs");
  }
  return future.get();
}

void HttpClientRunner::NewSession() {
  loop_.RunAndWait([&] { session_ = client_->NewSession(); });
}

}  // namespace vedette::support
