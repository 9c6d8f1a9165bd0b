#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/media/access_unit.h"

namespace vedette::support {

// Writes transport packets by hand, byte by byte what the test says; counters go on per PID. What
// is written is in `bytes`, for the test to spoil. Confined to one test.
class TsWriter {
 public:
  struct PacketOptions {
    bool unit_start = false;
    bool transport_error = false;
    bool scrambled = false;
    bool discontinuity = false;
    bool random_access = false;
    std::optional<uint64_t> pcr = {};  // 27 MHz
    std::optional<int> counter = {};   // instead of the next one
    bool payload = true;               // false: adaptation field only, the counter stands
  };
  // One packet with as much of `payload` as fits, stuffed when it is shorter; how many bytes of it
  // went in.
  size_t Packet(int pid, media::ByteView payload, const PacketOptions& options);

  // A PES packet in as many packets as it takes. `times`: PTS and DTS as 33-bit values.
  void Pes(int pid, uint8_t stream_id, std::optional<uint64_t> pts, std::optional<uint64_t> dts,
           media::ByteView payload, bool with_length = false);

  // A section with its CRC: table_id, table_id_extension, version, section numbers, body.
  static media::Bytes Section(uint8_t table_id, int extension, int version,
                              const media::Bytes& body, uint8_t number = 0, uint8_t last = 0);
  // A section in as many packets as it takes.
  void Table(int pid, const media::Bytes& section);
  // {program number, PMT PID} each.
  void Pat(const std::vector<std::pair<int, int>>& programs, int version = 0);
  struct Stream {
    uint8_t type = 0;
    int pid = 0;
    media::Bytes descriptors = {};
  };
  void Pmt(int pid, int program, int pcr_pid, const std::vector<Stream>& streams, int version = 0);

  void Null() { Packet(0x1fff, {}, {.counter = 0}); }

  media::Bytes bytes;

 private:
  std::array<uint8_t, 8192> counters_{};
};

}  // namespace vedette::support
