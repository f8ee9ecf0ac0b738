#include "graph/keys.hpp"

#include <algorithm>
#include <new>
#include <string>
#include <vector>

#include "graph/slots.hpp"
#include "graph/strings.hpp"
#include "wire/number_text.hpp"

namespace clonewire::detail {

namespace {

slot named_key(string_encoding encoding, const std::uint8_t* data, std::uint32_t size) noexcept {
  slot key = make_string(encoding, data, size);
  key.hash = key_hash(data, size);
  return key;
}

bool index_of(const slot& latin1, std::uint32_t& index) noexcept {
  if (latin1.size == 0 || latin1.size > 10 || latin1.data[0] > '9' || latin1.data[0] < '0') return false;
  return wire::parse_array_index({reinterpret_cast<const char*>(latin1.data), latin1.size}, index);
}

// Total order of keys in which equal keys meet. Unlike a hash it gives an attacker nothing to collide.
bool key_less(const slot& a, const slot& b) noexcept {
  const std::uint64_t x = key_word(a), y = key_word(b);
  if (x != y) return x < y;
  if (is_index_key(a)) return a.number < b.number;
  return std::memcmp(a.data, b.data, a.size) < 0;
}

}  // namespace

slot make_index_key(std::uint32_t index) noexcept {
  return make_number(index);
}

bool make_key(const slot& text, arena& memory, slot& out) noexcept {
  std::uint32_t index;
  const wire::octets bytes(text.data, text.size);
  switch (static_cast<string_encoding>(text.form)) {
    case string_encoding::latin1: break;
    case string_encoding::utf16: {
      if (!wire::fits_latin1(bytes)) {
        out = named_key(string_encoding::utf16, text.data, text.size);
        return true;
      }
      auto* narrow = static_cast<std::uint8_t*>(memory.allocate(text.size / 2 + 1));
      if (narrow == nullptr) return false;
      for (std::uint32_t i = 0; i < text.size / 2; ++i) narrow[i] = text.data[2 * i];
      out = make_string(string_encoding::latin1, narrow, text.size / 2);
      return make_key(out, memory, out);
    }
    case string_encoding::utf8: {
      if (wire::is_ascii(bytes)) {
        out = make_string(string_encoding::latin1, text.data, text.size);
        return make_key(out, memory, out);
      }
      const std::size_t size = 2 * wire::utf16_length(bytes);
      auto* wide = static_cast<std::uint8_t*>(memory.allocate(size));
      if (wide == nullptr || size > 0xffffffff) return false;
      std::uint8_t* p = wide;
      for (code_units units(text); !units.done();) {
        const char16_t unit = units.next();
        *p++ = static_cast<std::uint8_t>(unit);
        *p++ = static_cast<std::uint8_t>(unit >> 8);
      }
      out = make_string(string_encoding::utf16, wide, static_cast<std::uint32_t>(size));
      return make_key(out, memory, out);
    }
  }
  out = index_of(text, index) ? make_index_key(index) : named_key(string_encoding::latin1, text.data, text.size);
  return true;
}

bool make_key(double number, arena& memory, slot& out) noexcept {
  if (number >= 0 && number <= max_array_index && number == static_cast<double>(static_cast<std::uint32_t>(number))) {
    out = make_index_key(static_cast<std::uint32_t>(number));
    return true;
  }
  char text[wire::number_text_capacity];
  const auto size = static_cast<std::size_t>(wire::write_number(number, text) - text);
  auto* copy = static_cast<std::uint8_t*>(memory.allocate(size));
  if (copy == nullptr) return false;
  std::memcpy(copy, text, size);
  out = named_key(string_encoding::latin1, copy, static_cast<std::uint32_t>(size));
  return true;
}

void append_key_text(const slot& key, std::string& out) {
  if (is_index_key(key)) {
    out += std::to_string(key_index(key));
  } else {
    append_utf8(key, out);
  }
}

const slot* find_property(const slot* pairs, std::uint32_t count, const slot& key) noexcept {
  for (const slot* p = pairs; p != pairs + 2 * static_cast<std::size_t>(count); p += 2) {
    if (same_key(*p, key)) return p;
  }
  return nullptr;
}

std::uint32_t order_properties(slot* pairs, std::uint32_t count, duplicates policy, slot* duplicate) {
  // Sorted by key, then by place: equal keys stand together, the first of them in front.
  std::vector<std::uint32_t> by_key(count);
  for (std::uint32_t i = 0; i < count; ++i) by_key[i] = i;
  const auto key = [pairs](std::uint32_t i) -> const slot& { return pairs[2 * static_cast<std::size_t>(i)]; };
  std::sort(by_key.begin(), by_key.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (key_less(key(a), key(b))) return true;
    if (key_less(key(b), key(a))) return false;
    return a < b;
  });

  std::vector<bool> dropped;
  for (std::uint32_t i = 0, first = 0; i < count; ++i) {
    if (!same_key(key(by_key[first]), key(by_key[i]))) first = i;
    if (first == i) continue;
    if (policy == duplicates::refuse) {
      if (duplicate != nullptr) *duplicate = key(by_key[i]);
      return found_duplicate;
    }
    if (dropped.empty()) dropped.resize(count);
    dropped[by_key[i]] = true;
    pairs[2 * static_cast<std::size_t>(by_key[first]) + 1] = pairs[2 * static_cast<std::size_t>(by_key[i]) + 1];
  }

  std::vector<slot> ordered;
  ordered.reserve(2 * static_cast<std::size_t>(count));
  const auto take = [&](std::uint32_t i) {
    if (!dropped.empty() && dropped[i]) return;
    ordered.push_back(pairs[2 * static_cast<std::size_t>(i)]);
    ordered.push_back(pairs[2 * static_cast<std::size_t>(i) + 1]);
  };
  std::vector<std::uint32_t> indices;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (is_index_key(key(i))) indices.push_back(i);
  }
  std::sort(indices.begin(), indices.end(), [&](std::uint32_t a, std::uint32_t b) {
    return key(a).number < key(b).number || (key(a).number == key(b).number && a < b);
  });
  for (const std::uint32_t i : indices) take(i);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!is_index_key(key(i))) take(i);
  }
  std::copy(ordered.begin(), ordered.end(), pairs);
  return static_cast<std::uint32_t>(ordered.size() / 2);
}

namespace {

// Few names that differ in what stands in their slots' first words.
bool are_distinct_names(const slot* keys, std::uint32_t count) noexcept {
  if (count > 8) return false;
  for (std::uint32_t i = 0; i != count; ++i) {
    if (is_index_key(keys[i])) return false;
    for (std::uint32_t k = 0; k != i; ++k) {
      if (key_word(keys[i]) == key_word(keys[k])) return false;
    }
  }
  return true;
}

bool are_ascending_indices(const slot* keys, std::uint32_t count) noexcept {
  for (std::uint32_t i = 0; i != count; ++i) {
    if (!is_index_key(keys[i]) || (i != 0 && keys[i - 1].number >= keys[i].number)) return false;
  }
  return true;
}

}  // namespace

bool are_settled(const slot* keys, std::uint32_t count) {
  if (are_distinct_names(keys, count) || are_ascending_indices(keys, count)) return true;
  if (count <= key_watch::exact_limit) {
    slot pairs[2 * key_watch::exact_limit];
    key_watch watch;
    for (std::uint32_t i = 0; i != count; ++i) {
      if (!watch.add(pairs, i, keys[i])) return false;
      pairs[2 * std::size_t{i}] = keys[i];
    }
    return !watch.needs_ordering();
  }
  std::vector<slot> pairs(2 * std::size_t{count});
  for (std::uint32_t i = 0; i != count; ++i) pairs[2 * std::size_t{i}] = keys[i];
  if (order_properties(pairs.data(), count, duplicates::refuse) == found_duplicate) return false;
  for (std::uint32_t i = 0; i != count; ++i) {
    if (!same_key(pairs[2 * std::size_t{i}], keys[i])) return false;
  }
  return true;
}

}  // namespace clonewire::detail
