// The decoder for CBOR. One pass over the bytes, one frame for each open container but flat ones, whose values are
// all short; calls no deeper than `most_calls`, however deep the input nests.
//
// The cursor is a local that functions take and return (null: failed), because stores through byte pointers may alias
// any member. Counts come first, so that children are read straight into the slots that their container keeps; only
// those of an indefinite length wait on a scratch stack for their number.
//
// An object has its place in its parent, and so its number, when it is opened. What it is may show later: a map is an
// object until a key is no text, a named object (tag 27) anything until it is complete. Where something has referred to
// it by then, the kinds of all slots are corrected in the end.
//
// `Trace` reports each item to whoever explains the bytes; `no_trace` compiles to nothing.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/error.hpp>
#include <clonewire/format.hpp>

#include "formats/cbor/codec.hpp"
#include "formats/cbor/heads.hpp"
#include "formats/cbor/named_objects.hpp"
#include "formats/cbor/tags.hpp"
#include "formats/custom_types.hpp"
#include "formats/decoding_report.hpp"
#include "formats/record_layout.hpp"
#include "graph/assembly.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/pod_stack.hpp"
#include "graph/regexp.hpp"
#include "graph/slots.hpp"
#include "graph/strings.hpp"
#include "wire/short_text.hpp"

namespace clonewire::formats::cbor {

using detail::record;
using detail::slot;

struct no_trace {
  static constexpr bool on = false;
};

template <class Trace>
class decoder : public decoding_report<decoder<Trace>> {
 public:
  /// `readable_end`: `end`, or as far beyond it as a copy of the input can be read; all that is break_byte.
  decoder(detail::store& store, const decode_options& options, cursor begin, cursor end, cursor readable_end,
          Trace trace = {}) noexcept
      : report(store, begin, end),
        last_fast_(readable_end - begin >= look_ahead ? readable_end - look_ahead : nullptr),
        make_(store, options.limits, static_cast<std::uint64_t>(end - begin), options.numbers),
        options_(options),
        trace_(trace) {
    maps_ = options.maps;
    if (maps_ == plain_maps::automatic)
      maps_ = variant_named(options.variant) == variant::x ? plain_maps::maps : plain_maps::objects;
  }
  decoder(const decoder&) = delete;
  decoder& operator=(const decoder&) = delete;
  ~decoder() {
    if (frames_ != inline_frames_) std::free(frames_);
  }

  /// Reads the one value that the input is into the store's root. False: failed, see `failure`.
  bool read();

 private:
  using report = decoding_report<decoder<Trace>>;
  friend report;  // for `path`
  using report::begin_, report::end_, report::store_;
  using report::fail, report::fail_length, report::remark;

  enum class context : std::uint8_t {
    elements,       // of an array
    members,        // of a Set
    pairs,          // of an object or a Map
    record_values,  // whose keys are in place
    arguments,      // of a named object, tag 27
    content,        // of a tag that is kept
    payload,        // of a custom type
  };

  struct frame {
    record* object;
    context in;
    bool is_indefinite;
    bool is_map;        // pairs: a Map, whose keys are values
    bool repeats;       // pairs: a key is there twice; record_values: perhaps
    bool watched;       // pairs: `keys` has been told all of them; else they are those of `guess` so far
    bool are_in_place;  // pairs: all keys lie in the input as ASCII
    detail::key_guesses::property name;  // of the property that this is, or stands in a list of
    std::uint32_t next;                  // children begun, each key and value a child of its own
    std::uint32_t end;                   // children in all; of an indefinite length: unknown
    slot* children;                      // of a definite length: where they lie
    std::size_t mark;                    // of an indefinite length: where they begin on the scratch
    std::uint32_t number;                // the object's
    std::uint32_t scopes;                // string namespaces that end with this
    std::uint32_t tables;                // packed tables that end with this
    detail::key_guesses::guess guess;
    detail::key_watch keys;  // pairs
  };

  // The keys of records, in JavaScript's order or, with `needs_ordering`, as they came.
  struct shape {
    slot* keys = nullptr;
    std::uint32_t count = 0;
    bool is_defined = false;
    bool needs_ordering = false;
  };

  // ---- failure ----

  CLONEWIRE_COLD cursor fail_end(const char* what) {
    return fail(errc::unexpected_end, end_, "the input ends inside ", what);
  }
  CLONEWIRE_COLD cursor fail_head(cursor at, head_problem problem) {
    if (problem == head_problem::end) {
      if (at == end_) return fail(errc::unexpected_end, at, "the input ends where a value is due");
      return fail(errc::unexpected_end, at, "the input ends inside a head");
    }
    return fail(errc::unknown_tag, at, "additional information ", std::uint64_t{*at & 31u}, " is reserved");
  }
  CLONEWIRE_COLD cursor fail_memory(cursor at) {
    const std::string reason = make_.refusal_text();
    return fail(make_.refusal_code(), at, std::string_view(reason));
  }
  CLONEWIRE_COLD cursor fail_content(cursor at, std::uint64_t tag, const char* want) {
    return fail(errc::invalid_value, at, "tag ", tag, " is not over ", want);
  }

  std::string path() const;

  // ---- frames ----

  bool grow_frames() noexcept {
    const std::size_t size = depth_, capacity = 2 * size;
    auto* grown = static_cast<frame*>(frames_ == inline_frames_ ? std::malloc(capacity * sizeof(frame))
                                                                : std::realloc(frames_, capacity * sizeof(frame)));
    if (grown == nullptr) return false;
    if (frames_ == inline_frames_) std::memcpy(grown, inline_frames_, size * sizeof(frame));
    frames_ = grown;
    capacity_ = capacity;
    return true;
  }
  frame& innermost() noexcept { return frames_[depth_ - 1]; }

  // Opens a container whose object is made and named by `object`. `children`: where its `end` children go; null for an
  // indefinite length. Null: failed.
  CLONEWIRE_INLINE frame* push_frame(cursor at, const slot& object, context in, slot* children, std::uint32_t end) {
    if (depth_ >= options_.limits.max_depth) [[unlikely]] {
      fail(errc::limit_exceeded, at, "nested deeper than the limit of ", std::uint64_t{options_.limits.max_depth});
      return nullptr;
    }
    if (depth_ == capacity_ && !grow_frames()) [[unlikely]] {
      fail(errc::out_of_memory, at, "no memory for the document");
      return nullptr;
    }
    frame& f = frames_[depth_++];
    f.object = object.object;
    f.in = in;
    f.is_indefinite = children == nullptr;
    f.is_map = f.repeats = false;
    f.next = 0;
    f.end = end;
    f.children = children;
    f.mark = scratch_.size();
    f.number = object.size;
    f.scopes = f.tables = 0;
    f.name = name_of(object, depth_ - 1);
    return &f;
  }

  // The name of the property whose value `place` is, a child of the innermost of `depth` frames. In a list: the list's.
  CLONEWIRE_INLINE detail::key_guesses::property name_of(const slot& place, std::size_t depth) const noexcept {
    if (depth == 0) return 0;
    const frame& parent = frames_[depth - 1];
    const bool is_property =
        parent.in == context::record_values || (parent.in == context::pairs && !parent.is_map && parent.next % 2 == 0);
    return is_property ? (&place)[-1].hash : parent.name;
  }

  // The place of the child that comes next, which is counted as begun. Valid until another child is placed. Null:
  // refused.
  slot* next_place(frame& f) {
    const std::uint32_t i = f.next++;
    if (!f.is_indefinite) return f.in == context::record_values ? f.children + 2 * std::size_t{i} + 1 : f.children + i;
    // Beyond the limit there is no reason to read on; the slots themselves are taken when the container closes.
    return make_.may_have_slots(scratch_.size() + 1) ? &scratch_.emplace_back() : nullptr;
  }
  // Where the value of a frame stands: its parent's last child, or the root.
  slot& place_of(std::size_t index) noexcept {
    if (index == 0) return store_.root;
    const frame& parent = frames_[index - 1];
    const std::size_t last = parent.next - 1;
    if (parent.is_indefinite) return scratch_[parent.mark + last];
    return parent.in == context::record_values ? parent.children[2 * last + 1] : parent.children[last];
  }
  // The children of an indefinite length, moved to their place. Null: refused.
  slot* gather(const frame& f) {
    const std::size_t count = scratch_.size() - f.mark;
    slot* to = make_.new_slots(count);
    if (to != nullptr) std::copy_n(scratch_.begin() + static_cast<std::ptrdiff_t>(f.mark), count, to);
    return to;
  }
  void close_frame() noexcept {
    const frame& f = innermost();
    if (f.is_indefinite) scratch_.resize(f.mark);
    if ((f.scopes | f.tables) != 0) [[unlikely]]
      end_scopes(f.scopes, f.tables);
    --depth_;
  }
  void end_scopes(std::uint32_t scopes, std::uint32_t tables) noexcept {
    namespaces_.resize(namespaces_.size() - scopes);
    tables_.resize(tables_.size() - tables);
  }
  // An object turned out to be of another kind than its slots say.
  void set_kind(std::size_t index, kind k) noexcept {
    frames_[index].object->kind = k;
    place_of(index).kind = k;
    kinds_differ_ = kinds_differ_ || !shared_.empty();
  }

  // ---- values ----

  // One value, or a container's begin (then a frame is open).
  cursor read_value(cursor p, slot& out);
  cursor read_untagged(cursor p, cursor at, const head& h, slot& out);
  // One value that is no container and makes no object: what tags stand over. A byte string stays one (kind::bytes).
  cursor read_leaf(cursor p, slot& out, std::uint64_t inside_tag);
  cursor read_plain_leaf(cursor p, cursor at, const head& h, slot& out);
  cursor read_text(cursor p, cursor at, const head& h, slot& out);
  cursor read_bytes(cursor p, cursor at, const head& h, slot& out);
  cursor read_chunks(cursor p, cursor at, const head& h, wire::octets& out);
  cursor read_special(cursor p, cursor at, const head& h, slot& out);
  bool make_byte_string(slot& bytes) noexcept;
  bool make_bigint(bool negative, std::uint64_t magnitude, slot& out) noexcept;
  bool make_kept(const char* name, std::uint32_t field_count, slot& out) noexcept;

  // ---- tags (decoder_tags.hpp) ----

  cursor read_tagged(cursor p, slot& out);
  cursor read_tag_content(cursor p, cursor at, std::uint64_t tag, slot& out);
  cursor read_content_head(cursor p, cursor at, std::uint64_t tag, major want, const char* name, head& h);
  cursor read_date(cursor p, cursor at, std::uint64_t tag, slot& out);
  cursor read_bignum(cursor p, cursor at, std::uint64_t tag, slot& out);
  cursor read_typed_array(cursor p, cursor at, std::uint64_t tag, slot& out);
  cursor read_regexp(cursor p, cursor at, std::uint64_t tag, slot& out);
  cursor finish_regexp(cursor p, cursor at, slot source, const slot& flags, slot& out);
  cursor read_shared_reference(cursor p, cursor at, slot& out);
  cursor read_string_reference(cursor p, cursor at, slot& out);
  cursor read_packed_reference(cursor p, cursor at, std::uint64_t index, slot& out);
  cursor read_packed_table(cursor p, cursor at);
  cursor begin_bundles(cursor p, cursor at);
  cursor read_bundled_text(cursor p, cursor at, std::uint64_t tag, slot& out);
  cursor open_named_object(cursor p, cursor at, slot& out);
  cursor read_named_leaf(cursor p, cursor at, slot& out);
  cursor open_kept_tag(cursor p, cursor at, std::uint64_t tag, slot& out);
  cursor open_custom_type(cursor p, cursor at, const custom_type& type, slot& out);
  void register_string(const slot& s);

  // ---- records (decoder_records.hpp) ----

  cursor read_record_definitions(cursor p, cursor at);
  cursor open_record_definition(cursor p, cursor at, std::uint64_t tag, slot& out);
  bool begins_short_definition(cursor p) const noexcept;
  cursor open_record(cursor p, cursor at, const shape& s, slot& out);
  cursor open_record_of(cursor p, cursor at, const shape& s, std::uint64_t count, slot& out);
  const shape* begins_short_record(cursor p) noexcept;
  cursor read_record_row(cursor p, const shape* s);
  cursor read_alike_records(cursor p, std::uint32_t length, slot& out) noexcept;
  std::size_t number_of(const shape& s) const noexcept { return static_cast<std::size_t>(&s - shapes_.begin()); }
  cursor push_record(cursor p, cursor at, const shape& s, std::uint64_t count, slot& out);
  cursor read_record_id(cursor p, cursor at, std::uint64_t& id);
  cursor read_short_keys(cursor p, slot* keys, std::uint32_t count) noexcept;
  cursor read_record_keys(cursor p, shape& out);
  shape* record_shape(std::uint64_t tag) noexcept;
  bool begins_old_record(cursor p) const noexcept;

  // ---- containers: each reads until its container closes or a child opens (decoder_containers.hpp) ----

  cursor open_array(cursor p, cursor at, const head& h, kind k, slot& out);
  cursor open_map(cursor p, cursor at, const head& h, bool is_map, slot& out);
  cursor read_short(cursor p, slot& out) noexcept;
  cursor read_short_key(cursor p, slot& out) noexcept;
  cursor read_short_at_end(cursor p, slot& out, bool is_key) noexcept;
  cursor read_flat(cursor p, slot& out) noexcept;
  cursor read_short_list(cursor p, std::uint32_t length, slot& out) noexcept;
  template <unsigned Stride>
  cursor read_flat_values(cursor p, slot*& place, const slot* end) noexcept;
  cursor read_guessed_pairs(cursor p, detail::key_guesses::guess guess, slot*& place, const slot* end) noexcept;
  cursor read_numbers(cursor p, std::uint32_t length, detail::packed_numbers& numbers) const noexcept;
  cursor read_short_pairs(cursor p, frame& f);
  cursor continue_child(cursor p, std::size_t level);
  cursor continue_children(cursor p);
  cursor continue_pairs(cursor p);
  cursor continue_record(cursor p);
  cursor read_child(cursor p, slot& out);
  cursor read_key(cursor p);
  static void watch_key(frame& f, const slot* pairs, std::uint32_t place);
  static void watch_keys(frame& f, const slot* pairs, std::uint32_t places);
  bool become_map(std::size_t index);
  bool at_end(cursor& p, frame& f, const char* what);
  cursor close_children(cursor p);
  cursor close_pairs(cursor p);
  cursor continue_innermost(cursor p) {
    switch (innermost().in) {
      case context::pairs: return innermost().is_map ? continue_children(p) : continue_pairs(p);
      case context::record_values: return continue_record(p);
      default: return continue_children(p);
    }
  }

  // What is not short or plain is left to the slow paths, and so is everything while somebody listens or strings are
  // counted for references.
  bool may_hurry() const noexcept {
    if constexpr (Trace::on) return false;
    return namespaces_.empty();
  }

  // Whether containers may be read as flat, without frames: there is room for as many levels as a flat value takes.
  static constexpr std::size_t flat_levels = 3;
  bool may_read_flat() const noexcept { return may_hurry() && depth_ + flat_levels <= options_.limits.max_depth; }

  // ---- tracing ----

  template <class... Parts>
  void note(cursor from, cursor to, const Parts&... parts) {
    if constexpr (Trace::on) trace_.item(from, to, static_cast<std::uint32_t>(depth_), parts...);
  }
  template <class... Parts>
  void label(const Parts&... parts) {
    if constexpr (Trace::on) trace_.label(parts...);
  }

  static constexpr std::size_t inline_depth = 8;
  // How many bytes must be left for the short readings not to ask for each: a head and short_text.
  static constexpr std::ptrdiff_t look_ahead = 2 + wire::short_text;

  cursor last_fast_;  // the last place to read at from which look_ahead bytes can be read; null: there is none
  detail::assembly make_;
  const decode_options& options_;
  plain_maps maps_;
  [[no_unique_address]] Trace trace_;

  static constexpr unsigned most_calls = 32;
  unsigned calls_ = 0;  // of continue_child that have not returned

  frame* frames_ = inline_frames_;  // innermost last; marks ascend
  std::size_t depth_ = 0;
  std::size_t capacity_ = inline_depth;
  std::vector<slot> scratch_;  // children of indefinite lengths

  // Tag 28's values; absent while they are not begun, and for those that no value of the document stands for.
  std::vector<slot> shared_;
  bool kinds_differ_ = false;
  std::vector<std::vector<slot>> namespaces_;  // tag 256: strings that 25 may refer to; innermost last
  std::vector<std::vector<slot>> tables_;      // tag 51: values that 6 and simple values refer to; innermost last
  detail::key_guesses guesses_;
  detail::pod_stack<shape, 4> shapes_;  // by record number
  record_layouts layouts_;
  slot bundles_[2] = {};             // bundled strings: what is not taken yet, as UTF-16 and as Latin-1
  cursor bundles_at_ = nullptr;      // where the value's last bundles begin
  cursor behind_bundles_ = nullptr;  // and end

  cursor tail_begin_ = nullptr;  // the first byte that `tail_` is a copy of; null: not copied yet
  std::uint8_t tail_[2 * look_ahead];

  union {
    frame inline_frames_[inline_depth];  // uninitialised: only what lies below the depth is ever read
  };
};

// ---------------------------------------------------------------------------------------------------------------------

template <class Trace>
bool decoder<Trace>::read() {
  cursor p = read_child(begin_, store_.root);
  while (p != nullptr && depth_ != 0) p = continue_innermost(p);
  if (p == nullptr) return false;
  if (behind_bundles_ != nullptr) {
    if (p > bundles_at_) {
      fail(errc::invalid_reference, p, "the value ends inside of its bundled strings");
      return false;
    }
    note(p, behind_bundles_, "bundled strings");
    p = behind_bundles_;
  }
  store_.consumed_bytes = static_cast<std::uint64_t>(p - begin_);
  if (p != end_) {
    // As cbor-x does, strict or not.
    fail(errc::trailing_bytes, p, static_cast<std::uint64_t>(end_ - p), " bytes after the value");
    return false;
  }
  if (kinds_differ_) make_.correct_kinds();
  return true;
}

template <class Trace>
cursor decoder<Trace>::read_value(cursor p, slot& out) {
  if (p != end_ && static_cast<major>(*p >> 5) == major::tag) return read_tagged(p, out);
  const cursor at = p;
  head h;
  const head_problem problem = read_head(p, end_, h);
  if (problem != head_problem::none) return fail_head(at, problem);
  return read_untagged(p, at, h, out);
}

template <class Trace>
cursor decoder<Trace>::read_untagged(cursor p, cursor at, const head& h, slot& out) {
  switch (h.major) {
    case major::array: return open_array(p, at, h, kind::array, out);
    case major::map: return open_map(p, at, h, maps_ == plain_maps::maps, out);
    default: break;
  }
  p = read_plain_leaf(p, at, h, out);
  if (p == nullptr || out.kind != kind::bytes) return p;
  return make_byte_string(out) ? p : fail_memory(at);
}

template <class Trace>
cursor decoder<Trace>::read_plain_leaf(cursor p, cursor at, const head& h, slot& out) {
  const bool is_number = h.major == major::positive || h.major == major::negative;
  if (is_number && h.is_indefinite()) return fail(errc::unknown_tag, at, "integers have no indefinite length");
  switch (h.major) {
    case major::positive:
    case major::negative: {
      const bool negative = h.major == major::negative;
      if (h.info != info_64_bits) {
        const auto n = static_cast<double>(h.argument);
        out = detail::make_integer(negative ? -1 - n : n, make_.numbers());
      } else if (!make_bigint(negative, h.argument, out)) {
        return fail_memory(at);
      }
      break;
    }
    case major::bytes: p = read_bytes(p, at, h, out); break;
    case major::text: p = read_text(p, at, h, out); break;
    default: return read_special(p, at, h, out);
  }
  if (p != nullptr) note(at, p, out);
  return p;
}

// 64 bits of a head, as magnitude or as n for -1-n, whatever its size: such heads are what cbor-x writes bigints as.
template <class Trace>
bool decoder<Trace>::make_bigint(bool negative, std::uint64_t magnitude, slot& out) noexcept {
  const bool carry = negative && magnitude == ~std::uint64_t{0};  // -2^64
  auto* data = static_cast<std::uint8_t*>(store_.memory().allocate(16));
  if (data == nullptr) return false;
  wire::store_word(data, negative ? magnitude + 1 : magnitude);
  data[8] = carry ? 1 : 0;
  out = detail::make_bigint(negative, data, 9);
  return true;
}

template <class Trace>
cursor decoder<Trace>::read_text(cursor p, cursor at, const head& h, slot& out) {
  wire::octets text;
  if (h.is_indefinite()) {
    p = read_chunks(p, at, h, text);
    if (p == nullptr) return p;
  } else {
    if (h.argument > static_cast<std::uint64_t>(end_ - p)) return fail_length(at, h.argument, p);
    text = {p, static_cast<std::size_t>(h.argument)};
    p += h.argument;
  }
  if (text.size() > 0xffffffff) return fail(errc::limit_exceeded, at, "a string longer than 2^32-1 bytes");
  switch (make_.make_text(text, out)) {
    case detail::assembly::text::made: break;
    case detail::assembly::text::invalid: return fail(errc::invalid_string, at, "the text is not valid UTF-8");
    case detail::assembly::text::refused: return fail_memory(at);
  }
  if (!namespaces_.empty() && !h.is_indefinite()) register_string(out);
  return p;
}

template <class Trace>
cursor decoder<Trace>::read_bytes(cursor p, cursor at, const head& h, slot& out) {
  wire::octets content;
  if (h.is_indefinite()) {
    p = read_chunks(p, at, h, content);
    if (p == nullptr) return p;
  } else {
    if (h.argument > static_cast<std::uint64_t>(end_ - p)) return fail_length(at, h.argument, p);
    content = {p, static_cast<std::size_t>(h.argument)};
    p += h.argument;
  }
  if (content.size() > 0xffffffff) return fail(errc::limit_exceeded, at, "a byte string longer than 2^32-1 bytes");
  out = detail::make_slot(kind::bytes, 0, static_cast<std::uint32_t>(content.size()));
  out.data = content.data();
  if (!namespaces_.empty() && !h.is_indefinite()) register_string(out);
  return p;
}

// The chunks of an indefinite length, put together. Each is of a definite length, and text on its own.
template <class Trace>
cursor decoder<Trace>::read_chunks(cursor p, cursor at, const head& h, wire::octets& out) {
  const bool is_text = h.major == major::text;
  const char* const what = is_text ? "a text string" : "a byte string";
  const auto next_chunk = [&](cursor& q, wire::octets& chunk) -> bool {  // false: the end, or failed
    chunk = {};
    if (q == end_) return fail_end(what) != nullptr;
    if (*q == break_byte) return false;
    const cursor chunk_at = q;
    head c;
    const head_problem problem = read_head(q, end_, c);
    if (problem != head_problem::none) return fail_head(chunk_at, problem) != nullptr;
    if (c.major != h.major || c.is_indefinite())
      return fail(errc::invalid_value, chunk_at, "no chunk of ", what) != nullptr;
    if (c.argument > static_cast<std::uint64_t>(end_ - q)) return fail_length(chunk_at, c.argument, q) != nullptr;
    chunk = {q, static_cast<std::size_t>(c.argument)};
    q += c.argument;
    if (is_text && !detail::assembly::is_text(chunk))
      return fail(errc::invalid_string, chunk_at, "the text is not valid UTF-8") != nullptr;
    return true;
  };
  std::size_t size = 0;
  cursor end = p;
  wire::octets chunk;
  while (next_chunk(end, chunk)) size += chunk.size();
  if (this->has_failed()) return nullptr;
  auto* whole = static_cast<std::uint8_t*>(store_.memory().allocate(size == 0 ? 1 : size));
  if (whole == nullptr) return fail_memory(at);
  out = {whole, size};
  while (next_chunk(p, chunk)) {
    if (!chunk.empty()) std::memcpy(whole, chunk.data(), chunk.size());
    whole += chunk.size();
  }
  return p + 1;
}

template <class Trace>
cursor decoder<Trace>::read_special(cursor p, cursor at, const head& h, slot& out) {
  switch (h.info) {
    case float16_head & 31:
      out = detail::make_number(half_to_double(static_cast<std::uint32_t>(h.argument)), make_.numbers());
      break;
    case float32_head & 31:
      out = detail::make_number(bits_as<float>(static_cast<std::uint32_t>(h.argument)), make_.numbers());
      break;
    case float64_head & 31: out = detail::make_number(bits_as<double>(h.argument), make_.numbers()); break;
    case info_indefinite: return fail(errc::unknown_tag, at, "a break where a value is due");
    default: {
      if (h.info == info_8_bits && h.argument < 32)
        return fail(errc::unknown_tag, at, "simple values below 32 have no second byte");
      if (h.argument < packed_simple_values && !tables_.empty()) return read_packed_reference(p, at, h.argument, out);
      switch (static_cast<simple>(h.argument)) {
        case simple::false_value: out = detail::make_boolean(false); break;
        case simple::true_value: out = detail::make_boolean(true); break;
        case simple::null: out = detail::make_slot(kind::null); break;
        case simple::undefined: out = detail::make_slot(kind::undefined); break;
        default:
          if (!make_kept(kept_simple_name, 1, out)) return fail_memory(at);
          set_host_field(*out.object, 0, "value", detail::make_int32(static_cast<std::int32_t>(h.argument)));
          note(at, p, "simple value ", h.argument);
          return p;
      }
      break;
    }
  }
  note(at, p, out);
  return p;
}

// What a byte string in a value's place is.
template <class Trace>
bool decoder<Trace>::make_byte_string(slot& bytes) noexcept {
  const wire::octets content(bytes.data, bytes.size);
  switch (options_.byte_strings) {
    case byte_strings::bytes: return true;
    case byte_strings::array_buffer: return make_.make_array_buffer(content, bytes);
    case byte_strings::uint8_array: return make_.make_typed_array(element_type::uint8, content, bytes);
    case byte_strings::buffer:
    case byte_strings::automatic: break;
  }
  return make_.make_typed_array(element_type::buffer, content, bytes);
}

// A platform object that stands for something without a kind of its own.
template <class Trace>
bool decoder<Trace>::make_kept(const char* name, std::uint32_t field_count, slot& out) noexcept {
  record* r = make_.new_object(kind::host, out);
  if (r == nullptr) return false;
  r->children = make_.new_slots(1 + 2 * std::uint64_t{field_count});
  if (r->children == nullptr) return false;
  r->children[0] = static_text(name);
  r->count = field_count;
  return true;
}

}  // namespace clonewire::formats::cbor

#include "formats/cbor/decoder_containers.hpp"
#include "formats/cbor/decoder_records.hpp"
#include "formats/cbor/decoder_tags.hpp"
