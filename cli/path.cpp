#include "path.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>

#include <clonewire/builder.hpp>
#include <clonewire/console.hpp>
#include <clonewire/format.hpp>

#include "messages.hpp"
#include "preview.hpp"
#include "text.hpp"

namespace clonewire::cli {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Recursive descent without the recursion: a path is flat.
class path_parser {
 public:
  explicit path_parser(const std::string& text) {
    const bool has_root = !text.empty() && text[0] == '$' && (text.size() == 1 || text[1] == '.' || text[1] == '[');
    way_.text = has_root ? text : "$" + std::string(text.starts_with('[') || text.starts_with('.') ? "" : ".") + text;
  }

  path run() && {
    at_ = 1;
    while (!done()) {
      if (take('.')) {
        read_name_step();
      } else if (take('[')) {
        read_bracket_step();
      } else {
        fail("expected . or [");
      }
      way_.ends.push_back(at_);
    }
    return std::move(way_);
  }

 private:
  bool done() const { return at_ == way_.text.size(); }
  char next() const { return done() ? '\0' : way_.text[at_]; }
  bool take(char c) {
    if (done() || next() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(std::string("expected ") + c);
  }
  [[noreturn]] void fail(const std::string& reason) const {
    const std::string place = done() ? "at its end" : "at '" + shortened(way_.text.substr(at_), 40) + "'";
    throw failure(exit_trouble, "'" + shortened(way_.text, 200) + "' is no path: " + reason + " " + place);
  }

  std::string_view take_while_not(std::string_view stops) {
    const std::string_view rest = std::string_view(way_.text).substr(at_);
    const std::string_view taken = rest.substr(0, std::min(rest.find_first_of(stops), rest.size()));
    at_ += taken.size();
    return taken;
  }

  void read_name_step() {
    const std::string_view name = take_while_not(".[(");
    if (name.empty()) fail("expected a name");
    if (!take('(')) {
      way_.steps.emplace_back(name_step{std::string(name)});
      return;
    }
    if (name != "get") fail("expected . or [ or .get(");
    way_.steps.emplace_back(map_step{read_key()});
    expect(')');
  }

  void read_bracket_step() {
    if (next() == '"' || next() == '\'') {
      way_.steps.emplace_back(name_step{read_quoted()});
    } else {
      const std::string_view digits = take_while_not("]");
      std::uint64_t index = 0;
      const char* const end = digits.data() + digits.size();
      const auto [stop, problem] = std::from_chars(digits.data(), end, index);
      if (problem != std::errc() || stop != end)
        fail("expected [index] or [\"name\"], not '" + std::string(digits) + "'");
      way_.steps.emplace_back(index_step{index});
    }
    expect(']');
  }

  // A JavaScript literal, read by way of the graph notation, which has every primitive.
  document read_key() {
    const std::size_t begin = at_;
    std::string notation;
    if (next() == '"' || next() == '\'') {
      notation = R"({"t":"string","v":)" + json_quoted(read_quoted()) + "}";
    } else {
      std::string_view word = take_while_not(")");
      if (word == "undefined" || word == "null") {
        notation = R"({"t":")" + std::string(word) + "\"}";
      } else if (word == "true" || word == "false") {
        notation = R"({"t":"boolean","v":)" + std::string(word) + "}";
      } else {
        const bool big = word.ends_with('n') && word.size() > 1 && is_digit(word[word.size() - 2]);
        if (big) word.remove_suffix(1);
        notation = R"({"t":")" + std::string(big ? "bigint" : "number") + R"(","v":)" + json_quoted(word) + "}";
      }
    }
    decode_options options;
    options.format = format::graph;
    auto key = try_decode(std::as_bytes(std::span(notation)), options);
    if (!key) {
      at_ = begin;
      fail("expected a key as JavaScript writes it (\"text\", 1.5, -7n, true, null, undefined)");
    }
    return std::move(*key);
  }

  // A string in double or single quotes, with JSON's escapes, as WTF-8.
  std::string read_quoted() {
    const char quote = way_.text[at_++];
    std::string out;
    while (!take(quote)) {
      if (done()) fail("the text in quotes does not end");
      if (take('\\')) {
        append_escaped(out);
      } else {
        out += way_.text[at_++];
      }
    }
    return out;
  }

  void append_escaped(std::string& out) {
    constexpr std::string_view letters = "bfnrt", meant = "\b\f\n\r\t";
    if (done()) fail("the text in quotes does not end");
    const char c = way_.text[at_++];
    if (const std::size_t i = letters.find(c); i != std::string_view::npos) {
      out += meant[i];
    } else if (c != 'u') {
      out += c;
    } else {
      append_unit(out, read_hex_digits());
    }
  }

  std::uint32_t read_hex_digits() {
    const std::string_view digits = std::string_view(way_.text).substr(at_, 4);
    std::uint32_t unit = 0;
    const auto [stop, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    if (problem != std::errc() || stop != digits.data() + 4) fail("expected four hexadecimal digits");
    at_ += 4;
    return unit;
  }

  // A low surrogate makes one character with the high one before it.
  static void append_unit(std::string& out, std::uint32_t unit) {
    std::uint32_t point = unit;
    if (unit >= 0xdc00 && unit < 0xe000 && out.size() >= 3) {
      const auto* const last = reinterpret_cast<const unsigned char*>(out.data() + out.size() - 3);
      if (last[0] == 0xed && last[1] >= 0xa0 && last[1] < 0xb0) {
        const std::uint32_t high = (last[1] & 0xfU) << 6 | (last[2] & 0x3fU);
        point = 0x10000 + (high << 10 | (unit & 0x3ff));
        out.resize(out.size() - 3);
      }
    }
    const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) return put(point);
    if (point >= 0x10000) {
      put(0xf0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3f));
    } else if (point >= 0x800) {
      put(0xe0 | point >> 12);
    } else {
      put(0xc0 | point >> 6);
    }
    if (point >= 0x800) put(0x80 | (point >> 6 & 0x3f));
    put(0x80 | (point & 0x3f));
  }

  path way_;
  std::size_t at_ = 0;
};

// A property by its name in WTF-8. `find` knows every name that is UTF-8.
value property(const value& owner, const std::string& name) {
  if (const value found = owner.find(name)) return found;
  constexpr char first_byte_of_surrogates = '\xed';
  if (name.find(first_byte_of_surrogates) == std::string::npos) return {};
  for (const auto& [key, child] : owner.entries()) {
    if (key.key_text() == name) return child;
  }
  return {};
}

value error_field(const value& owner, const std::string& name) {
  if (name == "message") return owner.error_message();
  if (name == "stack") return owner.error_stack();
  if (name == "cause") return owner.error_cause();
  return {};
}

// Some of the names that there are, for who has mistyped one.
std::string names_in(const value& owner) {
  constexpr std::size_t enough = 200;
  std::string names;
  for (const auto& [key, child] : owner.entries()) {
    if (names.size() > enough) return names + ", …";
    (names += names.empty() ? "" : ", ") += shortened(property_step_text(key), 60);
  }
  return names;
}

// Why the step leads nowhere, and what would lead somewhere.
std::string advice(const value& owner, const path_step& step) {
  const std::string from = kind_text(owner);
  if (owner.is(kind::map)) {
    if (std::holds_alternative<map_step>(step)) return "no such key in " + from;
    return "no such entry in " + from + "; use .get(KEY), .keys[N] or .values[N]";
  }
  if (std::holds_alternative<map_step>(step)) return ".get(KEY) is for maps; this is " + from;
  if (const auto* const index = std::get_if<index_step>(&step)) {
    return (owner.is(kind::array) && index->index < owner.size() ? "a hole in " : "no such element in ") + from;
  }
  const std::string names = names_in(owner);
  return "no such property in " + from + (names.empty() ? "" : "; there are " + names);
}

double from_half(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const int fraction = bits & 1023;
  const double magnitude = exponent == 31  ? (fraction != 0 ? std::nan("") : HUGE_VAL)
                           : exponent == 0 ? std::ldexp(fraction, -24)
                                           : std::ldexp(fraction + 1024, exponent - 25);
  return bits >> 15 != 0 ? -magnitude : magnitude;
}

std::uint64_t little_endian(bytes_view bytes) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) bits |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
  return bits;
}

/// Walks from value to value. A place without a value leaves `at` absent.
struct walker {
  value at;
  document owner;

  void operator()(const name_step& step) {
    switch (at.kind()) {
      case kind::object:
      case kind::array:
      case kind::host: at = property(at, step.name); break;
      case kind::error: at = error_field(at, step.name); break;
      case kind::typed_array:
      case kind::data_view: at = step.name == "buffer" ? at.view_buffer() : value(); break;
      default: at = {}; break;
    }
  }
  void operator()(const index_step& step) {
    if (at.is(kind::typed_array)) {
      if (step.index >= at.view_bytes().size() / element_size(at.element())) {
        at = {};
      } else {
        owner = typed_array_element(at, step.index);
        at = owner.root();
      }
    } else if (at.is(kind::object)) {
      at = at.find(std::to_string(step.index));
    } else {
      at = at.find(step.index);
    }
  }
  void operator()(const map_step& step) {
    const value map = std::exchange(at, value());
    if (!map.is(kind::map)) return;
    for (const auto& [key, child] : map.entries()) {
      if (!same_primitive(key, step.key.root())) continue;
      at = child;
      return;
    }
  }
};

// `.keys[3]` and `.values[3]` of a map: two steps that lead to one value.
bool is_entry_step(const value& owner, const path& way, std::size_t i) {
  const auto* const name = std::get_if<name_step>(&way.steps[i]);
  return owner.is(kind::map) && name != nullptr && (name->name == "keys" || name->name == "values") &&
         i + 1 < way.steps.size() && std::holds_alternative<index_step>(way.steps[i + 1]);
}

value map_entry(const value& map, const path& way, std::size_t i) {
  const std::uint64_t index = std::get<index_step>(way.steps[i + 1]).index;
  if (index >= map.size()) return {};
  const entry found = map.entries()[static_cast<std::uint32_t>(index)];
  return std::get<name_step>(way.steps[i]).name == "keys" ? found.key : found.value;
}

bool is_identifier(std::string_view name) {
  if (name.empty() || is_digit(name[0])) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

}  // namespace

path parse_path(const std::string& text) {
  return path_parser(text).run();
}

result<found> follow(const path& way, const value& root) {
  walker walk{root, {}};
  for (std::size_t i = 0; i < way.steps.size(); ++i) {
    const value before = walk.at;
    const std::size_t first = i;
    if (is_entry_step(before, way, i)) {
      walk.at = map_entry(before, way, i);
      ++i;
    } else {
      std::visit(walk, way.steps[i]);
    }
    if (!walk.at) {
      return error{errc::not_found, error::no_offset, way.text.substr(0, way.ends[i]),
                   advice(before, way.steps[first])};
    }
  }
  return found{walk.at, std::move(walk.owner)};
}

std::string property_step_text(const value& key) {
  if (key.is(kind::number)) return "[" + key.key_text() + "]";
  const std::string name = key.key_text();
  const std::string quoted = json_quoted(name);
  return is_identifier(name) && quoted.size() == name.size() + 2 ? "." + name : "[" + quoted + "]";
}

std::string index_step_text(std::uint64_t index) {
  return "[" + std::to_string(index) + "]";
}

std::string map_value_step_text(const value& key, std::uint64_t entry) {
  if (!is_primitive(key)) return ".values" + index_step_text(entry);
  return ".get(" + (key.is(kind::string) ? json_quoted(key.to_utf8()) : to_console(key)) + ")";
}

std::string map_key_step_text(std::uint64_t entry) {
  return ".keys" + index_step_text(entry);
}

document typed_array_element(const value& view, std::uint64_t index) {
  const element_type type = view.element();
  const std::uint32_t size = element_size(type);
  const bytes_view bytes = view.view_bytes().subspan(index * size, size);
  const std::uint64_t bits = little_endian(bytes);
  builder build;
  switch (type) {
    case element_type::int8: build.number(static_cast<std::int8_t>(bits)); break;
    case element_type::int16: build.number(static_cast<std::int16_t>(bits)); break;
    case element_type::int32: build.number(static_cast<std::int32_t>(bits)); break;
    case element_type::float16: build.number(from_half(static_cast<std::uint16_t>(bits))); break;
    case element_type::float32: build.number(double{std::bit_cast<float>(static_cast<std::uint32_t>(bits))}); break;
    case element_type::float64: build.number(std::bit_cast<double>(bits)); break;
    case element_type::bigint64: build.bigint(static_cast<std::int64_t>(bits)); break;
    case element_type::biguint64: build.bigint(false, bytes); break;
    default: build.number(static_cast<double>(bits)); break;
  }
  return std::move(build).finish().value();
}

bool is_primitive(const value& v) {
  return v.is(kind::undefined) || v.is(kind::null) || v.is(kind::boolean) || v.is(kind::number) || v.is(kind::bigint) ||
         v.is(kind::string);
}

bool same_primitive(const value& a, const value& b) {
  if (a.kind() != b.kind()) return false;
  if (!a.is(kind::number)) return equal(a, b);
  const double x = a.unchecked_number();
  const double y = b.unchecked_number();
  return x == y || (x != x && y != y);
}

}  // namespace clonewire::cli
