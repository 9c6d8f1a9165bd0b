#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "engine/ts/packet.h"
#include "engine/ts/packet_sync.h"
#include "engine/ts/pid_table.h"
#include "engine/ts/program_tables.h"
#include "engine/ts/start_code.h"
#include "engine/ts/walker.h"

namespace vedette::ts {
namespace {

// Notes tables and where a decoder could begin. Video needs its parameter sets too: without them
// nobody can say its size.
class TableWatch : public PacketSyncSink {
 public:
  TableWatch() { pids_.At(kPatPid).sections = std::make_unique<SectionAssembler>(); }

  void OnPacket(const uint8_t* bytes) override {
    if (HasTransportError(bytes)) return;
    const Packet packet = ParsePacket(bytes);
    if (packet.pid == kNullPid || packet.payload.empty()) return;
    if (packet.unit_start) starts_.insert(packet.pid);
    NoteParameterSets(packet);
    PidState& state = pids_.At(packet.pid);
    if (state.sections == nullptr) return;
    state.sections->Append(packet.payload, packet.unit_start, [&](media::ByteView section) {
      const bool is_pat = packet.pid == kPatPid;
      is_pat ? tables_.OnPat(section) : tables_.OnPmt(packet.pid, section);
    });
    for (const auto& [number, program] : tables_.programs()) {
      PidState& pmt = pids_.At(program.pmt_pid);
      if (pmt.sections == nullptr) pmt.sections = std::make_unique<SectionAssembler>();
    }
  }
  void OnSyncLost() override {}

  bool Complete() const {
    if (tables_.programs().empty()) return false;
    return std::all_of(
        tables_.programs().begin(), tables_.programs().end(), [this](const auto& entry) {
          const DeclaredProgram& program = entry.second;
          return program.known && std::all_of(program.streams.begin(), program.streams.end(),
                                              [this](const auto& s) { return Begun(s); });
        });
  }

 private:
  // Subtitles and data come when they come: nobody waits for them.
  bool Begun(const DeclaredStream& stream) const {
    if (stream.codec == Codec::kOther) return true;
    if (IsVideo(stream.codec)) return parameter_sets_.contains({stream.pid, stream.codec});
    return starts_.contains(stream.pid);
  }

  void NoteParameterSets(const Packet& packet) {
    const uint8_t* at = packet.payload.data();
    const uint8_t* const end = at + packet.payload.size();
    while ((at = FindStartCode(at, end)) != end && end - at > 3) {
      const uint8_t code = at[3];
      if (code == 0xb3) parameter_sets_.insert({packet.pid, Codec::kMpegVideo});
      if ((code & 0x9f) == 7) parameter_sets_.insert({packet.pid, Codec::kH264});
      if ((code >> 1 & 0x3f) == 33) parameter_sets_.insert({packet.pid, Codec::kHevc});
      at += 3;
    }
  }

  PidTable pids_;
  ProgramTables tables_;
  std::set<int> starts_;
  std::set<std::pair<int, Codec>> parameter_sets_;
};

}  // namespace

bool HoldsTablesAndUnits(media::ByteView bytes) {
  TableWatch watch;
  PacketSync sync(watch);
  sync.Read(bytes);
  sync.Flush();
  return watch.Complete();
}

}  // namespace vedette::ts
