#pragma once

#include <string>

#include "engine/base/status.h"

namespace vedette::net {

// Bounds what a look-up of a name may take on the calling thread from now on, whoever asks
// (libavformat too): one question of 2 s to each name server instead of two of 5 s, about 5 s with
// three servers. getaddrinfo can't be interrupted, so that a name server which does not answer
// would hold its thread for half a minute otherwise.
void LimitNameLookups();

// Whether nothing that `host` (a name, or an address) stands for is private: all its addresses are
// looked at. Blocks as long as the look-up does. Fails with dns (no such name) or unsupported (a
// private address). Whoever connects looks the name up again, so that a name server which answers
// differently each time gets past this; it is no wall against those who own a name server.
base::Status RequirePublicHost(const std::string& host);

}  // namespace vedette::net
