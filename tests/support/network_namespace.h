#pragma once

namespace vedette::support {

// Moves the calling thread, and what it starts from then on, into a network of its own: nothing but
// the loopback interface, up, with a route for all multicast. Needs the right to make one (root).
// False when that fails; errno says why.
bool EnterOwnNetwork();

}  // namespace vedette::support
