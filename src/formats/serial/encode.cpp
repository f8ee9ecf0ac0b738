// A document as the envelope, byte for byte as the original writes it. Each value is written where it stands; dicts are
// gone through in the order of their keys, and the elements of sets and the pairs of mapkv, whose order is that of
// their text, are put in order when the last of them is written.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "formats/custom_types.hpp"
#include "formats/host_objects.hpp"
#include "formats/json_text.hpp"
#include "formats/losses.hpp"
#include "formats/open_containers.hpp"
#include "formats/repetition.hpp"
#include "formats/serial/hashable.hpp"
#include "formats/serial/refusals.hpp"
#include "formats/serial/serial.hpp"
#include "formats/serial/tags.hpp"
#include "formats/serial/text_parts.hpp"
#include "formats/serial/text_writer.hpp"
#include "formats/serial/zoned_time.hpp"
#include "graph/arena.hpp"
#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/occurrences.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "graph/strings.hpp"
#include "wire/base64.hpp"
#include "wire/number_text.hpp"
#include "wire/word.hpp"

namespace clonewire::formats::serial {
namespace {

using detail::record;
using detail::slot;

wire::octets text_of(const slot& s) noexcept {
  return {s.data, s.size};
}
std::string_view chars_of(const slot& s) noexcept {
  return {reinterpret_cast<const char*>(s.data), s.size};
}
string_encoding encoding_of(const slot& s) noexcept {
  return static_cast<string_encoding>(s.form);
}

/// How a container is written.
enum class form : std::uint8_t { members, list, tuple, set, entries, payload };

/// A member of an object, or a dict's entry with a string for a key.
struct member {
  slot key;  // a string
  const slot* content;
  std::uint32_t child;  // as detail::append_child_step counts it
};

struct frame : open_container {
  form is;
  bool must_hash;   // it is a set's element, a dict's key, or in a tuple that is
  bool is_escaped;  // members: in an envelope, since one is "$t"
  bool ends_repetition;
  std::uint32_t levels;    // of the text's nesting
  std::uint32_t position;  // members: of the next one
  std::size_t side_begin;  // members, parts: where its own begin among them
};

class encoder {
 public:
  encoder(const value& root, const encode_options& options, std::vector<std::byte>& out)
      : root_(root),
        store_(root.store()),
        types_(options.types),
        views_(options.views),
        is_js_(profile_of(options.variant) == profile::js),
        lone_(is_js_ ? lone_surrogates::escaped : lone_surrogates::replaced),
        out_(out),
        parts_(out_),
        losses_(options, "", "cannot serialize ") {
    if (store_ != nullptr) visits_.resize(store_->object_count());
  }

  result<std::uint64_t> run() {
    write(root_.slot());
    while (!open_.empty() && !losses_.failed()) step();
    if (losses_.failed()) return losses_.failure();
    out_.finish();
    return std::uint64_t{out_.written()};
  }

 private:
  enum class visit : std::uint8_t { none, open, done };

  // ---- losses ----

  bool lose(const loss& l) {
    return losses_.lose(l, [this] { return path_of(open_); });
  }
  bool lose(const refusal& r) { return lose(loss{r.what.c_str(), r.becomes, r.hint}); }
  template <class Loss>
  void write_null_for(const Loss& l) {
    if (lose(l)) out_.put("null");
  }
  /// For what there is no lossy form of either.
  void refuse(const refusal& r) { losses_.fail(errc::cannot_carry, path_of(open_), "cannot serialize " + r.what); }

  // ---- leaves ----

  void write(const slot& s) {
    switch (s.kind) {
      case kind::null: return out_.put("null");
      case kind::boolean: return out_.put(s.form != 0 ? "true" : "false");
      case kind::number:
        if (is_js_ && detail::is_int32_form(s)) return write_int32(static_cast<std::int32_t>(s.size));
        return write_number(s.number);
      case kind::bigint: return write_bigint(s);
      case kind::string: return write_string(s);
      case kind::bytes:
        if (!is_js_ || lose(refusals::bytes_in_js)) write_bytes(text_of(s));
        return;
      case kind::timestamp: return write_timestamp(s);
      case kind::absent: repetition_.add(cost_of_a_hole); return write_null_for(refusals::hole);
      case kind::undefined: return write_null_for(refusals::undefined);
      default: return enter(s);
    }
  }

  void write_int32(std::int32_t v) {
    const std::int64_t wide = v;
    out_.integer(v < 0, static_cast<std::uint64_t>(v < 0 ? -wide : wide));
  }

  void write_number(double v) {
    if (!std::isfinite(v)) return write_null_for(refusals::non_finite(v));
    const bool reads_as_int = std::trunc(v) == v && std::fabs(v) < least_with_exponent;
    if (!is_js_) {
      if (!reads_as_int || lose(refusals::integral_float(v))) out_.number(v);
      return;
    }
    out_.number(v);
    // With a fraction it is a float to every reader: what has none is an integer, and exact.
    const bool is_exact = std::fabs(v) <= max_exact_integer && !(v == 0 && std::signbit(v));
    if (reads_as_int && !is_exact) out_.put(".0");
  }

  void write_bigint(const slot& s) {
    std::uint64_t magnitude = 0;
    if (!is_js_ && s.size <= sizeof magnitude) {
      for (std::uint32_t i = s.size; i-- != 0;) magnitude = magnitude << 8 | s.data[i];
      const std::uint64_t most = std::uint64_t{1} << 63;
      if (magnitude < most || (magnitude == most && s.form != 0)) return out_.integer(s.form != 0, magnitude);
    }
    write_envelope("bigint", wire::bigint_text(s.form != 0, text_of(s)));
  }

  /// Whether a string is text that the reader reads as the same.
  bool is_carried(const slot& s) {
    if (is_js_ || encoding_of(s) != string_encoding::utf16 || !wire::has_lone_surrogate(text_of(s))) return true;
    return lose(refusals::lone_surrogate);
  }

  void write_string(const slot& s) {
    if (is_carried(s)) out_.quoted(encoding_of(s), text_of(s), lone_);
  }

  void write_bytes(wire::octets bytes) { write_envelope("bytes", wire::base64_text(bytes)); }

  void write_timestamp(const slot& s) {
    zoned_time time;
    if (const char* problem = read_zoned_time(chars_of(s), time)) return refuse(refusals::no_time(problem));
    if (time.is_beyond_nanoseconds && !lose(refusals::beyond_nanoseconds)) return;
    double time_value;
    if (is_js_ && time.is_within_years && is_date(time, time_value) && !lose(refusals::timestamp_in_js)) return;
    write_time(time);
  }

  void write_time(const zoned_time& time) {
    if (time.is_within_years || lose(refusals::year)) write_envelope("time", time.text);
  }

  /// An envelope around a text that has nothing to escape.
  void write_envelope(std::string_view name, std::string_view payload) {
    if (!may_nest(1)) return;
    put_envelope(name);
    out_.put('"');
    out_.put(payload);
    out_.put("\"}");
  }

  void put_envelope(std::string_view name) {
    out_.put("{\"$t\":\"");
    out_.put(name);
    out_.put("\",\"v\":");
  }

  // ---- objects ----

  void enter(const slot& s) {
    visit& state = visits_[s.size];
    const record& r = *s.object;
    if (state == visit::open) return write_null_for(refusals::cycle(r.kind, is_js_));
    const bool again = state == visit::done;
    if (again && !is_told_by_value(r.kind) && !lose(refusals::shared(r.kind, is_js_))) return;
    if (must_hash_here() && is_unhashable(r.kind)) return refuse(refusals::unhashable(type_name(r.kind, is_js_)));
    const bool begins_repetition = again && repetition_.begin(out_.written());
    const std::size_t depth = open_.size();
    write_object(s);
    if (losses_.failed()) return;
    if (open_.size() != depth) {
      visits_[s.size] = visit::open;
      open_.back().ends_repetition = begins_repetition;
      return;
    }
    visits_[s.size] = visit::done;
    if (begins_repetition) repetition_.end(out_.written());
  }

  /// Whether nobody can tell one that occurs twice from two: a tuple does not change, and Starlark compares by value.
  bool is_told_by_value(kind k) const noexcept { return k == kind::tuple && !is_js_; }

  /// Of those with identity that are no leaves. (Leaves are lost as such, and what they become is hashable.)
  static bool is_unhashable(kind k) noexcept {
    return k == kind::array || k == kind::map || k == kind::set || k == kind::object || k == kind::host ||
           k == kind::error;
  }

  void write_object(const slot& s) {
    const record& r = *s.object;
    switch (r.kind) {
      case kind::array: return open_list(s, form::list, std::uint64_t{r.length} + r.property_count);
      case kind::tuple: return open_list(s, form::tuple, r.count);
      case kind::map: return open_map(s);
      case kind::set: return open_set(s);
      case kind::object:
        if (is_js_ || lose(refusals::object_in_starlark)) open_members(s, r.children, r.count);
        return;
      case kind::date: return write_date(r.number);
      case kind::host: return write_host(s);
      case kind::typed_array:
      case kind::data_view:
      case kind::array_buffer: return write_buffer(s);
      default: break;
    }
    if (!lose(refusals::no_counterpart(r.kind))) return;
    if (r.kind == kind::regexp) return write_regexp(value(store_, s));
    if (r.kind == kind::error) return open_error(s);
    write(value(store_, s).wrapped().slot());
  }

  void write_date(double time_value) {
    if (time_value != time_value) return write_null_for(refusals::invalid_date);
    if (is_js_ || lose(refusals::date_in_starlark)) write_time(zoned_time_of_date(time_value));
  }

  void write_regexp(const value& v) {
    const slot source = v.regexp_source().slot();
    out_.put("\"/");
    out_.content(encoding_of(source), text_of(source), lone_);
    out_.put('/');
    out_.put(v.regexp_flag_text());
    out_.put('"');
  }

  /// js: a Uint8Array is the bytes of the envelope, where they are all there is to it.
  void write_buffer(const slot& s) {
    const value v(store_, s);
    if (v.is(kind::array_buffer)) {
      if (lose(refusals::buffer("ArrayBuffer", is_js_))) write_bytes(octets_of(v.buffer_bytes()));
      return;
    }
    if (views_ == view_policy::share) {
      losses_.fail(errc::invalid_option, path_of(open_), "serial has no buffers that views share: use slice");
      return;
    }
    if (!v.view_buffer().is(kind::array_buffer)) return write_null_for(refusals::missing_content);
    const bool is_uint8_array = v.is(kind::typed_array) && v.element() == element_type::uint8;
    if (!is_js_ || !is_uint8_array) {
      const std::string_view name = v.is(kind::data_view) ? "DataView" : constructor_name(v.element());
      if (!lose(refusals::buffer(name, is_js_))) return;
    } else if (views_ == view_policy::automatic && !is_whole_buffer(v) && !lose(refusals::shared_buffer)) {
      return;
    }
    // Each view is an object of its own, but views over one buffer write the same bytes.
    visit& content = visits_[v.view_buffer().slot().size];
    if (content == visit::done) repetition_.add(v.view_bytes().size());
    content = visit::done;
    write_bytes(octets_of(v.view_bytes()));
  }

  /// Whether nothing but the bytes would be lost of the view's buffer.
  bool is_whole_buffer(const value& view) {
    if ((view.record().flags & detail::view_owns_slice) != 0) return true;
    const value buffer = view.view_buffer();
    if (view.is_length_tracking() || buffer.is_resizable() || buffer.is_immutable()) return false;
    if (view.view_byte_length() != buffer.buffer_bytes().size()) return false;
    if (!has_counted_) occurrences_.count(root_.slot(), *store_, true);
    has_counted_ = true;
    return !occurrences_.occurs_again(buffer.slot());
  }

  void write_host(const slot& s) {
    const record& r = *s.object;
    std::string name;
    detail::append_utf8(r.children[0], name);
    if (custom_type_of(r, types_) != nullptr) {
      if (own_tag(name) != nullptr) return refuse(refusals::tag_taken(name));
      if (open(s, form::payload, 1, 1)) put_custom_envelope(r.children[0]);
      return;
    }
    const bool is_blob = name == blob_row.name || name == file_row.name;
    if (is_blob && is_js_) return write_blob(r);
    if (lose(refusals::host(name, is_blob))) open_members(s, r.children + 1, r.count);
  }

  void put_custom_envelope(const slot& name) {
    out_.put("{\"$t\":");
    out_.quoted(encoding_of(name), text_of(name), lone_surrogates::escaped);
    out_.put(",\"v\":");
  }

  /// Of just the fields that a Blob or File has, in the order of their names.
  void write_blob(const record& r) {
    const std::optional<blob> content = blob_of(r);
    if (!content) {
      const slot* bytes = field_of(r, "bytes");
      const bool has_bytes = bytes != nullptr && bytes->kind == kind::bytes;
      return write_null_for(has_bytes ? refusals::odd_blob : refusals::blob_without_content);
    }
    const bool is_file = content->is_file();
    if (!may_nest(2)) return;
    put_envelope(is_file ? "File" : "Blob");
    out_.put("{\"bytes\":\"");
    out_.put(wire::base64_text(text_of(*content->bytes)));
    if (is_file) {
      out_.put("\",\"lastModified\":");
      write_number(content->last_modified->number);
      out_.put(",\"mimeType\":");
    } else {
      out_.put("\",\"mimeType\":");
    }
    write_string(*content->mime_type);
    if (is_file) {
      out_.put(",\"name\":");
      write_string(*content->name);
    }
    out_.put("}}");
  }

  // ---- containers ----

  bool must_hash_here() const noexcept {
    if (is_js_ || open_.empty()) return false;
    const frame& f = open_.back();
    return f.is == form::set || (f.is == form::entries && f.next % 2 == 1) || (f.is == form::tuple && f.must_hash);
  }

  bool may_nest(std::uint32_t levels) { return levels_ + levels <= max_levels || lose(refusals::too_deep); }

  /// False: it failed.
  bool open(const slot& s, form is, std::uint64_t children, std::uint32_t levels) {
    if (!may_nest(levels)) return false;
    const bool must_hash = must_hash_here();
    levels_ += levels;
    const std::size_t side = is == form::members ? members_.size() : parts_.size();
    open_.push_back({{s.object, s.size, 0, children}, is, must_hash, false, false, levels, 0, side});
    return true;
  }

  void open_list(const slot& s, form is, std::uint64_t children) {
    if (!open(s, is, children, is == form::tuple ? 2 : 1)) return;
    if (is == form::tuple) put_envelope("tuple");
    out_.put('[');
  }

  void open_set(const slot& s) {
    const record& r = *s.object;
    if (!may_be_collection(r, 1) || !open(s, form::set, r.count, 2)) return;
    put_envelope("set");
    out_.put('[');
  }

  void open_map(const slot& s) {
    const record& r = *s.object;
    const auto has_string_key = [&r](std::uint32_t i) { return r.children[2 * std::size_t{i}].kind == kind::string; };
    std::uint32_t strings = 0;
    while (strings != r.count && has_string_key(strings)) ++strings;
    if (!is_js_ && strings == r.count) return open_members(s, r.children, r.count);
    const std::uint32_t levels = r.count == 0 ? 2 : 3;
    if (!may_be_collection(r, 2) || !open(s, form::entries, 2 * std::uint64_t{r.count}, levels)) return;
    put_envelope("mapkv");
    out_.put('[');
  }

  /// Whether all elements or keys are different to the reader too. (Those that are not hashable are refused later.)
  bool may_be_collection(const record& r, std::uint32_t stride) {
    if (is_js_) return true;
    const std::uint32_t equal = equal_hashable(r.children, r.count, stride);
    return equal == r.count || lose(refusals::equal_keys(stride == 1));
  }

  /// What is written as a JSON object, from pairs of a key and a value.
  void open_members(const slot& s, const slot* pairs, std::uint32_t count) {
    if (!open(s, form::members, count, 1)) return;
    const bool is_dict = s.kind == kind::map;
    for (std::uint32_t i = 0; i != count; ++i) {
      const slot* pair = pairs + 2 * std::size_t{i};
      members_.push_back({key_text(pair[0]), pair + 1, is_dict ? 2 * i + 1 : i});
    }
    begin_members();
  }

  void open_error(const slot& s) {
    const record& r = *s.object;
    constexpr std::uint32_t field_count = 3;
    if (!open(s, form::members, 1, 1)) return;
    members_.push_back({constant_text("name"), name_slot(r), 0});
    for (std::uint32_t i = 0; i != field_count; ++i) {
      constexpr std::string_view names[field_count] = {"message", "stack", "cause"};
      if (r.children[i].kind == kind::absent) continue;
      members_.push_back({constant_text(names[i]), r.children + i, i});
      ++open_.back().end;
    }
    begin_members();
  }

  static const slot* name_slot(const record& error) {
    constexpr std::size_t name_count = 7;
    static const auto names = [] {
      std::array<slot, name_count> all;
      for (std::size_t i = 0; i != name_count; ++i) all[i] = constant_text(name_of(static_cast<error_name>(i)));
      return all;
    }();
    return &names[error.form];
  }

  static slot constant_text(std::string_view constant) noexcept {
    return detail::make_string(string_encoding::latin1, reinterpret_cast<const std::uint8_t*>(constant.data()),
                               static_cast<std::uint32_t>(constant.size()));
  }

  /// Puts the innermost container's members in order.
  void begin_members() {
    frame& f = open_.back();
    const auto less = [](const member& a, const member& b) { return detail::compare_code_points(a.key, b.key) < 0; };
    const auto first = members_.begin() + static_cast<std::ptrdiff_t>(f.side_begin);
    if (!std::is_sorted(first, members_.end(), less)) std::stable_sort(first, members_.end(), less);
    f.is_escaped = std::any_of(first, members_.end(), [](const member& m) { return is_tag(m.key); });
    if (f.is_escaped) {
      if (!may_nest(1)) return;
      ++f.levels;
      ++levels_;
      put_envelope("object");
    }
    out_.put('{');
  }

  static bool is_tag(const slot& key) noexcept {
    return encoding_of(key) == string_encoding::utf16 ? key.size == 4 && std::memcmp(key.data, "$\0t\0", 4) == 0
                                                      : chars_of(key) == tag_key;
  }

  /// A property key as a string.
  slot key_text(const slot& key) {
    if (!detail::is_index_key(key)) return key;
    const std::string digits = std::to_string(detail::key_index(key));
    auto* copy = static_cast<std::uint8_t*>(key_texts_.allocate(digits.size()));
    if (copy == nullptr) {
      losses_.fail(errc::out_of_memory, path_of(open_), "no memory for the output");
      return detail::make_string(string_encoding::latin1, nullptr, 0);
    }
    std::memcpy(copy, digits.data(), digits.size());
    return detail::make_string(string_encoding::latin1, copy, static_cast<std::uint32_t>(digits.size()));
  }

  void step() {
    if (is_too_repetitive()) return;
    switch (open_.back().is) {
      case form::members: return step_members();
      case form::list:
      case form::tuple: return step_list();
      case form::set: return step_set();
      case form::entries: return step_entries();
      case form::payload:
        if (open_.back().next != 0) return close("}");
        ++open_.back().next;
        return write(payload_of(*open_.back().object));
    }
  }

  bool is_too_repetitive() {
    if (!repetition_.is_too_much(out_.written())) return false;
    losses_.fail(errc::limit_exceeded, path_of(open_), "shared objects or holes make the text too large");
    return true;
  }

  /// Whether the step that began with so many open containers may go on with the next child.
  bool may_go_on(std::size_t depth) { return open_.size() == depth && !losses_.failed() && !is_too_repetitive(); }

  void step_members() {
    const std::size_t depth = open_.size();
    do {
      frame& f = open_.back();
      if (f.position == f.end) {
        members_.resize(f.side_begin);
        return close(f.is_escaped ? "}}" : "}");
      }
      const member m = members_[f.side_begin + f.position];
      f.next = std::uint64_t{m.child} + 1;
      if (f.position++ != 0) out_.put(',');
      if (!is_carried(m.key)) return;
      out_.quoted(encoding_of(m.key), text_of(m.key), lone_);
      out_.put(':');
      write(*m.content);
    } while (may_go_on(depth));
  }

  void step_list() {
    const std::size_t depth = open_.size();
    const record& r = *open_.back().object;
    do {
      frame& f = open_.back();
      if (f.next == f.end) return close(f.is == form::list ? "]" : "]}");
      const auto i = static_cast<std::uint32_t>(f.next++);
      if (f.is == form::tuple) {
        if (i != 0) out_.put(',');
        write(r.children[i]);
      } else if (i < r.length) {
        if (i != 0) out_.put(',');
        write(detail::array_element(r, i));
      } else {
        lose(refusals::named_property);
      }
    } while (may_go_on(depth));
  }

  void step_set() {
    const std::size_t depth = open_.size();
    do {
      frame& f = open_.back();
      if (f.next != 0) parts_.end();
      if (f.next == f.end) {
        parts_.sort(f.side_begin);
        return close("]}");
      }
      parts_.begin(f.next != 0);
      write(f.object->children[f.next++]);
    } while (may_go_on(depth));
  }

  void step_entries() {
    const std::size_t depth = open_.size();
    do {
      frame& f = open_.back();
      if (f.next % 2 == 0) {
        if (f.next != 0) {
          out_.put(']');
          parts_.end();
        }
        if (f.next == f.end) {
          parts_.sort(f.side_begin);
          return close("]}");
        }
        parts_.begin(f.next != 0);
        out_.put('[');
        parts_.begin_key();
      } else {
        parts_.end_key();
        out_.put(',');
      }
      write(f.object->children[f.next++]);
    } while (may_go_on(depth));
  }

  void close(std::string_view brackets) {
    out_.put(brackets);
    const frame& f = open_.back();
    visits_[f.number] = visit::done;
    levels_ -= f.levels;
    if (f.ends_repetition) repetition_.end(out_.written());
    open_.pop_back();
  }

  static constexpr std::uint64_t cost_of_a_hole = 64;  // in a sparse array it was free, but is told of, with its path
  static constexpr double least_with_exponent = 1e21;  // from here on Number::toString writes an exponent

  const value root_;
  const detail::store* store_;
  const custom_types* types_;
  view_policy views_;
  bool is_js_;
  lone_surrogates lone_;
  text_writer out_;
  text_parts parts_;  // the elements and pairs of all open sets and mapkv
  losses losses_;
  std::vector<visit> visits_;
  std::vector<frame> open_;
  std::vector<member> members_;  // of all open frames of that form
  detail::arena key_texts_;      // of keys that are array indices
  detail::occurrences occurrences_;
  bool has_counted_ = false;
  std::uint32_t levels_ = 0;
  repetition repetition_;
};

}  // namespace

result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out) {
  return encoder(root, options, out).run();
}

}  // namespace clonewire::formats::serial
