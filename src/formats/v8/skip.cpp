// Finding the end of a value without building it: the framing alone, for whoever has many values in a row, or wants to
// know only whether the bytes hang together.
#include <vector>

#include <clonewire/formats/v8.hpp>

#include "formats/v8/codec.hpp"
#include "formats/v8/lengths.hpp"
#include "wire/varint.hpp"

namespace clonewire::formats::v8 {

namespace {

using cursor = const std::uint8_t*;

class skipper {
 public:
  skipper(wire_rules rules, bool view_flags, dialect of, const limits& bounds, cursor end) noexcept
      : rules_(rules), view_flags_(view_flags), dialect_(of), bounds_(bounds), end_(end) {}

  // The end of the value at `p`; null: failed at `failed_at()`.
  cursor run(cursor p) {
    p = value(p);
    while (p != nullptr && !open_.empty()) p = step(p);
    return p;
  }
  cursor failed_at() const noexcept { return failed_at_; }
  errc code() const noexcept { return code_; }

 private:
  struct frame {
    tag kind;                 // the tag that began it
    std::uint32_t elements;   // dense array: still to come
    std::uint64_t members;    // keys and values, or members, read; dense array: behind its elements
    std::uint32_t announced;  // arrays: length
  };

  cursor fail(errc code, cursor at) noexcept {
    if (failed_at_ == nullptr) {
      failed_at_ = at;
      code_ = code;
    }
    return nullptr;
  }
  cursor bytes(cursor p, cursor at, std::uint64_t count) noexcept {
    if (count > static_cast<std::uint64_t>(end_ - p)) return fail(errc::length_over_input, at);
    return p + count;
  }
  cursor varint(cursor p, cursor at, std::uint32_t& out) noexcept {
    p = wire::read_varint32(p, end_, out);
    return p == nullptr ? fail(errc::unexpected_end, at) : p;
  }
  cursor skip_varint(cursor p, cursor at) noexcept {
    std::uint32_t ignored;
    return varint(p, at, ignored);
  }
  cursor length(cursor p, cursor at, std::uint64_t& out) noexcept {
    p = read_length(rules_, p, end_, out);
    return p == nullptr ? fail(errc::unexpected_end, at) : p;
  }
  cursor counted(cursor p, cursor at) noexcept {  // a length, then as many bytes
    std::uint32_t size;
    p = varint(p, at, size);
    return p == nullptr ? p : bytes(p, at, size);
  }
  cursor bigint(cursor p, cursor at) noexcept {
    std::uint32_t bitfield;
    p = varint(p, at, bitfield);
    return p == nullptr ? p : bytes(p, at, bitfield >> 1 & 0x3fffffff);
  }
  cursor skip_padding(cursor p) const noexcept {
    while (p != end_ && *p == 0) ++p;
    return p;
  }
  // What may stand before any tag. Null: broken.
  cursor skip_prefix(cursor p) noexcept {
    for (p = skip_padding(p); p != end_ && tag{*p} == tag::verify_object_count; p = skip_padding(p)) {
      p = skip_varint(p + 1, p);
      if (p == nullptr) return p;
    }
    return p == end_ ? fail(errc::unexpected_end, p) : p;
  }
  // Where only one kind of value may stand: never recursion, whatever the bytes say.
  cursor only(tag t, cursor p) {
    p = skip_prefix(p);
    if (p == nullptr) return p;
    return tag{*p} == t ? value(p) : fail(errc::invalid_value, p);
  }
  static bool is_string(tag t) noexcept {
    return t == tag::one_byte_string || t == tag::two_byte_string || t == tag::utf8_string;
  }
  static bool is_key(tag t) noexcept { return is_string(t) || t == tag::int32 || t == tag::number || t == tag::uint32; }

  cursor open(cursor p, cursor at, tag kind, std::uint32_t announced = 0, std::uint32_t elements = 0) {
    if (open_.size() >= bounds_.max_depth) return fail(errc::limit_exceeded, at);
    open_.push_back({kind, elements, 0, announced});
    return p;
  }

  cursor string_value(cursor p) {
    if (rules_.bare_strings()) return counted(p, p);
    const cursor at = skip_prefix(p);
    if (at == nullptr) return at;
    return is_string(tag{*at}) ? counted(at + 1, at) : fail(errc::invalid_value, at);
  }

  cursor buffer(cursor p, cursor at, bool resizable) noexcept {
    std::uint64_t size = 0, max;
    p = length(p, at, size);
    if (p != nullptr && resizable) {
      p = read_max_byte_length(rules_, p, end_, size, max);
      if (p == nullptr) return fail(errc::unexpected_end, at);
    }
    if (p != nullptr) p = bytes(p, at, size);
    return p == nullptr ? p : maybe_view(p);
  }
  cursor maybe_view(cursor p) noexcept {
    const cursor at = skip_padding(p);
    if (at == end_ || tag{*at} != tag::array_buffer_view) return p;
    std::uint64_t ignored;
    p = wire::read_varint_slowly<8>(at + 1, end_, ignored);
    if (p == nullptr) return fail(errc::unexpected_end, at);
    p = length(p, at, ignored);
    if (p != nullptr) p = length(p, at, ignored);
    if (p != nullptr && (rules_.view_flags() || view_flags_)) p = skip_varint(p, at);
    return p;
  }

  cursor host_object(cursor p, cursor at) {
    std::uint32_t type;
    p = varint(p, at, type);
    if (p == nullptr) return p;
    if (type == deno_host_object) return only(tag::begin_object, p);
    if (dialect_ == dialect::workerd) {
      if (type != workerd_error) return fail(errc::unknown_host_object, at);
      p = varint(p, at, type);
      if (p != nullptr && type == static_cast<std::uint32_t>(workerd_error_type::custom)) p = string_value(p);
      if (p != nullptr) p = string_value(p);
      return p == nullptr ? p : only(tag::begin_object, p);
    }
    if (dialect_ == dialect::web && open_.empty()) return end_;  // its bytes are kept, to the end
    if (dialect_ == dialect::web || type >= node_type_count) return fail(errc::unknown_host_object, at);
    return counted(p, at);
  }

  // One value, or a container's begin.
  cursor value(cursor p) {
    for (;;) {
      if (p == end_) return fail(errc::unexpected_end, p);
      const cursor at = p;
      const tag t{*p++};
      switch (t) {
        case tag::padding: continue;
        case tag::verify_object_count:
          p = skip_varint(p, at);
          if (p == nullptr) return p;
          continue;
        case tag::undefined:
        case tag::null:
        case tag::true_value:
        case tag::false_value:
        case tag::true_object:
        case tag::false_object: return p;
        case tag::int32:
        case tag::uint32:
        case tag::wasm_module_transfer: return skip_varint(p, at);
        case tag::object_reference:
        case tag::array_buffer_transfer:
        case tag::shared_array_buffer: p = skip_varint(p, at); return p == nullptr ? p : maybe_view(p);
        case tag::shared_object: return rules_.shared_objects() ? skip_varint(p, at) : fail(errc::unknown_tag, at);
        case tag::number:
        case tag::date:
        case tag::number_object: return bytes(p, at, 8);
        case tag::bigint:
        case tag::bigint_object: return bigint(p, at);
        case tag::utf8_string:
        case tag::one_byte_string:
        case tag::two_byte_string: return counted(p, at);
        case tag::string_object: return string_value(p);
        case tag::regexp: p = string_value(p); return p == nullptr ? p : skip_varint(p, at);
        case tag::begin_object:
        case tag::begin_map:
        case tag::begin_set:
        case tag::error: return open(p, at, t);
        case tag::begin_sparse_array:
        case tag::begin_dense_array: {
          std::uint32_t announced;
          p = varint(p, at, announced);
          if (p == nullptr) return p;
          const bool dense = t == tag::begin_dense_array;
          if (dense && announced > static_cast<std::size_t>(end_ - p)) return fail(errc::length_over_input, at);
          return open(p, at, t, announced, dense ? announced : 0);
        }
        case tag::array_buffer:
        case tag::immutable_array_buffer: return buffer(p, at, false);
        case tag::resizable_array_buffer: return buffer(p, at, true);
        case tag::wasm_memory_transfer:
          p = skip_varint(p, at);
          if (p != nullptr) p = bytes(p, at, 1);
          return p == nullptr ? p : only(tag::shared_array_buffer, p);
        case tag::host_object: return host_object(p, at);
        default: return fail(errc::unknown_tag, at);
      }
    }
  }

  // A short value, without leaving the loop of its container. Null: not one of those. Precondition: look_ahead bytes
  // left.
  static constexpr std::ptrdiff_t look_ahead = 10;
  cursor skip_short(cursor p) const noexcept {
    switch (tag{*p}) {
      case tag::one_byte_string: return p[1] < 0x80 && p[1] <= end_ - p - 2 ? p + 2 + p[1] : nullptr;
      case tag::int32: {
        unsigned size;
        wire::unpack_varint32(wire::load_le64(p + 1), size);
        return p + 1 + size;
      }
      case tag::number: return p + 9;
      case tag::true_value:
      case tag::false_value:
      case tag::null:
      case tag::undefined: return p + 1;
      default: return nullptr;
    }
  }

  // The innermost container's next child, or its end.
  cursor step(cursor p) {
    frame& f = open_.back();
    if (f.kind == tag::error) return error_field(p);
    for (; f.elements != 0 && end_ - p >= look_ahead; --f.elements) {
      const cursor next = skip_short(p);
      if (next == nullptr) break;
      p = next;
    }
    const bool is_collection = f.kind == tag::begin_map || f.kind == tag::begin_set;
    for (; f.elements == 0 && end_ - p >= look_ahead; ++f.members) {
      if (!is_collection && f.members % 2 == 0 && !is_key(tag{*p})) break;
      const cursor next = skip_short(p);
      if (next == nullptr) break;
      p = next;
    }
    const cursor at = skip_padding(p);
    if (at == end_) return fail(errc::unexpected_end, at);
    const tag t{*at};
    if (f.elements != 0) {
      --f.elements;
      return t == tag::the_hole ? at + 1 : value(at);
    }
    const bool between_pairs = f.members % 2 == 0;
    switch (f.kind) {
      case tag::begin_set:
        if (t == tag::end_set) return end(at, f.members, false);
        break;
      case tag::begin_map:
        if (t == tag::end_map && between_pairs) return end(at, f.members, false);
        break;
      default: {
        if (!between_pairs) break;
        const tag closing = f.kind == tag::begin_object        ? tag::end_object
                            : f.kind == tag::begin_dense_array ? tag::end_dense_array
                                                               : tag::end_sparse_array;
        if (t == closing) return end(at, f.members / 2, f.kind != tag::begin_object);
        if (!is_key(t) && t != tag::verify_object_count) return fail(errc::invalid_key, at);
        break;
      }
    }
    ++f.members;
    return value(at);
  }

  cursor end(cursor at, std::uint64_t members, bool with_length) noexcept {
    std::uint32_t count, announced = open_.back().announced;
    cursor p = varint(at + 1, at, count);
    if (p != nullptr && with_length) p = varint(p, at, announced);
    if (p == nullptr) return p;
    if (count != members || announced != open_.back().announced) return fail(errc::count_mismatch, at);
    open_.pop_back();
    return p;
  }

  cursor error_field(cursor p) {
    std::uint64_t t;
    const cursor at = p;
    p = wire::read_varint_slowly<8>(p, end_, t);
    if (p == nullptr) return fail(errc::unexpected_end, at);
    switch (static_cast<error_tag>(t)) {
      case error_tag::eval_error:
      case error_tag::range_error:
      case error_tag::reference_error:
      case error_tag::syntax_error:
      case error_tag::type_error:
      case error_tag::uri_error: return p;
      case error_tag::message:
      case error_tag::stack: return string_value(p);
      case error_tag::cause: return value(p);
      case error_tag::end: open_.pop_back(); return p;
    }
    return fail(errc::unknown_tag, at);
  }

  wire_rules rules_;
  bool view_flags_;
  dialect dialect_;
  const limits& bounds_;
  cursor end_;
  std::vector<frame> open_;
  cursor failed_at_ = nullptr;
  errc code_ = errc::invalid_value;
};

}  // namespace

}  // namespace clonewire::formats::v8

namespace clonewire::v8 {

result<std::uint64_t> try_skip(bytes_view input, const decode_options& options) {
  using namespace formats::v8;
  std::uint64_t header_size;
  const result<std::uint32_t> version = read_header(input, options, header_size);
  if (!version) return version.error();
  const auto* begin = reinterpret_cast<const std::uint8_t*>(input.data());
  const wire_rules rules(*version);
  if (rules.stack_based()) return std::uint64_t{input.size()};  // version 0 has no end but the input's
  const bool automatic = options.dialect == dialect::automatic;

  error first;
  // Readings in the decoder's own order: as Node.js's dialect, or the one told; wrongly written version 13 data;
  // workerd's.
  for (const bool workerd : {false, true}) {
    if (workerd && !automatic) break;
    for (const bool view_flags : {false, true}) {
      if (view_flags && !rules.may_have_view_flags()) break;
      const dialect of = workerd ? dialect::workerd : automatic ? dialect::node : options.dialect;
      skipper s(rules, view_flags, of, options.limits, begin + input.size());
      if (const std::uint8_t* end = s.run(begin + header_size)) return static_cast<std::uint64_t>(end - begin);
      if (!workerd && !view_flags) {
        first = {s.code(), static_cast<std::uint64_t>(s.failed_at() - begin), "", "the framing is broken"};
      }
    }
  }
  return first;
}

}  // namespace clonewire::v8
