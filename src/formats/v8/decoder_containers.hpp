// The decoder's containers. Included by decoder.hpp.
#pragma once

#include <utility>

#include "formats/v8/decoder.hpp"

namespace clonewire::formats::v8 {

// How many bytes must be left for the loops below to look at a key or a short value without asking for each byte.
inline constexpr std::ptrdiff_t look_ahead = 10;  // a tag and eight bytes, and one to spare

// Short values are read here, without leaving the loop of their container: most of a document is short strings, small
// integers, keys and references. Null: not one of those, nothing was read. Precondition: `end_ - p >= look_ahead`.
template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_short(cursor p, slot& out) const noexcept {
  switch (tag{*p}) {
    case tag::one_byte_string: {
      const std::uint32_t size = p[1];
      if (size >= 0x80 || size > static_cast<std::size_t>(end_ - p - 2)) return nullptr;
      out = detail::make_string(string_encoding::latin1, p + 2, size);
      return p + 2 + size;
    }
    case tag::int32: {
      unsigned length;
      out = detail::make_int32(wire::unzigzag(wire::unpack_varint32(wire::load_le64(p + 1), length)));
      return p + 1 + length;
    }
    case tag::number: out = detail::make_number(wire::load_le_double(p + 1), mode_.numbers); return p + 9;
    case tag::true_value: out = detail::make_boolean(true); return p + 1;
    case tag::false_value: out = detail::make_boolean(false); return p + 1;
    case tag::null: out = detail::make_slot(kind::null); return p + 1;
    case tag::undefined: out = detail::make_slot(kind::undefined); return p + 1;
    case tag::object_reference: {
      unsigned length;
      const std::uint32_t number = wire::unpack_varint32(wire::load_le64(p + 1), length);
      if (number >= store_.object_count() || !implicit_.empty()) return nullptr;
      out = detail::store::slot_of(store_.object(number), number);
      return is_buffer(out) ? nullptr : p + 1 + length;  // behind a buffer a view may follow
    }
    default: return nullptr;
  }
}

// A key that is a short one-byte string and does not begin with a digit, or an array index. Null: something else,
// nothing was read. Precondition: `end - p >= look_ahead`.
CLONEWIRE_INLINE cursor read_short_key(cursor p, cursor end, slot& out) noexcept {
  if (tag{*p} == tag::one_byte_string) [[likely]] {
    const std::uint32_t size = p[1];
    const cursor text = p + 2;
    if (size >= 0x80 || size + 8 > static_cast<std::size_t>(end - text)) return nullptr;
    if (static_cast<std::uint8_t>(text[0] - '0') < 10) return nullptr;  // perhaps an array index
    out = detail::make_string(string_encoding::latin1, text, size);
    out.hash = detail::readable_key_hash(text, size);
    return text + size;
  }
  if (tag{*p} == tag::int32) {
    unsigned length;
    const std::uint32_t v = wire::unpack_varint32(wire::load_le64(p + 1), length);
    if (v % 2 != 0) return nullptr;  // negative: a name
    out = detail::make_int32(static_cast<std::int32_t>(v / 2));
    return p + 1 + length;
  }
  return nullptr;
}

template <class Trace>
cursor decoder<Trace>::read_key(cursor p, slot& out) {
  const cursor at = p;
  const std::size_t level = depth();
  slot raw;
  label("key ");
  p = read_value(p, raw);
  if (p == nullptr) return p;
  if (depth() != level) close_frame();  // the key is refused below
  const bool made = raw.kind == kind::string   ? detail::make_key(raw, store_.memory(), out)
                    : raw.kind == kind::number ? detail::make_key(raw.number, store_.memory(), out)
                                               : false;
  if (made) return p;
  if (raw.kind == kind::string || raw.kind == kind::number) return fail_memory(at);
  return fail(errc::invalid_key, at, "a property key of kind ", name_of(raw.kind));
}

template <class Trace>
cursor decoder<Trace>::read_end_count(cursor p, cursor at, std::uint64_t counted, const char* what) {
  std::uint32_t announced;
  p = wire::read_varint32(p, end_, announced);
  if (p == nullptr) return fail_end(at, "an end count");
  if (announced == counted) return p;
  return fail(errc::count_mismatch, at, "the end says ", std::uint64_t{announced}, " ", what, ", there are ",
              std::uint64_t{counted});
}

template <class Trace>
cursor decoder<Trace>::read_array_end(cursor p, cursor at, std::uint64_t properties, std::uint32_t length) {
  p = read_end_count(p, at, properties, "properties");
  std::uint32_t announced;
  if (p != nullptr) p = wire::read_varint32(p, end_, announced);
  if (p == nullptr) return fail_end(at, "an array's end");
  if (announced == length) return p;
  return fail(errc::count_mismatch, at, "the end says length ", std::uint64_t{announced}, ", the beginning ",
              std::uint64_t{length});
}

// Brings properties into order. False: failed.
template <class Trace>
bool decoder<Trace>::order(slot* pairs, std::uint32_t count, cursor at) {
  slot duplicate;
  if (detail::order_properties(pairs, count, detail::duplicates::refuse, &duplicate) != detail::found_duplicate)
    return true;
  // A key that was borrowed from the input tells where it lies.
  if (duplicate.kind == kind::string && duplicate.data >= begin_ && duplicate.data < end_) at = duplicate.data;
  fail_duplicate(at, duplicate);
  return false;
}

// Goes on while the innermost container is an object, be it a child of the one it began with or its parent.
template <class Trace>
cursor decoder<Trace>::continue_object(cursor p) {
  in_value_ = false;
  do {
    bool other_object = false;
    if constexpr (!Trace::on) p = read_short_properties(p, other_object);
    if (p != nullptr && !other_object) p = continue_object_slowly(p);
  } while (p != nullptr && depth() != 0 && innermost().in == context::object);
  return p;
}

// An object's properties with short keys, and its end. Sets `other_container` where another container is the innermost
// one now, for a child opened or this one closed; else something comes that is not short.
template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_short_properties(cursor p, bool& other_container) {
  frame& f = innermost();
  slot* top = top_;
  const slot* const pairs = scratch_ + f.mark;
  while (end_ - p >= look_ahead && scratch_end_ - top >= 2) {
    const auto count = static_cast<std::uint32_t>((top - pairs) / 2);
    const cursor value_at = read_short_key(p, end_, top[0]);
    if (value_at == nullptr) [[unlikely]] {
      if (tag{*p} != tag::end_object || p[1] != count || count >= 0x80 || f.keys.needs_ordering()) break;
      top_ = top;
      f.object->count = count;
      if (!keep_children(f, 2 * std::size_t{count})) return fail_memory(p);
      close_frame();
      other_container = true;
      return p + 2;
    }
    if (!f.keys.add(pairs, count, top[0])) {
      top_ = top;
      return fail_duplicate(p, top[0]);
    }
    p = value_at;
    if (end_ - p >= look_ahead) {
      const cursor next = read_short(p, top[1]);
      if (next != nullptr) [[likely]] {
        p = next;
        top += 2;
        continue;
      }
    }
    top_ = top;
    const std::size_t level = depth();
    p = continue_object_value(p);
    if (p == nullptr) return p;
    if (depth() != level) {
      other_container = true;
      return p;
    }
    top += 2;
  }
  top_ = top;
  return p;
}

// The value whose key lies at top_.
template <class Trace>
cursor decoder<Trace>::continue_object_value(cursor p) {
  const std::size_t level = depth();
  in_value_ = true;
  // Straight to its place: a slot that is copied just after it was written waits for the store.
  slot& v = top_[1];
  if (p != end_ && tag{*p} == tag::begin_object) {
    const cursor at = p;  // the most common container needs no detour
    p = open(p + 1, at, kind::object, context::object, v);
    if (p != nullptr) note_begin(at, p, "object ", v, " {");
  } else {
    p = read_value(p, v);
  }
  if (p == nullptr) return p;
  in_value_ = false;
  top_ += 2;
  if (depth() != level) innermost().mark = scratch_size();
  return p;
}

// The end, or a key of any form.
template <class Trace>
cursor decoder<Trace>::continue_object_slowly(cursor p) {
  frame& f = innermost();
  if (!have_room()) return fail_memory(p);
  slot* pairs = scratch_ + f.mark;
  const auto count = static_cast<std::uint32_t>((top_ - pairs) / 2);
  const cursor at = skip_padding(p);
  if (at != end_ && tag{*at} == tag::end_object) {
    p = read_end_count(at + 1, at, count, "properties");
    if (p == nullptr || (f.keys.needs_ordering() && !order(pairs, count, at))) return nullptr;
    f.object->count = count;
    if (!keep_children(f, 2 * std::size_t{count})) return fail_memory(at);
    note_begin(at, p, "} ", count, count == 1 ? " property" : " properties");
    close_frame();
    return p;
  }
  if (at == end_) return fail_end(at, "an object");
  p = read_key(at, top_[0]);
  if (p == nullptr) return p;
  if (!f.keys.add(pairs, count, top_[0])) return fail_duplicate(at, top_[0]);
  return continue_object_value(p);
}

// ---- arrays ----

template <class Trace>
cursor decoder<Trace>::read_dense_begin(cursor p, cursor at, slot& out) {
  std::uint32_t length;
  p = wire::read_varint32(p, end_, length);
  if (p == nullptr) return fail_end(at, "an array's length");
  // Every element takes a byte at least: the input must pay for what the array claims, and can pay only once.
  if (length > static_cast<std::size_t>(end_ - p) || length > unpaid_) {
    return fail(errc::length_over_input, at, "length ", std::uint64_t{length}, ", ",
                static_cast<std::uint64_t>(end_ - p), " bytes left");
  }
  unpaid_ -= length;
  if (!take_slots(length)) return fail_memory(at);
  record* r = leaf(kind::array, out);
  if (r == nullptr) return fail_memory(at);
  r->length = length;
  r->flags = array_flags();
  std::uint32_t done = 0;
  if constexpr (!Trace::on) {
    if (length != 0 && p != end_ && (tag{*p} == tag::number || tag{*p} == tag::int32)) {
      p = read_packed(p, *r, length);
      if (p == nullptr) return fail_memory(at);
      done = r->count;
      // The common array of few numbers ends here, and was never open.
      if (done == length && length < 0x80 && end_ - p >= 3 && tag{p[0]} == tag::end_dense_array && p[1] == 0 &&
          p[2] == length) {
        return p + 3;
      }
    }
  }
  if (done == 0) {
    r->children = store_.new_slots(length);
    if (r->children == nullptr) return fail_memory(at);
  }
  p = push_frame(p, at, r, context::dense_elements, length);
  if (p == nullptr) return p;
  note_begin(at, p, "array ", out, " of length ", length, " [");
  frame& f = innermost();
  f.done = done;
  if (done != length || length == 0) f.elements = r->children;  // else they are packed already
  return p;
}

template <class Trace>
cursor decoder<Trace>::continue_dense_elements(cursor p) {
  frame& f = innermost();
  const std::size_t level = depth();
  const bool undefined_is_hole = mode_.rules.undefined_is_hole();
  while (f.done != f.announced) {
    if constexpr (!Trace::on) {
      slot* element = f.elements + f.done;
      slot* const last = f.elements + f.announced;
      while (element != last && end_ - p >= look_ahead) {
        const cursor next = read_short(p, *element);
        if (next == nullptr) break;
        if (undefined_is_hole && element->kind == kind::undefined) [[unlikely]] {
          *element = slot{};
          ++f.holes;
        }
        p = next;
        ++element;
      }
      f.done = static_cast<std::uint32_t>(element - f.elements);
      if (element == last) break;
      if (p != end_ && tag{*p} == tag::begin_object) {
        const cursor at = p;
        in_value_ = true;
        p = open(p + 1, at, kind::object, context::object, *element);
        if (p == nullptr) return p;
        ++frames_[level - 1].done;
        return continue_object(p);
      }
    }
    label("[", f.done, "] ");
    const cursor at = skip_padding(p);
    if (at == end_) return fail_end(at, "an array");
    slot& element = f.elements[f.done];
    in_value_ = true;
    if (tag{*at} == tag::the_hole) {
      note(at, at + 1, "hole");
      element = slot{};
      p = at + 1;
    } else {
      p = read_value(at, element);
      if (p == nullptr) return p;
      if (element.kind == kind::undefined && undefined_is_hole) element = slot{};
    }
    in_value_ = false;
    frame& self = frames_[level - 1];
    ++self.done;
    if (element.kind == kind::absent) ++self.holes;
    if (depth() != level) return p;
  }
  if constexpr (!Trace::on) {
    // The common end: no properties, no holes, a length of one byte.
    if (end_ - p >= 3 && tag{p[0]} == tag::end_dense_array && p[1] == 0 && p[2] == f.announced && f.announced < 0x80 &&
        f.holes == 0 && f.elements != nullptr) {
      detail::pack_elements(*f.object, f.elements, f.announced);
      close_frame();
      return p + 3;
    }
  }
  f.in = context::dense_properties;
  f.keys.clear();
  return continue_dense_properties(p);
}

template <class Trace>
cursor decoder<Trace>::continue_dense_properties(cursor p) {
  frame& f = innermost();
  const std::size_t level = depth();
  record& r = *f.object;
  in_value_ = false;
  for (;;) {
    slot* pairs = scratch_ + f.mark;
    const auto count = static_cast<std::uint32_t>((top_ - pairs) / 2);
    const cursor at = skip_padding(p);
    if (at != end_ && tag{*at} == tag::end_dense_array) {
      p = read_array_end(at + 1, at, std::uint64_t{count} + f.filled, f.announced);
      if (p == nullptr || (f.keys.needs_ordering() && !order(pairs, count, at))) return nullptr;
      note_begin(at, p, "] ", count, " named properties, length ", f.announced);
      if (count != 0 || (f.holes != 0 && !detail::is_dense(f.announced, f.announced - f.holes))) {
        if (f.elements == nullptr) unpack(f);
        if (f.elements == nullptr ||
            !detail::assemble_array(store_, r, f.announced, f.elements, f.announced, pairs, count))
          return fail_memory(at);
      } else if (f.elements != nullptr) {
        if (f.holes != 0) r.flags |= detail::array_has_holes;
        detail::pack_elements(r, f.elements, f.announced);
      }
      top_ = scratch_ + f.mark;
      close_frame();
      return p;
    }
    if (at == end_) return fail_end(at, "an array");
    if (!have_room()) return fail_memory(p);
    p = read_key(at, top_[0]);
    if (p == nullptr) return p;
    const slot key = top_[0];
    if (detail::is_length_key(key)) return fail_duplicate(at, key);
    f.filling = 0;
    if (detail::is_index_key(key) && detail::key_index(key) < f.announced) {
      if (f.elements == nullptr || f.elements[detail::key_index(key)].kind != kind::absent)
        return fail_duplicate(at, key);
      f.filling = detail::key_index(key) + 1;
    } else if (!f.keys.add(scratch_ + f.mark, count, key)) {
      return fail_duplicate(at, key);
    }
    in_value_ = true;
    slot v;
    p = read_value(p, v);
    if (p == nullptr) return p;
    in_value_ = false;
    frame& parent = frames_[level - 1];
    if (parent.filling != 0) {
      parent.elements[parent.filling - 1] = v;
      --parent.holes;
      ++parent.filled;
    } else {
      top_[0] = key;
      top_[1] = v;
      top_ += 2;
    }
    if (depth() != level) {
      innermost().mark = scratch_size();
      return p;
    }
  }
}

template <class Trace>
cursor decoder<Trace>::continue_sparse(cursor p) {
  frame& f = innermost();
  const std::size_t level = depth();
  in_value_ = false;
  for (;;) {
    if (!have_room()) return fail_memory(p);
    slot* pairs = scratch_ + f.mark + f.done;
    const auto count = static_cast<std::uint32_t>((top_ - pairs) / 2);
    if constexpr (!Trace::on) {
      // An array that V8 itself has read is written sparse: indices 0, 1, 2, … each before its element.
      if (count == 0 && end_ - p >= 24 && tag{*p} == tag::int32) {
        unsigned size;
        const std::uint32_t index = wire::unpack_varint32(wire::load_le64(p + 1), size);
        if (index == 2 * std::uint64_t{f.done}) {
          const cursor next = read_short(p + 1 + size, *top_);
          if (next != nullptr) {
            p = next;
            ++top_;
            ++f.done;
            continue;
          }
        }
      }
    }
    const cursor at = skip_padding(p);
    if (at != end_ && tag{*at} == tag::end_sparse_array) {
      p = read_array_end(at + 1, at, std::uint64_t{f.done} + count, f.announced);
      if (p == nullptr || (f.keys.needs_ordering() && !order(pairs, count, at))) return nullptr;
      note_begin(at, p, "] ", std::uint64_t{f.done} + count, " properties, length ", f.announced);
      f.object->flags = array_flags();
      if (!take_slots(f.done + 2 * std::uint64_t{count}) ||
          !detail::assemble_array(store_, *f.object, f.announced, scratch_ + f.mark, f.done, pairs, count))
        return fail_memory(at);
      top_ = scratch_ + f.mark;
      close_frame();
      return p;
    }
    if (at == end_) return fail_end(at, "an array");
    p = read_key(at, top_[0]);
    if (p == nullptr) return p;
    const slot key = top_[0];
    bool next_element = false;
    if (detail::is_length_key(key)) return fail_duplicate(at, key);
    if (detail::is_index_key(key) && count == 0 && detail::key_index(key) == f.done) {
      next_element = true;
    } else if (detail::is_index_key(key) && detail::key_index(key) < f.done) {
      return fail_duplicate(at, key);
    } else if (!f.keys.add(pairs, count, key)) {
      return fail_duplicate(at, key);
    }
    in_value_ = true;
    slot v;
    p = read_value(p, v);
    if (p == nullptr) return p;
    in_value_ = false;
    if (next_element) {
      *top_++ = v;
      ++frames_[level - 1].done;
    } else {
      top_[1] = v;
      top_ += 2;
    }
    if (depth() != level) {
      innermost().mark = scratch_size();
      return p;
    }
  }
}

// ---- collections ----

// Members of a collection while they are short.
template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_short_members(cursor p) noexcept {
  slot* top = top_;
  while (end_ - p >= look_ahead && top != scratch_end_) {
    const cursor next = read_short(p, *top);
    if (next == nullptr) break;
    p = next;
    ++top;
  }
  top_ = top;
  return p;
}

template <class Trace>
cursor decoder<Trace>::continue_map(cursor p) {
  const std::size_t level = depth();
  for (;;) {
    if constexpr (!Trace::on) p = read_short_members(p);
    if (!have_room()) return fail_memory(p);
    frame& f = innermost();
    const auto count = static_cast<std::uint32_t>(scratch_size() - f.mark);
    const cursor at = skip_padding(p);
    if (count % 2 == 0 && at != end_ && tag{*at} == tag::end_map) {
      p = read_end_count(at + 1, at, count, "keys and values");
      if (p == nullptr) return p;
      note_begin(at, p, "} ", count / 2, count == 2 ? " entry" : " entries");
      f.object->count = detail::unique_entries(scratch_ + f.mark, count / 2, 2);
      if (!keep_children(f, 2 * std::size_t{f.object->count})) return fail_memory(at);
      close_frame();
      return p;
    }
    if (at == end_) return fail_end(at, "a Map");
    label(count % 2 == 0 ? "key " : "value ");
    in_value_ = true;
    p = read_value(p, *top_);
    if (p == nullptr) return p;
    in_value_ = false;
    ++top_;
    if (depth() != level) {
      innermost().mark = scratch_size();
      return p;
    }
  }
}

template <class Trace>
cursor decoder<Trace>::continue_set(cursor p) {
  const std::size_t level = depth();
  for (;;) {
    if constexpr (!Trace::on) p = read_short_members(p);
    if (!have_room()) return fail_memory(p);
    frame& f = innermost();
    const auto count = static_cast<std::uint32_t>(scratch_size() - f.mark);
    const cursor at = skip_padding(p);
    if (at != end_ && tag{*at} == tag::end_set) {
      p = read_end_count(at + 1, at, count, "members");
      if (p == nullptr) return p;
      note_begin(at, p, "} ", count, count == 1 ? " member" : " members");
      f.object->count = detail::unique_entries(scratch_ + f.mark, count, 1);
      if (!keep_children(f, f.object->count)) return fail_memory(at);
      close_frame();
      return p;
    }
    if (at == end_) return fail_end(at, "a Set");
    in_value_ = true;
    p = read_value(p, *top_);
    if (p == nullptr) return p;
    in_value_ = false;
    ++top_;
    if (depth() != level) {
      innermost().mark = scratch_size();
      return p;
    }
  }
}

// Fields in the order message, then stack and cause in either order: Node 16 to 20 write the cause first, later
// engines the stack.
template <class Trace>
cursor decoder<Trace>::continue_error(cursor p) {
  const std::size_t level = depth();
  constexpr std::uint8_t message = 1, stack = 2, cause = 4, has_prototype = 8;
  for (;;) {
    frame& f = innermost();
    const cursor at = p;
    std::uint64_t t;
    in_value_ = false;
    p = wire::read_varint_slowly<8>(p, end_, t);
    if (p == nullptr) return fail_end(at, "an error");
    slot* fields = f.object->children;
    const auto field_is_due = [&f](std::uint8_t bit, std::uint8_t later) { return (f.seen & (bit | later)) == 0; };
    const error_name prototype = prototype_of(static_cast<error_tag>(t));
    if (f.seen == 0 && prototype != error_name::Error) {
      f.object->form = static_cast<std::uint8_t>(prototype);
      f.seen |= has_prototype;
      note(at, p, "prototype ", name_of(prototype));
      continue;
    }
    std::uint32_t field = 3;
    switch (static_cast<error_tag>(t)) {
      case error_tag::message:
        if (!field_is_due(message, stack | cause)) break;
        f.seen |= message;
        field = detail::error_message;
        note(at, p, "message");
        break;
      case error_tag::stack:
        if (!field_is_due(stack, 0)) break;
        f.seen |= stack;
        field = detail::error_stack;
        note(at, p, "stack");
        break;
      case error_tag::cause: {
        if (!field_is_due(cause, 0)) break;
        f.seen |= cause;
        note(at, p, "cause");
        f.done = detail::error_cause;
        slot v;
        in_value_ = true;
        p = read_value(p, v);
        if (p == nullptr) return p;
        fields[detail::error_cause] = v;
        if (depth() != level) {
          innermost().mark = scratch_size();
          return p;
        }
        continue;
      }
      case error_tag::end:
        note_begin(at, p, "} end of error");
        close_frame();
        return p;
      default: break;  // a prototype where none is due, or unknown
    }
    if (field == 3)
      return fail(errc::unknown_tag, at, "unknown or misplaced error tag ", std::string_view(hex(t).text));
    f.done = field;
    in_value_ = true;
    slot text;
    p = read_string_value(p, text, field == detail::error_message ? "an Error's message" : "an Error's stack");
    if (p == nullptr) return p;
    fields[field] = text;
  }
}

// ---- version 0 ----

// Values are pushed on a stack; an end tag takes the values that belong to its container off it. What remains in the
// end is the value. Objects get no number.
template <class Trace>
cursor decoder<Trace>::read_stack_based(cursor p, slot& out) {
  const std::size_t floor = scratch_size();
  for (;;) {
    const cursor at = skip_padding(p);
    p = at;
    if (at == end_) break;
    if (!have_room()) return fail_memory(at);
    slot v;
    switch (tag{*at}) {
      case tag::end_object:
      case tag::end_sparse_array: p = close_stack_based(at, tag{*at}, floor, v); break;
      case tag::end_dense_array:
        return fail(errc::unknown_tag, at, "the end of a dense array, which version 0 never had");
      default: p = read_complete(at, v); break;
    }
    if (p == nullptr) return p;
    *top_++ = v;
  }
  const std::size_t left = scratch_size() - floor;
  top_ = scratch_ + floor;
  if (left == 0) return fail_end(end_, "a value");
  if (left != 1) return fail(errc::count_mismatch, end_, std::uint64_t{left}, " values are left on the stack, not one");
  out = *top_;
  return end_;
}

template <class Trace>
cursor decoder<Trace>::close_stack_based(cursor at, tag end, std::size_t floor, slot& out) {
  const bool is_array = end == tag::end_sparse_array;
  std::uint32_t count, length = 0;
  cursor p = wire::read_varint32(at + 1, end_, count);
  if (p != nullptr && is_array) p = wire::read_varint32(p, end_, length);
  if (p == nullptr) return fail_end(at, "an end count");
  if ((scratch_size() - floor) / 2 < count) {
    return fail(errc::count_mismatch, at, "the end says ", std::uint64_t{count}, " properties, the stack has fewer");
  }
  slot* pairs = top_ - 2 * std::size_t{count};
  detail::key_watch keys;
  for (std::uint32_t i = 0; i < count; ++i) {
    slot& key = pairs[2 * std::size_t{i}];
    const bool made = key.kind == kind::string   ? detail::make_key(key, store_.memory(), key)
                      : key.kind == kind::number ? detail::make_key(key.number, store_.memory(), key)
                                                 : false;
    if (!made) return fail(errc::invalid_key, at, "a property key that is neither a string nor a number");
    if ((is_array && detail::is_length_key(key)) || !keys.add(pairs, i, key)) return fail_duplicate(at, key);
  }
  count_implicit_object();
  std::uint32_t number;
  record* r = store_.new_record(is_array ? kind::array : kind::object, number);
  if (r == nullptr) return fail_memory(at);
  slot duplicate;
  if (keys.needs_ordering() &&
      detail::order_properties(pairs, count, detail::duplicates::refuse, &duplicate) == detail::found_duplicate) {
    return fail_duplicate(at, duplicate);
  }
  if (is_array) {
    r->flags = array_flags();
    if (!detail::assemble_array(store_, *r, length, nullptr, 0, pairs, count)) return fail_memory(at);
  } else {
    r->children = store_.new_slots(2 * std::size_t{count});
    if (r->children == nullptr) return fail_memory(at);
    std::copy_n(pairs, 2 * std::size_t{count}, r->children);
    r->count = count;
  }
  top_ = pairs;
  out = detail::store::slot_of(r, number);
  note(at, p, is_array ? "array " : "object ", out, " of the last ", count, " keys and values");
  return p;
}

// ---- paths ----

template <class Trace>
std::string decoder<Trace>::path() const {
  std::string text = "$";
  for (std::size_t i = 0; i < depth(); ++i) {
    const frame& f = frames_[i];
    const bool innermost = i + 1 == depth();
    const slot* end = innermost ? top_ : scratch_ + frames_[i + 1].mark;
    const auto filled = static_cast<std::uint64_t>(end - (scratch_ + f.mark));
    switch (f.in) {
      case context::object:
      case context::dense_properties:
        if (!innermost && f.filling != 0) {
          detail::append_index_step(text, f.filling - 1);
        } else if (!innermost) {
          detail::append_property_step(text, end[-2]);
        } else if (in_value_) {
          detail::append_property_step(text, top_[0]);
        }
        break;
      case context::dense_elements:
        if (!innermost || in_value_) detail::append_index_step(text, innermost ? f.done : f.done - 1);
        break;
      case context::sparse:
        if (!innermost) {
          if (filled == f.done) {
            detail::append_index_step(text, f.done - 1);
          } else {
            detail::append_property_step(text, end[-2]);
          }
        } else if (in_value_) {
          detail::append_property_step(text, top_[0]);
        }
        break;
      case context::map: {
        if (innermost && !in_value_) break;
        const std::uint64_t at = innermost ? filled : filled - 1;
        if (at % 2 == 0) {
          detail::append_map_key_step(text, at / 2);
        } else {
          detail::append_map_value_step(text, scratch_[f.mark + at - 1], at / 2);
        }
        break;
      }
      case context::set:
        if (!innermost || in_value_) detail::append_index_step(text, innermost ? filled : filled - 1);
        break;
      case context::error:
        if (!innermost || in_value_) {
          constexpr const char* names[] = {"message", "stack", "cause"};
          detail::append_field_step(text, names[f.done]);
        }
        break;
      case context::host_error:
      case context::deno_host:
      case context::custom_host: break;  // the value inside has the place of the object around it
    }
  }
  return text;
}

}  // namespace clonewire::formats::v8
