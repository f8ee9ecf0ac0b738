// Arrays of nothing but numbers, which the decoder keeps packed. Included by decoder.hpp.
#pragma once

#include <utility>

#include "formats/v8/decoder.hpp"

namespace clonewire::formats::v8 {

// One bit for each of 64 bytes: set where the byte is below 0x80.
inline std::uint64_t bytes_below_0x80(cursor p) noexcept {
  std::uint64_t mask = 0;
  for (unsigned i = 0; i < 8; ++i) {
    const std::uint64_t low = ~wire::load_le64(p + 8 * i) >> 7 & 0x0101010101010101u;
    mask |= low * 0x0102040810204080u >> 56 << (8 * i);
  }
  return mask;
}

// Integers (`I`, varint) from the `done`th on, while there are any; stops where something else comes. Byte by byte each
// would wait for the length of the one before. But a tag and the last byte of a varint are the only bytes below 0x80:
// a mask of 64 bytes gives the bounds of all integers among them at once.
inline cursor read_int32s(cursor p, cursor end, std::int32_t* out, std::uint32_t count, std::uint32_t& done) noexcept {
  std::uint32_t i = done;
  while (count - i >= 32 && end - p >= 64 + 8) {
    std::uint64_t mask = bytes_below_0x80(p);
    if (mask == 0) break;
    cursor next = p;
    bool all_plain = true;
    for (;;) {
      const auto begin = static_cast<unsigned>(__builtin_ctzll(mask));
      mask &= mask - 1;
      if (mask == 0) break;
      const auto last = static_cast<unsigned>(__builtin_ctzll(mask));
      mask &= mask - 1;
      const std::uint64_t bytes = wire::load_le64(p + begin);
      const unsigned size = last - begin;
      if (tag{static_cast<std::uint8_t>(bytes)} != tag::int32 || p + begin != next || size - 1 >= 5) {
        all_plain = false;
        break;
      }
      out[i++] = wire::unzigzag(wire::gather_varint32(bytes >> 8 & (~std::uint64_t{0} >> (64 - 8 * size))));
      next = p + last + 1;
      if (mask == 0) break;
    }
    if (next == p) break;
    p = next;
    if (!all_plain) break;
  }
  while (i < count && end - p >= 8) {
    const std::uint64_t bytes = wire::load_le64(p);
    if (tag{static_cast<std::uint8_t>(bytes)} != tag::int32) break;
    unsigned size;
    out[i++] = wire::unzigzag(wire::unpack_varint32(bytes >> 8, size));
    p += 1 + size;
  }
  done = i;
  return p;
}

// Eight doubles at once: whether they are all doubles, and whether one is a NaN, is asked once. False: not all are.
template <std::size_t... K>
CLONEWIRE_INLINE bool read_doubles(cursor p, double* out, std::index_sequence<K...>) noexcept {
  if (((p[9 * K] ^ static_cast<unsigned>(tag::number)) | ...) != 0) return false;
  ((out[K] = wire::load_le_double(p + 9 * K + 1)), ...);
  if (((out[K] != out[K]) | ...)) ((out[K] = detail::canonical(out[K])), ...);
  return true;
}

// Doubles (`N`, f64) from the `done`th on, while there are any; stops where something else comes.
inline cursor read_doubles(cursor p, cursor end, double* out, std::uint32_t count, std::uint32_t& done) noexcept {
  constexpr std::size_t batch = 8;
  std::uint32_t i = done;
  while (count - i >= batch && end - p >= static_cast<std::ptrdiff_t>(9 * batch) &&
         read_doubles(p, out + i, std::make_index_sequence<batch>())) {
    i += batch;
    p += 9 * batch;
  }
  while (i < count && end - p >= 9 && tag{*p} == tag::number) {
    out[i++] = detail::canonical(wire::load_le_double(p + 1));
    p += 9;
  }
  done = i;
  return p;
}

// Elements while they are numbers (kept as written: while they are written alike), packed; the record's count says how
// many. Where something else comes, what is there is spread out again into slots, with room for all. Null: out of
// memory.
template <class Trace>
cursor decoder<Trace>::read_packed(cursor p, record& r, std::uint32_t length) {
  std::uint32_t i = 0;
  // Enough for doubles; given back where integers suffice.
  void* region = store_.memory().allocate(std::size_t{length} * sizeof(double));
  if (region == nullptr) return nullptr;

  auto* ints = static_cast<std::int32_t*>(region);
  if (tag{*p} == tag::int32) p = read_int32s(p, end_, ints, length, i);
  r.form = static_cast<std::uint8_t>(detail::array_storage::int32s);
  r.int32s = ints;
  const bool as_written = mode_.numbers != number_storage::canonical;
  if (i < length && end_ - p >= 9 && tag{*p} == tag::number && (i == 0 || !as_written)) {
    auto* doubles = static_cast<double*>(region);
    for (std::uint32_t k = i; k-- != 0;) doubles[k] = ints[k];
    const std::uint32_t converted = i;
    p = read_doubles(p, end_, doubles, length, i);
    r.form = static_cast<std::uint8_t>(detail::array_storage::doubles);
    r.doubles = doubles;
    if (i == length && converted == 0 && !as_written) {
      // Doubles that are all integers are kept as integers, as a fresh array of them would be.
      std::uint32_t k = 0;
      std::int32_t v = 0;
      while (k < length && detail::is_int32(doubles[k], v)) ++k;
      if (k == length) {
        for (k = 0; k < length; ++k) {
          detail::is_int32(doubles[k], v);
          ints[k] = v;
        }
        r.form = static_cast<std::uint8_t>(detail::array_storage::int32s);
        r.int32s = ints;
      }
    }
  }
  r.count = i;
  if (i == length) {
    store_.memory().shrink_last(region, detail::element_bytes(r));
    return p;
  }

  store_.memory().shrink_last(region, 0);
  slot* slots = store_.new_slots(length);  // perhaps where `region` was: filled from the end
  if (slots == nullptr) return nullptr;
  if (r.form == static_cast<std::uint8_t>(detail::array_storage::int32s)) {
    for (std::uint32_t k = i; k-- != 0;) slots[k] = detail::make_int32(ints[k]);
  } else {
    for (std::uint32_t k = i; k-- != 0;) slots[k] = detail::make_number(r.doubles[k], mode_.numbers);
  }
  r.form = static_cast<std::uint8_t>(detail::array_storage::slots);
  r.children = slots;
  return p;
}

// Packed elements as slots, for an array that has named properties besides. Leaves `elements` null on failure.
template <class Trace>
void decoder<Trace>::unpack(frame& f) {
  slot* slots = store_.new_slots(f.announced);
  if (slots == nullptr) return;
  for (std::uint32_t i = 0; i < f.announced; ++i) slots[i] = detail::array_element(*f.object, i);
  f.elements = slots;
}

}  // namespace clonewire::formats::v8
