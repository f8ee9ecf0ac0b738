// One number for a JSON-like value, by which programs that share no other code see that they hold the same one. An
// object's members count in any order: some libraries sort them.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

namespace bench {

using digest = std::uint64_t;

constexpr digest mix(digest x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

constexpr digest digest_of_null() {
  return mix(1);
}
constexpr digest digest_of_boolean(bool b) {
  return mix(b ? 2 : 3);
}
constexpr digest digest_of_number(double n) {
  return mix(std::bit_cast<std::uint64_t>(n == 0 ? 0.0 : n) ^ 4);
}
constexpr digest digest_of_string(std::string_view s) {
  digest sum = 5;
  for (char c : s) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return mix(sum);
}

class array_digest {
 public:
  constexpr void add(digest element) { sum_ = mix(sum_ + element); }
  constexpr digest finish() const { return mix(sum_ ^ 6); }

 private:
  digest sum_ = 0;
};

class object_digest {
 public:
  constexpr void add(std::string_view key, digest member) { sum_ += mix(digest_of_string(key) + mix(member)); }
  constexpr digest finish() const { return mix(sum_ ^ 7); }

 private:
  digest sum_ = 0;
};

}  // namespace bench
