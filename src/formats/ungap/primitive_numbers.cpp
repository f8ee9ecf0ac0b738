#include "formats/ungap/primitive_numbers.hpp"

#include <cstring>
#include <random>

#include "wire/word.hpp"

namespace clonewire::formats::ungap {

using detail::slot;

namespace {

/// Both halves of a product: the mixing step of the hash.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using wide = unsigned __int128;
  const wide product = wide{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t seed() noexcept {
  static const std::uint64_t value = [] {
    std::random_device random;
    return std::uint64_t{random()} << 32 | random();
  }();
  return value;
}

constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;

std::uint64_t hash_bytes(const std::uint8_t* p, std::size_t size, std::uint64_t hash) noexcept {
  hash ^= size * odd;
  for (; size > 16; p += 16, size -= 16) hash = mix(wire::load_word(p) ^ odd, wire::load_word(p + 8) ^ hash);
  std::uint64_t first = 0, last = 0;
  if (size >= 8) {
    first = wire::load_word(p);
    last = wire::load_word(p + size - 8);
  } else if (size != 0) {
    std::memcpy(&first, p, size);
  }
  return mix(first ^ odd, last ^ hash);
}

std::uint32_t hash_of(const slot& primitive) noexcept {
  if (primitive.kind == kind::number) return static_cast<std::uint32_t>(mix(primitive.bits ^ odd, seed()));
  return static_cast<std::uint32_t>(hash_bytes(primitive.data, primitive.size, seed() + primitive.form));
}

bool is_same(const slot& a, const slot& b) noexcept {
  if (a.kind != b.kind) return false;
  if (a.kind == kind::number) return a.bits == b.bits;
  if (a.form != b.form || a.size != b.size) return false;
  return a.size == 0 || std::memcmp(a.data, b.data, a.size) == 0;
}

}  // namespace

primitive_numbers::primitive_numbers() : entries_(64) {}

std::uint32_t primitive_numbers::number_of(const slot& primitive, std::uint32_t otherwise) {
  const std::uint32_t hash = hash_of(primitive);
  const std::size_t mask = entries_.size() - 1;
  std::size_t at = hash & mask;
  for (; entries_[at].number != no_number; at = (at + 1) & mask) {
    const entry& e = entries_[at];
    if (e.hash == hash && is_same(e.content, primitive)) return e.number;
  }
  entries_[at] = {primitive, hash, otherwise};
  if (++used_ * std::uint64_t{2} > entries_.size()) grow();
  return otherwise;
}

void primitive_numbers::grow() {
  std::vector<entry> larger(entries_.size() * 4);
  const std::size_t mask = larger.size() - 1;
  for (const entry& e : entries_) {
    if (e.number == no_number) continue;
    std::size_t at = e.hash & mask;
    while (larger[at].number != no_number) at = (at + 1) & mask;
    larger[at] = e;
  }
  entries_.swap(larger);
}

}  // namespace clonewire::formats::ungap
