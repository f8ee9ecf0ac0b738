// A document as JSON text. Strictly: what JSON.parse would read back as the same value, else an error. Lossily: as
// JSON.stringify writes it where that keeps anything, and otherwise in the form that a reader can make the most of:
//
//   undefined           no member; null as an element or as the root
//   hole, NaN, ±Infinity, invalid Date, cycle       null
//   BigInt              its decimal digits, a string;      Date       its ISO form, as toISOString
//   Map                 an array of [key, value] pairs;    Set, tuple an array
//   RegExp              "/source/flags";                   Error      an object: name, message, stack, cause
//   ArrayBuffer, views, bytes   base64 of the bytes;       platform object   an object of its fields
//   wrapper objects     their primitive;                   an array's named properties   left out
//   an object that occurs twice    written twice
//
// Writing shared objects again can make a text exponentially larger than the document, and holes cost the input
// nothing: what such repetition writes is bounded.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "formats/json/json.hpp"
#include "formats/json_text.hpp"
#include "formats/losses.hpp"
#include "formats/open_containers.hpp"
#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "graph/strings.hpp"
#include "wire/base64.hpp"
#include "wire/date_text.hpp"
#include "wire/json_writer.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::json {
namespace {

using detail::record;
using detail::slot;

constexpr const char* as_string = "written as a string";
constexpr const char* as_base64 = "its bytes are written as a base64 string";
constexpr const char* as_primitive = "written as its primitive";
constexpr const char* as_array = "written as an array";
constexpr const char* as_null = "written as null";

constexpr loss left_out_undefined = {"undefined", "left out"};
constexpr loss hole = {"a hole in an array", as_null};
constexpr loss named_property = {"an array's named property", "left out"};
constexpr loss invalid_date = {"an invalid Date", as_null};
constexpr loss cycle = {"a cycle", as_null};
constexpr loss shared_object = {"an object that occurs twice", "written again"};
constexpr loss missing_content = {"a view whose buffer is elsewhere", as_null};

loss number_loss(double v) noexcept {
  if (v != v) return {"NaN", as_null};
  return {v > 0 ? "Infinity" : "-Infinity", as_null};
}

/// Of a kind that is lost whatever the value is; the others give no name.
loss kind_loss(kind k) noexcept {
  switch (k) {
    case kind::absent: return hole;
    case kind::undefined: return {"undefined", as_null};
    case kind::bigint: return {"a BigInt", as_string};
    case kind::bytes: return {"a byte string", as_base64};
    case kind::timestamp: return {"a timestamp", as_string};
    case kind::date: return {"a Date", as_string};
    case kind::regexp: return {"a RegExp", as_string};
    case kind::map: return {"a Map", "written as an array of [key, value] pairs"};
    case kind::set: return {"a Set", as_array};
    case kind::error: return {"an Error", "written as an object"};
    case kind::boolean_object: return {"a Boolean object", as_primitive};
    case kind::number_object: return {"a Number object", as_primitive};
    case kind::bigint_object: return {"a BigInt object", "written as a string"};
    case kind::string_object: return {"a String object", as_primitive};
    case kind::array_buffer: return {"an ArrayBuffer", as_base64};
    case kind::typed_array: return {"a typed array", as_base64};
    case kind::data_view: return {"a DataView", as_base64};
    case kind::host: return {"a platform object", "written as an object of its fields"};
    case kind::tuple: return {"a tuple", as_array};
    case kind::null:
    case kind::boolean:
    case kind::number:
    case kind::string:
    case kind::object:
    case kind::array: break;
  }
  return {nullptr, nullptr};
}

wire::octets text_of(const slot& s) noexcept {
  return {s.data, s.size};
}
string_encoding encoding_of(const slot& s) noexcept {
  return static_cast<string_encoding>(s.form);
}

class encoder {
 public:
  encoder(const value& root, const encode_options& options, std::vector<std::byte>& out)
      : store_(root.store()), out_(out, options.indent), losses_(options, "JSON") {
    if (store_ == nullptr) return;
    visits_.resize(store_->object_count());
    out_.set_source({store_->input, store_->input_size});
    // A whole document takes about as much as what it was read from.
    const bool is_whole = root.slot().kind == store_->root.kind && root.slot().bits == store_->root.bits;
    if (is_whole) out_.reserve(std::min(store_->input_size, std::size_t{24} << 20));
  }

  result<std::uint64_t> run(const slot& root) {
    write(root);
    while (!open_.empty() && !losses_.failed()) step();
    if (losses_.failed()) return losses_.failure();
    out_.finish();
    return out_.written();
  }

 private:
  enum class visit : std::uint8_t { none, open, done };

  struct frame : open_container {
    bool ends_repetition = false;
  };

  // ---- losses ----

  bool lose(const loss& l) {
    return losses_.lose(l, [this] { return path_of(open_); });
  }

  void write_null_for(const loss& l) {
    if (lose(l)) out_.literal("null");
  }

  // ---- values ----

  /// Writes what needs neither thought nor a place on the stack of open containers. False: it is not that.
  bool write_simple(const slot& s) {
    switch (s.kind) {
      case kind::null: out_.literal("null"); return true;
      case kind::boolean:
        if (s.form != 0) {
          out_.literal("true");
        } else {
          out_.literal("false");
        }
        return true;
      case kind::number:
        if (detail::is_int32_form(s)) {
          out_.int32(static_cast<std::int32_t>(s.size));
          return true;
        }
        if (!std::isfinite(s.number)) return false;
        out_.number(s.number);
        return true;
      case kind::string: out_.string(encoding_of(s), text_of(s)); return true;
      default: return false;
    }
  }

  void write(const slot& s) {
    if (!write_simple(s)) write_other(s);
  }

  void write_other(const slot& s) {
    if (has_identity(s.kind)) return enter(s);
    switch (s.kind) {
      case kind::number: return write_null_for(number_loss(s.number));
      case kind::absent: repeated_ += std::string_view("null,").size(); [[fallthrough]];
      case kind::undefined: return write_null_for(kind_loss(s.kind));
      default: break;
    }
    if (!lose(kind_loss(s.kind))) return;
    if (s.kind == kind::bigint) return out_.plain_string(wire::bigint_text(s.form != 0, text_of(s)));
    if (s.kind == kind::bytes) return out_.plain_string(wire::base64_text(text_of(s)));
    out_.string(string_encoding::latin1, text_of(s));
  }

  void enter(const slot& s) {
    visit& state = visits_[s.size];
    if (state == visit::open) return write_null_for(cycle);
    const bool again = state == visit::done;
    if (again && !lose(shared_object)) return;
    const record& r = *s.object;
    if (r.kind != kind::object && r.kind != kind::array && !lose(kind_loss(r.kind))) return;
    switch (r.kind) {
      case kind::object:
      case kind::host: out_.begin_object(); return open(s, r.count, again);
      case kind::array:
        if (is_writable_at_once(r)) break;
        out_.begin_array();
        return open(s, std::uint64_t{r.length} + r.property_count, again);
      case kind::map: out_.begin_array(); return open(s, 2 * std::uint64_t{r.count}, again);
      case kind::set:
      case kind::tuple: out_.begin_array(); return open(s, r.count, again);
      case kind::error:
        out_.begin_object();
        out_.plain_key("name");
        out_.plain_string(name_of(static_cast<error_name>(r.form)));
        return open(s, 3, again);
      default: break;
    }
    // Views over one buffer are each an object, but write the same bytes.
    visit& content = r.kind == kind::typed_array || r.kind == kind::data_view ? visits_[r.view->buffer.size] : state;
    const std::uint64_t begin = out_.written();
    write_leaf(value(store_, s));
    if (again || content == visit::done) repeated_ += out_.written() - begin;
    content = state = visit::done;
  }

  /// Whether an array is empty, or nothing but packed numbers, all of which JSON has.
  static bool is_writable_at_once(const record& array) noexcept {
    if (array.property_count != 0) return false;
    if (array.length == 0) return true;
    if (array.form == static_cast<std::uint8_t>(detail::array_storage::int32s)) return true;
    return array.form == static_cast<std::uint8_t>(detail::array_storage::doubles) &&
           std::all_of(array.doubles, array.doubles + array.count, [](double v) { return std::isfinite(v); });
  }

  void write_packed(const record& array) {
    if (array.form == static_cast<std::uint8_t>(detail::array_storage::int32s)) {
      out_.int32s({array.int32s, array.count});
    } else {
      out_.doubles({array.doubles, array.count});
    }
  }

  void write_leaf(const value& v) {
    switch (v.kind()) {
      case kind::array: return write_packed(*v.slot().object);
      case kind::date:
        if (v.date_value() != v.date_value()) return write_null_for(invalid_date);
        return out_.plain_string(wire::iso_date_text(v.date_value()));
      case kind::regexp: return write_regexp(v);
      case kind::array_buffer: return out_.plain_string(wire::base64_text(octets_of(v.buffer_bytes())));
      case kind::typed_array:
      case kind::data_view:
        if (!v.view_buffer().is(kind::array_buffer)) return write_null_for(missing_content);
        return out_.plain_string(wire::base64_text(octets_of(v.view_bytes())));
      case kind::bigint_object: {
        const bigint_data n = v.wrapped().unchecked_bigint();
        return out_.plain_string(wire::bigint_text(n.negative, octets_of(n.magnitude)));
      }
      default: return write(v.wrapped().slot());
    }
  }

  void write_regexp(const value& v) {
    std::string text = "/";
    detail::append_utf8(v.regexp_source().slot(), text);
    text += '/';
    text += v.regexp_flag_text();
    std::string units;
    wire::append_utf16_from_wtf8(octets_of(std::as_bytes(std::span(text))), units);
    out_.string(string_encoding::utf16, octets_of(std::as_bytes(std::span(units))));
  }

  // ---- containers ----

  void open(const slot& s, std::uint64_t child_count, bool again) {
    visits_[s.size] = visit::open;
    const bool begins_repetition = again && !in_repetition_;
    if (begins_repetition) {
      in_repetition_ = true;
      repetition_start_ = out_.written();
    }
    // Field by field: a frame that is made elsewhere and copied here waits for its stores.
    frame& f = open_.emplace_back();
    f.object = s.object;
    f.number = s.size;
    f.next = 0;
    f.end = child_count;
    f.ends_repetition = begins_repetition;
  }

  void close() {
    const frame& f = open_.back();
    visits_[f.number] = visit::done;
    if (f.ends_repetition) {
      in_repetition_ = false;
      repeated_ += out_.written() - repetition_start_;
    }
    if (f.object->kind == kind::map && f.end != 0) out_.end_array();
    if (f.object->kind == kind::object || f.object->kind == kind::host || f.object->kind == kind::error) {
      out_.end_object();
    } else {
      out_.end_array();
    }
    open_.pop_back();
  }

  void step() {
    if (is_too_repetitive()) {
      losses_.fail(errc::limit_exceeded, path_of(open_), "shared objects or holes make the text too large");
      return;
    }
    frame& f = open_.back();
    if (f.next == f.end) return close();
    const record& r = *f.object;
    if (r.kind == kind::object) return write_members(f, r.children);
    if (r.kind == kind::host) return write_members(f, r.children + 1);
    if (r.kind == kind::array && r.form == static_cast<std::uint8_t>(detail::array_storage::slots)) {
      if (write_simple_elements(f)) return;
    }
    const std::uint64_t i = f.next++;
    switch (r.kind) {
      case kind::array:
        if (i < r.length) return write(detail::array_element(r, static_cast<std::uint32_t>(i)));
        lose(named_property);
        return;
      case kind::map: return write_pair_half(r, i);
      case kind::error: {
        constexpr const char* names[] = {"message", "stack", "cause"};
        if (r.children[i].kind == kind::absent) return;
        out_.plain_key(names[i]);
        return write(r.children[i]);
      }
      default: return write(r.children[i]);
    }
  }

  /// Members up to the first that is no simple value, that included.
  void write_members(frame& f, const slot* pairs) {
    while (f.next != f.end) {
      const slot* const pair = pairs + 2 * f.next++;
      if (pair[1].kind == kind::undefined) {
        lose(left_out_undefined);
        return;
      }
      write_key(pair[0]);
      if (!write_simple(pair[1])) return write_other(pair[1]);
    }
  }

  /// Elements up to the first that is no simple value. True: these were all.
  bool write_simple_elements(frame& f) {
    const record& array = *f.object;
    while (f.next < array.length) {
      if (!write_simple(array.children[f.next])) return false;
      ++f.next;
    }
    return f.next == f.end;
  }

  /// Whether repetition takes more than 16 MiB and 16 times what else is written.
  bool is_too_repetitive() const noexcept {
    const std::uint64_t repeated = repeated_ + (in_repetition_ ? out_.written() - repetition_start_ : 0);
    const std::uint64_t once = out_.written() - std::min(out_.written(), repeated);
    return repeated > 16 * once + (std::uint64_t{16} << 20);
  }

  void write_key(const slot& key) {
    if (detail::is_index_key(key)) {
      char digits[wire::number_text_capacity];
      const char* const end = wire::write_number(key.number, digits);
      out_.plain_key({digits, static_cast<std::size_t>(end - digits)});
    } else {
      out_.key(encoding_of(key), text_of(key));
    }
  }

  /// A Map's children are keys and values in turn. Either may be a container, written after this returns: a pair's
  /// bracket is closed when the next key, or the Map's end, comes.
  void write_pair_half(const record& map, std::uint64_t i) {
    if (i % 2 == 0) {
      if (i != 0) out_.end_array();
      out_.begin_array();
    }
    write(map.children[i]);
  }

  const detail::store* store_;
  wire::json_writer out_;
  std::vector<visit> visits_;
  std::vector<frame> open_;
  losses losses_;
  std::uint64_t repeated_ = 0;  // bytes that repetition and holes took, but for the repetition being written
  std::uint64_t repetition_start_ = 0;
  bool in_repetition_ = false;
};

}  // namespace

result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out) {
  return encoder(root, options, out).run(root.slot());
}

}  // namespace clonewire::formats::json
