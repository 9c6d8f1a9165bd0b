#include "engine/ts/start_code.h"

#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace vedette::ts {

const uint8_t* FindStartCode(const uint8_t* at, const uint8_t* end) {
#if defined(__SSE2__)
  // Two zeros side by side are rare (encoders must not write them in a payload), so each step only
  // looks for those.
  const __m128i zero = _mm_setzero_si128();
  while (end - at >= 18) {
    const __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 1));
    auto pairs =
        static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_or_si128(here, next), zero)));
    while (pairs != 0) {
      const int bit = __builtin_ctz(pairs);
      if (at[bit + 2] == 1) return at + bit;
      pairs &= pairs - 1;
    }
    at += 16;
  }
#endif
  while (end - at >= 3) {
    const auto* const found =
        static_cast<const uint8_t*>(std::memchr(at, 0, static_cast<size_t>(end - at) - 2));
    if (found == nullptr) break;
    if (found[1] == 0 && found[2] == 1) return found;
    at = found + 1;
  }
  return end;
}

}  // namespace vedette::ts
