#include "engine/source/aes128.h"

#include <openssl/evp.h>

#include <algorithm>
#include <limits>
#include <memory>

namespace vedette::source {
namespace {

struct ContextDeleter {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

}  // namespace

base::Status DecryptAes128(const AesBlock& key, const AesBlock& iv, media::Bytes& data) {
  constexpr size_t kBlock = sizeof(AesBlock);
  if (data.empty() || data.size() % kBlock != 0 ||
      data.size() > static_cast<size_t>(std::numeric_limits<int>::max())) {
    return base::Unavailable("invalid_data", "not a whole number of AES blocks");
  }
  const std::unique_ptr<EVP_CIPHER_CTX, ContextDeleter> context(EVP_CIPHER_CTX_new());
  int decrypted = 0;
  // Padding is taken off by hand: with it, libcrypto must not decrypt in place.
  if (context == nullptr ||
      EVP_DecryptInit_ex(context.get(), EVP_aes_128_cbc(), nullptr, key.data(), iv.data()) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_DecryptUpdate(context.get(), data.data(), &decrypted, data.data(),
                        static_cast<int>(data.size())) != 1) {
    return base::Internal("AES-128 failed");
  }
  const uint8_t padding = data.back();
  if (padding == 0 || padding > kBlock ||
      !std::all_of(data.end() - padding, data.end(), [&](uint8_t b) { return b == padding; })) {
    return base::Unavailable("invalid_data", "wrong padding: not encrypted with this key and IV");
  }
  data.resize(data.size() - padding);
  return base::Status::Ok();
}

AesBlock SequenceIv(int64_t sequence) {
  AesBlock iv{};
  for (size_t i = 0; i < 8; ++i) {
    iv[15 - i] = static_cast<uint8_t>(static_cast<uint64_t>(sequence) >> (8 * i));
  }
  return iv;
}

}  // namespace vedette::source
