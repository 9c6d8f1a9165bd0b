#include "engine/source/source_context.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace vedette::source {
namespace {

constexpr base::milliseconds kLongestSilence{10000};
constexpr base::milliseconds kShortestSilence{3000};

}  // namespace

net::HttpRequest SourceContext::Request(std::string url, double target_duration) const {
  net::HttpRequest request;
  request.url = std::move(url);
  base::milliseconds silence = kLongestSilence;
  if (spec.live && target_duration > 0) {
    silence = std::clamp(base::milliseconds(static_cast<int64_t>(target_duration * 2000)),
                         kShortestSilence, kLongestSilence);
  }
  request.connect_timeout = std::min(connect_timeout, silence);
  request.first_byte_timeout = silence;
  request.stall_timeout = silence;
  return request;
}

bool IsGood(const base::Result<net::HttpResponse>& answer) {
  return answer.ok() && answer->status >= 200 && answer->status < 300;
}

AnswerFailure FailureOf(const base::Result<net::HttpResponse>& answer) {
  if (!answer.ok()) return {answer.status().reason(), answer.status().message()};
  const std::string text = "HTTP " + std::to_string(answer->status);
  const std::string error_class = net::HttpErrorClass(answer->status);
  if (!error_class.empty()) return {error_class, text};
  return {"invalid_data", text + " without a body"};
}

std::string_view TextOf(const net::HttpResponse& answer) {
  return {reinterpret_cast<const char*>(answer.body.data()), answer.body.size()};
}

}  // namespace vedette::source
