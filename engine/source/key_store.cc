#include "engine/source/key_store.h"

#include <algorithm>
#include <utility>

namespace vedette::source {
namespace {

constexpr size_t kKept = 8;
constexpr base::seconds kTimeout{10};

}  // namespace

const AesBlock* KeyStore::Find(const std::string& url) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(),
                                  [&](const auto& entry) { return entry.first == url; });
  return found == keys_.end() ? nullptr : &found->second;
}

void KeyStore::Load(const std::string& url, Done done) {
  Request& entry = requests_[url];
  entry.waiting.push_back(std::move(done));
  if (entry.waiting.size() > 1) return;
  net::HttpRequest request = context_.Request(url, 0);
  request.total_timeout = kTimeout;
  request.max_bytes = 4096;
  entry.id = context_.fetcher->Fetch(
      std::move(request),
      [this, url](const base::Result<net::HttpResponse>& answer) { OnAnswer(url, answer); });
}

void KeyStore::OnAnswer(const std::string& url, const base::Result<net::HttpResponse>& answer) {
  std::string fault;
  AesBlock key{};
  if (!IsGood(answer)) {
    fault = "the key: " + FailureOf(answer).detail;
  } else if (answer->body.size() != key.size()) {
    fault = "the key has " + std::to_string(answer->body.size()) + " bytes instead of 16";
  } else {
    std::copy(answer->body.begin(), answer->body.end(), key.begin());
    if (keys_.size() >= kKept) keys_.erase(keys_.begin());
    keys_.emplace_back(url, key);
  }
  const auto entry = requests_.extract(url);
  for (const Done& done : entry.mapped().waiting) done(fault);
}

void KeyStore::Stop() {
  for (auto& [url, request] : requests_) context_.fetcher->Cancel(request.id);
  requests_.clear();
}

}  // namespace vedette::source
