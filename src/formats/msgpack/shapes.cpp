#include "formats/msgpack/shapes.hpp"

#include <algorithm>
#include <cstring>

#include "graph/keys.hpp"

namespace clonewire::formats::msgpack {

namespace {

const detail::slot& key_of(const key_sequence& keys, std::uint32_t i) noexcept {
  return keys.pairs[2 * std::size_t{i}];
}

bool same_keys(const key_sequence& a, const key_sequence& b) noexcept {
  if (a.count != b.count) return false;
  if (a.pairs == b.pairs) return true;
  for (std::uint32_t i = 0; i != a.count; ++i) {
    const detail::slot& x = key_of(a, i);
    const detail::slot& y = key_of(b, i);
    // Objects that were read from one record share their keys' text.
    if (x.bits == y.bits && detail::key_word(x) == detail::key_word(y)) continue;
    if (!detail::same_key(x, y)) return false;
  }
  return true;
}

}  // namespace

bool operator<(const key_sequence& a, const key_sequence& b) noexcept {
  if (a.count != b.count) return a.count < b.count;
  for (std::uint32_t i = 0; i != a.count; ++i) {
    const detail::slot& x = key_of(a, i);
    const detail::slot& y = key_of(b, i);
    const std::uint64_t u = detail::key_word(x);
    const std::uint64_t v = detail::key_word(y);
    if (u != v) return u < v;
    const bool is_index = detail::is_index_key(x);
    if (is_index && x.number != y.number) return x.number < y.number;
    const int order = is_index || x.size == 0 ? 0 : std::memcmp(x.data, y.data, x.size);
    if (order != 0) return order < 0;
  }
  return false;
}

// Of what the keys' slots tell without their text. There are never more than 64 shapes to confuse.
std::uint64_t record_ids::hash_of(const key_sequence& keys) noexcept {
  std::uint64_t hash = keys.count;
  for (std::uint32_t i = 0; i != keys.count; ++i)
    hash = (hash ^ detail::key_word(key_of(keys, i))) * 0x9e3779b97f4a7c15u ^ hash >> 29;
  return hash ^ hash >> 32;
}

std::uint8_t record_ids::find(const key_sequence& keys) const noexcept {
  const std::uint64_t hash = hash_of(keys);
  for (std::size_t bucket = hash % bucket_count; buckets_[bucket] != 0; bucket = (bucket + 1) % bucket_count) {
    const entry& e = entries_[buckets_[bucket] - first_record_id];
    if (e.hash == hash && same_keys(e.keys, keys)) return buckets_[bucket];
  }
  return 0;
}

void record_ids::enter(std::size_t index) noexcept {
  std::size_t bucket = entries_[index].hash % bucket_count;
  while (buckets_[bucket] != 0) bucket = (bucket + 1) % bucket_count;
  buckets_[bucket] = static_cast<std::uint8_t>(first_record_id + index);
}

std::uint8_t record_ids::define(const key_sequence& keys) {
  const std::size_t index = given_ % one_byte_record_ids;
  entries_[index] = {keys, hash_of(keys)};
  ++given_;
  if (came_round()) {
    // One entry is gone from the middle of the others: all anew, which costs no more than writing the keys does.
    buckets_.fill(0);
    for (std::size_t i = 0; i != one_byte_record_ids; ++i) enter(i);
  } else {
    enter(index);
  }
  return static_cast<std::uint8_t>(first_record_id + index);
}

}  // namespace clonewire::formats::msgpack
