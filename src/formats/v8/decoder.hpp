// The decoder for V8's format. One pass over the bytes, one frame for each open container, no recursion.
//
// The cursor is a local that functions take and return (null: failed), because stores through byte pointers may alias
// any member. A container's children wait on a scratch stack until it closes; a dense array's elements, whose number
// is known, go straight to their place, packed while they are nothing but numbers.
//
// `Trace` reports each item to whoever explains the bytes; `no_trace` compiles to nothing.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <clonewire/error.hpp>
#include <clonewire/format.hpp>

#include "formats/custom_types.hpp"
#include "formats/decoding_report.hpp"
#include "formats/host_objects.hpp"
#include "formats/v8/lengths.hpp"
#include "formats/v8/tags.hpp"
#include "graph/arrays.hpp"
#include "graph/collections.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/regexp.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "graph/strings.hpp"
#include "graph/views.hpp"
#include "wire/utf.hpp"
#include "wire/varint.hpp"

namespace clonewire::formats::v8 {

using detail::record;
using detail::slot;

using cursor = const std::uint8_t*;

struct no_trace {
  static constexpr bool on = false;
};

/// What a decoding is told besides the bytes. The dialect is never `automatic` here.
struct decoder_mode {
  clonewire::dialect dialect = dialect::node;
  wire_rules rules{0};
  bool view_flags = false;  // version 13 data that has them
  bool transfers = false;
  const custom_types* types = nullptr;
  number_storage numbers = number_storage::canonical;
};

template <class Trace>
class decoder : public decoding_report<decoder<Trace>> {
 public:
  decoder(detail::store& store, const limits& bounds, decoder_mode mode, cursor begin, cursor end,
          Trace trace = {}) noexcept
      : report(store, begin, end), mode_(mode), bounds_(bounds), trace_(trace) {
    unpaid_ = static_cast<std::uint64_t>(end - begin);
    slots_left_ = bounds.max_slots;
  }
  decoder(const decoder&) = delete;
  decoder& operator=(const decoder&) = delete;
  ~decoder() {
    if (scratch_ != inline_scratch_) std::free(scratch_);
    if (frames_ != inline_frames_) std::free(frames_);
  }

  /// Reads one value at `p` into `out`. Object numbers go on from value to value. Null: failed, see `failure`.
  cursor read(cursor p, slot& out) {
    p = mode_.rules.stack_based() ? read_stack_based(p, out) : read_complete(p, out);
    return p;
  }

  /// True when a host object was met that both Node.js and workerd could have written.
  bool met_ambiguous_host_object() const noexcept { return ambiguous_at_ != nullptr; }
  std::uint64_t ambiguous_offset() const noexcept { return static_cast<std::uint64_t>(ambiguous_at_ - begin_); }

 private:
  using report = decoding_report<decoder<Trace>>;
  friend report;  // for `path`
  using report::begin_, report::end_, report::store_;
  using report::fail, report::fail_length, report::remark;

  enum class context : std::uint8_t {
    object,
    dense_elements,
    dense_properties,
    sparse,
    map,
    set,
    error,
    host_error,
    deno_host,
    custom_host
  };

  struct frame {
    record* object;
    context in;
    std::uint8_t seen;        // error: which fields came (bit 0 message, 1 stack, 2 cause)
    std::uint32_t announced;  // arrays: length
    std::uint32_t done;       // dense: elements read; sparse: elements on the scratch, from index 0 on without a gap
    std::uint32_t holes;      // dense
    std::uint32_t filled;     // dense: holes that a property filled later
    std::uint32_t filling;    // dense: 1 + the index of the hole that the current property fills, else 0
    slot* elements;           // dense: where they lie
    std::size_t mark;         // where this frame's children begin on the scratch
    detail::key_watch keys;
  };

  // ---- failure ----

  CLONEWIRE_COLD cursor fail_end(cursor at, const char* what) {
    return fail(errc::unexpected_end, at, "the input ends inside ", what);
  }
  CLONEWIRE_COLD cursor fail_memory(cursor at) {
    if (out_of_slots_) {
      return fail(errc::limit_exceeded, at, "more values than the limit of ", std::uint64_t{bounds_.max_slots});
    }
    if (store_.memory().over_budget()) {
      return fail(errc::limit_exceeded, at, "the document needs more memory than its limit");
    }
    return fail(errc::out_of_memory, at, "no memory for the document");
  }
  struct hex {  // of a byte: "0x5a"
    explicit hex(std::uint64_t byte) noexcept {
      constexpr char digits[] = "0123456789abcdef";
      text[2] = digits[byte >> 4 & 15];
      text[3] = digits[byte & 15];
    }
    char text[5] = "0x00";
  };
  CLONEWIRE_COLD cursor fail_unknown_tag(cursor at) {
    return fail(errc::unknown_tag, at, "no value begins with ", std::string_view(hex(*at).text));
  }

  std::string path() const;

  // ---- scratch and frames ----

  std::size_t scratch_size() const noexcept { return static_cast<std::size_t>(top_ - scratch_); }

  bool grow_scratch() noexcept {
    const std::size_t size = scratch_size(), capacity = 2 * static_cast<std::size_t>(scratch_end_ - scratch_);
    auto* grown = static_cast<slot*>(scratch_ == inline_scratch_ ? std::malloc(capacity * sizeof(slot))
                                                                 : std::realloc(scratch_, capacity * sizeof(slot)));
    if (grown == nullptr) return false;
    if (scratch_ == inline_scratch_) std::copy_n(scratch_, size, grown);
    scratch_ = grown;
    top_ = grown + size;
    scratch_end_ = grown + capacity;
    return true;
  }
  // Room for two slots at top_.
  bool have_room() noexcept { return scratch_end_ - top_ >= 2 || grow_scratch(); }

  bool grow_frames() noexcept {
    const std::size_t size = depth(), capacity = 2 * size;
    auto* grown = static_cast<frame*>(frames_ == inline_frames_ ? std::malloc(capacity * sizeof(frame))
                                                                : std::realloc(frames_, capacity * sizeof(frame)));
    if (grown == nullptr) return false;
    if (frames_ == inline_frames_) std::memcpy(grown, inline_frames_, size * sizeof(frame));
    frames_ = grown;
    frames_top_ = grown + size;
    frames_end_ = grown + capacity;
    return true;
  }
  std::size_t depth() const noexcept { return depth_; }
  frame& innermost() noexcept { return frames_top_[-1]; }
  void close_frame() noexcept {
    --frames_top_;
    --depth_;
  }

  // Opens a container whose record is made.
  CLONEWIRE_INLINE cursor push_frame(cursor p, cursor at, record* r, context in, std::uint32_t announced = 0) {
    if (frames_top_ == frames_end_ && !grow_frames()) [[unlikely]]
      return fail(errc::out_of_memory, at, "no memory for the document");
    if (depth() >= bounds_.max_depth) [[unlikely]] {
      return fail(errc::limit_exceeded, at, "nested deeper than the limit of ", std::uint64_t{bounds_.max_depth});
    }
    in_value_ = false;
    frame& f = *frames_top_++;
    ++depth_;
    f.object = r;
    f.in = in;
    f.seen = 0;
    f.announced = announced;
    f.done = f.holes = f.filled = f.filling = 0;
    f.elements = nullptr;
    f.mark = scratch_size();
    if (in != context::dense_elements) f.keys.clear();  // an array clears them when it comes to its properties
    return p;
  }
  // Opens a container: its slot is complete at once, its record when it closes.
  CLONEWIRE_INLINE cursor open(cursor p, cursor at, kind k, context in, slot& out, std::uint32_t announced = 0) {
    record* r = leaf(k, out);
    return r == nullptr ? fail_memory(at) : push_frame(p, at, r, in, announced);
  }

  // A leaf object's record.
  record* leaf(kind k, slot& out) noexcept {
    std::uint32_t number;
    record* r = store_.new_record(k, number);
    if (r != nullptr) out = detail::store::slot_of(r, number);
    return r;
  }
  record* new_error(slot& out) noexcept {
    record* r = leaf(kind::error, out);
    if (r == nullptr) return nullptr;
    r->children = store_.new_slots(3);
    if (r->children == nullptr) return nullptr;
    std::fill_n(r->children, 3, slot{});
    return r;
  }
  std::uint16_t array_flags() const noexcept { return detail::array_flags(mode_.numbers); }
  bool set_child(record* r, const slot& child) noexcept {
    r->children = store_.new_slots(1);
    if (r->children == nullptr) return false;
    r->children[0] = child;
    r->count = 1;
    return true;
  }
  // False: the document may not have as many slots.
  bool take_slots(std::uint64_t count) noexcept {
    out_of_slots_ = count > slots_left_;
    slots_left_ -= count;
    return !out_of_slots_;
  }
  // Moves the innermost frame's children from the scratch into its record.
  bool keep_children(frame& f, std::size_t count) noexcept {
    if (!take_slots(count)) return false;
    const slot* from = scratch_ + f.mark;
    slot* to = store_.new_slots(count);
    if (to == nullptr) return false;
    // Mostly a few: a call of memcpy would cost more than the copying.
    if (count <= 32) [[likely]] {
      for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
    } else {
      std::copy_n(from, count, to);
    }
    f.object->children = to;
    top_ = scratch_ + f.mark;
    return true;
  }

  // ---- the format's object numbers ----

  // Some of our objects are none to V8: the buffer of its own that a view gets which Node.js wrote as a host object,
  // and all objects of version 0. Called before such an object is made; the document's numbers run ahead of V8's by one
  // for each of them.
  void count_implicit_object() {
    implicit_.push_back(store_.object_count() - static_cast<std::uint32_t>(implicit_.size()));
  }
  std::uint64_t document_number(std::uint32_t v8_number) const noexcept {
    if (implicit_.empty()) [[likely]]
      return v8_number;
    const auto before = std::upper_bound(implicit_.begin(), implicit_.end(), v8_number) - implicit_.begin();
    return std::uint64_t{v8_number} + static_cast<std::uint64_t>(before);
  }

  // ---- values ----

  cursor read_complete(cursor p, slot& out);
  cursor read_stack_based(cursor p, slot& out);
  cursor close_stack_based(cursor p, tag end, std::size_t floor, slot& out);

  cursor skip_padding(cursor p) const noexcept {
    while (p != end_ && *p == 0) ++p;
    return p;
  }

  // One value, or a container's begin (then a frame is open).
  cursor read_value(cursor p, slot& out);
  // The same where a string is due, as a RegExp's source or an Error's message.
  cursor read_string_value(cursor p, slot& out, const char* what);
  cursor read_string(cursor p, cursor at, tag t, slot& out);
  cursor read_utf8(cursor p, cursor at, std::uint32_t size, slot& out);
  cursor read_bigint(cursor p, cursor at, slot& out);
  cursor read_double(cursor p, cursor at, double& out) {
    out = 0;
    if (end_ - p < 8) return fail_end(at, "a double");
    out = wire::load_le_double(p);
    return p + 8;
  }
  cursor read_reference(cursor p, cursor at, slot& out);
  cursor read_wrapper(cursor p, cursor at, tag t, slot& out);
  cursor read_regexp(cursor p, cursor at, slot& out);
  cursor read_buffer(cursor p, cursor at, tag t, slot& out);
  cursor read_view(cursor p, slot& out);
  // Behind a buffer, or a reference to one: a view over it, if one follows.
  cursor maybe_view(cursor p, slot& out) {
    const cursor v = skip_padding(p);
    return v != end_ && tag{*v} == tag::array_buffer_view ? read_view(v, out) : p;
  }
  cursor read_length(cursor p, std::uint64_t& out) noexcept { return v8::read_length(mode_.rules, p, end_, out); }
  bool is_buffer(const slot& s) const noexcept {
    return s.kind == kind::array_buffer || (s.kind == kind::host && is_shared_buffer(*s.object));
  }
  static bool is_shared_buffer(const record& host) noexcept;

  // ---- content that is elsewhere, and host objects (decoder_hosts.hpp) ----

  record* begin_host(slot& out, const char* type, std::uint32_t field_count);
  void set_field(record* host, std::uint32_t index, const char* name, const slot& v);
  cursor read_elsewhere(cursor p, cursor at, tag t, slot& out);
  cursor read_wasm_memory(cursor p, cursor at, slot& out);
  cursor read_host_object(cursor p, cursor at, slot& out);
  cursor read_node_view(cursor p, cursor at, std::uint32_t type, slot& out);
  cursor read_workerd_error(cursor p, cursor at, slot& out);
  cursor read_raw_host_object(cursor p, cursor at, slot& out);
  bool looks_like_workerd_error(cursor p) const noexcept;
  cursor read_inner_object(cursor p, const char* of);
  cursor close_workerd_error(cursor p);
  cursor close_deno_host(cursor p);
  void restore_blob(record& host);
  cursor close_custom_host(cursor p);

  // ---- containers: each reads until its container closes or a child opens ----

  cursor read_dense_begin(cursor p, cursor at, slot& out);
  cursor read_packed(cursor p, record& r, std::uint32_t length);
  void unpack(frame& f);
  cursor continue_object(cursor p);
  cursor read_short(cursor p, slot& out) const noexcept;
  cursor read_short_properties(cursor p, bool& other_container);
  cursor read_short_members(cursor p) noexcept;
  cursor continue_object_value(cursor p);
  cursor continue_object_slowly(cursor p);
  cursor continue_dense_elements(cursor p);
  cursor continue_dense_properties(cursor p);
  cursor continue_sparse(cursor p);
  cursor continue_map(cursor p);
  cursor continue_set(cursor p);
  cursor continue_error(cursor p);
  cursor continue_innermost(cursor p) {
    switch (innermost().in) {
      case context::object: return continue_object(p);
      case context::dense_elements: return continue_dense_elements(p);
      case context::dense_properties: return continue_dense_properties(p);
      case context::sparse: return continue_sparse(p);
      case context::map: return continue_map(p);
      case context::set: return continue_set(p);
      case context::error: return continue_error(p);
      case context::host_error: return close_workerd_error(p);
      case context::deno_host: return close_deno_host(p);
      case context::custom_host: return close_custom_host(p);
    }
    return nullptr;
  }

  cursor read_key(cursor p, slot& out);
  // Adds a key to the innermost frame's `count` pairs at `pairs`. False: it is there already.
  cursor fail_duplicate(cursor at, const slot& key) {
    top_[0] = key;
    in_value_ = true;
    return fail(errc::duplicate_key, at, "the same key twice");
  }
  bool order(slot* pairs, std::uint32_t count, cursor at);
  cursor read_end_count(cursor p, cursor at, std::uint64_t counted, const char* what);
  cursor read_array_end(cursor p, cursor at, std::uint64_t properties, std::uint32_t length);

  // ---- tracing ----

  // Objects are told by the numbers that the bytes refer to them by.
  slot shown(slot s) const noexcept {
    if (has_identity(s.kind)) {
      std::uint32_t before = 0;
      while (before < implicit_.size() && implicit_[before] + before < s.size) ++before;
      s.size -= before;
    }
    return s;
  }
  template <class Part>
  static const Part& shown(const Part& part) noexcept {
    return part;
  }
  template <class... Parts>
  void note(cursor from, cursor to, const Parts&... parts) {
    if constexpr (Trace::on) trace_.item(from, to, static_cast<std::uint32_t>(depth()), shown(parts)...);
  }
  template <class... Parts>
  void note_begin(cursor from, cursor to, const Parts&... parts) {  // of a container: belongs to the level around it
    if constexpr (Trace::on) trace_.item(from, to, static_cast<std::uint32_t>(depth()) - 1, shown(parts)...);
  }
  template <class... Parts>
  void label(const Parts&... parts) {
    if constexpr (Trace::on) trace_.label(parts...);
  }

  static constexpr std::size_t inline_slots = 96;
  static constexpr std::size_t inline_depth = 8;

  decoder_mode mode_;
  const limits& bounds_;
  [[no_unique_address]] Trace trace_;

  frame* frames_ = inline_frames_;  // innermost last; marks ascend
  frame* frames_top_ = inline_frames_;
  frame* frames_end_ = inline_frames_ + inline_depth;
  std::size_t depth_ = 0;
  slot* scratch_ = inline_scratch_;
  slot* top_ = inline_scratch_;
  slot* scratch_end_ = inline_scratch_ + inline_slots;

  std::vector<std::uint32_t> implicit_;  // for each implicit object, how many V8 had counted before it; ascending
  std::uint64_t slots_left_;
  std::uint64_t unpaid_;  // bytes of input that no announced element has claimed yet
  cursor ambiguous_at_ = nullptr;
  bool out_of_slots_ = false;
  bool in_value_ = false;  // failing: the innermost frame's key is read (it lies at top_), its value is not

  // Uninitialised: only what lies below the tops is ever read.
  slot inline_scratch_[inline_slots];
  union {
    frame inline_frames_[inline_depth];
  };
};

// ---------------------------------------------------------------------------------------------------------------------

template <class Trace>
bool decoder<Trace>::is_shared_buffer(const record& host) noexcept {
  if (host.children == nullptr) return false;  // still open: a reference to it from inside
  const slot& name = host.children[0];
  const std::string_view text(reinterpret_cast<const char*>(name.data), name.size);
  return text == "SharedArrayBuffer" || text == "TransferredArrayBuffer";
}

template <class Trace>
cursor decoder<Trace>::read_complete(cursor p, slot& out) {
  const std::size_t floor = depth();
  p = read_value(p, out);
  while (p != nullptr && depth() > floor) p = continue_innermost(p);
  return p;
}

template <class Trace>
cursor decoder<Trace>::read_value(cursor p, slot& out) {
  cursor at = p;
  for (;;) {
    if (p == end_) return fail_end(p, "a value");
    at = p;
    const tag t{*p++};
    switch (t) {
      case tag::padding: continue;
      case tag::verify_object_count: {
        std::uint32_t count;
        p = wire::read_varint32(p, end_, count);
        if (p == nullptr) return fail_end(at, "an object count");
        note(at, p, "object count ", count, " (ignored)");
        // No hole and no end tag may follow: a value is due.
        continue;
      }
      case tag::undefined:
        out = detail::make_slot(kind::undefined);
        note(at, p, "undefined");
        return p;
      case tag::null:
        out = detail::make_slot(kind::null);
        note(at, p, "null");
        return p;
      case tag::true_value:
      case tag::false_value:
        out = detail::make_boolean(t == tag::true_value);
        note(at, p, t == tag::true_value ? "true" : "false");
        return p;
      case tag::int32: {
        std::uint32_t v;
        p = wire::read_varint32(p, end_, v);
        if (p == nullptr) return fail_end(at, "an integer");
        out = detail::make_int32(wire::unzigzag(v));
        note(at, p, out);
        return p;
      }
      case tag::uint32: {
        std::uint32_t v;
        p = wire::read_varint32(p, end_, v);
        if (p == nullptr) return fail_end(at, "an integer");
        out = detail::make_integer(v, mode_.numbers);
        note(at, p, out);
        return p;
      }
      case tag::number: {
        double v;
        p = read_double(p, at, v);
        if (p == nullptr) return p;
        out = detail::make_number(v, mode_.numbers);
        note(at, p, out);
        return p;
      }
      case tag::bigint:
        p = read_bigint(p, at, out);
        if (p != nullptr) note(at, p, out);
        return p;
      case tag::utf8_string:
      case tag::one_byte_string:
      case tag::two_byte_string:
        p = read_string(p, at, t, out);
        if (p != nullptr) note(at, p, out);
        return p;
      case tag::object_reference: return read_reference(p, at, out);
      case tag::begin_object:
        p = open(p, at, kind::object, context::object, out);
        if (p != nullptr) note_begin(at, p, "object ", out, " {");
        return p;
      case tag::begin_sparse_array: {
        std::uint32_t length;
        p = wire::read_varint32(p, end_, length);
        if (p == nullptr) return fail_end(at, "an array's length");
        p = open(p, at, kind::array, context::sparse, out, length);
        if (p != nullptr) note_begin(at, p, "sparse array ", out, " of length ", length, " [");
        return p;
      }
      case tag::begin_dense_array: return read_dense_begin(p, at, out);
      case tag::date: {
        double v;
        p = read_double(p, at, v);
        if (p == nullptr) return p;
        record* r = leaf(kind::date, out);
        if (r == nullptr) return fail_memory(at);
        r->number = detail::time_clip(v);
        note(at, p, "Date ", out, ": ", detail::make_number(r->number), " ms");
        return p;
      }
      case tag::true_object:
      case tag::false_object:
      case tag::number_object:
      case tag::bigint_object:
      case tag::string_object: return read_wrapper(p, at, t, out);
      case tag::regexp: return read_regexp(p, at, out);
      case tag::begin_map:
        p = open(p, at, kind::map, context::map, out);
        if (p != nullptr) note_begin(at, p, "Map ", out, " {");
        return p;
      case tag::begin_set:
        p = open(p, at, kind::set, context::set, out);
        if (p != nullptr) note_begin(at, p, "Set ", out, " {");
        return p;
      case tag::array_buffer:
      case tag::immutable_array_buffer:
      case tag::resizable_array_buffer: return read_buffer(p, at, t, out);
      case tag::error: {
        record* r = new_error(out);
        p = r == nullptr ? fail_memory(at) : push_frame(p, at, r, context::error);
        if (p != nullptr) note_begin(at, p, "error ", out, " {");
        return p;
      }
      case tag::array_buffer_transfer:
      case tag::shared_array_buffer:
      case tag::wasm_module_transfer:
      case tag::wasm_memory_transfer: return read_elsewhere(p, at, t, out);
      case tag::shared_object:
        if (mode_.rules.shared_objects()) return read_elsewhere(p, at, t, out);
        break;
      case tag::host_object: return read_host_object(p, at, out);
      case tag::array_buffer_view: return fail(errc::invalid_view, at, "a view without an ArrayBuffer before it");
      case tag::the_hole:
      case tag::end_object:
      case tag::end_sparse_array:
      case tag::end_dense_array:
      case tag::end_map:
      case tag::end_set:
      case tag::version: break;
    }
    return fail_unknown_tag(at);
  }
}

template <class Trace>
cursor decoder<Trace>::read_string(cursor p, cursor at, tag t, slot& out) {
  std::uint32_t size;
  p = wire::read_varint32(p, end_, size);
  if (p == nullptr) return fail_end(at, "a string's length");
  if (size > static_cast<std::size_t>(end_ - p)) return fail_length(at, size, p);
  if (t == tag::utf8_string) return read_utf8(p, at, size, out);
  const bool wide = t == tag::two_byte_string;
  if (wide && size % 2 != 0) return fail(errc::invalid_string, at, "an odd number of bytes in a two-byte string");
  if ((wide ? size / 2 : size) > max_string_length)
    return fail(errc::invalid_string, at, "longer than V8's longest string");
  out = detail::make_string(wide ? string_encoding::utf16 : string_encoding::latin1, p, size);
  return p + size;
}

template <class Trace>
cursor decoder<Trace>::read_utf8(cursor p, cursor at, std::uint32_t size, slot& out) {
  const wire::octets bytes(p, size);
  const wire::utf8_content content = wire::examine_utf8(bytes);
  if (content == wire::utf8_content::ascii) {
    out = detail::make_string(string_encoding::latin1, p, size);
  } else if (content == wire::utf8_content::beyond_ascii) {
    out = detail::make_string(string_encoding::utf8, p, size);
  } else {
    std::string units;
    wire::append_utf16_from_utf8(bytes, units);
    const std::uint8_t* copy = units.size() > 0xffffffff ? nullptr : store_.copy_bytes(units.data(), units.size());
    if (copy == nullptr) return fail_memory(at);
    out = detail::make_string(string_encoding::utf16, copy, static_cast<std::uint32_t>(units.size()));
  }
  return p + size;
}

template <class Trace>
cursor decoder<Trace>::read_string_value(cursor p, slot& out, const char* what) {
  const cursor at = p;
  if (mode_.rules.bare_strings()) {
    std::uint32_t size;
    p = wire::read_varint32(p, end_, size);
    if (p == nullptr) return fail_end(at, what);
    if (size > static_cast<std::size_t>(end_ - p)) return fail_length(at, size, p);
    p = read_utf8(p, at, size, out);
    if (p != nullptr) note(at, p, out);
    return p;
  }
  const std::size_t level = depth();
  const bool in_value = in_value_;
  p = read_value(p, out);
  if (p == nullptr) return p;
  if (depth() != level) close_frame();
  in_value_ = in_value;  // as it was for who must be told that this is no string
  return out.kind == kind::string ? p : fail(errc::invalid_value, at, what, " that is no string");
}

template <class Trace>
cursor decoder<Trace>::read_bigint(cursor p, cursor at, slot& out) {
  std::uint32_t bitfield;
  p = wire::read_varint32(p, end_, bitfield);
  if (p == nullptr) return fail_end(at, "a bigint's length");
  const std::uint32_t size = bitfield >> 1 & 0x3fffffff;
  if (size > static_cast<std::size_t>(end_ - p)) return fail_length(at, size, p);
  // 2^30 bits are V8's largest BigInt. A sign without digits is refused by V8 from version 11.3 on.
  if (size > 1u << 27) return fail(errc::invalid_value, at, "longer than V8's longest bigint");
  if (size == 0 && (bitfield & 1) != 0) return fail(errc::invalid_value, at, "a negative bigint without digits");
  out = detail::make_bigint((bitfield & 1) != 0, p, size);
  return p + size;
}

template <class Trace>
cursor decoder<Trace>::read_reference(cursor p, cursor at, slot& out) {
  std::uint32_t number;
  p = wire::read_varint32(p, end_, number);
  if (p == nullptr) return fail_end(at, "an object reference");
  const std::uint64_t own = document_number(number);
  if (own >= store_.object_count()) {
    return fail(errc::invalid_reference, at, "a reference to object #", std::uint64_t{number},
                ", which is not there yet");
  }
  out = detail::store::slot_of(store_.object(static_cast<std::uint32_t>(own)), static_cast<std::uint32_t>(own));
  note(at, p, "reference to ", out);
  return is_buffer(out) ? maybe_view(p, out) : p;
}

template <class Trace>
cursor decoder<Trace>::read_wrapper(cursor p, cursor at, tag t, slot& out) {
  record* r = nullptr;
  slot primitive;
  switch (t) {
    case tag::number_object: {
      double v;
      p = read_double(p, at, v);
      if (p == nullptr) return p;
      r = leaf(kind::number_object, out);
      if (r == nullptr) return fail_memory(at);
      r->number = detail::canonical(v);
      note(at, p, "Number object ", out, ": ", detail::make_number(v));
      return p;
    }
    case tag::bigint_object:
      r = leaf(kind::bigint_object, out);
      p = read_bigint(p, at, primitive);
      if (p != nullptr) note(at, p, "BigInt object ", out, ": ", primitive);
      break;
    case tag::string_object:
      r = leaf(kind::string_object, out);
      note(at, p, "String object ", out);
      p = read_string_value(p, primitive, "a String object's text");
      break;
    default:
      r = leaf(kind::boolean_object, out);
      primitive = detail::make_boolean(t == tag::true_object);
      note(at, p, "Boolean object ", out, ": ", t == tag::true_object ? "true" : "false");
      break;
  }
  if (p == nullptr) return p;
  return r != nullptr && set_child(r, primitive) ? p : fail_memory(at);
}

template <class Trace>
cursor decoder<Trace>::read_regexp(cursor p, cursor at, slot& out) {
  record* r = leaf(kind::regexp, out);
  if (r == nullptr) return fail_memory(at);
  note(at, p, "RegExp ", out);
  slot source;
  p = read_string_value(p, source, "a RegExp's source");
  if (p == nullptr) return p;
  const cursor flags_at = p;
  std::uint32_t flags;
  p = wire::read_varint32(p, end_, flags);
  if (p == nullptr) return fail_end(flags_at, "a RegExp's flags");
  if (!detail::are_valid_regexp_flags(flags)) {
    return fail(errc::invalid_value, flags_at, "RegExp flags ", std::uint64_t{flags},
                ", which are unknown or exclude each other");
  }
  if (!detail::escape_regexp_source(source, store_.memory()) || !set_child(r, source)) return fail_memory(at);
  r->flags = static_cast<std::uint16_t>(flags);
  note(flags_at, p, "flags ", flags);
  return p;
}

template <class Trace>
cursor decoder<Trace>::read_buffer(cursor p, cursor at, tag t, slot& out) {
  record* r = leaf(kind::array_buffer, out);
  auto* b = static_cast<detail::buffer*>(store_.memory().allocate(sizeof(detail::buffer)));
  if (r == nullptr || b == nullptr) return fail_memory(at);
  *b = {};
  r->buffer = b;
  std::uint64_t size, max;
  p = read_length(p, size);
  if (p == nullptr) return fail_end(at, "an ArrayBuffer's length");
  max = size;
  if (t == tag::resizable_array_buffer) {
    p = read_max_byte_length(mode_.rules, p, end_, size, max);
    if (p == nullptr) return fail_end(at, "an ArrayBuffer's maximum length");
    if (max > 0xffffffff && !mode_.rules.long_lengths()) {
      remark(at, "a maxByteLength of more than 32 bits, as Deno's node:v8 writes it in version 15");
    }
    if (size > max)
      return fail(errc::invalid_value, at, "byteLength ", std::uint64_t{size}, " over maxByteLength ",
                  std::uint64_t{max});
    r->flags = detail::buffer_resizable;
  } else if (t == tag::immutable_array_buffer) {
    r->flags = detail::buffer_immutable;
  }
  if (size > static_cast<std::size_t>(end_ - p)) return fail_length(at, size, p);
  *b = {p, size, max};
  p += size;
  if constexpr (Trace::on) {
    const char* name = t == tag::resizable_array_buffer   ? "resizable ArrayBuffer "
                       : t == tag::immutable_array_buffer ? "immutable ArrayBuffer "
                                                          : "ArrayBuffer ";
    note(at, p, name, out, ": ", size, " bytes");
  }
  return maybe_view(p, out);
}

template <class Trace>
cursor decoder<Trace>::read_view(cursor p, slot& out) {
  const cursor at = p++;
  const slot buffer = out;
  std::uint64_t subtag = 0, byte_offset = 0, byte_length = 0;
  std::uint32_t flags = 0;
  p = wire::read_varint_slowly<8>(p, end_, subtag);
  if (p != nullptr) p = read_length(p, byte_offset);
  if (p != nullptr) p = read_length(p, byte_length);
  const bool has_flags = mode_.rules.view_flags() || mode_.view_flags;
  if (p != nullptr && has_flags) p = wire::read_varint32(p, end_, flags);
  if (p == nullptr) return fail_end(at, "a view");

  kind k = kind::typed_array;
  element_type type{};
  switch (static_cast<view_tag>(subtag)) {
    case view_tag::int8_array: type = element_type::int8; break;
    case view_tag::uint8_array: type = element_type::uint8; break;
    case view_tag::uint8_clamped_array: type = element_type::uint8_clamped; break;
    case view_tag::int16_array: type = element_type::int16; break;
    case view_tag::uint16_array: type = element_type::uint16; break;
    case view_tag::int32_array: type = element_type::int32; break;
    case view_tag::uint32_array: type = element_type::uint32; break;
    case view_tag::float16_array: type = element_type::float16; break;
    case view_tag::float32_array: type = element_type::float32; break;
    case view_tag::float64_array: type = element_type::float64; break;
    case view_tag::bigint64_array: type = element_type::bigint64; break;
    case view_tag::biguint64_array: type = element_type::biguint64; break;
    case view_tag::data_view:
      k = kind::data_view;
      type = element_type::uint8;
      break;
    default: return fail(errc::invalid_view, at, "unknown kind of view ", std::string_view(hex(subtag).text));
  }
  const bool tracking = (flags & view_is_length_tracking) != 0;
  // Its length is its buffer's affair, and that is elsewhere.
  if (tracking && buffer.kind != kind::array_buffer) byte_length = 0;
  if (const char* problem = detail::view_problem(buffer, byte_offset, byte_length, element_size(type), tracking)) {
    return fail(errc::invalid_view, at, problem);
  }
  // The flag must say what the buffer is; where there are no flags, a view over a resizable buffer is refused too.
  if (buffer.kind == kind::array_buffer) {
    const bool resizable = (buffer.object->flags & detail::buffer_resizable) != 0;
    if (resizable != ((flags & view_is_over_resizable) != 0)) {
      return fail(errc::invalid_view, at,
                  resizable ? "the buffer is resizable, the view's flags say that it is not"
                            : "the view's flags say that its buffer is resizable, it is not");
    }
    // A length-tracking view has no length of its own: it reaches to the buffer's end, in whole elements.
    if (tracking) {
      const std::uint64_t rest = buffer.object->buffer->byte_length - byte_offset;
      byte_length = rest - rest % element_size(type);
    }
  }
  record* r = leaf(k, out);
  auto* v = static_cast<detail::view*>(store_.memory().allocate(sizeof(detail::view)));
  if (r == nullptr || v == nullptr) return fail_memory(at);
  *v = {buffer, byte_offset, byte_length};
  r->view = v;
  r->form = static_cast<std::uint8_t>(type);
  r->flags = static_cast<std::uint16_t>(detail::view_keeps_buffer | (tracking ? detail::view_length_tracking : 0));
  note(at, p, k == kind::data_view ? std::string_view("DataView") : constructor_name(type), " ", out, " over ", buffer,
       ": offset ", byte_offset, ", ", byte_length, " bytes", tracking ? ", length-tracking" : "");
  return p;
}

}  // namespace clonewire::formats::v8

#include "formats/v8/decoder_containers.hpp"
#include "formats/v8/decoder_hosts.hpp"
#include "formats/v8/decoder_packed.hpp"
