#include "engine/hls/rendition_plan.h"

#include <algorithm>

namespace vedette::hls {
namespace {

const Variant& MainVariant(const MasterPlaylist& master, Choice choice) {
  const auto by_bandwidth = [](const Variant& a, const Variant& b) {
    return a.bandwidth < b.bandwidth;
  };
  const auto& variants = master.variants;
  // Of equal ones max_element takes the first, as min_element does.
  return choice == Choice::kLowest
             ? *std::min_element(variants.begin(), variants.end(), by_bandwidth)
             : *std::max_element(variants.begin(), variants.end(), by_bandwidth);
}

// The audio rendition a player starts with; null when it is inside the variant's own stream.
const Rendition* DefaultAudio(const MasterPlaylist& master, const Variant& variant) {
  if (variant.audio.empty()) return nullptr;
  const Rendition* best = nullptr;
  const auto rank = [](const Rendition& r) { return r.is_default ? 2 : r.autoselect ? 1 : 0; };
  for (const Rendition& rendition : master.renditions) {
    if (rendition.type != RenditionType::kAudio || rendition.group != variant.audio) continue;
    if (best == nullptr || rank(rendition) > rank(*best)) best = &rendition;
  }
  return best == nullptr || best->uri.empty() ? nullptr : best;
}

WatchedKind KindOf(RenditionType type) {
  switch (type) {
    case RenditionType::kAudio:
      return WatchedKind::kAudio;
    case RenditionType::kVideo:
      return WatchedKind::kVideo;
    case RenditionType::kSubtitles:
    case RenditionType::kClosedCaptions:
      break;
  }
  return WatchedKind::kSubtitles;
}

class Plan {
 public:
  void Add(std::string_view uri, WatchedKind kind, int64_t bandwidth, bool look_into) {
    if (uri.empty() || plan_.size() >= kMaxWatchedPlaylists) return;
    const bool known = std::any_of(plan_.begin(), plan_.end(),
                                   [&](const WatchedPlaylist& p) { return p.uri == uri; });
    if (known) return;
    plan_.push_back({uri, kind, bandwidth, look_into ? lanes_++ : -1});
  }
  std::vector<WatchedPlaylist> Take() { return std::move(plan_); }

 private:
  std::vector<WatchedPlaylist> plan_;
  int lanes_ = 0;
};

}  // namespace

std::vector<WatchedPlaylist> PlanRenditions(const MasterPlaylist& master, Choice choice) {
  Plan plan;
  if (master.variants.empty()) return {};
  const bool all = choice == Choice::kAll;
  const Variant& main = MainVariant(master, choice);
  plan.Add(main.uri, WatchedKind::kVariant, main.bandwidth, true);
  if (const Rendition* const audio = DefaultAudio(master, main)) {
    plan.Add(audio->uri, WatchedKind::kAudio, 0, true);
  }
  for (const Variant& variant : master.variants) {
    plan.Add(variant.uri, WatchedKind::kVariant, variant.bandwidth, all);
  }
  for (const Rendition& rendition : master.renditions) {
    const WatchedKind kind = KindOf(rendition.type);
    plan.Add(rendition.uri, kind, 0, all && kind == WatchedKind::kAudio);
  }
  for (const Variant& variant : master.iframe_variants) {
    plan.Add(variant.uri, WatchedKind::kIframes, variant.bandwidth, false);
  }
  return plan.Take();
}

}  // namespace vedette::hls
