#include "tests/support/ts_writer.h"

#include <algorithm>

namespace vedette::support {
namespace {

constexpr size_t kPacketBytes = 188;

void PutTime(media::Bytes& out, uint8_t prefix, uint64_t time) {
  out.push_back(static_cast<uint8_t>(prefix << 4 | (time >> 30 & 7) << 1 | 1));
  out.push_back(static_cast<uint8_t>(time >> 22));
  out.push_back(static_cast<uint8_t>(time >> 14 | 1));
  out.push_back(static_cast<uint8_t>(time >> 7));
  out.push_back(static_cast<uint8_t>(time << 1 | 1));
}

void Put16(media::Bytes& out, int value) {
  out.push_back(static_cast<uint8_t>(value >> 8));
  out.push_back(static_cast<uint8_t>(value));
}

uint32_t Crc(const media::Bytes& bytes) {
  uint32_t crc = 0xffffffffu;
  for (const uint8_t byte : bytes) {
    crc ^= uint32_t{byte} << 24;
    for (int i = 0; i < 8; ++i) crc = (crc & 0x80000000u) != 0 ? crc << 1 ^ 0x04c11db7u : crc << 1;
  }
  return crc;
}

}  // namespace

size_t TsWriter::Packet(int pid, media::ByteView payload, const PacketOptions& options) {
  const size_t adaptation_fields = options.pcr ? 7 : 1;
  bool adaptation =
      options.pcr || options.discontinuity || options.random_access || !options.payload;
  const size_t room = kPacketBytes - 4 - (adaptation ? 1 + adaptation_fields : 0);
  const size_t take = options.payload ? std::min(room, payload.size()) : 0;
  size_t stuffing = options.payload ? room - take : room;
  if (stuffing > 0) adaptation = true;

  uint8_t& next = counters_[static_cast<size_t>(pid)];
  if (options.counter) next = static_cast<uint8_t>(*options.counter);
  const uint8_t counter = options.payload ? next : (next + 15) & 15;
  if (options.payload) next = (next + 1) & 15;

  const size_t begin = bytes.size();
  bytes.push_back(0x47);
  bytes.push_back(static_cast<uint8_t>((options.transport_error ? 0x80 : 0) |
                                       (options.unit_start ? 0x40 : 0) | pid >> 8));
  bytes.push_back(static_cast<uint8_t>(pid));
  bytes.push_back(static_cast<uint8_t>((options.scrambled ? 0x80 : 0) | (adaptation ? 0x20 : 0) |
                                       (options.payload ? 0x10 : 0) | counter));
  if (adaptation) {
    const size_t length = kPacketBytes - 5 - take;
    bytes.push_back(static_cast<uint8_t>(length));
    if (length > 0) {
      bytes.push_back(static_cast<uint8_t>((options.discontinuity ? 0x80 : 0) |
                                           (options.random_access ? 0x40 : 0) |
                                           (options.pcr ? 0x10 : 0)));
    }
    if (options.pcr) {
      const uint64_t base = *options.pcr / 300;
      const uint64_t extension = *options.pcr % 300;
      for (const int shift : {25, 17, 9, 1}) bytes.push_back(static_cast<uint8_t>(base >> shift));
      bytes.push_back(static_cast<uint8_t>((base & 1) << 7 | 0x7e | extension >> 8));
      bytes.push_back(static_cast<uint8_t>(extension));
    }
    bytes.resize(begin + kPacketBytes - take, 0xff);
  }
  bytes.insert(bytes.end(), payload.begin(), payload.begin() + static_cast<ptrdiff_t>(take));
  return take;
}

void TsWriter::Pes(int pid, uint8_t stream_id, std::optional<uint64_t> pts,
                   std::optional<uint64_t> dts, media::ByteView payload, bool with_length) {
  media::Bytes pes = {0, 0, 1, stream_id, 0, 0, 0x80, 0, 0};
  if (pts) PutTime(pes, dts ? 3 : 2, *pts);
  if (dts) PutTime(pes, 1, *dts);
  pes[7] = static_cast<uint8_t>((pts ? 0x80 : 0) | (dts ? 0x40 : 0));
  pes[8] = static_cast<uint8_t>(pes.size() - 9);
  pes.insert(pes.end(), payload.begin(), payload.end());
  if (with_length) {
    pes[4] = static_cast<uint8_t>((pes.size() - 6) >> 8);
    pes[5] = static_cast<uint8_t>(pes.size() - 6);
  }
  bool first = true;
  for (media::ByteView left = pes; !left.empty(); first = false) {
    left = left.subspan(Packet(pid, left, {.unit_start = first}));
  }
}

media::Bytes TsWriter::Section(uint8_t table_id, int extension, int version,
                               const media::Bytes& body, uint8_t number, uint8_t last) {
  media::Bytes section = {table_id};
  Put16(section, 0xb000 | static_cast<int>(5 + body.size() + 4));
  Put16(section, extension);
  section.push_back(static_cast<uint8_t>(0xc1 | version << 1));
  section.push_back(number);
  section.push_back(last);
  section.insert(section.end(), body.begin(), body.end());
  const uint32_t crc = Crc(section);
  Put16(section, static_cast<int>(crc >> 16));
  Put16(section, static_cast<int>(crc & 0xffff));
  return section;
}

void TsWriter::Table(int pid, const media::Bytes& section) {
  media::Bytes payload = {0};  // pointer_field
  payload.insert(payload.end(), section.begin(), section.end());
  payload.resize((payload.size() + 183) / 184 * 184, 0xff);
  bool first = true;
  for (media::ByteView left = payload; !left.empty(); first = false) {
    left = left.subspan(Packet(pid, left, {.unit_start = first}));
  }
}

void TsWriter::Pat(const std::vector<std::pair<int, int>>& programs, int version) {
  media::Bytes body;
  for (const auto& [program, pid] : programs) {
    Put16(body, program);
    Put16(body, 0xe000 | pid);
  }
  Table(0, Section(0, 1, version, body));
}

void TsWriter::Pmt(int pid, int program, int pcr_pid, const std::vector<Stream>& streams,
                   int version) {
  media::Bytes body;
  Put16(body, 0xe000 | pcr_pid);
  Put16(body, 0xf000);
  for (const Stream& stream : streams) {
    body.push_back(stream.type);
    Put16(body, 0xe000 | stream.pid);
    Put16(body, 0xf000 | static_cast<int>(stream.descriptors.size()));
    body.insert(body.end(), stream.descriptors.begin(), stream.descriptors.end());
  }
  Table(pid, Section(2, program, version, body));
}

}  // namespace vedette::support
