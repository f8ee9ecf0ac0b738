// How each value begins: MessagePack's first bytes, and the extension types that msgpackr and clonewire give a meaning.
#pragma once

#include <array>
#include <cstdint>

#include <clonewire/kind.hpp>

#include "wire/big_endian.hpp"

namespace clonewire::formats::msgpack {

using cursor = const std::uint8_t*;

/// First bytes. A name without a number begins a range, the rest of which holds a value or a length.
enum class head : std::uint8_t {
  positive_fixint = 0x00,
  record_id = 0x40,  // to 0x7f: a record where that id is defined, else still an integer
  fixmap = 0x80,
  fixarray = 0x90,
  fixstr = 0xa0,
  nil = 0xc0,
  never_used = 0xc1,  // msgpackr: a string out of the bundle
  false_value = 0xc2,
  true_value = 0xc3,
  bin8 = 0xc4,
  bin16 = 0xc5,
  bin32 = 0xc6,
  ext8 = 0xc7,
  ext16 = 0xc8,
  ext32 = 0xc9,
  float32 = 0xca,
  float64 = 0xcb,
  uint8 = 0xcc,
  uint16 = 0xcd,
  uint32 = 0xce,
  uint64 = 0xcf,
  int8 = 0xd0,
  int16 = 0xd1,
  int32 = 0xd2,
  int64 = 0xd3,
  fixext1 = 0xd4,
  fixext2 = 0xd5,
  fixext4 = 0xd6,
  fixext8 = 0xd7,
  fixext16 = 0xd8,
  str8 = 0xd9,
  str16 = 0xda,
  str32 = 0xdb,
  array16 = 0xdc,
  array32 = 0xdd,
  map16 = 0xde,
  map32 = 0xdf,
  negative_fixint = 0xe0,
};

/// Types of extensions. Those marked * have one byte of data without meaning, and a value behind it.
enum class extension : std::uint8_t {
  undefined = 0x00,
  bigint = 0x42,       // 'B': two's complement
  bundle = 0x62,       // 'b': where bundled strings lie
  error = 0x65,        // 'e' *: [name, message, cause]
  host = 0x68,         // 'h': clonewire's own: a packed [interface name, fields]
  identity = 0x69,     // 'i': the value behind it has this id
  pointer = 0x70,      // 'p': the value that has this id
  record = 0x72,       // 'r': the definition of a record id: its keys, then a first object's values
  set = 0x73,          // 's' *: an array
  typed_array = 0x74,  // 't': the kind of view, then its bytes
  regexp = 0x78,       // 'x' *: [source, flags]
  timestamp = 0xff,
};

/// What stands before a typed array's bytes: the element type's place here, or one of the codes below.
inline constexpr std::array<element_type, 11> view_codes = {
    element_type::int8,    element_type::uint8,    element_type::uint8_clamped, element_type::int16,
    element_type::uint16,  element_type::int32,    element_type::uint32,        element_type::float32,
    element_type::float64, element_type::bigint64, element_type::biguint64,
};
inline constexpr std::uint8_t array_buffer_code = 16, data_view_code = 17;

inline constexpr std::uint8_t first_record_id = 0x40, first_two_byte_record_id = 0x60;
inline constexpr unsigned one_byte_record_ids = 64;

/// The host object that an extension of unknown type is kept as; its fields are `code` and `bytes`.
inline constexpr const char* unknown_extension_type = "MessagePack extension";

/// What a value is, as far as its first bytes tell.
enum class form : std::uint8_t { number, nil, never_used, boolean, binary, extension, string, array, map };

/// A value's head.
struct item {
  form is = form::nil;
  std::uint8_t type = 0;     // extension: its type
  std::uint32_t size = 0;    // string, binary, extension: bytes; array: elements; map: pairs
  cursor content = nullptr;  // behind the head; a number's own bytes
};

namespace table {

struct entry {
  form is;
  std::uint8_t width;   // of the length that follows; a number: of its value
  std::uint8_t length;  // where none follows
};

constexpr std::array<entry, 256> make() noexcept {
  std::array<entry, 256> t{};
  for (unsigned b = 0; b != 256; ++b) {
    const auto low = [b](unsigned mask) { return static_cast<std::uint8_t>(b & mask); };
    if (b < 0x80 || b >= 0xe0) {
      t[b] = {form::number, 0, 0};
    } else if (b < 0x90) {
      t[b] = {form::map, 0, low(15)};
    } else if (b < 0xa0) {
      t[b] = {form::array, 0, low(15)};
    } else if (b < 0xc0) {
      t[b] = {form::string, 0, low(31)};
    }
  }
  t[0xc0] = {form::nil, 0, 0};
  t[0xc1] = {form::never_used, 0, 0};
  t[0xc2] = t[0xc3] = {form::boolean, 0, 0};
  for (std::uint8_t i = 0; i != 3; ++i) {
    const auto width = static_cast<std::uint8_t>(1U << i);
    t[0xc4U + i] = {form::binary, width, 0};
    t[0xc7U + i] = {form::extension, width, 0};
    t[0xd9U + i] = {form::string, width, 0};
  }
  t[0xca] = {form::number, 4, 0};
  t[0xcb] = {form::number, 8, 0};
  for (std::uint8_t i = 0; i != 4; ++i) {
    const auto width = static_cast<std::uint8_t>(1U << i);
    t[0xccU + i] = t[0xd0U + i] = {form::number, width, 0};
  }
  for (std::uint8_t i = 0; i != 5; ++i) t[0xd4U + i] = {form::extension, 0, static_cast<std::uint8_t>(1U << i)};
  t[0xdc] = {form::array, 2, 0};
  t[0xdd] = {form::array, 4, 0};
  t[0xde] = {form::map, 2, 0};
  t[0xdf] = {form::map, 4, 0};
  return t;
}
inline constexpr std::array<entry, 256> entries = make();

}  // namespace table

/// Reads the head at `p`. Null: the input ends inside it, or of a number before its last byte.
inline cursor read_head(cursor p, cursor end, item& out) noexcept {
  if (p == end) return nullptr;
  const table::entry e = table::entries[*p++];
  const unsigned width = e.width + (e.is == form::extension ? 1U : 0U);
  if (static_cast<std::size_t>(end - p) < width) return nullptr;
  out.is = e.is;
  out.content = p + (e.is == form::number ? 0U : width);
  switch (e.width) {
    case 1: out.size = *p; break;
    case 2: out.size = wire::load_be16(p); break;
    case 4: out.size = wire::load_be32(p); break;
    default: out.size = e.length; break;
  }
  if (e.is == form::extension) out.type = p[e.width];
  return out.content;
}

/// How many bytes a number has behind its first.
inline unsigned number_width(std::uint8_t first) noexcept {
  return table::entries[first].width;
}

/// What the first byte of an integer says. `size`: of the whole value, 0 for what is no integer of up to 32 bits.
struct short_integer {
  std::uint8_t size;
  std::uint8_t shift;     // brings the eight bytes behind it down to the number, with its sign
  std::int8_t immediate;  // the number in the byte itself
  std::uint64_t mask;     // takes that sign from an unsigned number
};

struct short_integers {
  constexpr short_integers() noexcept : of{} {
    for (int first = 0; first != 0x100; ++first) {
      if (first < 0x80 || first >= 0xe0) of[first] = {1, 63, static_cast<std::int8_t>(first), 0};
    }
    for (unsigned bytes = 1, i = 0; bytes <= 4; bytes *= 2, ++i) {
      const auto size = static_cast<std::uint8_t>(1 + bytes), shift = static_cast<std::uint8_t>(64 - 8 * bytes);
      of[static_cast<unsigned>(head::uint8) + i] = {size, shift, 0, ~std::uint64_t{0} >> shift};
      of[static_cast<unsigned>(head::int8) + i] = {size, shift, 0, ~std::uint64_t{0}};
    }
  }
  short_integer of[256];
};
inline constexpr short_integers short_integer_table;

}  // namespace clonewire::formats::msgpack
