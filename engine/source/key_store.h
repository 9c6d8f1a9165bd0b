#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/source/aes128.h"
#include "engine/source/source_context.h"

namespace vedette::source {

// The AES-128 keys of one stream by URL, each fetched once. Keeps the last few: origins rotate
// them. Confined to the loop.
class KeyStore {
 public:
  // Why there is no key, for people; "" when there is one.
  using Done = std::function<void(const std::string& fault)>;

  explicit KeyStore(const SourceContext& context) : context_(context) {}
  ~KeyStore() { Stop(); }

  const AesBlock* Find(const std::string& url) const;
  // `done` is called once unless stopped before, never from inside Load.
  void Load(const std::string& url, Done done);
  void Stop();

 private:
  struct Request {
    Fetcher::RequestId id = 0;
    std::vector<Done> waiting;
  };
  void OnAnswer(const std::string& url, const base::Result<net::HttpResponse>& answer);

  const SourceContext& context_;
  std::vector<std::pair<std::string, AesBlock>> keys_;  // oldest first
  std::map<std::string, Request> requests_;
};

}  // namespace vedette::source
