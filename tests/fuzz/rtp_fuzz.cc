#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/source/rtp.h"
#include "engine/source/sniff.h"

// Datagrams as anybody may send them: the RTP header, and whether the rest is a transport stream.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const vedette::media::ByteView datagram(data, size);
  const auto packet = vedette::source::ParseRtp(datagram);
  if (!packet) {
    vedette::source::LooksLikeTs(datagram);
    return 0;
  }
  const uint8_t* const begin = packet->payload.data();
  if (begin < data + 12 || begin + packet->payload.size() > data + size) std::abort();
  vedette::source::LooksLikeTs(packet->payload);
  return 0;
}
