#include "engine/media/decoder_cache.h"

#include <string_view>
#include <utility>

namespace vedette::media {
namespace {

std::string KeyOf(const TrackInfo& track) {
  std::string key = track.codec;
  for (const int number : {track.width, track.height, track.sample_rate, track.channels}) {
    key.append("/").append(std::to_string(number));
  }
  if (track.extradata != nullptr) {
    key += '/';
    key.append(track.extradata->begin(), track.extradata->end());
  }
  return key;
}

}  // namespace

DecoderCache::Entry* DecoderCache::Find(const std::string& key) {
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    if (entry->key != key) continue;
    entries_.splice(entries_.begin(), entries_, entry);
    return &entries_.front();
  }
  return nullptr;
}

DecoderCache::Entry* DecoderCache::Add(Entry entry) {
  entries_.push_front(std::move(entry));
  while (entries_.size() > capacity_ && entries_.size() > 1) entries_.pop_back();
  return &entries_.front();
}

base::Result<VideoDecoder*> DecoderCache::Video(const TrackInfo& track, uint64_t owner) {
  return Video("video/" + KeyOf(track), track, owner);
}

base::Result<VideoDecoder*> DecoderCache::TopVideo(const TrackInfo& track, uint64_t owner) {
  return Video("top/" + KeyOf(track), track, owner);
}

base::Result<VideoDecoder*> DecoderCache::Video(std::string key, const TrackInfo& track,
                                                uint64_t owner) {
  Entry* entry = Find(key);
  if (entry == nullptr) {
    auto made = VideoDecoder::Create(track);
    if (!made.ok()) return made.status();
    entry = Add({std::move(key), owner, std::move(*made), nullptr});
  }
  if (std::exchange(entry->owner, owner) != owner) entry->video->Flush();
  return entry->video.get();
}

base::Result<AudioDecoder*> DecoderCache::Audio(const TrackInfo& track, uint64_t owner) {
  std::string key = "audio/" + KeyOf(track);
  Entry* entry = Find(key);
  if (entry == nullptr) {
    auto made = AudioDecoder::Create(track);
    if (!made.ok()) return made.status();
    entry = Add({std::move(key), owner, nullptr, std::move(*made)});
  }
  if (std::exchange(entry->owner, owner) != owner) entry->audio->Flush();
  return entry->audio.get();
}

}  // namespace vedette::media
