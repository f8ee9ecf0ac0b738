// A document as records: numbered first, then written one after another.
#include <cmath>

#include "formats/custom_types.hpp"
#include "formats/host_objects.hpp"
#include "formats/json_text.hpp"
#include "formats/ungap/outline.hpp"
#include "formats/ungap/records.hpp"
#include "graph/elements.hpp"
#include "graph/store.hpp"
#include "wire/date_text.hpp"
#include "wire/json_writer.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::ungap {
namespace {

using detail::record;
using detail::slot;

class encoder {
 public:
  encoder(outline& records, const encode_options& options, std::vector<std::byte>& out)
      : outline_(records), options_(options), out_(out, options.indent), child_(records.children().data()) {}

  std::uint64_t run() {
    out_.reserve(16 * outline_.records().size() + 6 * outline_.children().size());
    out_.begin_array();
    for (const slot& s : outline_.records()) {
      out_.begin_array();
      write_record(s);
      out_.end_array();
    }
    out_.end_array();
    out_.finish();
    return out_.written();
  }

 private:
  void write_record(const slot& s) {
    switch (s.kind) {
      case kind::undefined: return type(record_type::undefined);
      case kind::null: type(record_type::primitive); return out_.literal("null");
      case kind::boolean: type(record_type::primitive); return out_.literal(s.form != 0 ? "true" : "false");
      case kind::number:
        if (s.number == 0 && std::signbit(s.number)) return out_.plain_string(minus_zero_type);
        type(record_type::primitive);
        return s.number != s.number ? out_.literal("null") : number(s.number);
      case kind::string: type(record_type::primitive); return string(s);
      case kind::bigint: type(record_type::bigint); return bigint(s);
      case kind::bytes: out_.plain_string(constructor_name(element_type::uint8)); return bytes({s.data, s.size});
      default: return write_object(value(nullptr, s));
    }
  }

  void write_object(const value& v) {
    const record& r = v.record();
    switch (r.kind) {
      case kind::array: type(record_type::array); return list(r.length);
      case kind::tuple: type(record_type::array); return list(r.count);
      case kind::set: type(record_type::set); return list(r.count);
      case kind::object: type(record_type::object); return pairs(r.count);
      case kind::map: type(record_type::map); return pairs(r.count);
      case kind::date:
        type(record_type::date);
        return out_.plain_string(r.number != r.number ? std::string() : wire::iso_date_text(r.number));
      case kind::regexp:
        type(record_type::regexp);
        out_.begin_object();
        member(source_member, r.children[0]);
        out_.plain_key(flags_member);
        out_.plain_string(v.regexp_flag_text());
        return out_.end_object();
      case kind::error:
        type(record_type::error);
        out_.begin_object();
        out_.plain_key(name_member);
        out_.plain_string(name_of(static_cast<error_name>(r.form)));
        if (v.error_message()) member(message_member, r.children[detail::error_message]);
        return out_.end_object();
      case kind::boolean_object:
        out_.plain_string("Boolean");
        return out_.literal(r.children[0].form != 0 ? "true" : "false");
      case kind::number_object: out_.plain_string("Number"); return number_or_nan(r.number);
      case kind::string_object: out_.plain_string("String"); return string(r.children[0]);
      case kind::bigint_object: out_.plain_string("BigInt"); return bigint(r.children[0]);
      case kind::array_buffer: out_.plain_string("ArrayBuffer"); return bytes(octets_of(v.buffer_bytes()));
      case kind::data_view: {
        // The package writes the whole buffer, whatever the view shows of it.
        const bool is_whole = options_.views == view_policy::automatic && !outline_.is_slice(r);
        out_.plain_string("DataView");
        return bytes(octets_of(is_whole ? v.view_buffer().buffer_bytes() : v.view_bytes()));
      }
      case kind::typed_array: return write_typed_array(v);
      case kind::host: return write_host(v);
      default: return;
    }
  }

  void write_typed_array(const value& v) {
    const element_type element = v.element() == element_type::buffer ? element_type::uint8 : v.element();
    const wire::octets content = octets_of(v.view_bytes());
    out_.plain_string(constructor_name(element));
    if (element_size(element) == 1 && element != element_type::int8) return bytes(content);
    out_.begin_array();
    const std::uint8_t* const end = content.data() + content.size();
    for (const std::uint8_t* p = content.data(); p != end; p += element_size(element)) {
      if (detail::is_bigint_element(element)) {
        const std::uint64_t bits = detail::element_bits(element, p);
        out_.plain_string(element == element_type::bigint64 ? std::to_string(static_cast<std::int64_t>(bits))
                                                            : std::to_string(bits));
      } else {
        number_or_nan(detail::element_number(element, p));
      }
    }
    out_.end_array();
  }

  void write_host(const value& v) {
    const record& r = v.record();
    const host_form form = host_form_of(r, options_.types);
    if (form == host_form::object) {
      type(record_type::object);
      return pairs(r.count);
    }
    string(r.children[0]);
    if (form == host_form::custom) return list(1);
    const blob content = *blob_of(r);
    out_.begin_object();
    member(mime_type_member, *content.mime_type);
    if (content.is_file()) {
      member(name_member, *content.name);
      out_.plain_key(last_modified_member);
      number(content.last_modified->number);
    }
    out_.plain_key(bytes_member);
    bytes({content.bytes->data, content.bytes->size});
    out_.end_object();
  }

  // ---- parts ----

  void type(record_type t) {
    if (t == record_type::undefined) return out_.literal("-1");
    out_.integer(static_cast<std::uint64_t>(t));
  }

  /// An infinity as a number past the range of doubles, which JSON.parse reads as one. Precondition: no NaN.
  void number(double v) {
    if (std::isinf(v)) return out_.literal(v > 0 ? "1e999" : "-1e999");
    out_.number(v);
  }
  void number_or_nan(double v) {
    if (v == v) return number(v);
    out_.plain_string(nan_text);
  }

  void string(const slot& s) { out_.string(static_cast<string_encoding>(s.form), {s.data, s.size}); }
  void bigint(const slot& s) { out_.plain_string(wire::bigint_text(s.form != 0, {s.data, s.size})); }
  void member(std::string_view name, const slot& text) {
    out_.plain_key(name);
    string(text);
  }

  void bytes(wire::octets content) {
    out_.begin_array();
    for (const std::uint8_t byte : content) out_.integer(byte);
    out_.end_array();
  }

  void list(std::uint64_t count) {
    out_.begin_array();
    for (; count != 0; --count) out_.integer(*child_++);
    out_.end_array();
  }

  void pairs(std::uint64_t count) {
    out_.begin_array();
    for (; count != 0; --count) list(2);
    out_.end_array();
  }

  outline& outline_;
  const encode_options& options_;
  wire::json_writer out_;
  const std::uint32_t* child_;  // the next container's children
};

}  // namespace

result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out) {
  if (options.views == view_policy::share)
    return error{errc::invalid_option, error::no_offset, "", "ungap cannot share a buffer between views"};
  outline records(root, options);
  if (!records.run()) return records.failure();
  return encoder(records, options, out).run();
}

}  // namespace clonewire::formats::ungap
