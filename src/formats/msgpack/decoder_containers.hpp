// The decoder's containers. Included by decoder.hpp.
#pragma once

#include "formats/msgpack/decoder.hpp"
#include "formats/text_row.hpp"

namespace clonewire::formats::msgpack {

// ---- beginnings ----

template <class Trace>
cursor decoder<Trace>::open_array(cursor p, cursor at, std::uint32_t count, slot& out) {
  if (count > static_cast<std::size_t>(end_ - p) || !make_.claim(count)) return fail_length(at, "length", count, p);
  record* r = make_.new_object(kind::array, out);
  if (r == nullptr) return fail_memory(at);
  std::uint32_t done = 0;
  slot* children = nullptr;
  if (count == 0) {
    r->children = make_.new_slots(0);
    note(at, p, "array ", out, " of 0 elements");
    return r->children == nullptr ? fail_memory(at) : p;
  }
  if constexpr (!Trace::on) {
    if (table::entries[*p].is == form::number && begins_short_record(p) == nullptr && may_read_flat()) {
      detail::packed_numbers numbers;
      if (!make_.begin_numbers(count, numbers)) return fail_memory(at);
      p = read_numbers(p, numbers, count);
      if (numbers.count == count) {
        make_.close_numbers(*r, numbers);
        return p;
      }
      done = numbers.count;
      children = make_.spread_numbers(numbers, count);
    }
  }
  if (children == nullptr) children = make_.new_slots(count);
  if (children == nullptr) return fail_memory(at);
  slot* next = children + done;
  if (may_read_flat()) {
    p = read_flat_values<1>(p, next, children + count);
    if (next == children + count) {
      make_.close_array(*r, children, count);
      return p;
    }
  }
  r->length = count;  // its elements are not there for anyone until it closes
  p = open(p, at, context::elements, r, children, count);
  if (p == nullptr) return p;
  innermost().next = next;
  note_begin(at, p, "array ", out, " of ", std::uint64_t{count}, count == 1 ? " element" : " elements");
  return p;
}

template <class Trace>
cursor decoder<Trace>::open_map(cursor p, cursor at, std::uint32_t count, slot& out) {
  const std::uint64_t children_count = 2 * std::uint64_t{count};
  if (children_count > static_cast<std::size_t>(end_ - p) || !make_.claim(children_count))
    return fail_length(at, "entries", count, p);
  // An object while all keys are strings; the first one mostly tells.
  const bool is_object = how_.maps_are_objects && (count == 0 || begins_string(p));
  record* r = make_.new_object(is_object ? kind::object : kind::map, out);
  slot* children = r == nullptr ? nullptr : make_.new_slots(children_count);
  if (children == nullptr) return fail_memory(at);
  r->children = children;
  r->count = count;
  if (count == 0) {
    note(at, p, is_object ? "object " : "Map ", out, " of 0 entries");
    return p;
  }
  p = open(p, at, is_object ? context::properties : context::entries, r, children, children_count);
  if (p == nullptr) return p;
  if (is_object) {
    frame& f = innermost();
    f.guess = guesses_.at(f.name);
    f.repeats = false;
    f.are_in_place = true;
    f.watched = f.guess.pairs == nullptr;
    if (f.watched) f.keys.clear();
  }
  note_begin(at, p, is_object ? "object " : "Map ", out, " of ", std::uint64_t{count},
             count == 1 ? " entry" : " entries");
  return p;
}

template <class Trace>
cursor decoder<Trace>::open_set(cursor p, cursor at, slot& out) {
  item x;
  const cursor members_at = p;
  if (p == end_) return fail_end(p, "where a Set's members should be");
  p = read_head(p, end_, x);
  if (p == nullptr) return fail_end(members_at, "inside a value's head");
  if (x.is != form::array) return fail(errc::invalid_value, members_at, "a Set's members are no array");
  if (x.size > static_cast<std::size_t>(end_ - p) || !make_.claim(x.size))
    return fail_length(members_at, "length", x.size, p);
  record* r = make_.new_object(kind::set, out);
  slot* children = r == nullptr ? nullptr : make_.new_slots(x.size);
  if (children == nullptr) return fail_memory(at);
  r->children = children;
  r->count = x.size;
  p = open(p, at, context::members, r, children, x.size);
  if (p != nullptr) note_begin(at, p, "Set ", out, " of ", std::uint64_t{x.size}, x.size == 1 ? " member" : " members");
  return p;
}

// ---- records ----

// The record whose id is the byte at `p`. Null: something else, or its id is longer.
template <class Trace>
CLONEWIRE_INLINE auto decoder<Trace>::begins_short_record(cursor p) const noexcept -> const shape* {
  const std::size_t id = p == end_ ? shapes_.size() : *p - std::size_t{first_record_id};
  return id < shapes_.size() && shapes_[id].defined && !shapes_[id].two_byte ? &shapes_[id] : nullptr;
}

template <class Trace>
auto decoder<Trace>::shape_at(cursor& p) const noexcept -> const shape* {
  if (shapes_.empty()) return nullptr;
  const std::size_t id = *p - first_record_id;
  if (id >= shapes_.size()) return nullptr;
  const shape* s = &shapes_[id];
  if (!s->defined) return nullptr;
  ++p;
  if (!s->two_byte) return s;
  // The second byte is the number's upper part.
  const std::size_t wide = p == end_ ? shapes_.size() : id + one_byte_record_ids / 2 * std::size_t{*p};
  if (wide >= shapes_.size() || !shapes_[wide].defined) {
    p = nullptr;
    return nullptr;
  }
  ++p;
  return &shapes_[wide];
}

// `d4 72 ID keys`, or with an id of two bytes `d5 72 ID HIGH keys`; then the values of a first object.
template <class Trace>
cursor decoder<Trace>::read_definition(cursor p, cursor at, slot& out) {
  const bool two_byte = head{*at} == head::fixext2;
  // msgpackr takes six bits of a first byte whatever the others are.
  std::size_t id = p[0] & 0x3fU;
  if (two_byte) {
    if (id < first_two_byte_record_id - first_record_id)
      return fail(errc::invalid_value, at, "a record id of two bytes that begins below 0x60");
    id += one_byte_record_ids / 2 * std::size_t{p[1]};
  }
  p += two_byte ? 2 : 1;
  record* r = make_.new_object(kind::object, out);
  if (r == nullptr) return fail_memory(at);
  note(at, p, "object ", out, " of record ", std::uint64_t{id + first_record_id}, ", which is defined first");
  shape s;
  p = read_keys(p, s);
  if (p == nullptr) return p;
  s.two_byte = two_byte;
  if (!shapes_.extend(id + 1, shape())) return fail_memory(at);
  shapes_[id] = s;
  return open_fields(p, at, s, r);
}

// Keys that nothing refers to, all of them short. Null: they are not, or something is refused; the shape is as it was.
template <class Trace>
cursor decoder<Trace>::read_short_keys(const item& x, shape& into) {
  cursor p = x.content;
  if (x.size > static_cast<std::size_t>(end_ - p)) return nullptr;
  slot* keys = static_cast<slot*>(store_.memory().allocate(x.size * sizeof(slot)));
  if (keys == nullptr) return nullptr;
  for (std::uint32_t i = 0; i != x.size; ++i) {
    cursor behind = p <= last_fast_ ? read_short_key(p, keys[i]) : read_short_key_at_end(p, keys[i]);
    if (behind == nullptr) {  // perhaps an array index
      slot text;
      behind = read_short(p, text);
      if (behind == nullptr || text.kind != kind::string || !detail::make_key(text, store_.memory(), keys[i])) {
        store_.memory().shrink_last(keys, 0);
        return nullptr;
      }
    }
    p = behind;
  }
  if (!make_.claim(x.size) || !make_.take_slots(x.size)) return nullptr;
  into.keys = keys;
  into.count = x.size;
  into.defined = true;
  into.settled = detail::are_settled(keys, x.size);
  return p;
}

// An array of strings, which may have an id or be a pointer: msgpackr writes the keys of a record that it defines again
// as the array that it has written before.
template <class Trace>
cursor decoder<Trace>::read_keys(cursor p, shape& into) {
  const cursor at = p;
  const auto refuse = [&] { return fail(errc::invalid_key, at, "a record's keys are no array of strings"); };
  item x;
  if (!Trace::on && p != end_ && (*p & 0xf0) == static_cast<unsigned>(head::fixarray)) {
    x.size = *p & 15u;
    x.content = p + 1;
    const cursor behind = read_short_keys(x, into);
    if (behind != nullptr) return behind;
  }
  slot keys;
  waiting_ids_.clear();
  for (;;) {
    if (read_head(p, end_, x) == nullptr) return fail_end(p, "where a record's keys should be");
    if (x.is != form::extension || x.size != 4 || x.type != static_cast<std::uint8_t>(extension::identity)) break;
    p = read_identity(p, x);
    if (p == nullptr) return p;
  }
  const std::vector<std::uint32_t> ids = std::exchange(waiting_ids_, {});
  if (!Trace::on && ids.empty() && x.is == form::array && x.size > 15) {
    const cursor behind = read_short_keys(x, into);
    if (behind != nullptr) return behind;
  }
  if (x.is == form::array) {
    p = read_key_array(p, x, keys);
  } else if (x.is == form::extension && x.size == 4 && x.type == static_cast<std::uint8_t>(extension::pointer)) {
    if (end_ - x.content < 4) return fail_end(p, "inside a pointer");
    p = read_pointer(p, x, keys);
  } else {
    return refuse();
  }
  if (p == nullptr) return p;
  if (keys.kind != kind::array) return refuse();
  for (const std::uint32_t id : ids) identities_.define(id, keys);

  const record& r = *keys.object;
  slot* made = make_.new_slots(r.length);
  if (made == nullptr) return fail_memory(at);
  for (std::uint32_t i = 0; i != r.length; ++i) {
    // A pointer may be to an array of anything, even one that is still open.
    const slot key = detail::array_element(r, i);
    if (key.kind != kind::string && key.kind != kind::number) return refuse();
    const bool ok = key.kind == kind::string ? detail::make_key(key, store_.memory(), made[i])
                                             : detail::make_key(key.number, store_.memory(), made[i]);
    if (!ok) return fail_memory(at);
  }
  into.keys = made;
  into.count = r.length;
  into.defined = true;
  into.settled = detail::are_settled(made, r.length);
  return p;
}

template <class Trace>
cursor decoder<Trace>::read_key_array(cursor at, const item& x, slot& out) {
  cursor p = x.content;
  if (x.size > static_cast<std::size_t>(end_ - p) || !make_.claim(x.size)) return fail_length(at, "keys", x.size, p);
  record* r = make_.new_object(kind::array, out);
  slot* keys = r == nullptr ? nullptr : make_.new_slots(x.size);
  if (keys == nullptr) return fail_memory(at);
  note(at, p, std::uint64_t{x.size}, x.size == 1 ? " key" : " keys");
  for (std::uint32_t i = 0; i != x.size; ++i) {
    const cursor key_at = p;
    if (begins_string(p)) {
      label("key ");
      p = read_string(p, keys[i], "a record's key");
      if (p == nullptr) return p;
      continue;
    }
    item key;
    if (read_head(p, end_, key) == nullptr) return fail_end(p, "where a record's key should be");
    if (key.is == form::number) p = read_number(p, key, keys[i]);
    if (p == nullptr) return p;
    if (p == key_at || keys[i].kind != kind::number)
      return fail(errc::invalid_key, key_at, "a record's key is no string");
    note(key_at, p, "key ", keys[i]);
  }
  make_.close_array(*r, keys, x.size);
  return p;
}

template <class Trace>
cursor decoder<Trace>::open_record(cursor p, cursor at, const shape& s, slot& out) {
  record* r = make_.new_object(kind::object, out);
  if (r == nullptr) return fail_memory(at);
  p = open_fields(p, at, s, r);
  if (p != nullptr)
    note_begin(at, p, "object ", out, " of record ",
               static_cast<std::uint64_t>(&s - shapes_.begin()) + first_record_id);
  return p;
}

template <class Trace>
cursor decoder<Trace>::open_fields(cursor p, cursor at, const shape& s, record* r) {
  if (s.count > static_cast<std::size_t>(end_ - p) || !make_.claim(s.count))
    return fail_length(at, "values", s.count, p);
  slot* pairs = make_.new_slots(2 * std::size_t{s.count});
  if (pairs == nullptr) return fail_memory(at);
  for (std::uint32_t i = 0; i != s.count; ++i) pairs[2 * std::size_t{i}] = s.keys[i];
  r->children = pairs;
  r->count = s.count;
  slot* value = pairs + 1;
  if (may_read_flat()) {
    p = read_flat_values<2>(p, value, pairs + 1 + 2 * std::size_t{s.count});
    if (value == pairs + 1 + 2 * std::size_t{s.count} && s.settled) return p;
  }
  p = open(p, at, context::fields, r, pairs + 1, 2 * std::size_t{s.count});
  if (p == nullptr) return p;
  innermost().next = value;
  innermost().settled = s.settled;
  return p;
}

// What the first byte of a value says of how it lies.
inline laid_out_value lay_out_value(std::uint8_t first) noexcept {
  using content = laid_out_value::content;
  if (first == static_cast<unsigned>(head::fixarray)) return {content::empty_array};
  if (head{first} == head::float64) return {content::float64, 9};
  const short_integer& how = short_integer_table.of[first];
  if (how.size > 1) return {content::integer, how.size, how.shift, how.mask};
  const bool is_constant =
      how.size == 1 || head{first} == head::nil || head{first} == head::false_value || head{first} == head::true_value;
  return {is_constant ? content::constant : content::other};
}

// Elements of the innermost container while they are records as the one at `p`.
template <class Trace>
cursor decoder<Trace>::read_record_row(cursor p, const shape* s) {
  const std::size_t level = frames_.size();
  const std::uint8_t id = *p;
  frame* f = &innermost();
  const auto goes_on = [&] { return f->next != f->end && p != end_ && *p == id; };
  do {
    if (record_layout* layout = layouts_.like(id, p, end_, s->keys); layout != nullptr && may_read_flat()) {
      p = layout->read(make_, p, end_, f->next, f->end);
      if (!goes_on()) break;
    }
    const cursor at = p;
    in_child_ = true;
    slot& out = *f->next++;
    record* r = make_.new_object(kind::object, out);
    if (r == nullptr) return fail_memory(at);
    p = open_fields(p + 1, at, *s, r);
    if (p == nullptr) return p;
    if (frames_.size() > level) {
      p = continue_child(p, level);
      if (p == nullptr || frames_.size() != level) return p;
      // What was inside of it may have brought other frames, and other shapes.
      f = &innermost();
      s = begins_short_record(p);
      if (s == nullptr) break;
    } else {
      layouts_.learn(id, at, end_, 1, s->keys, *r, lay_out_value);
    }
  } while (goes_on());
  in_child_ = false;
  return p;
}

// An array of `length` records that lie alike. Null: something else, nothing was read. Precondition: may_read_flat.
template <class Trace>
cursor decoder<Trace>::read_alike_records(cursor p, std::uint32_t length, slot& out) noexcept {
  const shape* s = begins_short_record(p);
  if (s == nullptr) return nullptr;
  record_layout* layout = layouts_.like(*p, p, end_, s->keys);
  return layout == nullptr ? nullptr : layout->read_list(make_, p, end_, length, out);
}

// ---- children ----

struct short_text_head {
  static text_head at(cursor p) noexcept {
    if (head{*p} == head::str8) return {2, p[1]};
    const std::uint32_t size = *p ^ static_cast<unsigned>(head::fixstr);
    return {size < 32 ? 1u : 0u, size};
  }
};

template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_flat(cursor p, slot& out) noexcept {
  const cursor behind = read_short(p, out);
  if (behind != nullptr) [[likely]]
    return behind;
  if (p == end_ || (*p & 0xf0) != static_cast<unsigned>(head::fixarray)) return nullptr;
  const std::uint32_t count = *p & 15u;
  if (count == 0) return make_.make_empty_array(out) ? p + 1 : nullptr;
  constexpr std::ptrdiff_t size = 9;
  constexpr auto mark = static_cast<std::uint8_t>(head::float64);
  if (end_ - p < 2) return nullptr;
  if ((p[1] & 0xe0) == static_cast<unsigned>(head::fixstr)) return read_short_list(p + 1, count, out);
  if (static_cast<std::uint8_t>(p[1] - first_record_id) < 0x80 - first_record_id)
    return read_alike_records(p + 1, count, out);
  if (end_ - p <= size * count || p[1] != mark) return nullptr;
  return make_.make_doubles(p + 1, count, mark, out) ? p + 1 + size * count : nullptr;
}

template <class Trace>
cursor decoder<Trace>::read_short_list(cursor p, std::uint32_t length, slot& out) noexcept {
  return make_.make_flat_list(p, length, out, [this](cursor at, slot& element) { return read_short(at, element); });
}

// Every `Stride`th slot from `next` on, which is moved to the first whose value is not flat.
template <class Trace>
template <unsigned Stride>
CLONEWIRE_INLINE cursor decoder<Trace>::read_flat_values(cursor p, slot*& next, const slot* end) noexcept {
  for (; next != end; next += Stride) {
    const cursor behind = read_flat(p, *next);
    if (behind == nullptr) break;
    p = behind;
  }
  return p;
}

template <class Trace>
cursor decoder<Trace>::continue_innermost(cursor p) {
  switch (innermost().in) {
    case context::elements:
    case context::members:
    case context::entries:
    case context::payload: return continue_values<1>(p);
    case context::fields: return continue_values<2>(p);
    case context::properties: return continue_properties(p);
    case context::error: return continue_error(p);
    case context::host: return continue_host(p);
  }
  return nullptr;
}

// What was opened above `level`, to its end: so its parent goes on where it was. Beyond so many calls it is left open
// for the outermost to go on with, so that nesting takes no more of the stack.
template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::continue_child(cursor p, std::size_t level) {
  if (calls_ == most_calls) return p;
  ++calls_;
  while (p != nullptr && frames_.size() > level) {
    // Most are objects, and these go on with their siblings.
    p = innermost().in == context::properties ? continue_properties(p) : continue_innermost(p);
  }
  --calls_;
  return p;
}

template <class Trace>
template <unsigned Stride>
cursor decoder<Trace>::continue_values(cursor p) {
  const std::size_t level = frames_.size();
  slot* next = innermost().next;
  slot* const end = innermost().end;
  while (next != end) {
    if (may_read_flat()) {
      p = read_flat_values<Stride>(p, next, end);
      if constexpr (Stride == 1) p = read_text_row<short_text_head>(p, end_, next, end);
      if (next == end) break;
    }
    if constexpr (Trace::on) {
      const frame& f = innermost();
      const auto place = static_cast<std::uint64_t>(next - f.children);
      if (f.in == context::elements) label("[", place, "] ");
      if (f.in == context::entries) label(place % 2 == 0 ? "key " : "value ");
      if (f.in == context::fields) label(next[-1], ": ");
    }
    const shape* row = nullptr;
    if (Stride == 1 && !Trace::on && innermost().in == context::elements) row = begins_short_record(p);
    if (row != nullptr) {
      innermost().next = next;
      p = read_record_row(p, row);
      if (p == nullptr || frames_.size() != level) return p;
      next = innermost().next;
      continue;
    }
    innermost().next = next + Stride;
    in_child_ = true;
    p = read_child(p, *next);
    if (p != nullptr && frames_.size() > level) p = continue_child(p, level);
    if (p == nullptr || frames_.size() != level) return p;
    in_child_ = false;
    next += Stride;
  }
  innermost().next = end;
  return close(p);
}

// Short arrays and maps have their count in their first byte; a record's definition begins most small documents.
template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_child(cursor p, slot& out) {
  if (p != end_ && (*p & 0xe0) == static_cast<unsigned>(head::fixmap)) {
    const std::uint32_t count = *p & 15u;
    return (*p & 0x10) != 0 ? open_array(p + 1, p, count, out) : open_map(p + 1, p, count, out);
  }
  if (!Trace::on && p <= last_fast_ && (*p & 0xe0) == static_cast<unsigned>(head::fixstr)) {
    const std::uint32_t size = *p & 31u;
    if (detail::assembly::make_short_utf8(p + 1, size, end_, out)) return p + 1 + size;
  }
  if (end_ - p >= 3 && head{*p} == head::fixext1 && p[1] == static_cast<std::uint8_t>(extension::record))
    return read_definition(p + 2, p, out);
  return read_value(p, out);
}

// Goes on while the innermost container is an object, be it a child of the one it began with or its parent.
template <class Trace>
cursor decoder<Trace>::continue_properties(cursor p) {
  do {
    frame& f = innermost();
    const std::size_t level = frames_.size();
    slot* next = f.next;
    slot* const end = f.end;
    const slot* const no_guess = f.guess.end;
    const slot* guess = f.watched ? no_guess : f.guess.pairs + (next - f.children);
    for (; next != end; next += 2) {
      cursor behind = nullptr;
      if constexpr (!Trace::on) {
        if (guess != no_guess && p <= last_fast_) behind = read_same_key(p, end_, *guess);
      }
      if (behind != nullptr) [[likely]] {
        *next = *guess;
        guess += 2;
      } else {
        guess = no_guess;
        f.next = next;
        behind = read_key(p, f, next);
        if (behind == nullptr || f.in != context::properties) {
          p = behind;
          break;
        }
      }
      p = behind;
      if constexpr (!Trace::on) {
        behind = read_short(p, next[1]);
        if (behind != nullptr) [[likely]] {
          p = behind;
          continue;
        }
      }
      f.next = next + 2;
      in_child_ = true;
      p = read_child(p, next[1]);
      if (p == nullptr) return p;
      if (frames_.size() != level) break;
      in_child_ = false;
    }
    if (next == end) {
      f.next = end;
      p = close(p);
    }
  } while (p != nullptr && !frames_.empty() && innermost().in == context::properties);
  return p;
}

// A key that is not the one that was guessed. Null: failed, or the object is a Map now, which begins again.
template <class Trace>
cursor decoder<Trace>::read_key(cursor p, frame& f, slot* pair) {
  const cursor at = p;
  p = nullptr;
  if (!f.watched) {
    f.watched = true;
    f.keys.clear();
    for (slot* key = f.children; key != pair; key += 2) watch_key(f, key);
  }
  if constexpr (!Trace::on) {
    p = at <= last_fast_ ? read_short_key(at, *pair) : read_short_key_at_end(at, *pair);
  }
  if (p == nullptr) {
    p = read_property_key(at, pair);
    if (p == nullptr || f.in != context::properties) return p;
    if (!detail::is_latin1_string(*pair) || pair->data + pair->size != p) f.are_in_place = false;
  }
  watch_key(f, pair);
  return p;
}

template <class Trace>
CLONEWIRE_INLINE bool decoder<Trace>::watch_key(frame& f, slot* pair) {
  const bool is_new = f.keys.add(f.children, static_cast<std::uint32_t>((pair - f.children) / 2), *pair);
  if (!is_new) f.repeats = true;
  return is_new;
}

// A key that is no string makes the object a Map.
template <class Trace>
cursor decoder<Trace>::read_property_key(cursor p, slot* pair) {
  const cursor at = p;
  if (p == end_) return fail_end(at, "where a key should be");
  if (!begins_string(p)) return become_map(innermost()) == nullptr ? fail_memory(at) : p;
  label("key ");
  slot text;
  p = read_string(p, text, "a property key");
  if (p == nullptr) return p;
  return detail::make_key(text, store_.memory(), *pair) ? p : fail_memory(at);
}

template <class Trace>
cursor decoder<Trace>::become_map(frame& f) {
  f.object->kind = kind::map;
  f.in = context::entries;
  kinds_changed_ = true;
  for (slot* key = f.children; key != f.next; key += 2) {
    if (!make_.key_to_text(*key)) return nullptr;
  }
  return f.at;
}

// msgpackr reads the first three and takes no note of more: the fourth is clonewire's.
template <class Trace>
cursor decoder<Trace>::continue_error(cursor p) {
  const std::size_t level = frames_.size();
  record& r = *innermost().object;
  while (innermost().field != innermost().field_count) {
    const std::uint32_t field = innermost().field++;
    const cursor at = p;
    in_child_ = true;
    slot text;
    switch (field) {
      case 0: {
        label("name ");
        p = read_string(p, text, "an Error's name");
        if (p == nullptr) return p;
        std::string name;
        detail::append_utf8(text, name);
        const std::optional<error_name> known = detail::error_named(name);
        r.form = static_cast<std::uint8_t>(known.value_or(error_name::Error));
        if (known) break;
        remark(at, "an Error of the name \"", std::string_view(name), "\", which structured clone does not keep");
        r.children[detail::error_given_name] = text;
        r.count = 4;
        break;
      }
      case 1:
        label("message ");
        p = read_string(p, text, "an Error's message");
        if (p == nullptr) return p;
        if (text.size != 0) r.children[detail::error_message] = text;
        break;
      case 2: {
        label("cause ");
        slot& cause = r.children[detail::error_cause];
        p = read_value(p, cause);
        if (p == nullptr || frames_.size() != level) return p;
        if (cause.kind == kind::undefined) cause = slot{};
        break;
      }
      default:
        label("stack ");
        p = read_string(p, r.children[detail::error_stack], "an Error's stack");
        if (p == nullptr) return p;
        break;
    }
    in_child_ = false;
  }
  return close(p);
}

template <class Trace>
cursor decoder<Trace>::continue_host(cursor p) {
  const std::size_t level = frames_.size();
  while (innermost().next != innermost().end) {
    frame& f = innermost();
    slot* const pair = f.next;
    const cursor at = p;
    slot text;
    label("field ");
    p = read_string(p, text, "a field's name");
    if (p == nullptr) return p;
    if (!detail::make_key(text, store_.memory(), pair[0])) return fail_memory(at);
    const auto count = static_cast<std::uint32_t>((pair - f.children) / 2);
    if (!f.keys.add(f.children, count, pair[0])) return fail(errc::duplicate_key, at, "the same field twice");
    f.next = pair + 2;
    in_child_ = true;
    p = read_value(p, pair[1]);
    if (p == nullptr || frames_.size() != level) return p;
    in_child_ = false;
  }
  const frame& f = innermost();
  if (f.keys.needs_ordering()) {
    std::vector<slot> pairs(f.children, f.end);
    if (detail::order_properties(pairs.data(), f.object->count, detail::duplicates::refuse) == detail::found_duplicate)
      return fail(errc::duplicate_key, f.at, "the same field twice");
  }
  if (p != f.content_end)
    return fail(errc::count_mismatch, f.at, "a platform object's fields do not end with its extension");
  return close(p);
}

// Whether a platform object has nothing but the payload of a custom type.
inline bool is_payload_field(const record& host) {
  if (host.count != 1 || detail::is_index_key(host.children[1])) return false;
  std::string name;
  detail::append_utf8(host.children[1], name);
  return name == "payload";
}

// The children are complete.
template <class Trace>
cursor decoder<Trace>::close(cursor p) {
  in_child_ = false;
  frame& f = innermost();
  record& r = *f.object;
  const char* twice = nullptr;
  switch (f.in) {
    case context::elements: make_.close_array(r, f.children, r.length); break;
    case context::members:
      if (detail::assembly::close_set(r, f.children, r.count)) twice = "a Set has a member";
      break;
    case context::entries:
      if (detail::assembly::close_map(r, f.children, r.count)) twice = "a Map has a key";
      break;
    case context::properties:
      if (!f.watched) break;  // as in the object before it
      if (detail::assembly::close_object(r, f.children, r.count, f.keys, f.repeats)) twice = "an object has a key";
      if (f.are_in_place && !f.repeats && f.keys.are_names()) guesses_.remember(f.name, r.children, r.count);
      break;
    case context::fields:
      if (!f.settled) {
        const std::uint32_t count = r.count;
        r.count = detail::order_properties(r.children, count, detail::duplicates::last_wins);
        if (r.count != count) twice = "an object has a key";
      }
      break;
    case context::host:
      // A custom type that has no code of its own.
      if (const custom_type* type = custom_type_of(r, how_.types);
          type != nullptr && is_payload_field(r) && !make_custom_host(store_, r, *type, payload_of(r)))
        return fail_memory(f.at);
      break;
    case context::error:
    case context::payload: break;
  }
  if (twice != nullptr) remark(f.at, twice, " twice: the last one counts");
  frames_.pop();
  return p;
}

}  // namespace clonewire::formats::msgpack
