// Records: cbor-x's objects whose keys are written once. Included by decoder.hpp.
#pragma once

#include "formats/cbor/decoder.hpp"

namespace clonewire::formats::cbor {

// The shape that a tag stands for; null where none was defined.
template <class Trace>
auto decoder<Trace>::record_shape(std::uint64_t tag) noexcept -> shape* {
  if (tag < tag::first_record || tag - tag::first_record >= shapes_.size()) return nullptr;
  shape& s = shapes_[static_cast<std::size_t>(tag - tag::first_record)];
  return s.is_defined ? &s : nullptr;
}

template <class Trace>
cursor decoder<Trace>::read_record_id(cursor p, cursor at, std::uint64_t& id) {
  slot n;
  label("record ");
  p = read_leaf(p, n, tag::record_definition);
  if (p == nullptr) return p;
  constexpr double first = tag::first_record, last = tag::last_record;
  if (n.kind != kind::number || !(n.number >= first && n.number <= last))
    return fail(errc::invalid_value, at, "a record's number is not of 0xe000 to 0xffff");
  id = static_cast<std::uint64_t>(n.number) - tag::first_record;
  return p;
}

// Keys, all of them short. Null: they are not.
template <class Trace>
cursor decoder<Trace>::read_short_keys(cursor p, slot* keys, std::uint32_t count) noexcept {
  for (std::uint32_t i = 0; i != count; ++i) {
    cursor behind = read_short_key(p, keys[i]);
    if (behind == nullptr) {  // perhaps an array index
      slot text;
      behind = read_short(p, text);
      if (behind == nullptr || text.kind != kind::string || !detail::make_key(text, store_.memory(), keys[i]))
        return nullptr;
    }
    p = behind;
  }
  return p;
}

// The array of a record's keys. cbor-x marks it as shared where it defines the same record again, and then refers to
// it.
template <class Trace>
cursor decoder<Trace>::read_record_keys(cursor p, shape& out) {
  const std::size_t first_share = shared_.size();
  cursor at = p;
  head h;
  for (;;) {
    at = p;
    const head_problem problem = read_head(p, end_, h);
    if (problem != head_problem::none) return fail_head(at, problem);
    if (h.major != major::tag || h.argument != tag::shareable) break;
    note(at, p, "shareable ", std::uint64_t{shared_.size()});
    shared_.emplace_back();
  }
  const slot* texts = nullptr;
  std::uint32_t count = 0;
  if (h.major == major::tag && h.argument == tag::shared_reference) {
    slot keys;
    p = read_shared_reference(p, at, keys);
    if (p == nullptr) return p;
    const bool is_list = keys.kind == kind::array && keys.object->children != nullptr &&
                         keys.object->form == static_cast<std::uint8_t>(detail::array_storage::slots);
    if (!is_list) return fail(errc::invalid_value, at, "a record's keys are no array of strings");
    texts = keys.object->children;
    count = keys.object->count;
  } else {
    if (h.major != major::array || h.is_indefinite())
      return fail(errc::invalid_value, at, "a record's keys are no array of strings");
    if (h.argument > static_cast<std::uint64_t>(end_ - p) || !make_.claim(h.argument))
      return fail_length(at, h.argument, p);
    count = static_cast<std::uint32_t>(h.argument);
    note(at, p, "keys of a record: ", count);
    slot* read = make_.new_slots(count);
    if (read == nullptr) return fail_memory(at);
    if (may_hurry() && shared_.size() == first_share) {
      const cursor behind = read_short_keys(p, read, count);
      if (behind != nullptr) {
        out = {read, count, true, !detail::are_settled(read, count)};
        return behind;
      }
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      label("key ");
      p = read_leaf(p, read[i], tag::record_definition);
      if (p == nullptr) return p;
    }
    texts = read;
    if (shared_.size() != first_share) {
      slot list;
      record* r = make_.new_object(kind::array, list);
      if (r == nullptr) return fail_memory(at);
      make_.close_array(*r, read, count);
      std::fill(shared_.begin() + static_cast<std::ptrdiff_t>(first_share), shared_.end(), list);
    }
  }
  shape s;
  s.keys = make_.new_slots(count);
  if (s.keys == nullptr) return fail_memory(at);
  for (std::uint32_t i = 0; i < count; ++i) {
    slot& key = s.keys[i];
    const bool is_key = texts[i].kind == kind::string || texts[i].kind == kind::number;
    if (!is_key) return fail(errc::invalid_key, at, "a record's key that is no string");
    const bool made = texts[i].kind == kind::string ? detail::make_key(texts[i], store_.memory(), key)
                                                    : detail::make_key(texts[i].number, store_.memory(), key);
    if (!made) return fail_memory(at);
  }
  s.count = count;
  s.is_defined = true;
  s.needs_ordering = !detail::are_settled(s.keys, count);
  out = s;
  return p;
}

// [first id, [key…]…, value]: defines records, then goes on with the value.
template <class Trace>
cursor decoder<Trace>::read_record_definitions(cursor p, cursor at) {
  head h;
  p = read_content_head(p, at, tag::record_definitions, major::array, "an array", h);
  if (p == nullptr) return p;
  if (h.is_indefinite() || h.argument < 2) return fail_content(at, tag::record_definitions, "a number and a value");
  if (h.argument > static_cast<std::uint64_t>(end_ - p) || !make_.claim(h.argument))
    return fail_length(at, h.argument, p);
  note(at, p, "record definitions");
  std::uint64_t id;
  p = read_record_id(p, p, id);
  for (std::uint64_t i = 2; p != nullptr && i < h.argument; ++i, ++id) {
    if (id > tag::last_record - tag::first_record) return fail(errc::invalid_value, p, "more records than numbers");
    if (!shapes_.extend(static_cast<std::size_t>(id) + 1, shape())) return fail_memory(p);
    p = read_record_keys(p, shapes_[static_cast<std::size_t>(id)]);
  }
  return p;
}

// As cbor-x writes all but the largest: the number of members in the array's first byte, the record's own in two.
template <class Trace>
bool decoder<Trace>::begins_short_definition(cursor p) const noexcept {
  if (end_ - p < 4) return false;
  const std::uint32_t members = *p - (static_cast<unsigned>(major::array) << 5);
  return members >= 2 && members < info_8_bits && p[1] == info_8_bits + 1 &&
         wire::load_be16(p + 2) >= tag::first_record;
}

// [id, [key…], member…]
template <class Trace>
cursor decoder<Trace>::open_record_definition(cursor p, cursor at, std::uint64_t tag, slot& out) {
  head h;
  std::uint64_t id;
  if (!Trace::on && begins_short_definition(p)) {
    h.argument = *p & 31u;
    id = wire::load_be16(p + 2) - tag::first_record;
    p += 4;
  } else {
    p = read_content_head(p, at, tag, major::array, "an array", h);
    if (p == nullptr) return p;
    if (h.is_indefinite() || h.argument < 2) return fail_content(at, tag, "a number, keys and members");
    note(at, p, "record definition");
    p = read_record_id(p, p, id);
    if (p == nullptr) return p;
  }
  shape s;
  p = read_record_keys(p, s);
  if (p == nullptr) return p;
  if (!shapes_.extend(static_cast<std::size_t>(id) + 1, shape())) return fail_memory(at);
  shapes_[static_cast<std::size_t>(id)] = s;
  return open_record_of(p, at, s, h.argument - 2, out);
}

// [member…]
template <class Trace>
cursor decoder<Trace>::open_record(cursor p, cursor at, const shape& s, slot& out) {
  const std::uint32_t count = p == end_ ? info_8_bits : *p - (static_cast<unsigned>(major::array) << 5);
  if (!Trace::on && count < info_8_bits) return open_record_of(p + 1, at, s, count, out);
  head h;
  const cursor array_at = p;
  const head_problem problem = read_head(p, end_, h);
  if (problem != head_problem::none) return fail_head(array_at, problem);
  if (h.major != major::array || h.is_indefinite()) return fail(errc::invalid_value, at, "a record is no array");
  note(at, p, "record");
  return open_record_of(p, at, s, h.argument, out);
}

// push_record out of line: in a row of records, where most are, it is inlined, which makes twitter a tenth faster.
template <class Trace>
cursor decoder<Trace>::open_record_of(cursor p, cursor at, const shape& s, std::uint64_t count, slot& out) {
  return push_record(p, at, s, count, out);
}

// The record that begins at `p` with four bytes, as nearly all do: a tag of 16 bits, the number of members in the
// array's first byte. Null: something else.
template <class Trace>
auto decoder<Trace>::begins_short_record(cursor p) noexcept -> const shape* {
  if (end_ - p < 4 || *p != tag16_head ||
      static_cast<std::uint32_t>(p[3] - (static_cast<unsigned>(major::array) << 5)) >= info_8_bits) {
    return nullptr;
  }
  return record_shape(wire::load_be16(p + 1));
}

// What the first byte of a value says of how it lies.
inline laid_out_value lay_out_value(std::uint8_t initial) noexcept {
  using content = laid_out_value::content;
  if (initial == static_cast<unsigned>(major::array) << 5) return {content::empty_array};
  if (initial == float64_head) return {content::float64, 9};
  const short_integer how = short_integer_table.of[initial];
  if (how.size > 1) {
    const auto shift = static_cast<std::uint8_t>(how.shift + 1);
    return {content::integer, how.size, shift, ~std::uint64_t{0} >> shift, std::uint64_t{0} - (initial >> 5)};
  }
  const bool is_constant = how.size == 1 || (initial >= (0xe0 | static_cast<unsigned>(simple::false_value)) &&
                                             initial <= (0xe0 | static_cast<unsigned>(simple::undefined)));
  return {is_constant ? content::constant : content::other};
}

// Elements of the innermost container while they begin as the one at `p`.
template <class Trace>
cursor decoder<Trace>::read_record_row(cursor p, const shape* s) {
  const std::size_t level = depth_;
  const std::uint32_t begin = wire::load_be32(p);
  const std::uint32_t count = p[3] & 31u;
  frame* f = &innermost();
  const std::size_t number = number_of(*s);
  const auto goes_on = [&] { return f->next != f->end && end_ - p >= 4 && wire::load_be32(p) == begin; };
  do {
    if (record_layout* layout = layouts_.like(number, p, end_, s->keys); layout != nullptr && may_read_flat()) {
      slot* place = f->children + f->next;
      p = layout->read(make_, p, end_, place, f->children + f->end);
      f->next = static_cast<std::uint32_t>(place - f->children);
      if (!goes_on()) break;
    }
    const cursor at = p;
    slot& out = f->children[f->next++];
    p = push_record(p + 4, p, *s, count, out);
    if (p == nullptr) break;
    if (depth_ > level) {
      p = continue_child(p, level);
      if (p == nullptr || depth_ != level) break;
      // What was inside of it may have brought other frames, and other shapes.
      f = &innermost();
      s = begins_short_record(p);
      if (s == nullptr) break;
    } else {
      layouts_.learn(number, at, end_, 4, s->keys, *out.object, lay_out_value);
    }
  } while (goes_on());
  return p;
}

// An array of `length` records that lie alike. Null: something else, nothing was read. Precondition: may_read_flat.
template <class Trace>
cursor decoder<Trace>::read_alike_records(cursor p, std::uint32_t length, slot& out) noexcept {
  const shape* s = begins_short_record(p);
  if (s == nullptr) return nullptr;
  record_layout* layout = layouts_.like(number_of(*s), p, end_, s->keys);
  return layout == nullptr ? nullptr : layout->read_list(make_, p, end_, length, out);
}

template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::push_record(cursor p, cursor at, const shape& s, std::uint64_t count,
                                                    slot& out) {
  if (count > s.count) {
    return fail(errc::count_mismatch, at, "a record of ", count, " members has ", std::uint64_t{s.count}, " keys");
  }
  if (count > static_cast<std::uint64_t>(end_ - p) || !make_.claim(count)) return fail_length(at, count, p);
  record* r = make_.new_object(kind::object, out);
  slot* pairs = make_.new_slots(2 * count);
  if (r == nullptr || pairs == nullptr) return fail_memory(at);
  for (std::uint64_t i = 0; i < count; ++i) pairs[2 * i] = s.keys[i];
  slot* value = pairs + 1;
  if (may_read_flat()) {
    p = read_flat_values<2>(p, value, pairs + 1 + 2 * count);
    if (value == pairs + 1 + 2 * count && !s.needs_ordering) {
      r->children = pairs;
      r->count = static_cast<std::uint32_t>(count);
      return p;
    }
  }
  frame* f = push_frame(at, out, context::record_values, pairs, static_cast<std::uint32_t>(count));
  if (f == nullptr) return nullptr;
  f->next = static_cast<std::uint32_t>((value - pairs) / 2);
  f->repeats = s.needs_ordering;
  return p;
}

template <class Trace>
cursor decoder<Trace>::continue_record(cursor p) {
  const std::size_t level = depth_;
  for (;;) {
    frame& f = innermost();
    if (may_read_flat()) {
      slot* value = f.children + 2 * std::size_t{f.next} + 1;
      p = read_flat_values<2>(p, value, f.children + 2 * std::size_t{f.end} + 1);
      f.next = static_cast<std::uint32_t>((value - f.children) / 2);
    }
    if (f.next == f.end) {
      f.object->children = f.children;
      f.object->count = f.end;
      if (f.repeats) {
        f.object->count = detail::order_properties(f.children, f.end, detail::duplicates::last_wins);
        if (f.object->count != f.end) remark(p, "a record that ends here has a key twice: the last value is kept");
      }
      close_frame();
      return p;
    }
    if constexpr (Trace::on) label(f.children[2 * std::size_t{f.next}], ": ");
    slot* place = next_place(f);
    p = read_child(p, *place);
    if (p != nullptr && depth_ > level) p = continue_child(p, level);
    if (p == nullptr || depth_ != level) return p;
  }
}

// What 105 stands over if it is cbor-x's older mark for 0xdfff: [a record's number, [...], …].
template <class Trace>
bool decoder<Trace>::begins_old_record(cursor p) const noexcept {
  head h;
  if (read_head(p, end_, h) != head_problem::none || h.major != major::array || h.is_indefinite() || h.argument < 2)
    return false;
  if (read_head(p, end_, h) != head_problem::none || h.major != major::positive || h.argument < tag::first_record ||
      h.argument > tag::last_record)
    return false;
  return read_head(p, end_, h) == head_problem::none && h.major == major::array;
}

}  // namespace clonewire::formats::cbor
