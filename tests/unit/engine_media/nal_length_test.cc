#include "engine/media/nal_length.h"

#include <gtest/gtest.h>

#include "engine/media/access_unit.h"

namespace vedette::media {
namespace {

struct ShortenCase {
  const char* name;
  int length_bytes;
  Bytes before;
  Bytes after;
};

TEST(NalLengthTest, TheUnitThatIsCutShortGetsWhatIsLeftOfIt) {
  const ShortenCase cases[] = {
      {"whole", 4, {0, 0, 0, 2, 0x65, 1}, {0, 0, 0, 2, 0x65, 1}},
      {"cut", 4, {0, 0, 9, 2, 0x65, 1}, {0, 0, 0, 2, 0x65, 1}},
      {"the second", 2, {0, 1, 9, 1, 0, 0x65, 1}, {0, 1, 9, 0, 2, 0x65, 1}},
      {"one byte", 1, {200, 0x65, 1}, {2, 0x65, 1}},
      {"only a part of a length", 4, {0, 0, 0, 1, 9, 0, 0}, {0, 0, 0, 1, 9, 0, 0}},
      {"only a length", 4, {0, 0, 0, 7}, {0, 0, 0, 7}},
      {"empty", 4, {}, {}},
  };
  for (const ShortenCase& c : cases) {
    Bytes bytes = c.before;
    ShortenLastNal(bytes, c.length_bytes);
    EXPECT_EQ(bytes, c.after) << c.name;
  }
}

}  // namespace
}  // namespace vedette::media
