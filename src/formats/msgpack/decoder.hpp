// The decoder for MessagePack. One pass over the bytes, one frame for each open container but flat ones, whose values
// are all short; calls no deeper than `most_calls`, however deep the input nests.
//
// Every count stands before what it counts: children are read into the slots that they stay in. The cursor is a local
// that functions take and return (null: failed), because stores through byte pointers may alias any member.
//
// `Trace` reports each item to whoever explains the bytes; `no_trace` compiles to nothing.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "formats/custom_types.hpp"
#include "formats/decoding_report.hpp"
#include "formats/msgpack/codec.hpp"
#include "formats/msgpack/heads.hpp"
#include "formats/msgpack/identities.hpp"
#include "formats/msgpack/reading.hpp"
#include "formats/record_layout.hpp"
#include "graph/assembly.hpp"
#include "graph/named.hpp"
#include "graph/path.hpp"
#include "graph/pod_stack.hpp"
#include "graph/regexp.hpp"
#include "graph/slots.hpp"
#include "graph/strings.hpp"
#include "wire/short_text.hpp"

namespace clonewire::formats::msgpack {

using detail::record;
using detail::slot;

struct no_trace {
  static constexpr bool on = false;
};

template <class Trace>
class decoder : public decoding_report<decoder<Trace>> {
 public:
  /// `readable_end`: `end`, or as far beyond it as a copy of the input can be read; all that is head::never_used.
  decoder(detail::store& store, const limits& bounds, const reading& how, cursor begin, cursor end, cursor readable_end,
          Trace trace = {})
      : report(store, begin, end),
        last_fast_(readable_end - begin >= look_ahead ? readable_end - look_ahead : nullptr),
        bounds_(bounds),
        how_(how),
        trace_(trace),
        make_(store, bounds, static_cast<std::uint64_t>(end - begin), how.numbers),
        identities_(static_cast<std::uint64_t>(end - begin)) {}

  /// Reads the whole input as one value. False: failed, see `failure`.
  bool read(slot& out);

 private:
  using report = decoding_report<decoder<Trace>>;
  friend report;  // for `path`
  using report::begin_, report::end_, report::store_;
  using report::fail, report::fail_length, report::remark;

  /// What a container's children are.
  enum class context : std::uint8_t {
    elements,    // of an array
    members,     // of a Set
    entries,     // of a Map: keys and values in turn
    properties,  // of a plain map that is an object: keys, made as such, and values in turn
    fields,      // values of a record; their keys are in place
    error,       // name, message, cause, stack
    host,        // keys and values in turn, of a named host object
    payload,     // the one of a custom type
  };
  struct frame {
    frame() noexcept {}  // NOLINT(modernize-use-equals-default): nothing is to be zeroed, `open` fills in what counts
    record* object;
    slot* children;  // the first that is read: a record's is its first value
    slot* next;      // where the child goes that comes next
    slot* end;
    cursor at;                         // the container's first byte
    cursor content_end;                // host: where the extension ends
    std::uint32_t field, field_count;  // error
    context in;
    bool settled;       // fields: the keys are distinct and in order
    bool repeats;       // properties: a key came again
    bool watched;       // properties: `keys` has been told all of them; else they are those of `guess` so far
    bool are_in_place;  // properties: all keys lie in the input as ASCII
    detail::key_guesses::property name;  // of the property that this is, or stands in a list of
    detail::key_guesses::guess guess;
    detail::key_watch keys;
  };

  /// The keys of a record id.
  struct shape {
    const slot* keys = nullptr;
    std::uint32_t count = 0;
    bool defined = false;
    bool settled = false;   // the keys are distinct and in JavaScript's order: asked once for all its objects
    bool two_byte = false;  // its id is two bytes long
  };

  // ---- failure ----

  CLONEWIRE_COLD cursor fail_end(cursor at, const char* what) {
    return fail(errc::unexpected_end, at, "the input ends ", what);
  }
  CLONEWIRE_COLD cursor fail_memory(cursor at) { return fail(make_.refusal_code(), at, make_.refusal_text()); }
  std::string path() const;

  // ---- frames ----

  frame& innermost() noexcept { return frames_.back(); }
  /// Opens a container whose children lie at `children`.
  CLONEWIRE_INLINE cursor open(cursor p, cursor at, context in, record* r, slot* children, std::size_t count) {
    if (frames_.size() >= bounds_.max_depth) [[unlikely]] {
      return fail(errc::limit_exceeded, at, "nested deeper than the limit of ", std::uint64_t{bounds_.max_depth});
    }
    in_child_ = false;
    // Field by field: a frame that is made elsewhere and copied here waits for its stores.
    frame* const fresh = frames_.push();
    if (fresh == nullptr) [[unlikely]]
      return fail(errc::out_of_memory, at, "no memory for the document");
    frame& f = *fresh;
    f.object = r;
    f.children = f.next = children;
    f.end = children + count;
    f.at = at;
    f.in = in;
    f.name = frames_.size() == 1 ? detail::key_guesses::property{0} : name_in(frames_.end()[-2]);
    return p;
  }

  /// The name of the property whose value was begun last in `parent`. In a list: the list's.
  CLONEWIRE_INLINE static detail::key_guesses::property name_in(const frame& parent) noexcept {
    switch (parent.in) {
      case context::properties: return parent.next[-2].hash;
      case context::fields: return parent.next[-3].hash;
      default: return parent.name;
    }
  }

  // ---- values ----

  // One value, or a container's beginning (then a frame is open).
  cursor read_value(cursor p, slot& out);
  cursor read_marked_value(cursor p, slot& out);  // what may stand behind ids and the place of a bundle
  cursor read_short(cursor p, slot& out) noexcept;
  cursor read_short_at_end(cursor p, slot& out) noexcept;
  cursor read_short_key_at_end(cursor p, slot& out) noexcept;
  void copy_tail() noexcept;
  cursor read_number(cursor p, const item& x, slot& out);
  cursor read_text(cursor at, const item& x, slot& out);
  cursor read_string(cursor p, slot& out, const char* what);  // where nothing but a string is due
  cursor read_bundled(cursor p, cursor at, slot& out);
  cursor read_binary(cursor at, const item& x, slot& out);
  cursor open_array(cursor p, cursor at, std::uint32_t count, slot& out);
  cursor open_map(cursor p, cursor at, std::uint32_t count, slot& out);
  bool begins_string(cursor p) const noexcept;

  // A short value, or an array that is empty, of few doubles, of few short values that begin with a text, or of records
  // that lie alike. Null: something else, nothing was read.
  cursor read_flat(cursor p, slot& out) noexcept;
  cursor read_short_list(cursor p, std::uint32_t length, slot& out) noexcept;
  template <unsigned Stride>
  cursor read_flat_values(cursor p, slot*& next, const slot* end) noexcept;
  // Whether containers may be read as flat, without frames: there is room for as many levels as a flat value takes.
  static constexpr std::size_t flat_levels = 3;
  bool may_read_flat() const noexcept { return !Trace::on && frames_.size() + flat_levels <= bounds_.max_depth; }
  // Numbers of an array from the `count`th on, while there are any.
  cursor read_numbers(cursor p, detail::packed_numbers& numbers, std::uint32_t length);

  // ---- records ----

  cursor read_definition(cursor p, cursor at, slot& out);
  cursor read_keys(cursor p, shape& into);
  cursor read_short_keys(const item& x, shape& into);
  cursor read_key_array(cursor at, const item& x, slot& out);
  cursor open_record(cursor p, cursor at, const shape& s, slot& out);
  const shape* begins_short_record(cursor p) const noexcept;
  cursor read_record_row(cursor p, const shape* s);
  cursor read_alike_records(cursor p, std::uint32_t length, slot& out) noexcept;
  cursor open_fields(cursor p, cursor at, const shape& s, record* r);
  /// The shape that the byte at `p`, 0x40 to 0x7f, is the id of, and `p` behind the id. Null: it is an integer, or,
  /// with `p` null as well, an id of two bytes that nothing defines.
  const shape* shape_at(cursor& p) const noexcept;

  // ---- extensions (decoder_extensions.hpp) ----

  cursor read_extension(cursor at, const item& x, slot& out);
  cursor read_identity(cursor at, const item& x);
  cursor read_pointer(cursor at, const item& x, slot& out);
  cursor read_bundle(cursor at, const item& x);
  cursor read_bundle_text(cursor& p, slot& out);
  cursor read_bigint(cursor at, const item& x, slot& out);
  cursor read_view(cursor at, const item& x, slot& out);
  cursor read_timestamp(cursor at, const item& x, slot& out);
  cursor read_regexp(cursor p, cursor at, slot& out);
  cursor open_set(cursor p, cursor at, slot& out);
  cursor open_error(cursor p, cursor at, slot& out);
  cursor open_host(cursor at, const item& x, slot& out);
  cursor open_payload(cursor p, cursor at, const custom_type& type, slot& out);
  cursor read_raw_payload(cursor at, const item& x, const custom_type& type, slot& out);
  cursor read_unknown(cursor at, const item& x, slot& out);
  static void set_field(slot* pair, const char* name, const slot& v) noexcept;
  static slot bytes_slot(cursor content, std::uint32_t size) noexcept {
    slot s = detail::make_slot(kind::bytes, 0, size);
    s.data = content;
    return s;
  }
  static slot literal(const char* text) noexcept {
    return detail::make_string(string_encoding::latin1, reinterpret_cast<const std::uint8_t*>(text),
                               static_cast<std::uint32_t>(std::strlen(text)));
  }

  // ---- open containers: each reads until its container closes or a child opens ----

  cursor continue_child(cursor p, std::size_t level);
  template <unsigned Stride>
  cursor continue_values(cursor p);
  cursor continue_properties(cursor p);
  cursor read_child(cursor p, slot& out);
  cursor read_key(cursor p, frame& f, slot* pair);
  static bool watch_key(frame& f, slot* pair);
  cursor continue_error(cursor p);
  cursor continue_host(cursor p);
  cursor continue_innermost(cursor p);
  cursor read_property_key(cursor p, slot* pair);
  cursor become_map(frame& f);
  cursor close(cursor p);

  // ---- tracing ----

  template <class... Parts>
  void note(cursor from, cursor to, const Parts&... parts) {
    if constexpr (Trace::on) trace_.item(from, to, static_cast<std::uint32_t>(frames_.size()), parts...);
  }
  template <class... Parts>
  void note_begin(cursor from, cursor to, const Parts&... parts) {  // of a container: belongs to the level around it
    if constexpr (Trace::on) trace_.item(from, to, static_cast<std::uint32_t>(frames_.size()) - 1, parts...);
  }
  template <class... Parts>
  void label(const Parts&... parts) {
    if constexpr (Trace::on) trace_.label(parts...);
  }

  // How many bytes must be left for the short readings not to ask for each: a head and short_text, and one to spare.
  static constexpr std::ptrdiff_t look_ahead = 2 + wire::short_text;

  cursor last_fast_;  // the last place to read at from which look_ahead bytes can be read; null: there is none
  const limits& bounds_;
  const reading& how_;
  [[no_unique_address]] Trace trace_;
  detail::assembly make_;
  identities identities_;
  detail::pod_stack<frame, 8> frames_;
  detail::key_guesses guesses_;
  detail::pod_stack<shape, 4> shapes_;  // by record id; empty until the first definition
  record_layouts layouts_;
  std::vector<std::uint32_t> waiting_ids_;  // of the value that comes next
  cursor first_unknown_record_ = nullptr;   // an integer that could be the id of a shared structure

  struct bundled_text {
    slot text = {};  // Latin-1 or UTF-16
    std::uint32_t taken = 0;
    std::uint32_t units() const noexcept {
      return text.form == static_cast<std::uint8_t>(string_encoding::utf16) ? text.size / 2 : text.size;
    }
    bool used_up() const noexcept { return taken == units(); }
    bool take(std::uint64_t count, slot& out) noexcept;
  };
  struct {
    bundled_text wide, ascii;
    cursor begin = nullptr, middle = nullptr, end = nullptr;  // where the two texts lie
  } bundle_;

  cursor tail_begin_ = nullptr;  // the first byte that `tail_` is a copy of; null: not copied yet
  std::uint8_t tail_[2 * look_ahead];

  static constexpr unsigned most_calls = 32;
  unsigned calls_ = 0;          // of continue_child that have not returned
  bool in_child_ = false;       // the innermost container's last child taken is being read
  bool kinds_changed_ = false;  // a plain map turned out a Map after it was taken for an object
};

// ---- short values ----

// Short values are read here, without leaving the loop of their container. Null: not one of those, or not one that ends
// before `end`; nothing was read. Precondition: a head and short_text bytes can be read; what is beyond `end` is
// head::never_used, which is neither text nor a value.
CLONEWIRE_INLINE cursor read_short_value(cursor p, cursor end, number_storage how, slot& out) noexcept {
  const std::uint8_t first = *p;
  if (first < 0x40 || first >= 0xe0) {
    detail::set_integer(out, static_cast<std::int8_t>(first), how);
    return p + 1;
  }
  if ((first & 0xe0) == static_cast<unsigned>(head::fixstr)) {
    const std::uint32_t size = first & 31u;
    if (!wire::is_short_ascii(p + 1, size)) return nullptr;
    out = detail::make_string(string_encoding::latin1, p + 1, size);
    return p + 1 + size;
  }
  switch (head{first}) {
    case head::nil: out = detail::make_slot(kind::null); return p + 1;
    case head::false_value: out = detail::make_boolean(false); return p + 1;
    case head::true_value: out = detail::make_boolean(true); return p + 1;
    case head::float64:
      if (end - p < 9) return nullptr;
      out = detail::make_number(wire::load_be_double(p + 1), how);
      return p + 9;
    case head::uint8:
      if (end - p < 2) return nullptr;
      detail::set_integer(out, p[1], how);
      return p + 2;
    case head::uint16:
      if (end - p < 3) return nullptr;
      detail::set_integer(out, wire::load_be16(p + 1), how);
      return p + 3;
    case head::uint32:
      if (end - p < 5) return nullptr;
      detail::set_integer(out, wire::load_be32(p + 1), how);
      return p + 5;
    case head::int32:
      if (end - p < 5) return nullptr;
      detail::set_integer(out, static_cast<std::int32_t>(wire::load_be32(p + 1)), how);
      return p + 5;
    case head::str8: {
      const std::ptrdiff_t size = p[1];
      if (size > end - p - 2 || !wire::is_ascii({p + 2, p + 2 + size})) return nullptr;
      out = detail::make_string(string_encoding::latin1, p + 2, p[1]);
      return p + 2 + size;
    }
    default: return nullptr;
  }
}

template <class Trace>
CLONEWIRE_INLINE cursor decoder<Trace>::read_short(cursor p, slot& out) noexcept {
  if (p > last_fast_) [[unlikely]]
    return read_short_at_end(p, out);
  return read_short_value(p, end_, make_.numbers(), out);
}

// A key that is a short string and does not begin with a digit. Null: something else, nothing was read. Precondition:
// as for read_short_value.
CLONEWIRE_INLINE cursor read_short_key(cursor p, slot& out) noexcept {
  const std::uint32_t size = *p & 31u;
  const cursor text = p + 1;
  if ((*p & 0xe0) != static_cast<unsigned>(head::fixstr)) return nullptr;
  if (static_cast<std::uint8_t>(text[0] - '0') < 10 || !wire::is_short_ascii(text, size)) return nullptr;
  out = detail::make_string(string_encoding::latin1, text, size);
  out.hash = detail::readable_key_hash(text, size);
  return text + size;
}

// The same as `key`, which lies in the input as ASCII. Null: it is not. Precondition: look_ahead bytes can be read.
CLONEWIRE_INLINE cursor read_same_key(cursor p, cursor end, const slot& key) noexcept {
  std::uint32_t size = *p ^ static_cast<unsigned>(head::fixstr);
  if (head{*p} == head::str8) [[unlikely]]
    size = *++p;
  return detail::is_same_name(p + 1, end, size, key) ? p + 1 + size : nullptr;
}

// The last bytes of an input that is not copied as a whole are read from a copy with something behind them.
template <class Trace>
void decoder<Trace>::copy_tail() noexcept {
  const std::size_t size = std::min<std::size_t>(static_cast<std::size_t>(end_ - begin_), look_ahead);
  tail_begin_ = end_ - size;
  std::memset(tail_, static_cast<int>(head::never_used), sizeof tail_);
  std::memcpy(tail_, tail_begin_, size);
}

template <class Trace>
cursor decoder<Trace>::read_short_at_end(cursor p, slot& out) noexcept {
  if (p == end_) return nullptr;
  if (tail_begin_ == nullptr) copy_tail();
  const cursor copy = tail_ + (p - tail_begin_);
  const cursor copy_end = copy + (end_ - p);
  const cursor next = read_short_value(copy, copy_end, make_.numbers(), out);
  if (next == nullptr) return nullptr;
  if (out.kind == kind::string) out.data = p + (out.data - copy);
  return p + (next - copy);
}

template <class Trace>
cursor decoder<Trace>::read_short_key_at_end(cursor p, slot& out) noexcept {
  if (p == end_) return nullptr;
  if (tail_begin_ == nullptr) copy_tail();
  const cursor copy = tail_ + (p - tail_begin_);
  const cursor next = read_short_key(copy, out);
  if (next == nullptr) return nullptr;
  out.data = p + (out.data - copy);
  return p + (next - copy);
}

template <class Trace>
bool decoder<Trace>::read(slot& out) {
  cursor p = read_child(begin_, out);
  while (p != nullptr && !frames_.empty()) p = continue_innermost(p);
  if (p == nullptr) return false;
  if (kinds_changed_) make_.correct_kinds();
  if (bundle_.begin != nullptr) {
    if (p != bundle_.begin || !bundle_.wide.used_up() || !bundle_.ascii.used_up()) {
      fail(errc::invalid_reference, p, "the bundled strings do not end where the value does");
      return false;
    }
    note(p, bundle_.middle, "bundled text of ", std::uint64_t{bundle_.wide.units()}, " code units");
    note(bundle_.middle, bundle_.end, "bundled ASCII text of ", std::uint64_t{bundle_.ascii.units()}, " characters");
    p = bundle_.end;
  }
  if (p == end_) return true;
  const std::uint64_t rest = static_cast<std::uint64_t>(end_ - p);
  if (first_unknown_record_ == nullptr) {
    fail(errc::trailing_bytes, p, rest, " bytes after the value");
  } else {
    fail(errc::trailing_bytes, p, rest, " bytes after the value; byte ",
         static_cast<std::uint64_t>(first_unknown_record_ - begin_),
         " may be a record of shared structures, which are not in the bytes");
  }
  return false;
}

template <class Trace>
std::string decoder<Trace>::path() const {
  std::string text = "$";
  for (std::size_t i = 0; i != frames_.size(); ++i) {
    const frame& f = frames_.begin()[i];
    if (i + 1 == frames_.size() && !in_child_) break;
    const auto taken = static_cast<std::uint32_t>(f.next - f.children);
    switch (f.in) {
      case context::elements:
      case context::members:
      case context::entries: detail::append_child_step(text, *f.object, taken - 1); break;
      case context::properties:
      case context::fields:
      case context::host: detail::append_child_step(text, *f.object, (taken - 1) / 2); break;
      case context::error: {
        constexpr const char* names[] = {"name", "message", "cause", "stack"};
        detail::append_field_step(text, names[f.field - 1]);
        break;
      }
      case context::payload: break;  // it has the place of the object around it
    }
  }
  return text;
}

}  // namespace clonewire::formats::msgpack

#include "formats/msgpack/decoder_containers.hpp"
#include "formats/msgpack/decoder_extensions.hpp"
#include "formats/msgpack/decoder_values.hpp"
