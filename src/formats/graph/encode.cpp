// A document as graph notation. Document-internal object numbers say nothing about the order of objects: ids are given
// anew, on entering an object, before its children.
#include <optional>
#include <string>
#include <vector>

#include "formats/graph/notation.hpp"
#include "formats/json_text.hpp"
#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/store.hpp"
#include "wire/json_writer.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::graph {
namespace {

using detail::record;
using detail::slot;

wire::octets text_of(const slot& s) noexcept {
  return {s.data, s.size};
}
string_encoding encoding_of(const slot& s) noexcept {
  return static_cast<string_encoding>(s.form);
}

bool is_named(const slot& key, std::string_view name) noexcept {
  if (key.kind != kind::string || encoding_of(key) == string_encoding::utf16) return false;
  return std::string_view(reinterpret_cast<const char*>(key.data), key.size) == name;
}

class encoder {
 public:
  encoder(const value& root, const encode_options& options, std::vector<std::byte>& out)
      : store_(root.store()), out_(out, options.indent) {
    if (store_ != nullptr) ids_.resize(store_->object_count(), not_met);
  }

  result<std::uint64_t> run(const slot& root) {
    write(root, style::notation);
    while (!open_.empty() && !failure_) step();
    if (failure_) return std::move(*failure_);
    out_.finish();
    return out_.written();
  }

 private:
  enum class style : std::uint8_t { notation, field, bytes_field };

  static constexpr std::uint32_t not_met = 0xffffffff;
  static constexpr std::uint32_t without_id = 0xfffffffe;

  /// An object whose children are being written.
  struct frame {
    const record* object;
    style children;
    std::uint64_t next = 0;      // in what the record holds
    std::uint32_t child = 0;     // the last one written, counted as detail::append_child_step does
    bool in_pair = false;        // a [key, value] bracket is open
    bool in_properties = false;  // array: "e" is complete, "p" begun
  };

  // ---- the members that many types share ----

  void begin(std::string_view type) {
    out_.begin_object();
    out_.plain_key("t");
    out_.plain_string(type);
  }
  void key(member m) { out_.plain_key(member_names[static_cast<int>(m)]); }
  void integer(member m, std::uint64_t v) {
    key(m);
    out_.integer(v);
  }
  void text(member m, const slot& s) {
    key(m);
    out_.string(encoding_of(s), text_of(s));
  }
  void plain(member m, std::string_view v) {
    key(m);
    out_.plain_string(v);
  }
  void truth(member m, bool v) {
    key(m);
    out_.literal(v ? "true" : "false");
  }
  void begin_list(member m) {
    key(m);
    out_.begin_array();
  }

  // ---- values ----

  void write(const slot& s, style as) {
    if (has_identity(s.kind)) return enter(s, as);
    if (as != style::notation && write_as_field(s, as)) return;
    if (s.kind == kind::absent) return fail("an absent value");
    begin(type_of(s.kind).name);
    write_content(s);
    out_.end_object();
  }

  /// The primitives' member "v"; of undefined and null nothing.
  void write_content(const slot& s) {
    switch (s.kind) {
      case kind::boolean: return truth(member::v, s.form != 0);
      case kind::number: return plain(member::v, wire::number_text(s.number));
      case kind::bigint: return plain(member::v, wire::bigint_text(s.form != 0, text_of(s)));
      case kind::string: return text(member::v, s);
      case kind::timestamp: key(member::v); return out_.string(string_encoding::latin1, text_of(s));
      case kind::bytes: key(member::v); return out_.hex_string(text_of(s));
      default: return;
    }
  }

  bool write_as_field(const slot& s, style as) {
    switch (s.kind) {
      case kind::null: out_.literal("null"); return true;
      case kind::boolean: out_.literal(s.form != 0 ? "true" : "false"); return true;
      case kind::string:
        if (as == style::field) out_.string(encoding_of(s), text_of(s));
        return as == style::field;
      case kind::bytes:
        if (as == style::bytes_field) out_.hex_string(text_of(s));
        return as == style::bytes_field;
      case kind::number:
        if (!is_field_integer(s.number)) return false;
        out_.number(s.number);
        return true;
      default: return false;
    }
  }

  void enter(const slot& s, style as) {
    const record& r = *s.object;
    const bool is_record = s.kind == kind::host && r.children[0].size == 0;
    std::uint32_t& id = ids_[s.size];
    if (as != style::notation && (is_record || s.kind == kind::tuple)) {
      if (id != not_met) return fail("a tuple or record in a platform object's fields that occurs twice");
      id = without_id;
      is_record ? out_.begin_object() : out_.begin_array();
      open_.push_back({&r, style::field});
      return;
    }
    if (is_record) return fail("a record outside of a platform object's fields");
    if (id == without_id) return fail("a tuple or record in a platform object's fields that occurs twice");
    if (id != not_met) {
      begin("ref");
      integer(member::v, id);
      return out_.end_object();
    }
    id = next_id_++;
    begin(s.kind == kind::typed_array ? constructor_name(static_cast<element_type>(r.form)) : type_of(s.kind).name);
    integer(member::id, id);
    if (!begin_children(r)) {
      write_leaf(value(store_, s));
      out_.end_object();
    }
  }

  void write_leaf(const value& v) {
    switch (v.kind()) {
      case kind::date: return plain(member::v, wire::number_text(v.date_value()));
      case kind::regexp:
        text(member::source, v.regexp_source().slot());
        return plain(member::flags, v.regexp_flag_text());
      case kind::array_buffer:
        key(member::bytes);
        out_.hex_string(octets_of(v.buffer_bytes()));
        if (v.is_resizable()) integer(member::max_byte_length, v.max_byte_length());
        return;
      default: return write_content(v.wrapped().slot());
    }
  }

  // ---- objects with children ----

  /// Writes the members before the children and opens the object. False: its kind has no children.
  bool begin_children(const record& r) {
    switch (r.kind) {
      case kind::object: begin_list(member::p); break;
      case kind::array:
        integer(member::length, r.length);
        begin_list(member::e);
        break;
      case kind::map:
      case kind::set:
      case kind::tuple: begin_list(member::e); break;
      case kind::error:
        plain(member::name, name_of(static_cast<error_name>(r.form)));
        if (const slot& s = r.children[detail::error_message]; s.kind == kind::string) text(member::message, s);
        if (const slot& s = r.children[detail::error_stack]; s.kind == kind::string) text(member::stack, s);
        break;
      case kind::typed_array:
      case kind::data_view: key(member::buffer); break;
      case kind::host: text(member::type, r.children[0]); break;
      default: return false;
    }
    open_.push_back({&r, r.kind == kind::host ? style::field : style::notation});
    return true;
  }

  void step() {
    frame& f = open_.back();
    const record& r = *f.object;
    const std::uint64_t i = f.next++;
    f.child = static_cast<std::uint32_t>(i);
    switch (r.kind) {
      case kind::object: return step_properties(f, r.children, i, r.count);
      case kind::array:
        if (!f.in_properties) return step_elements(f, i);
        f.child += r.length;
        return step_properties(f, detail::array_properties(r), i, r.property_count);
      case kind::map:
        if (i % 2 == 0) {
          end_pair(f);
          if (i == 2 * std::uint64_t{r.count}) return end_list();
          begin_pair(f);
        }
        return write(r.children[i], style::notation);
      case kind::set: return i == r.count ? end_list() : write(r.children[i], style::notation);
      case kind::tuple:
        if (i != r.count) return write(r.children[i], f.children);
        if (f.children == style::notation) return end_list();
        out_.end_array();
        open_.pop_back();
        return;
      case kind::error:
        f.child = detail::error_cause;
        if (i != 0 || r.children[detail::error_cause].kind == kind::absent) return end();
        key(member::cause);
        return write(r.children[detail::error_cause], style::notation);
      case kind::host: return i == r.count ? end() : write_field(r, r.children + 1 + 2 * i);
      default: return i == 0 ? write(r.view->buffer, style::notation) : end_view(r);
    }
  }

  void step_properties(frame& f, const slot* pairs, std::uint64_t i, std::uint32_t count) {
    end_pair(f);
    if (i == count) return end_list();
    begin_pair(f);
    const slot* pair = pairs + 2 * i;
    if (detail::is_index_key(pair[0])) {
      out_.plain_string(std::to_string(detail::key_index(pair[0])));
    } else {
      out_.string(encoding_of(pair[0]), text_of(pair[0]));
    }
    write(pair[1], style::notation);
  }

  void step_elements(frame& f, std::uint64_t i) {
    const record& r = *f.object;
    const bool is_sparse = r.form == static_cast<std::uint8_t>(detail::array_storage::sparse);
    end_pair(f);
    slot element;
    for (; i != r.count; ++i) {
      f.child = is_sparse ? detail::key_index(r.children[2 * i]) : static_cast<std::uint32_t>(i);
      element = is_sparse ? r.children[2 * i + 1] : detail::array_element(r, f.child);
      if (element.kind != kind::absent) break;
    }
    if (i == r.count) {
      out_.end_array();
      begin_list(member::p);
      f.in_properties = true;
      f.next = 0;
      return;
    }
    f.next = i + 1;
    begin_pair(f);
    out_.integer(f.child);
    write(element, style::notation);
  }

  void write_field(const record& host, const slot* pair) {
    const bool is_record = host.children[0].size == 0;
    if (is_named(pair[0], "t") || (!is_record && (is_named(pair[0], "id") || is_named(pair[0], "type")))) {
      return fail("a platform object's field named like a member of the notation");
    }
    if (detail::is_index_key(pair[0])) {
      out_.plain_key(std::to_string(detail::key_index(pair[0])));
    } else {
      out_.key(encoding_of(pair[0]), text_of(pair[0]));
    }
    write(pair[1], is_named(pair[0], bytes_field) ? style::bytes_field : style::field);
  }

  void end_view(const record& r) {
    integer(member::byte_offset, r.view->byte_offset);
    if (r.kind == kind::data_view) {
      integer(member::byte_length, r.view->byte_length);
    } else {
      integer(member::length, r.view->byte_length / element_size(static_cast<element_type>(r.form)));
    }
    if ((r.flags & detail::view_length_tracking) != 0) truth(member::length_tracking, true);
    end();
  }

  void end_list() {
    out_.end_array();
    end();
  }
  void end() {
    out_.end_object();
    open_.pop_back();
  }

  // A pair ends when the next one, or the list's end, comes: its value may be a container that is written later.
  void begin_pair(frame& f) {
    out_.begin_array();
    f.in_pair = true;
  }
  void end_pair(frame& f) {
    if (f.in_pair) out_.end_array();
    f.in_pair = false;
  }

  void fail(const char* what) {
    std::string path = "$";
    for (const frame& f : open_) {
      if (f.next != 0) detail::append_child_step(path, *f.object, f.child);
    }
    failure_ = error{errc::cannot_carry, error::no_offset, std::move(path),
                     std::string("the graph notation cannot carry ") + what};
  }

  const detail::store* store_;
  wire::json_writer out_;
  std::vector<std::uint32_t> ids_;  // by object number
  std::uint32_t next_id_ = 0;
  std::vector<frame> open_;
  std::optional<error> failure_;
};

}  // namespace

result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out) {
  return encoder(root, options, out).run(root.slot());
}

}  // namespace clonewire::formats::graph
