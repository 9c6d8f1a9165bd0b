#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "engine/ts/continuity.h"
#include "engine/ts/pes_stream.h"
#include "engine/ts/psi_section.h"

namespace vedette::ts {

// What is known of one PID.
struct PidState {
  int pid = 0;
  int64_t packets = 0;
  int64_t discontinuities = 0;
  bool scrambled = false;
  Continuity continuity;
  std::unique_ptr<SectionAssembler> sections;  // PAT and PMT
  std::unique_ptr<PesStream> stream;           // tracks
};

// The PIDs seen, found by number: a hash table with open addressing, since a transport stream has a
// dozen of 8192. States stay where they are.
class PidTable {
 public:
  // The state of a PID, made when it is new.
  PidState& At(int pid) {
    const size_t mask = slots_.size() - 1;
    for (size_t slot = static_cast<size_t>(pid) * 0x9e3779b1u & mask;; slot = (slot + 1) & mask) {
      PidState* const state = slots_[slot];
      if (state == nullptr) return Add(pid);
      if (state->pid == pid) return *state;
    }
  }

  std::deque<PidState>& all() { return states_; }
  const std::deque<PidState>& all() const { return states_; }

 private:
  PidState& Add(int pid) {
    if ((states_.size() + 1) * 2 > slots_.size()) Grow();
    PidState& state = states_.emplace_back();
    state.pid = pid;
    Place(state);
    return state;
  }
  void Place(PidState& state) {
    const size_t mask = slots_.size() - 1;
    size_t slot = static_cast<size_t>(state.pid) * 0x9e3779b1u & mask;
    while (slots_[slot] != nullptr) slot = (slot + 1) & mask;
    slots_[slot] = &state;
  }
  void Grow() {
    slots_.assign(slots_.size() * 2, nullptr);
    for (PidState& state : states_) Place(state);
  }

  std::deque<PidState> states_;
  std::vector<PidState*> slots_ = std::vector<PidState*>(32, nullptr);
};

}  // namespace vedette::ts
