#include "engine/ts/program_tables.h"

#include <algorithm>
#include <utility>

#include "engine/ts/psi_section.h"

namespace vedette::ts {
namespace {

constexpr size_t kHeadBytes = 8;
constexpr size_t kCrcBytes = 4;

int Read13(media::ByteView bytes, size_t at) { return (bytes[at] & 0x1f) << 8 | bytes[at + 1]; }
size_t Read12(media::ByteView bytes, size_t at) {
  return (size_t{bytes[at]} & 0x0f) << 8 | bytes[at + 1];
}
int Read16(media::ByteView bytes, size_t at) { return bytes[at] << 8 | bytes[at + 1]; }

// A section of this table, whole, in force now.
bool IsGood(media::ByteView section, uint8_t table_id) {
  return section.size() >= kHeadBytes + kCrcBytes && section[0] == table_id &&
         (section[5] & 0x01) != 0 && Crc32(section) == 0;
}

}  // namespace

bool ProgramTables::OnPat(media::ByteView section) {
  if (!IsGood(section, 0x00)) return false;
  const int version = section[5] >> 1 & 0x1f;
  const size_t last_section = section[7];
  if (version != pat_version_) pat_.clear();
  pat_version_ = version;
  std::map<int, int>& part = pat_[section[6]];
  part.clear();
  for (size_t at = kHeadBytes; at + 4 + kCrcBytes <= section.size(); at += 4) {
    const int program = Read16(section, at);
    if (program != 0) part[program] = Read13(section, at + 2);  // 0 names the network PID
  }
  if (pat_.size() <= last_section) return false;

  std::map<int, DeclaredProgram> now;
  for (const auto& [number, programs] : pat_) {
    for (const auto& [program, pid] : programs) {
      const auto before = programs_.find(program);
      if (before != programs_.end() && before->second.pmt_pid == pid) {
        now[program] = before->second;
      } else {
        now[program].pmt_pid = pid;
      }
    }
  }
  const bool changed = !has_pat_ || now != programs_;
  has_pat_ = true;
  programs_ = std::move(now);
  return changed;
}

bool ProgramTables::OnPmt(int pid, media::ByteView section) {
  if (!IsGood(section, 0x02) || section.size() < kHeadBytes + 4 + kCrcBytes) return false;
  const auto program = programs_.find(Read16(section, 3));
  if (program == programs_.end() || program->second.pmt_pid != pid) return false;
  const media::ByteView body = section.first(section.size() - kCrcBytes);
  DeclaredProgram now{.pmt_pid = pid, .known = true, .streams = {}};
  size_t at = kHeadBytes + 4 + Read12(body, 10);
  while (at + 5 <= body.size()) {
    const size_t length = Read12(body, at + 3);
    if (at + 5 + length > body.size()) break;
    const int type = body[at];
    now.streams.push_back({.pid = Read13(body, at + 1),
                           .stream_type = type,
                           .codec = CodecByStreamType(type, body.subspan(at + 5, length))});
    at += 5 + length;
  }
  if (now == program->second) return false;
  program->second = std::move(now);
  return true;
}

bool ProgramTables::IsPmtPid(int pid) const {
  return std::any_of(programs_.begin(), programs_.end(),
                     [pid](const auto& entry) { return entry.second.pmt_pid == pid; });
}

bool ProgramTables::Match(const media::MediaInfo& info) const {
  for (const media::TrackInfo& track : info.tracks) {
    if (track.program == 0) continue;
    const auto program = programs_.find(track.program);
    if (program == programs_.end()) {
      if (has_pat_) return false;
      continue;
    }
    if (!program->second.known) continue;
    const auto& streams = program->second.streams;
    const auto stream =
        std::find_if(streams.begin(), streams.end(),
                     [&](const DeclaredStream& one) { return one.pid == track.pid; });
    if (stream == streams.end()) return false;
    if (stream->codec != Codec::kOther && stream->codec != CodecByName(track.codec)) return false;
  }
  for (const auto& [number, program] : programs_) {
    for (const DeclaredStream& stream : program.streams) {
      if (stream.codec == Codec::kOther) continue;
      const bool is_track =
          std::any_of(info.tracks.begin(), info.tracks.end(),
                      [&](const media::TrackInfo& track) { return track.pid == stream.pid; });
      if (!is_track) return false;
    }
  }
  return true;
}

}  // namespace vedette::ts
