#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>

namespace vedette::auth {

// Tokens by hand, whatever their header claims: a second opinion beside libjwt.

inline std::string Base64UrlOf(const std::string& bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(size));
  while (!text.empty() && text.back() == '=') text.pop_back();
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

inline std::string UnsignedToken(const std::string& header, const std::string& claims) {
  return Base64UrlOf(header) + "." + Base64UrlOf(claims) + ".";
}

// Signed with HMAC-SHA256.
inline std::string SignedToken(const std::string& header, const std::string& claims,
                               const std::string& secret) {
  const std::string text = Base64UrlOf(header) + "." + Base64UrlOf(claims);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &size);
  return text + "." + Base64UrlOf(std::string(reinterpret_cast<char*>(mac), size));
}

}  // namespace vedette::auth
