#pragma once

namespace vedette::app {

// Raises the soft limit of open files to the hard one. Returns what holds now; at worst what held
// before.
int RaiseDescriptorLimit();

}  // namespace vedette::app
