#include <clonewire/hash.hpp>

#include <memory>
#include <new>

#include <openssl/evp.h>

#include <clonewire/canonical.hpp>

namespace clonewire {

digest hash(const value& v) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  bool hashed = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
  if (hashed) {
    write_canonical(v, [&](bytes_view piece) {
      hashed = hashed && EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1;
    });
  }
  digest d{};
  hashed = hashed && EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(d.data()), nullptr) == 1;
  // The only ways to fail: no memory, or a libcrypto that was built without SHA-256.
  if (!hashed) throw std::bad_alloc();
  return d;
}

std::string to_hex(const digest& d) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::byte b : d) {
    text += digits[std::to_integer<unsigned>(b) >> 4];
    text += digits[std::to_integer<unsigned>(b) & 15];
  }
  return text;
}

}  // namespace clonewire
