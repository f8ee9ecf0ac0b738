#include "console/leaf.hpp"

#include <cmath>

#include "console/error.hpp"
#include "console/quote.hpp"
#include "console/regexp.hpp"
#include "graph/elements.hpp"
#include "wire/date_text.hpp"
#include "wire/number_text.hpp"

namespace clonewire::console {
namespace {

constexpr std::size_t max_buffer_bytes = 50;  // `buffer.INSPECT_MAX_BYTES`
constexpr double max_time_value = 8.64e15;    // milliseconds from 1970, either way

std::span<const std::uint8_t> octets(bytes_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

std::string bigint_text(const bigint_data& n) {
  return wire::bigint_text(n.negative, octets(n.magnitude)) + "n";
}

// As console.log shows a primitive, uncoloured.
std::string primitive_text(const value& v) {
  switch (v.kind()) {
    case kind::undefined: return "undefined";
    case kind::null: return "null";
    case kind::boolean: return v.unchecked_boolean() ? "true" : "false";
    case kind::number: return wire::number_text(v.unchecked_number());
    case kind::bigint: return bigint_text(v.unchecked_bigint());
    default: return "<absent>";
  }
}

std::string date_text(double time_value) {
  const bool valid = std::fabs(time_value) <= max_time_value;
  return valid ? wire::iso_date_text(std::trunc(time_value)) : "Invalid Date";
}

// "[Number: 3]"
text wrapper_text(const value& v, std::string_view name, const ink& colour, std::uint32_t indentation,
                  const style& how) {
  text out;
  out.begin(colour).append("[").append(name).append(": ");
  const value inner = v.wrapped();
  if (inner.is(kind::string)) {
    append_string(out, inner, indentation, how.options, plain_palette.string);
  } else {
    out.append(primitive_text(inner));
  }
  return std::move(out.append("]").end(colour));
}

std::string counted(std::string_view name, std::uint64_t count) {
  return std::string(name) + "(" + std::to_string(count) + ") ";
}

}  // namespace

braces braces_of(const value& v) {
  switch (v.kind()) {
    case kind::array: return {"[", ']'};
    case kind::tuple: return {counted("Tuple", v.size()) + "[", ']'};
    case kind::map: return {counted("Map", v.size()) + "{", '}'};
    case kind::set: return {counted("Set", v.size()) + "{", '}'};
    case kind::array_buffer: return {"ArrayBuffer {", '}'};
    case kind::data_view: return {"DataView {", '}'};
    case kind::host: return {printable(v.host_type()) + " {", '}'};
    case kind::typed_array: {
      const std::string_view name = constructor_name(v.element());
      if (is_content_elsewhere(v)) return {std::string(name) + " {", '}'};
      return {counted(name, v.size()) + "[", ']'};
    }
    default: return {"{", '}'};
  }
}

text leaf_text(const value& v, std::uint32_t indentation, const style& how) {
  const palette& colours = how.colours;
  text out;
  switch (v.kind()) {
    case kind::absent:
    case kind::undefined: return {primitive_text(v), colours.undefined};
    case kind::null: return {primitive_text(v), colours.null};
    case kind::boolean:
    case kind::number:
    case kind::bigint: return {primitive_text(v), colours.number};
    case kind::string: append_string(out, v, indentation, how.options, colours.string); break;
    case kind::bytes:
      return text(counted("Bytes", v.size()) + "<" + hex_list(v.unchecked_bytes(), max_buffer_bytes) + ">");
    case kind::timestamp: return {printable(v), colours.date};
    case kind::date: return {date_text(v.date_value()), colours.date};
    case kind::regexp: append_regexp(out, printable(v.regexp_source()), v.regexp_flag_text(), colours); break;
    case kind::error: return error_text(v, indentation, colours);
    case kind::boolean_object: return wrapper_text(v, "Boolean", colours.number, indentation, how);
    case kind::number_object: return wrapper_text(v, "Number", colours.number, indentation, how);
    case kind::bigint_object: return wrapper_text(v, "BigInt", colours.number, indentation, how);
    case kind::string_object: return wrapper_text(v, "String", colours.string, indentation, how);
    case kind::typed_array:
      if (v.element() == element_type::buffer) {
        return text("<Buffer " + hex_list(v.view_bytes(), max_buffer_bytes) + ">");
      }
      [[fallthrough]];
    case kind::object:
    case kind::array:
    case kind::map:
    case kind::set:
    case kind::array_buffer:
    case kind::data_view:
    case kind::host:
    case kind::tuple: {
      const braces around = braces_of(v);
      return text(around.open + around.close);
    }
  }
  return out;
}

bool is_content_elsewhere(const value& typed_array) {
  return typed_array.view_bytes().size() != typed_array.view_byte_length();
}

std::string element_text(const value& typed_array, std::uint64_t index) {
  const element_type type = typed_array.element();
  const std::uint8_t* at = octets(typed_array.view_bytes()).data() + index * element_size(type);
  if (!detail::is_bigint_element(type)) return wire::number_text(detail::element_number(type, at));
  const std::uint64_t bits = detail::element_bits(type, at);
  const bool is_negative = type == element_type::bigint64 && bits >> 63 != 0;
  return (is_negative ? "-" + std::to_string(~bits + 1) : std::to_string(bits)) + "n";
}

std::string hex_list(bytes_view bytes, std::uint64_t limit) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte :
       octets(bytes).first(static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), limit)))) {
    if (!out.empty()) out += ' ';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  if (bytes.size() > limit) out += " " + more_text(bytes.size() - limit, "byte");
  return out;
}

std::string more_text(std::uint64_t count, std::string_view noun) {
  return "... " + std::to_string(count) + " more " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace clonewire::console
