#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engine/media/access_unit.h"
#include "engine/media/track.h"
#include "engine/ts/codec.h"

namespace vedette::ts {

struct DeclaredStream {
  int pid = 0;
  int stream_type = 0;
  Codec codec = Codec::kOther;
  bool operator==(const DeclaredStream&) const = default;
};

struct DeclaredProgram {
  int pmt_pid = 0;
  bool known = false;  // its PMT came
  std::vector<DeclaredStream> streams;
  bool operator==(const DeclaredProgram&) const = default;
};

// What PAT and PMT say now (ISO/IEC 13818-1, 2.4.4.3 and 2.4.4.8). Sections with a wrong CRC or
// table_id, and those that apply later only, are passed over. Confined to its owner.
class ProgramTables {
 public:
  // True when the section changed what is declared.
  bool OnPat(media::ByteView section);
  bool OnPmt(int pid, media::ByteView section);

  bool has_pat() const { return has_pat_; }
  const std::map<int, DeclaredProgram>& programs() const { return programs_; }
  bool IsPmtPid(int pid) const;

  // Whether the tracks are those declared, as far as tables have come: every track of a program is
  // in its PMT with the codec the track has, every video or audio stream in a PMT is a track.
  bool Match(const media::MediaInfo& info) const;

 private:
  std::map<int, DeclaredProgram> programs_;  // by program number
  std::map<int, std::map<int, int>> pat_;    // by section: program number to PID
  int pat_version_ = -1;
  bool has_pat_ = false;
};

}  // namespace vedette::ts
