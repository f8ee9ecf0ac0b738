#include "formats/cbor/records.hpp"

#include <cstring>

#include "graph/keys.hpp"

namespace clonewire::formats::cbor {

namespace {

std::uint64_t hash_of(const detail::slot& key) noexcept {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15u;
  std::uint64_t text = key.bits;
  if (key.kind == kind::string) {
    if (key.size >= 8) {
      text = detail::load64(key.data) ^ detail::load64(key.data + key.size - 8) * odd;
    } else {
      text = 0;
      if (key.size != 0) std::memcpy(&text, key.data, key.size);
    }
  }
  return (text ^ detail::key_word(key)) * odd;
}

}  // namespace

bool records::same(const shape& a, const shape& b) noexcept {
  if (a.count != b.count) return false;
  for (std::uint32_t i = 0; i < a.count; ++i) {
    if (!detail::same_key(a.keys[std::size_t{i} * a.stride], b.keys[std::size_t{i} * b.stride])) return false;
  }
  return true;
}

records::use records::number_for(const detail::slot* keys, std::uint32_t count, std::uint32_t stride) {
  shape wanted{keys, count, stride, 0};
  if (last_ < shapes_.size() && same(shapes_[last_], wanted)) return {last_, false};
  for (std::uint32_t i = 0; i < count; ++i)
    wanted.hash = (wanted.hash << 7 | wanted.hash >> 57) ^ hash_of(keys[std::size_t{i} * stride]);

  const auto [begin, end] = by_hash_.equal_range(wanted.hash);
  for (auto found = begin; found != end; ++found) {
    if (same(shapes_[found->second], wanted)) return {last_ = found->second, false};
  }
  last_ = next_;
  next_ = (next_ + 1) % most;
  if (last_ == shapes_.size()) {
    shapes_.push_back(wanted);
  } else {
    const auto [first, behind] = by_hash_.equal_range(shapes_[last_].hash);
    for (auto old = first; old != behind; ++old) {
      if (old->second != last_) continue;
      by_hash_.erase(old);
      break;
    }
    shapes_[last_] = wanted;
  }
  by_hash_.emplace(wanted.hash, last_);
  return {last_, true};
}

}  // namespace clonewire::formats::cbor
