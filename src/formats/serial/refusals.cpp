#include "formats/serial/refusals.hpp"

#include <cmath>

#include "wire/number_text.hpp"

namespace clonewire::formats::serial {
namespace {

/// "a list", "an object"
std::string with_article(std::string_view name) {
  const bool is_vowel = !name.empty() && std::string_view("aeiouAEIO").find(name.front()) != std::string_view::npos;
  return (is_vowel ? "an " : "a ") + std::string(name);
}

}  // namespace

std::string_view type_name(kind k, bool is_js) noexcept {
  switch (k) {
    case kind::array: return is_js ? "array" : "list";
    case kind::map: return is_js ? "Map" : "dict";
    case kind::set: return is_js ? "Set" : "set";
    case kind::date: return "Date";
    case kind::regexp: return "RegExp";
    case kind::error: return "Error";
    case kind::boolean_object: return "Boolean object";
    case kind::number_object: return "Number object";
    case kind::bigint_object: return "BigInt object";
    case kind::string_object: return "String object";
    case kind::array_buffer: return "ArrayBuffer";
    case kind::typed_array: return "typed array";
    case kind::data_view: return "DataView";
    case kind::host: return "host object";
    default: return name_of(k);
  }
}

namespace refusals {

refusal non_finite(double v) {
  const char* text = v != v ? "NaN" : (v > 0 ? "+Inf" : "-Inf");
  return {std::string("non-finite float ") + text, as_null};
}

refusal integral_float(double v) {
  if (v == 0 && std::signbit(v)) {
    return {"float -0.0", "it comes back as the int 0",
            "it would come back as the int 0: make it an int (a BigInt), or use variant=\"js\""};
  }
  return {"float " + wire::number_text(v) + ".0", "it comes back as an int",
          "it would come back as an int: make it one (a BigInt), or use variant=\"js\""};
}

refusal no_time(const char* problem) {
  return {std::string("a timestamp that is no time: ") + problem, ""};
}

refusal cycle(kind k, bool is_js) {
  return {"a value that refers to itself (cycle in " + std::string(type_name(k, is_js)) + ")", as_null};
}

refusal shared(kind k, bool is_js) {
  return {with_article(type_name(k, is_js)) + " that occurs twice", "written again", "it would come back as two"};
}

refusal unhashable(std::string_view type) {
  return {"an unhashable set's element or dict's key (unhashable type: " + std::string(type) + ")", ""};
}

refusal equal_keys(bool in_set) {
  return {in_set ? "a set with two elements" : "a dict with two keys", "written both, but loads makes them one",
          "they are equal to Starlark (1 and 1.0, one instant in two zones), and would come back as one"};
}

refusal no_counterpart(kind k) {
  const char* becomes = k == kind::regexp
                            ? "its text is written"
                            : (k == kind::error ? "written as an object of its fields" : "its primitive is written");
  return {with_article(type_name(k, true)), becomes, "serial has no such type: convert it to data first"};
}

refusal buffer(std::string_view name, bool is_js) {
  return {with_article(name), is_js ? "it comes back as a Uint8Array" : "it comes back as bytes",
          is_js ? "it would come back as a Uint8Array: make it one"
                : "it would come back as bytes: make it a byte string, or a Uint8Array with variant=\"js\""};
}

refusal host(std::string_view type, bool is_blob) {
  return {"value of type " + std::string(type) + ": serial round-trips data, not host objects",
          "written as an object of its fields",
          is_blob ? "convert it to a dict first, or use variant=\"js\"" : "convert it to a dict first"};
}

refusal tag_taken(std::string_view name) {
  return {"a custom type named " + std::string(name) + ": that tag is serial's own", ""};
}

}  // namespace refusals
}  // namespace clonewire::formats::serial
