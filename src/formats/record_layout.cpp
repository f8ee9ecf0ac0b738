#include "formats/record_layout.hpp"

#include <cstddef>
#include <cstring>

#include "graph/slots.hpp"
#include "wire/big_endian.hpp"

namespace clonewire::formats {

using detail::record, detail::slot;

namespace {

// Asks for memory that will be written some records later: storing them is slower than making them.
CLONEWIRE_INLINE void prefetch_behind(const void* p) noexcept {
#if defined(__GNUC__)
  constexpr std::size_t distance = 512;
  __builtin_prefetch(static_cast<const std::byte*>(p) + distance, 1);
#else
  static_cast<void>(p);
#endif
}

}  // namespace

void record_layout::learn(const std::uint8_t* p, std::uint32_t head_size, const slot* keys, const record& made,
                          lay_out format) noexcept {
  if (keys != keys_) patience_ = 4;
  keys_ = keys;
  count_ = 0;
  size_ = head_size;
  objects_ = 1;
  unlike_ = 0;
  std::memcpy(sample_, p, most_bytes);
  std::memset(heads_, 0, most_bytes);
  std::memset(heads_, 0xff, head_size);
  const slot* value = made.children + 1;
  while (count_ != made.count && add(format(p[size_]), *value)) value += 2;
  is_complete_ = count_ != 0 && count_ == made.count;
}

// The next value, and what it was read as. False: no layout can have it.
bool record_layout::add(const laid_out_value& how, const slot& value) noexcept {
  if (how.is == laid_out_value::content::other || count_ == most_values || size_ + how.size > most_bytes) return false;
  heads_[size_] = 0xff;
  if (how.is == laid_out_value::content::empty_array) ++objects_;
  field& f = fields_[count_];
  f.key = keys_[count_];
  // Not what was written a moment ago in parts, which a load of all of it would wait for.
  if (how.is == laid_out_value::content::constant) f.constant = value;
  f.mask = how.mask;
  f.flip = how.flip;
  f.content_at = size_ + 1;
  f.shift = how.shift;
  const bool is_unsigned32 = how.is == laid_out_value::content::integer && how.mask == 0xffffffff && how.flip == 0;
  f.is = is_unsigned32 ? laid_out_value::content::unsigned32 : how.is;
  ++count_;
  size_ += how.size;
  return true;
}

// The object of the record at `p`, whose pairs go to `pair`. `count` and `end` are the fields', from registers.
CLONEWIRE_INLINE void record_layout::make(const std::uint8_t* p, std::uint32_t count, const field* end,
                                          number_storage numbers, detail::store::room& room, slot* pair,
                                          slot& out) const noexcept {
  prefetch_behind(pair);
  prefetch_behind(room.next_record);
  record& object = *room.take_record(out, kind::object);
  object = {kind::object, 0, 0, count, 0, 0, {pair}};
  for (const field* f = fields_; f != end; ++f, pair += 2) {
    pair[0] = f->key;
    const std::uint8_t* const content = p + f->content_at;
    if (f->is == laid_out_value::content::unsigned32) [[likely]] {
      detail::set_integer(pair[1], wire::load_be32(content), numbers);
    } else if (f->is == laid_out_value::content::empty_array) {
      record& array = *room.take_record(pair[1], kind::array);
      array = {kind::array, 0, 0, 0, 0, 0, {pair}};
    } else if (f->is == laid_out_value::content::integer) {
      const auto behind = static_cast<std::int64_t>(wire::load_be64(content));
      const auto bits = (static_cast<std::uint64_t>(behind >> f->shift) & f->mask) ^ f->flip;
      detail::set_integer(pair[1], static_cast<std::int64_t>(bits), numbers);
    } else if (f->is == laid_out_value::content::float64) {
      pair[1] = detail::make_number(wire::load_be_double(content), numbers);
    } else {
      pair[1] = f->constant;
    }
  }
}

const std::uint8_t* record_layout::read(detail::assembly& assembly, const std::uint8_t* p, const std::uint8_t* end,
                                        slot*& place, const slot* place_end) noexcept {
  detail::store::room room = assembly.into().at_hand();
  auto most = static_cast<std::size_t>(place_end - place);
  const std::uint32_t count = count_;
  if (2 * most * count > room.slots_left) most = room.slots_left / 2 / count;
  if (!assembly.may_have(2 * most * count, most * count)) most = 0;
  const number_storage numbers = assembly.numbers();
  const std::uint8_t* const last = end - look_ahead;
  const std::size_t records_size = objects_ * sizeof(record);
  slot* out = place;
  slot* pair = room.slots;
  for (slot* const out_end = out + most; out != out_end && p <= last; ++out, pair += 2 * count, p += size_) {
    if (room.record_bytes() < records_size || differs(p)) break;
    make(p, count, fields_ + count, numbers, room, pair, *out);
  }
  const auto made = static_cast<std::size_t>(out - place);
  assembly.take_back(room, 2 * made * count, made * count);
  if (made >= 4) unlike_ = 0, patience_ = 4;
  place = out;
  return p;
}

const std::uint8_t* record_layout::read_list(detail::assembly& assembly, const std::uint8_t* p, const std::uint8_t* end,
                                             std::uint32_t length, slot& out) noexcept {
  const std::uint32_t count = count_, size = size_;
  const std::size_t slots = length + 2 * std::size_t{length} * count;
  const std::uint64_t values = length + std::uint64_t{length} * count;
  detail::store::room room = assembly.into().at_hand();
  const bool has_room = room.slots_left >= slots && assembly.may_have(slots, values) &&
                        room.record_bytes() >= (1 + std::size_t{length} * objects_) * sizeof(record) &&
                        static_cast<std::size_t>(end - p) >= (length - 1) * std::size_t{size} + look_ahead;
  const detail::store::room before = room;
  std::uint32_t made = 0;
  if (has_room) {
    const number_storage numbers = assembly.numbers();
    slot* const elements = room.slots;
    slot* pair = elements + length;
    record& array = *room.take_record(out, kind::array);
    array = {kind::array, 0, detail::array_flags(numbers), length, length, 0, {elements}};
    for (; made != length && !differs(p); ++made, pair += 2 * count, p += size)
      make(p, count, fields_ + count, numbers, room, pair, elements[made]);
  }
  if (made != length) {
    assembly.take_back(before, 0, 0);
    return nullptr;
  }
  assembly.take_back(room, slots, values);
  return p;
}

}  // namespace clonewire::formats
