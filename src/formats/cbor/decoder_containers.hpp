// The decoder's containers. Included by decoder.hpp.
#pragma once

#include "formats/cbor/decoder.hpp"
#include "formats/text_row.hpp"

namespace clonewire::formats::cbor {

// What the first byte of an integer says. `size`: of the whole item, 0 for what is no integer of up to 32 bits.
struct short_integer {
  std::uint8_t size;
  std::uint8_t shift;      // brings the eight bytes behind it down to the argument
  std::uint8_t immediate;  // the argument in the byte itself
};

struct short_integers {
  constexpr short_integers() noexcept : of{} {
    for (int initial = 0; initial < 0x40; ++initial) {
      const int info = initial & 31;
      if (info < info_8_bits) of[initial] = {1, 63, static_cast<std::uint8_t>(info)};
      if (info == info_8_bits) of[initial] = {2, 55, 0};
      if (info == info_8_bits + 1) of[initial] = {3, 47, 0};
      if (info == info_8_bits + 2) of[initial] = {5, 31, 0};
    }
  }
  short_integer of[256];
};
inline constexpr short_integers short_integer_table;

// An integer of up to 32 bits, its size looked up: the integers of one array are of any size. Null: something else.
// Precondition: nine bytes can be read.
CLONEWIRE_INLINE cursor read_short_integer(cursor p, std::int64_t& out) noexcept {
  const short_integer how = short_integer_table.of[*p];
  if (how.size == 0) return nullptr;
  const auto argument = static_cast<std::int64_t>((wire::load_be64(p + 1) >> 1 >> how.shift) | how.immediate);
  out = argument ^ -static_cast<std::int64_t>(*p >> 5);  // -1-n is ~n
  return p + how.size;
}

// Short values are read here, without leaving the loop of their container: most of a document is short strings, small
// integers and keys. Null: not one of those, or not one that ends before `end`; nothing was read. Precondition: a head
// and short_text bytes can be read; what is beyond `end` is break_byte, which is neither text nor a value.
CLONEWIRE_INLINE cursor read_short_value(cursor p, cursor end, number_storage how, slot& out) noexcept {
  const std::uint8_t initial = *p;
  switch (static_cast<major>(initial >> 5)) {
    case major::positive:
    case major::negative: {
      std::int64_t n;
      p = read_short_integer(p, n);
      if (p == nullptr || p > end) return nullptr;
      detail::set_integer(out, n, how);
      return p;
    }
    case major::text: {
      std::uint32_t size = initial & 31;
      const std::uint8_t* text = p + 1;
      if (size >= info_8_bits) {
        size = *text++;
        if (initial != 0x78 || size > wire::short_text) return nullptr;
      }
      if (!wire::is_short_ascii(text, size)) return nullptr;
      if (size > static_cast<std::size_t>(end - text)) return nullptr;
      out = detail::make_string(string_encoding::latin1, text, size);
      return text + size;
    }
    case major::special: break;
    default: return nullptr;
  }
  switch (initial) {
    case float64_head:
      if (end - p < 9) return nullptr;
      out = detail::make_number(wire::load_be_double(p + 1), how);
      return p + 9;
    case float32_head:
      if (end - p < 5) return nullptr;
      out = detail::make_number(wire::load_be_float(p + 1), how);
      return p + 5;
    case 0xe0 | static_cast<std::uint8_t>(simple::false_value): out = detail::make_boolean(false); return p + 1;
    case 0xe0 | static_cast<std::uint8_t>(simple::true_value): out = detail::make_boolean(true); return p + 1;
    case 0xe0 | static_cast<std::uint8_t>(simple::null): out = detail::make_slot(kind::null); return p + 1;
    case 0xe0 | static_cast<std::uint8_t>(simple::undefined): out = detail::make_slot(kind::undefined); return p + 1;
    default: return nullptr;
  }
}

// A key that is short ASCII and does not begin with a digit. Null: something else, nothing was read. Precondition:
// as for read_short_value.
CLONEWIRE_INLINE cursor read_short_name(cursor p, slot& out) noexcept {
  std::uint32_t size = *p - (static_cast<unsigned>(major::text) << 5);
  const std::uint8_t* text = p + 1;
  if (size >= info_8_bits) [[unlikely]] {
    size = *text++;
    if (*p != 0x78 || size > wire::short_text) return nullptr;
  }
  if (static_cast<std::uint8_t>(text[0] - '0') < 10) return nullptr;  // perhaps an array index
  if (!wire::is_short_ascii(text, size)) return nullptr;
  out = detail::make_string(string_encoding::latin1, text, size);
  out.hash = detail::readable_key_hash(text, size);
  return text + size;
}

// The same as `key`, which lies in the input as ASCII. Null: it is not. Precondition: look_ahead bytes can be read.
CLONEWIRE_INLINE cursor read_same_name(cursor p, cursor end, const slot& key) noexcept {
  std::uint32_t size = *p ^ static_cast<unsigned>(major::text) << 5;
  if (size == info_8_bits) [[unlikely]]
    size = *++p;
  return detail::is_same_name(p + 1, end, size, key) ? p + 1 + size : nullptr;
}

struct short_text_head {
  static text_head at(cursor p) noexcept {
    constexpr std::uint32_t text = static_cast<unsigned>(major::text) << 5;
    if (*p == (text | info_8_bits)) return {2, p[1]};
    const std::uint32_t size = *p - text;
    return {size < info_8_bits ? 1u : 0u, size};
  }
};

template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_short(cursor p, slot& out) noexcept {
  if (p > last_fast_) [[unlikely]]
    return read_short_at_end(p, out, false);
  return read_short_value(p, end_, make_.numbers(), out);
}

template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_short_key(cursor p, slot& out) noexcept {
  if (p > last_fast_) [[unlikely]]
    return read_short_at_end(p, out, true);
  return read_short_name(p, out);
}

// The last bytes of an input that is not copied as a whole are read from a copy with something behind them.
template <class Trace>
cursor decoder<Trace>::read_short_at_end(cursor p, slot& out, bool is_key) noexcept {
  if (p == end_) return nullptr;
  if (tail_begin_ == nullptr) {
    const std::ptrdiff_t size = std::min(end_ - begin_, look_ahead);
    tail_begin_ = end_ - size;
    std::memset(tail_, break_byte, sizeof tail_);
    std::memcpy(tail_, tail_begin_, static_cast<std::size_t>(size));
  }
  const cursor copy = tail_ + (p - tail_begin_);
  const cursor copy_end = copy + (end_ - p);
  const cursor next = is_key ? read_short_name(copy, out) : read_short_value(copy, copy_end, make_.numbers(), out);
  if (next == nullptr) return nullptr;
  if (out.kind == kind::string) out.data = p + (out.data - copy);
  return p + (next - copy);
}

// ---- arrays, Sets, and what else is a list of values ----

// True where a container ends here; of an indefinite length its break is taken. `p` becomes null where that fails.
template <class Trace>
bool decoder<Trace>::at_end(cursor& p, frame& f, const char* what) {
  if (!f.is_indefinite) return f.next == f.end;
  if (p == end_) {
    ++f.next;  // the path is that of the child that is not there
    p = fail_end(what);
    return true;
  }
  if (*p != break_byte) return false;
  note(p, p + 1, "break");
  ++p;
  return true;
}

// The same anywhere: the last bytes of an input are read from a copy with something behind them.
CLONEWIRE_INLINE cursor read_short_integer(cursor p, cursor end, std::int64_t& out) noexcept {
  constexpr std::ptrdiff_t longest = 9;
  if (end - p >= longest) [[likely]]
    return read_short_integer(p, out);
  std::uint8_t tail[longest];
  const auto left = static_cast<std::size_t>(end - p);
  std::memset(tail, break_byte, sizeof tail);
  std::memcpy(tail, p, left);
  const cursor next = read_short_integer(tail, out);
  return next == nullptr || next > tail + left ? nullptr : p + (next - tail);
}

// A float of any size. Null: something else.
inline cursor read_float(cursor p, cursor end, double& out) noexcept {
  head h;
  if (*p < float16_head || *p > float64_head || read_head(p, end, h) != head_problem::none) return nullptr;
  switch (0xe0 | h.info) {
    case float16_head: out = half_to_double(static_cast<std::uint32_t>(h.argument)); break;
    case float32_head: out = bits_as<float>(static_cast<std::uint32_t>(h.argument)); break;
    default: out = bits_as<double>(h.argument); break;
  }
  return p;
}

inline bool begins_number(std::uint8_t initial) noexcept {
  return initial < 0x40 || (initial >= float16_head && initial <= float64_head);
}

// Numbers while they last (kept as written: while they are written alike), packed.
template <class Trace>
cursor decoder<Trace>::read_numbers(cursor p, std::uint32_t length, detail::packed_numbers& numbers) const noexcept {
  std::int32_t* ints = numbers.int32s();
  std::uint32_t i = 0;
  std::int64_t n;
  for (; i < length && p != end_; ++i) {
    const cursor next = read_short_integer(p, end_, n);
    if (next == nullptr || n != static_cast<std::int32_t>(n)) break;
    ints[i] = static_cast<std::int32_t>(n);
    p = next;
  }
  numbers.count = i;
  if (i == length || p == end_ || !begins_number(*p)) return p;
  const bool as_written = make_.numbers() != number_storage::canonical;
  if (as_written && (i != 0 || *p < float16_head)) return p;
  numbers.widen();
  double* doubles = numbers.doubles();
  for (; i < length && p != end_; ++i) {
    constexpr std::ptrdiff_t size = 9;
    if (end_ - p >= size && *p == float64_head) [[likely]] {
      doubles[i] = detail::canonical(wire::load_be_double(p + 1));
      p += size;
      continue;
    }
    double v;
    cursor next = read_short_integer(p, end_, n);
    if (next != nullptr) {
      if (as_written) break;
      v = static_cast<double>(n);
    } else if ((next = read_float(p, end_, v)) == nullptr) {
      break;
    }
    doubles[i] = detail::canonical(v);
    p = next;
  }
  numbers.count = i;
  return p;
}

template <class Trace>
cursor decoder<Trace>::open_array(cursor p, cursor at, const head& h, kind k, slot& out) {
  const context in = k == kind::set ? context::members : context::elements;
  record* r = make_.new_object(k, out);
  if (r == nullptr) return fail_memory(at);
  if (h.is_indefinite()) {
    note(at, p, k == kind::set ? "Set " : "array ", out, " of indefinite length");
    return push_frame(at, out, in, nullptr, 0) == nullptr ? nullptr : p;
  }
  if (h.argument > static_cast<std::uint64_t>(end_ - p) || !make_.claim(h.argument))
    return fail_length(at, h.argument, p);
  if (h.argument > 0xffffffff) return fail(errc::limit_exceeded, at, "an array longer than 2^32-1");
  const auto length = static_cast<std::uint32_t>(h.argument);
  note(at, p, k == kind::set ? "Set " : "array ", out, " of length ", length);
  std::uint32_t done = 0;
  slot* children;
  if (k == kind::array && length != 0 && p != end_ && begins_number(*p) && may_read_flat()) {
    detail::packed_numbers numbers;
    if (!make_.begin_numbers(length, numbers)) return fail_memory(at);
    p = read_numbers(p, length, numbers);
    if (numbers.count == length) {
      make_.close_numbers(*r, numbers);
      return p;
    }
    done = numbers.count;
    children = make_.spread_numbers(numbers, length);
  } else {
    children = make_.new_slots(length);
  }
  if (children == nullptr) return fail_memory(at);
  if (length == 0) {
    r->children = children;
    return p;
  }
  slot* place = children + done;
  if (k == kind::array && may_read_flat()) {
    p = read_flat_values<1>(p, place, children + length);
    if (place == children + length) {
      make_.close_array(*r, children, length);
      return p;
    }
  }
  frame* f = push_frame(at, out, in, children, length);
  if (f == nullptr) return nullptr;
  f->next = static_cast<std::uint32_t>(place - children);
  return p;
}

// A short value, or an array that is empty, of few doubles, of few short values that begin with a text, or of records
// that lie alike. Null: something else, nothing was read.
template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_flat(cursor p, slot& out) noexcept {
  const cursor next = read_short(p, out);
  if (next != nullptr) [[likely]]
    return next;
  if (p == end_) return nullptr;
  const std::uint32_t count = *p - (static_cast<unsigned>(major::array) << 5);
  if (count == 0) return make_.make_empty_array(out) ? p + 1 : nullptr;
  constexpr std::ptrdiff_t size = 9;
  if (count >= info_8_bits || end_ - p < 2) return nullptr;
  if (static_cast<major>(p[1] >> 5) == major::text) return read_short_list(p + 1, count, out);
  if (p[1] == tag16_head) return read_alike_records(p + 1, count, out);
  if (end_ - p <= size * count || p[1] != float64_head) return nullptr;
  return make_.make_doubles(p + 1, count, float64_head, out) ? p + 1 + size * count : nullptr;
}

template <class Trace>
cursor decoder<Trace>::read_short_list(cursor p, std::uint32_t length, slot& out) noexcept {
  return make_.make_flat_list(p, length, out, [this](cursor at, slot& element) { return read_short(at, element); });
}

// Every `Stride`th slot from `place` on, which is moved to the first whose value is not flat.
template <class Trace>
template <unsigned Stride>
CLONEWIRE_INLINE cursor decoder<Trace>::read_flat_values(cursor p, slot*& place, const slot* end) noexcept {
  for (; place != end; place += Stride) {
    const cursor next = read_flat(p, *place);
    if (next == nullptr) break;
    p = next;
  }
  return p;
}

// Properties from `place` on, while their keys are as guessed and their values flat.
template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_guessed_pairs(cursor p, detail::key_guesses::guess guess, slot*& place,
                                                           const slot* end) noexcept {
  for (const slot* key = guess.pairs; place != end && key != guess.end && p <= last_fast_; key += 2, place += 2) {
    const cursor value_at = read_same_name(p, end_, *key);
    const cursor next = value_at == nullptr ? nullptr : read_flat(value_at, place[1]);
    if (next == nullptr) break;
    place[0] = *key;
    p = next;
  }
  return p;
}

// Arrays and maps, whose count is mostly in their first byte; cbor-x's objects have it in the two behind it. Texts that
// are not short or not ASCII. And the definition of a record.
template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_child(cursor p, slot& out) {
  if (end_ - p >= 3) {
    const std::uint8_t info = *p & 31;
    head h{static_cast<major>(*p >> 5), info, info};
    if (h.major == major::array && info < info_8_bits) return open_array(p + 1, p, h, kind::array, out);
    if (h.major == major::map && info < info_8_bits) return open_map(p + 1, p, h, maps_ == plain_maps::maps, out);
    if (h.major == major::map && info == info_8_bits + 1) {
      h.argument = wire::load_be16(p + 1);
      return open_map(p + 3, p, h, maps_ == plain_maps::maps, out);
    }
    if (!Trace::on && h.major == major::text && info <= info_8_bits + 1) {
      if (info < info_8_bits && p <= last_fast_ && may_hurry() &&
          detail::assembly::make_short_utf8(p + 1, info, end_, out))
        return p + 1 + info;
      if (info == info_8_bits) h.argument = p[1];
      if (info == info_8_bits + 1) h.argument = wire::load_be16(p + 1);
      return read_text(p + (info < info_8_bits ? 1 : info - info_8_bits + 2), p, h, out);
    }
    // So cbor-x's small documents begin, and its records. Without a mark before it none has to be ended.
    if (!Trace::on && *p == tag16_head) {
      const std::uint32_t tag = wire::load_be16(p + 1);
      if (tag == tag::record_definition) return open_record_definition(p + 3, p, tag, out);
      if (const shape* s = record_shape(tag)) return open_record(p + 3, p, *s, out);
    }
  }
  return read_value(p, out);
}

// What was opened above `level`, to its end: so its parent goes on where it was. Beyond so many calls it is left open
// for the outermost to go on with, so that nesting takes no more of the stack.
template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::continue_child(cursor p, std::size_t level) {
  if (calls_ == most_calls) return p;
  ++calls_;
  while (p != nullptr && depth_ > level) p = continue_innermost(p);
  --calls_;
  return p;
}

template <class Trace>
cursor decoder<Trace>::continue_children(cursor p) {
  const std::size_t level = depth_;
  for (;;) {
    frame& f = innermost();
    const shape* row = nullptr;
    if (may_read_flat() && !f.is_indefinite) {
      slot* place = f.children + f.next;
      const slot* const end = f.children + f.end;
      p = read_flat_values<1>(p, place, end);
      p = read_text_row<short_text_head>(p, end_, place, end);
      f.next = static_cast<std::uint32_t>(place - f.children);
      if (f.in == context::elements && f.next != f.end) row = begins_short_record(p);
    }
    if (row != nullptr) {
      p = read_record_row(p, row);
    } else {
      const bool between_entries = f.in != context::pairs || f.next % 2 == 0;
      if (between_entries && at_end(p, f, f.in == context::pairs ? "a map" : "an array"))
        return p == nullptr ? p : close_children(p);
      if (f.in == context::pairs) label(f.next % 2 == 0 ? "key " : "value ");
      slot* place = next_place(f);
      if (place == nullptr) return fail_memory(p);
      p = read_child(p, *place);
    }
    if (p != nullptr && depth_ > level) p = continue_child(p, level);
    if (p == nullptr || depth_ != level) return p;
  }
}

template <class Trace>
cursor decoder<Trace>::close_children(cursor p) {
  frame& f = innermost();
  slot* children = f.is_indefinite ? gather(f) : f.children;
  if (children == nullptr) return fail_memory(p);
  switch (f.in) {
    case context::elements: make_.close_array(*f.object, children, f.next); break;
    case context::members:
      if (detail::assembly::close_set(*f.object, children, f.next))
        remark(p, "a Set that ends here has a member twice: it is kept once");
      break;
    case context::pairs: return close_pairs(p);
    case context::arguments: {
      std::string lost;
      if (!make_named_object(make_, *f.object, children, f.next, options_.types, lost)) return fail_memory(p);
      if (!lost.empty()) remark(p, std::string_view("before this: "), std::string_view(lost));
      set_kind(depth_ - 1, f.object->kind);
      break;
    }
    case context::record_values:
    case context::content:
    case context::payload: break;
  }
  close_frame();
  return p;
}

// ---- objects and Maps ----

template <class Trace>
cursor decoder<Trace>::open_map(cursor p, cursor at, const head& h, bool is_map, slot& out) {
  record* r = make_.new_object(is_map ? kind::map : kind::object, out);
  if (r == nullptr) return fail_memory(at);
  const char* const what = is_map ? "Map " : "object ";
  frame* f;
  if (h.is_indefinite()) {
    note(at, p, what, out, " of indefinite length");
    f = push_frame(at, out, context::pairs, nullptr, 0);
  } else {
    if (h.argument > static_cast<std::uint64_t>(end_ - p) / 2 || !make_.claim(2 * h.argument))
      return fail_length(at, h.argument, p);
    if (h.argument > 0x7fffffff) return fail(errc::limit_exceeded, at, "a map of more than 2^31-1 entries");
    note(at, p, what, out, " of ", h.argument, h.argument == 1 ? " entry" : " entries");
    slot* children = make_.new_slots(2 * h.argument);
    if (children == nullptr) return fail_memory(at);
    if (h.argument == 0) {
      r->children = children;
      return p;
    }
    slot* place = children;
    if (!is_map && may_read_flat()) {
      p = read_guessed_pairs(p, guesses_.at(name_of(out, depth_)), place, children + 2 * h.argument);
      if (place == children + 2 * h.argument) {
        r->children = children;
        r->count = static_cast<std::uint32_t>(h.argument);
        return p;
      }
    }
    f = push_frame(at, out, context::pairs, children, 2 * static_cast<std::uint32_t>(h.argument));
    if (f != nullptr) f->next = static_cast<std::uint32_t>(place - children);
  }
  if (f == nullptr) return nullptr;
  f->is_map = is_map;
  if (is_map) return p;
  f->guess = f->is_indefinite || !may_hurry() ? detail::key_guesses::guess{nullptr, nullptr} : guesses_.at(f->name);
  f->watched = f->guess.pairs == nullptr;
  if (f->watched) f->keys.clear();
  f->are_in_place = true;
  return p;
}

// Properties with short keys. Stops where a key is not short, or a container has opened.
template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_short_pairs(cursor p, frame& f) {
  slot* const pairs = f.children;
  const std::uint32_t end = f.end;
  std::uint32_t i = f.next;
  const slot* const no_guess = f.guess.end;
  const slot* guess = f.watched ? no_guess : f.guess.pairs + i;
  while (i != end) {
    slot* pair = pairs + i;
    cursor value_at = nullptr;
    if (guess != no_guess && p <= last_fast_) value_at = read_same_name(p, end_, *guess);
    if (value_at != nullptr) [[likely]] {
      pair[0] = *guess;
      guess += 2;
    } else {
      guess = no_guess;
      if (!f.watched) watch_keys(f, pairs, i);
      value_at = read_short_key(p, pair[0]);
      if (value_at == nullptr) break;
      watch_key(f, pairs, i);
    }
    p = value_at;
    i += 2;
    const cursor next = read_short(p, pair[1]);
    if (next != nullptr) [[likely]] {
      p = next;
      continue;
    }
    f.next = i;
    const std::size_t level = depth_;
    p = read_child(p, pair[1]);
    if (p == nullptr || depth_ != level) return p;
  }
  f.next = i;
  return p;
}

template <class Trace>
CLONEWIRE_INLINE void decoder<Trace>::watch_key(frame& f, const slot* pairs, std::uint32_t place) {
  if (!f.keys.add(pairs, place / 2, pairs[place])) f.repeats = true;
}

// The keys so far were guessed, the next one is another.
template <class Trace>
void decoder<Trace>::watch_keys(frame& f, const slot* pairs, std::uint32_t places) {
  f.watched = true;
  f.keys.clear();
  for (std::uint32_t i = 0; i != places; i += 2) watch_key(f, pairs, i);
}

// Goes on while the innermost container is an object, be it a child of the one it began with or its parent.
template <class Trace>
cursor decoder<Trace>::continue_pairs(cursor p) {
  while (p != nullptr && depth_ != 0 && innermost().in == context::pairs && !innermost().is_map) {
    frame& f = innermost();
    if (f.next % 2 == 0) {
      if (may_hurry() && !f.is_indefinite) {
        const std::size_t level = depth_;
        p = read_short_pairs(p, f);
        if (p == nullptr || depth_ != level) continue;
      }
      if (at_end(p, f, "a map")) {
        if (p != nullptr) p = close_pairs(p);
        continue;
      }
      p = read_key(p);
    } else {
      slot* place = next_place(f);
      if (place == nullptr) return fail_memory(p);
      p = read_value(p, *place);
    }
  }
  return p;
}

// A key of a map that is an object as long as its keys are text.
template <class Trace>
cursor decoder<Trace>::read_key(cursor p) {
  const std::size_t index = depth_ - 1;
  const cursor at = p;
  slot* place = next_place(frames_[index]);
  if (place == nullptr) return fail_memory(p);
  label("key ");
  p = read_value(p, *place);
  if (p == nullptr) return p;
  frame& f = frames_[index];
  if (place->kind != kind::string) return become_map(index) ? p : fail_memory(at);
  const bool is_in_place = detail::is_latin1_string(*place) && place->data + place->size == p;
  if (!detail::make_key(*place, store_.memory(), *place)) return fail_memory(at);
  const slot* pairs = f.is_indefinite ? scratch_.data() + f.mark : f.children;
  if (!is_in_place) f.are_in_place = false;
  if (!f.watched) watch_keys(f, pairs, f.next - 1);
  watch_key(f, pairs, f.next - 1);
  return p;
}

// The last key is no text: what was read as an object is a Map. False: refused.
template <class Trace>
bool decoder<Trace>::become_map(std::size_t index) {
  frame& f = frames_[index];
  slot* pairs = f.is_indefinite ? scratch_.data() + f.mark : f.children;
  for (std::uint32_t i = 0; i + 1 < f.next; i += 2) {
    if (!make_.key_to_text(pairs[i])) return false;
  }
  f.is_map = true;
  set_kind(index, kind::map);
  return true;
}

template <class Trace>
cursor decoder<Trace>::close_pairs(cursor p) {
  const frame& f = innermost();
  slot* pairs = f.is_indefinite ? gather(f) : f.children;
  if (pairs == nullptr) return fail_memory(p);
  const std::uint32_t count = f.next / 2;
  bool repeated = false;
  if (f.is_map) {
    repeated = detail::assembly::close_map(*f.object, pairs, count);
  } else if (!f.watched) {  // as in the object before it
    f.object->children = pairs;
    f.object->count = count;
  } else {
    repeated = detail::assembly::close_object(*f.object, pairs, count, f.keys, f.repeats);
    if (f.are_in_place && !f.repeats && f.keys.are_names() && !f.is_indefinite) guesses_.remember(f.name, pairs, count);
  }
  if (repeated) remark(p, "a map that ends here has a key twice: the last value is kept");
  close_frame();
  return p;
}

// ---- paths ----

template <class Trace>
std::string decoder<Trace>::path() const {
  std::string text = "$";
  for (std::size_t i = 0; i < depth_; ++i) {
    const frame& f = frames_[i];
    if (f.next == 0) continue;
    const std::uint32_t last = f.next - 1;
    const slot* children = f.is_indefinite ? scratch_.data() + f.mark : f.children;
    switch (f.in) {
      case context::elements:
      case context::members: detail::append_index_step(text, last); break;
      case context::pairs:
        if (f.is_map && last % 2 == 0) detail::append_map_key_step(text, last / 2);
        if (f.is_map && last % 2 != 0) detail::append_map_value_step(text, children[last - 1], last / 2);
        if (!f.is_map && last % 2 != 0) detail::append_property_step(text, children[last - 1]);
        break;
      case context::record_values: detail::append_property_step(text, children[2 * std::size_t{last}]); break;
      case context::arguments: detail::append_index_step(text, last); break;
      case context::content: detail::append_field_step(text, "value"); break;
      case context::payload: break;  // has the place of the value
    }
  }
  return text;
}

}  // namespace clonewire::formats::cbor
