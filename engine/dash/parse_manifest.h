#pragma once

#include <string_view>

#include "engine/base/status.h"
#include "engine/dash/manifest.h"

namespace vedette::dash {

// Whether a text that begins like this is a manifest: an MPD element after what may stand before.
bool LooksLikeManifest(std::string_view start);

// `url`: where the text came from (after redirects), the base of what is relative in it. Fails with
// reason "invalid_data" when it is no well-formed XML with an MPD, exceeds a bound of manifest.h,
// or holds numbers and times that are none. Entities other than XML's own five are not expanded,
// and nothing outside the text is read. Elements and attributes not known are passed over.
base::Result<Manifest> ParseManifest(std::string_view text, std::string_view url);

}  // namespace vedette::dash
