#include "tests/support/test_media.h"

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"

namespace vedette::support {

std::string MadeMedia(const std::string& arguments, const std::string& suffix) {
  static const TempDir dir;
  static std::map<std::string, std::string> made;
  std::string& path = made[arguments + suffix];
  if (!path.empty()) return path;
  std::vector<std::string> words = {"ffmpeg", "-hide_banner", "-nostdin", "-y"};
  std::istringstream stream(arguments);
  words.insert(words.end(), std::istream_iterator<std::string>(stream), {});
  path = (dir.path() / ("media" + std::to_string(made.size()) + suffix)).string();
  words.push_back(path);
  if (RunProgram(words, path + ".log") != 0) path.clear();
  return path;
}

std::string UsualMedia(const std::string& suffix, int seconds) {
  return MadeMedia(
      "-f lavfi -i testsrc2=s=320x180:r=25 -f lavfi -i sine=f=440:r=48000 -t " +
          std::to_string(seconds) +
          " -c:v libx264 -preset veryfast -pix_fmt yuv420p -g 25 -keyint_min 25 -sc_threshold 0"
          " -bf 2 -c:a aac -b:a 96k -ac 2",
      suffix);
}

media::Bytes ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void UnitKeeper::OnAccessUnit(const media::AccessUnit& unit) {
  KeptUnit kept;
  kept.unit = unit;
  kept.unit.pieces = {};
  unit.AppendTo(kept.bytes);
  units_.push_back(std::move(kept));
}

media::AccessUnit Shown(const KeptUnit& kept, media::ByteView& piece) {
  piece = kept.bytes;
  media::AccessUnit unit = kept.unit;
  unit.pieces = {&piece, 1};
  return unit;
}

}  // namespace vedette::support
