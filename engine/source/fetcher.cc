#include "engine/source/fetcher.h"

#include <strings.h>

#include <chrono>
#include <fstream>
#include <utility>

#include "engine/base/url.h"
#include "engine/source/file_source.h"

namespace vedette::source {
namespace {

bool SameHost(const std::string& a, const std::string& b) {
  const base::Result<base::Url> first = base::ParseUrl(a);
  const base::Result<base::Url> second = base::ParseUrl(b);
  return first.ok() && second.ok() && first->scheme == second->scheme &&
         first->host == second->host && first->port == second->port;
}

bool IsCredential(const std::string& name) {
  return strcasecmp(name.c_str(), "authorization") == 0 || strcasecmp(name.c_str(), "cookie") == 0;
}

base::Result<net::HttpResponse> ReadFile(const net::HttpRequest& request) {
  if (!request.url.starts_with("file:")) {
    return base::InvalidArgument("unsupported", "a playlist in a file may refer to files only");
  }
  const base::Result<std::string> path = FilePath(request.url.substr(0, request.url.find('?')));
  if (!path.ok()) return path.status();
  std::ifstream file(*path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  net::HttpResponse response;
  response.effective_url = request.url;
  if (size < 0) {
    response.status = 404;
    return response;
  }
  const std::streamoff begin = request.range ? std::min(request.range->first, size) : 0;
  const std::streamoff length =
      request.range ? std::min(request.range->second, size - begin) : size;
  if (length > request.max_bytes) {
    return base::Status(base::Code::kDataLoss, "invalid_data", *path + " is too long");
  }
  response.status = request.range ? 206 : 200;
  response.body.resize(static_cast<size_t>(length));
  file.seekg(begin);
  if (!file.read(reinterpret_cast<char*>(response.body.data()), length)) {
    return base::Status(base::Code::kUnavailable, "local_fault", *path + " can't be read");
  }
  return response;
}

}  // namespace

HttpFetcher::HttpFetcher(net::HttpClient& client, net::HttpSessionPtr session,
                         const SourceSpec& spec)
    : client_(client),
      spec_(spec),
      session_(session != nullptr ? std::move(session) : client.NewSession()) {}

Fetcher::RequestId HttpFetcher::Fetch(net::HttpRequest request, net::HttpClient::Done done) {
  for (const auto& header : spec_.headers) {
    if (IsCredential(header.first) && !SameHost(request.url, spec_.url)) continue;
    request.headers.push_back(header);
  }
  return client_.Fetch(*session_, std::move(request), std::move(done));
}

Fetcher::RequestId FileFetcher::Fetch(net::HttpRequest request, net::HttpClient::Done done) {
  return loop_.RunAt(
      std::chrono::steady_clock::now(),
      [request = std::move(request), done = std::move(done)] { done(ReadFile(request)); });
}

std::unique_ptr<Fetcher> MakeFetcher(net::EventLoop& loop, net::HttpClient& client,
                                     net::HttpSessionPtr session, const SourceSpec& spec) {
  if (spec.url.starts_with("file:")) return std::make_unique<FileFetcher>(loop);
  return std::make_unique<HttpFetcher>(client, std::move(session), spec);
}

}  // namespace vedette::source
