#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/net/event_loop.h"
#include "engine/net/http_client.h"
#include "engine/source/source.h"

namespace vedette::source {

// Where the playlists, segments and keys of one stream come from. Confined to its loop's thread.
class Fetcher {
 public:
  using RequestId = uint64_t;
  virtual ~Fetcher() = default;
  // As HttpClient::Fetch: `done` is called once, never from inside Fetch.
  virtual RequestId Fetch(net::HttpRequest request, net::HttpClient::Done done) = 0;
  virtual void Cancel(RequestId request) = 0;
};

// http and https, and nothing else whatever a playlist says. Adds the stream's own request headers;
// `Authorization` and `Cookie` go to the host of the stream's URL only.
class HttpFetcher final : public Fetcher {
 public:
  // All must outlive it, but `session`, which may be null for a new one.
  HttpFetcher(net::HttpClient& client, net::HttpSessionPtr session, const SourceSpec& spec);
  RequestId Fetch(net::HttpRequest request, net::HttpClient::Done done) override;
  void Cancel(RequestId request) override { client_.Cancel(request); }

 private:
  net::HttpClient& client_;
  const SourceSpec& spec_;
  const net::HttpSessionPtr session_;
};

// Files of this machine as if a server had them ("file:///..."), for `vedette probe`. They are read
// on the loop, which stands still meanwhile. Refuses every other scheme.
class FileFetcher final : public Fetcher {
 public:
  explicit FileFetcher(net::EventLoop& loop) : loop_(loop) {}
  RequestId Fetch(net::HttpRequest request, net::HttpClient::Done done) override;
  void Cancel(RequestId request) override { loop_.Cancel(request); }

 private:
  net::EventLoop& loop_;
};

// The one for the stream's URL: of files for "file:", else of http.
std::unique_ptr<Fetcher> MakeFetcher(net::EventLoop& loop, net::HttpClient& client,
                                     net::HttpSessionPtr session, const SourceSpec& spec);

}  // namespace vedette::source
