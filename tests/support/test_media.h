#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/media/access_unit.h"

namespace vedette::support {

// Media for tests, made by ffmpeg on first use and kept until the program ends. Confined to one
// thread.

// `arguments`: what ffmpeg gets before the name of the file to write, words separated by blanks;
// `suffix`: the file's ending. The same arguments give the same file. "" when ffmpeg failed.
std::string MadeMedia(const std::string& arguments, const std::string& suffix);

// The usual test media: 320x180, 25 pictures a second, H.264 with a key frame every second and two
// B-frames, AAC stereo of a 440 Hz tone at -21 dBFS; `seconds` long.
std::string UsualMedia(const std::string& suffix, int seconds = 4);

// A whole file.
media::Bytes ReadBytes(const std::string& path);

// Units that outlive their reader.
struct KeptUnit {
  media::AccessUnit unit;  // its one piece is `bytes`
  media::Bytes bytes;
};

// Keeps all that it is handed.
class UnitKeeper final : public media::AccessUnitSink {
 public:
  void OnAccessUnit(const media::AccessUnit& unit) override;
  const std::vector<KeptUnit>& units() const { return units_; }

 private:
  std::vector<KeptUnit> units_;
};

// The kept unit as it is handed to decoders; `piece` is storage behind it.
media::AccessUnit Shown(const KeptUnit& kept, media::ByteView& piece);

}  // namespace vedette::support
