#include "engine/net/http_client.h"

#include <chrono>
#include <cstdlib>
#include <list>
#include <unordered_map>

#include "engine/net/curl_scope.h"
#include "engine/net/event_loop_impl.h"
#include "engine/net/http_transfer.h"

namespace vedette::net {
namespace {

using base::SteadyTime;

// libcurl checks the idle connections of its cache now and then (poll on each): more of them cost
// more than the handshakes they save.
constexpr long kIdleConnections = 256;
constexpr size_t kIdleHandles = 64;

SteadyTime Now() { return std::chrono::steady_clock::now(); }

std::string CaFile() {
  const char* const file = std::getenv("SSL_CERT_FILE");
  return file == nullptr ? "" : file;
}

}  // namespace

class HttpClient::Impl final : public SocketHandler {
 public:
  Impl(EventLoop& loop, HttpClientOptions options);
  ~Impl() override;

  RequestId Add(std::unique_ptr<HttpTransfer> transfer);
  void Cancel(RequestId id);
  void Pause(RequestId id, bool paused);
  void MakeEndless(RequestId id, base::milliseconds stall_timeout);

  void OnSocket(int fd, uint32_t epoll_events) override;

 private:
  static int OnWatch(CURL*, curl_socket_t fd, int what, void* self, void*);
  static int OnTimer(CURLM*, long timeout_ms, void* self);

  void Act(curl_socket_t fd, int events);
  void StartSoon();
  void StartWaiting();
  bool MayStart(const HttpTransfer& transfer) const;
  void Start(RequestId id, HttpTransfer& transfer);
  void Look(RequestId id);
  void SetTimer(RequestId id, HttpTransfer& transfer);
  // Takes the transfer out of libcurl and of our books; `result` goes to its Done.
  void Complete(RequestId id, base::Result<HttpResponse> result);
  void Detach(HttpTransfer& transfer);
  // A place is free at the transfer's host.
  void Uncount(const HttpTransfer& transfer);

  const CurlScope scope_;
  EventLoop& loop_;
  const HttpClientOptions options_;
  const std::string ca_file_ = CaFile();
  CurlMultiPtr multi_;
  std::vector<CurlEasyPtr> idle_;
  std::unordered_map<RequestId, std::unique_ptr<HttpTransfer>> transfers_;
  std::unordered_map<const HttpTransfer*, RequestId> ids_;  // of those libcurl has
  std::unordered_map<std::string, int> busy_;               // by host, without endless ones
  int busy_total_ = 0;
  std::list<RequestId> waiting_;       // in the order of Fetch; may hold cancelled ones
  std::vector<RequestId> to_discard_;  // ended from inside libcurl's callbacks
  RequestId next_id_ = 1;
  EventLoop::TimerId curl_timer_ = 0;
  bool in_curl_ = false;
  bool start_posted_ = false;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

HttpClient::Impl::Impl(EventLoop& loop, HttpClientOptions options)
    : loop_(loop), options_(options), multi_(curl_multi_init()) {
  if (!multi_) std::abort();  // out of memory
  CURLM* const multi = multi_.get();
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &OnWatch);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &OnTimer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, kIdleConnections);
}

HttpClient::Impl::~Impl() {
  for (auto& [id, transfer] : transfers_) {
    loop_.Cancel(transfer->timer);
    if (transfer->begun()) {
      curl_multi_remove_handle(multi_.get(), transfer->easy());
      static_cast<void>(transfer->Release());
    }
  }
  transfers_.clear();
  multi_.reset();  // closes the kept connections, which ends their watches
  loop_.Cancel(curl_timer_);
}

HttpClient::RequestId HttpClient::Impl::Add(std::unique_ptr<HttpTransfer> transfer) {
  const RequestId id = next_id_++;
  waiting_.push_back(id);
  SetTimer(id, *transfer);
  transfers_.emplace(id, std::move(transfer));
  StartSoon();
  return id;
}

void HttpClient::Impl::StartSoon() {
  if (std::exchange(start_posted_, true)) return;
  loop_.Post([this, alive = std::weak_ptr<bool>(alive_)] {
    if (alive.expired()) return;
    start_posted_ = false;
    StartWaiting();
  });
}

bool HttpClient::Impl::MayStart(const HttpTransfer& transfer) const {
  if (transfer.endless()) return true;
  if (busy_total_ >= options_.max_requests) return false;
  const auto found = busy_.find(transfer.host());
  return found == busy_.end() || found->second < options_.max_requests_per_host;
}

void HttpClient::Impl::StartWaiting() {
  for (const RequestId id : std::exchange(to_discard_, {})) {
    const auto found = transfers_.find(id);
    if (found != transfers_.end()) Complete(id, found->second->Finish(CURLE_WRITE_ERROR));
  }
  for (auto next = waiting_.begin(); next != waiting_.end();) {
    const RequestId id = *next;
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) {
      next = waiting_.erase(next);
    } else if (MayStart(*found->second)) {
      next = waiting_.erase(next);
      Start(id, *found->second);
    } else {
      ++next;
    }
  }
}

void HttpClient::Impl::Start(RequestId id, HttpTransfer& transfer) {
  CurlEasyPtr easy;
  if (idle_.empty()) {
    easy.reset(curl_easy_init());
  } else {
    easy = std::move(idle_.back());
    idle_.pop_back();
  }
  if (!easy) return Complete(id, base::Internal("out of memory"));
  if (!transfer.endless()) {
    ++busy_[transfer.host()];
    ++busy_total_;
  }
  const base::Status begun = transfer.Begin(std::move(easy), options_, ca_file_, Now());
  if (!begun.ok()) return Complete(id, begun);
  ids_[&transfer] = id;
  loop_.Cancel(transfer.timer);
  SetTimer(id, transfer);
  curl_multi_add_handle(multi_.get(), transfer.easy());
}

void HttpClient::Impl::SetTimer(RequestId id, HttpTransfer& transfer) {
  transfer.timer = loop_.RunAt(transfer.NextLook(Now()), [this, id] { Look(id); });
}

void HttpClient::Impl::Look(RequestId id) {
  const auto found = transfers_.find(id);
  if (found == transfers_.end()) return;
  const base::Status expired = found->second->Expired(Now());
  if (expired.ok()) return SetTimer(id, *found->second);
  Complete(id, expired);
}

void HttpClient::Impl::Detach(HttpTransfer& transfer) {
  loop_.Cancel(transfer.timer);
  if (!transfer.begun()) return;
  curl_multi_remove_handle(multi_.get(), transfer.easy());
  ids_.erase(&transfer);
  CurlEasyPtr easy = transfer.Release();
  if (idle_.size() < kIdleHandles) idle_.push_back(std::move(easy));
  if (!transfer.endless()) Uncount(transfer);
}

void HttpClient::Impl::Uncount(const HttpTransfer& transfer) {
  --busy_total_;
  const auto host = busy_.find(transfer.host());
  if (--host->second == 0) busy_.erase(host);
  if (!waiting_.empty()) StartSoon();
}

void HttpClient::Impl::Complete(RequestId id, base::Result<HttpResponse> result) {
  const auto found = transfers_.find(id);
  const std::unique_ptr<HttpTransfer> transfer = std::move(found->second);
  transfers_.erase(found);
  Detach(*transfer);
  if (transfer->done) transfer->done(std::move(result));
}

void HttpClient::Impl::Cancel(RequestId id) {
  const auto found = transfers_.find(id);
  if (found == transfers_.end()) return;
  found->second->done = nullptr;
  if (!in_curl_) return Complete(id, base::Status(base::Code::kCancelled, "", "cancelled"));
  found->second->Abort();
  to_discard_.push_back(id);
  StartSoon();
}

void HttpClient::Impl::Pause(RequestId id, bool paused) {
  const auto found = transfers_.find(id);
  if (found == transfers_.end()) return;
  HttpTransfer& transfer = *found->second;
  if (!transfer.SetPaused(paused, Now())) return;
  // Hands over at once what libcurl holds back, so OnData may be called from in here.
  const bool before = std::exchange(in_curl_, true);
  curl_easy_pause(transfer.easy(), CURLPAUSE_CONT);
  in_curl_ = before;
  if (transfer.aborted()) {
    to_discard_.push_back(id);
    StartSoon();
  }
  loop_.Cancel(transfer.timer);
  SetTimer(id, transfer);
}

void HttpClient::Impl::MakeEndless(RequestId id, base::milliseconds stall_timeout) {
  const auto found = transfers_.find(id);
  if (found == transfers_.end() || found->second->endless()) return;
  if (found->second->begun()) Uncount(*found->second);
  found->second->MakeEndless(stall_timeout);
}

int HttpClient::Impl::OnWatch(CURL*, curl_socket_t fd, int what, void* self, void*) {
  auto& impl = *static_cast<Impl*>(self);
  SocketPoller& poller = impl.loop_.impl().poller;
  if (what == CURL_POLL_REMOVE) {
    poller.Remove(fd);
    return 0;
  }
  uint32_t events = 0;
  if (what & CURL_POLL_IN) events |= EPOLLIN;
  if (what & CURL_POLL_OUT) events |= EPOLLOUT;
  return poller.Set(fd, events, &impl) ? 0 : -1;
}

int HttpClient::Impl::OnTimer(CURLM*, long timeout_ms, void* self) {
  auto& impl = *static_cast<Impl*>(self);
  impl.loop_.Cancel(impl.curl_timer_);
  impl.curl_timer_ = 0;
  if (timeout_ms < 0) return 0;
  impl.curl_timer_ = impl.loop_.RunAt(Now() + base::milliseconds(timeout_ms),
                                      [&impl] { impl.Act(CURL_SOCKET_TIMEOUT, 0); });
  return 0;
}

void HttpClient::Impl::OnSocket(int fd, uint32_t epoll_events) {
  int events = 0;
  if (epoll_events & (EPOLLIN | EPOLLHUP)) events |= CURL_CSELECT_IN;
  if (epoll_events & EPOLLOUT) events |= CURL_CSELECT_OUT;
  if (epoll_events & EPOLLERR) events |= CURL_CSELECT_ERR;
  Act(fd, events);
}

void HttpClient::Impl::Act(curl_socket_t fd, int events) {
  int running = 0;
  in_curl_ = true;
  curl_multi_socket_action(multi_.get(), fd, events, &running);
  in_curl_ = false;
  int left = 0;
  while (CURLMsg* const message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    char* self = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
    auto* const transfer = reinterpret_cast<HttpTransfer*>(self);
    Complete(ids_.at(transfer), transfer->Finish(message->data.result));
  }
}

HttpClient::HttpClient(EventLoop& loop, HttpClientOptions options)
    : impl_(std::make_unique<Impl>(loop, options)) {}

HttpClient::~HttpClient() = default;

HttpSessionPtr HttpClient::NewSession() { return HttpSessionPtr(new HttpSession); }

HttpClient::RequestId HttpClient::Fetch(HttpSession& session, HttpRequest request, Done done,
                                        OnData on_data) {
  return impl_->Add(std::make_unique<HttpTransfer>(session, std::move(request), std::move(done),
                                                   std::move(on_data)));
}

void HttpClient::Cancel(RequestId request) { impl_->Cancel(request); }

void HttpClient::Pause(RequestId request, bool paused) { impl_->Pause(request, paused); }

void HttpClient::MakeEndless(RequestId request, base::milliseconds stall_timeout) {
  impl_->MakeEndless(request, stall_timeout);
}

}  // namespace vedette::net
