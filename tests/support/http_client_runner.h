#pragma once

#include <memory>
#include <string>

#include "engine/base/status.h"
#include "engine/net/event_loop.h"
#include "engine/net/http_client.h"

namespace vedette::support {

// A loop with an HttpClient and one session on it, for tests that want to wait for answers.
class HttpClientRunner {
 public:
  explicit HttpClientRunner(net::HttpClientOptions options = {});
  ~HttpClientRunner();

  // Deadlines of 1 s in all phases, so that a broken test ends soon.
  static net::HttpRequest Request(std::string url);

  // Blocks until Done. kInternal "hangs" when it is not called within 10 s.
  base::Result<net::HttpResponse> Get(net::HttpRequest request,
                                      net::HttpClient::OnData on_data = nullptr);
  base::Result<net::HttpResponse> Get(const std::string& url) { return Get(Request(url)); }

  net::EventLoop& loop() { return loop_; }
  net::HttpClient& client() { return *client_; }     // on the loop
  net::HttpSession& session() { return *session_; }  // on the loop
  void NewSession();

 private:
  net::EventLoop loop_{"test-loop"};
  net::HttpSessionPtr session_;
  std::unique_ptr<net::HttpClient> client_;
};

}  // namespace vedette::support
