// Property keys: one canonical slot for each key, so that two keys are equal if and only if their slots' contents are,
// and JavaScript's order of properties.
//
// A key that is an array index (0 to 2^32-2) is a number slot. Any other key is a string slot, in Latin-1 where all
// code units fit, else in UTF-16, with 16 bits of hash beside its length: unequal first eight bytes tell most
// different keys apart without touching their text.
#pragma once

#include <bit>
#include <cstring>

#include <clonewire/detail/layout.hpp>
#include <clonewire/error.hpp>

#include "graph/store.hpp"
#include "wire/short_text.hpp"

namespace clonewire::detail {

inline constexpr std::uint32_t max_array_index = 0xfffffffe;

inline std::uint64_t load64(const std::uint8_t* p) noexcept {
  std::uint64_t v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

/// Mixes a key's first and last eight bytes (of a shorter key: its bytes, zero-padded, and 0) and its length.
inline std::uint16_t key_hash(std::uint64_t first, std::uint64_t last, std::uint32_t size) noexcept {
  return static_cast<std::uint16_t>(((first ^ last * 0x9e3779b97f4a7c15u) + size) * 0xd6e8feb86659fd93u >> 48);
}

inline std::uint16_t key_hash(const std::uint8_t* data, std::uint32_t size) noexcept {
  if (size >= 8) return key_hash(load64(data), load64(data + size - 8), size);
  std::uint64_t first = 0;
  if (size != 0) std::memcpy(&first, data, size);
  return key_hash(first, 0, size);
}

/// The same where eight bytes can be read at `data` whatever the size, unless it is 0.
inline std::uint16_t readable_key_hash(const std::uint8_t* data, std::uint32_t size) noexcept {
  if (size >= 8) return key_hash(load64(data), load64(data + size - 8), size);
  if (size == 0 || std::endian::native == std::endian::big) return key_hash(data, size);
  return key_hash(load64(data) & ((std::uint64_t{1} << 8 * size) - 1), 0, size);
}

/// Kind, form, hash and length in one word.
inline std::uint64_t key_word(const slot& key) noexcept {
  std::uint64_t word;
  std::memcpy(&word, &key, sizeof word);
  return word;
}

inline bool is_index_key(const slot& key) noexcept {
  return key.kind == kind::number;
}
/// Precondition: is_index_key.
inline std::uint32_t key_index(const slot& key) noexcept {
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(key.number));
}

inline bool same_key(const slot& a, const slot& b) noexcept {
  if (key_word(a) != key_word(b)) return false;
  if (is_index_key(a)) return a.bits == b.bits;
  return a.size == 0 || std::memcmp(a.data, b.data, a.size) == 0;
}

/// The key "length", which an array cannot have twice.
inline bool is_length_key(const slot& key) noexcept {
  return key.kind == kind::string && key.size == 6 && std::memcmp(key.data, "length", 6) == 0;
}

slot make_index_key(std::uint32_t index) noexcept;
/// The key that a string names. Text that must be re-encoded goes to `memory`. False: out of memory or budget.
bool make_key(const slot& text, arena& memory, slot& out) noexcept;
/// The key that a number names: `object[number]` in JavaScript.
bool make_key(double number, arena& memory, slot& out) noexcept;
/// UTF-8 (WTF-8) text of a key, appended.
void append_key_text(const slot& key, std::string& out);

/// What `order_properties` does about a key that occurs twice.
enum class duplicates : std::uint8_t {
  refuse,
  last_wins,  // at the place of the first, as in JavaScript
};

/// Brings `count` (key, value) pairs into JavaScript's order: array indices ascending, then the others as they came.
/// Returns the new count, or `found_duplicate` when duplicates are refused; `duplicate` is then the second of the two
/// keys.
inline constexpr std::uint32_t found_duplicate = 0xffffffff;
std::uint32_t order_properties(slot* pairs, std::uint32_t count, duplicates policy, slot* duplicate = nullptr);

/// Finds `key` among `count` pairs; null where it is not.
const slot* find_property(const slot* pairs, std::uint32_t count, const slot& key) noexcept;

/// Watches the keys of one object as they come, to tell at once whether they are distinct and in order. Exact up to
/// `exact_limit` keys; beyond that `needs_ordering` says that `order_properties` must decide.
class key_watch {
 public:
  static constexpr std::uint32_t exact_limit = 48;

  void clear() noexcept {
    for (std::uint64_t& word : seen_) word = 0;
    last_index_ = -1;
    named_ = needs_ordering_ = false;
  }

  /// `pairs`: the keys so far, `count` of them. False: `key` is among them.
  CLONEWIRE_INLINE bool add(const slot* pairs, std::uint32_t count, const slot& key) noexcept {
    if (is_index_key(key)) return add_index(pairs, count, key);
    named_ = true;
    if (count >= exact_limit) {
      needs_ordering_ = true;
      return true;
    }
    // A Bloom filter of one hash: a clear bit means that the key is new.
    std::uint64_t& word = seen_[(key.hash >> 6) & 3];
    const std::uint64_t bit = std::uint64_t{1} << (key.hash & 63);
    if ((word & bit) == 0) [[likely]] {
      word |= bit;
      return true;
    }
    return find_property(pairs, count, key) == nullptr;
  }
  bool needs_ordering() const noexcept { return needs_ordering_; }
  /// Whether all keys are names, and distinct if `add` said so of each.
  bool are_names() const noexcept { return !needs_ordering_ && last_index_ < 0; }

 private:
  bool add_index(const slot* pairs, std::uint32_t count, const slot& key) noexcept {
    const auto index = static_cast<std::int64_t>(key.number);
    if (!named_ && index > last_index_) [[likely]] {
      last_index_ = index;
      return true;
    }
    needs_ordering_ = true;
    return count >= exact_limit || find_property(pairs, count, key) == nullptr;
  }

  std::uint64_t seen_[4] = {};
  std::int64_t last_index_ = -1;
  bool named_ = false;
  bool needs_ordering_ = false;
};

/// Whether keys are distinct and in JavaScript's order.
bool are_settled(const slot* keys, std::uint32_t count);

/// For each property the keys of the last object that was its value, or stood in a list that was: the next one has most
/// often the same. A key that is told to be the same text needs neither hash nor watch, since those before it were the
/// same too.
class key_guesses {
 public:
  struct guess {
    const slot* pairs;  // whose keys are distinct names, as they lie in the input; null: there is none
    const slot* end;
  };
  /// The hash of the property's name; of the document's own value, and what stands in a list that it is: 0.
  using property = std::uint16_t;

  /// Some properties share their place: a guess may be wrong.
  guess at(property name) const noexcept {
    return (used_ & bit(name)) == 0 ? guess{nullptr, nullptr} : last_[name % places];
  }
  void remember(property name, const slot* pairs, std::uint32_t count) noexcept {
    used_ |= bit(name);
    last_[name % places] = {pairs, pairs + 2 * std::size_t{count}};
  }

 private:
  static constexpr unsigned places = 32;
  static constexpr std::uint32_t bit(property name) noexcept { return std::uint32_t{1} << name % places; }

  std::uint32_t used_ = 0;  // clearing all places would take longer than reading a small document's keys
  guess last_[places];
};

/// True when `text` is the `size` bytes of `key`, an ASCII name. Precondition: wire::short_text bytes can be read at
/// `text`, eight at the key's text.
CLONEWIRE_INLINE bool is_same_name(const std::uint8_t* text, const std::uint8_t* end, std::uint32_t size,
                                   const slot& key) noexcept {
  if (size != key.size) return false;
  if (size <= wire::short_text) [[likely]]
    return wire::is_same_short(text, key.data, size);
  return static_cast<std::size_t>(end - text) >= size && std::memcmp(text, key.data, size) == 0;
}

}  // namespace clonewire::detail
