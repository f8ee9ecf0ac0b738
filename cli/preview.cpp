#include "preview.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <clonewire/builder.hpp>
#include <clonewire/console.hpp>

#include "text.hpp"

namespace clonewire::cli {
namespace {

constexpr std::size_t most_values = 24;  // in a value that is printed whole
constexpr std::uint64_t most_units = 80;
constexpr std::uint64_t most_bytes = 16;
constexpr std::size_t most_columns = 200;

std::string entries_text(std::uint64_t count, std::string_view one, std::string_view more) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : more);
}

/// Finds out whether a value is small, looking at no more than makes it so.
class size_check {
 public:
  bool run(const value& root) {
    add(root);
    while (small_ && !open_.empty()) {
      const value at = open_.back();
      open_.pop_back();
      for (const value child : at.elements()) {
        if (!add(child)) break;
      }
      for (const auto& [key, child] : at.entries()) {
        if (!add(key) || !add(child)) break;
      }
    }
    return small_;
  }

 private:
  bool add(const value& v) {
    small_ = small_ && ++count_ <= most_values && fits(v);
    if (small_ && has_identity(v.kind()) && !seen(v)) open_.push_back(v);
    return small_;
  }

  bool seen(const value& v) {
    const std::uint32_t number = v.object_number();
    if (std::find(numbers_.begin(), numbers_.end(), number) != numbers_.end()) return true;
    numbers_.push_back(number);
    return false;
  }

  static bool fits(const value& v) {
    switch (v.kind()) {
      case kind::string: return v.size() <= most_units;
      case kind::bigint: return v.unchecked_bigint().magnitude.size() <= most_bytes;
      case kind::string_object:
      case kind::bigint_object: return fits(v.wrapped());
      case kind::regexp: return fits(v.regexp_source());
      case kind::bytes:
      case kind::array_buffer: return v.size() <= most_bytes;
      case kind::typed_array:
      case kind::data_view: return v.view_byte_length() <= most_bytes;
      case kind::error: return false;  // its stack is many lines
      default: return v.size() <= most_values;
    }
  }

  std::vector<value> open_;
  std::vector<std::uint32_t> numbers_;
  std::size_t count_ = 0;
  bool small_ = true;
};

// The printed text with its line breaks taken out. Inside of strings they are escaped.
std::string one_line(std::string_view text) {
  std::string out;
  bool after_break = false;
  for (const char c : text) {
    if (c == '\n') {
      after_break = true;
    } else if (!after_break || c != ' ') {
      if (std::exchange(after_break, false)) out += ' ';
      out += c;
    }
  }
  return out;
}

std::string quoted(std::u16string_view units) {
  builder build;
  build.utf16(units);
  const result<document> text = std::move(build).finish();
  return text ? to_console(text->root()) : std::string();
}

// Some of the string around `at`.
std::string window(std::u16string_view units, std::size_t at) {
  constexpr std::size_t before = 20, after = 40;
  const std::size_t begin = at > before ? at - before : 0;
  const std::size_t end = std::min(units.size(), at + after);
  return (begin > 0 ? "…" : "") + quoted(units.substr(begin, end - begin)) + (end < units.size() ? "…" : "");
}

std::string message_of(const value& error) {
  const value message = error.error_message();
  return message.is(kind::string) ? ": " + shortened(message.to_utf8(), most_units) : std::string();
}

}  // namespace

std::string kind_text(const value& v) {
  std::string name(name_of(v.kind()));
  switch (v.kind()) {
    case kind::undefined:
    case kind::null: return name;
    case kind::object: return "an object of " + entries_text(v.size(), "property", "properties");
    case kind::array: return "an array of length " + std::to_string(v.size());
    case kind::map: return "a map of " + entries_text(v.size(), "entry", "entries");
    case kind::set: return "a set of " + counted(v.size(), "member");
    case kind::string: return "a string of " + counted(v.size(), "character");
    case kind::array_buffer: return "an array_buffer of " + counted(v.size(), "byte");
    case kind::typed_array:
      return "a " + std::string(constructor_name(v.element())) + " of length " + std::to_string(v.size());
    case kind::error: return "a " + std::string(name_of(v.error_type())) + printable(message_of(v));
    default: return (name.find_first_of("aeiou") == 0 ? "an " : "a ") + name;
  }
}

std::string preview(const value& v) {
  if (v.is(kind::string) && v.size() > most_units) return window(v.to_utf16(), 0);
  if (!size_check().run(v)) return kind_text(v);
  console_options options;
  options.break_length = 1 << 20;
  return shortened(one_line(to_console(v, options)), most_columns);
}

string_previews preview_difference(const value& a, const value& b) {
  if (a.size() <= most_units && b.size() <= most_units) return {preview(a), preview(b)};
  const std::u16string x = a.to_utf16();
  const std::u16string y = b.to_utf16();
  const auto place = std::mismatch(x.begin(), x.end(), y.begin(), y.end());
  const auto at = static_cast<std::size_t>(place.first - x.begin());
  return {"from character " + std::to_string(at) + " on: " + window(x, at), window(y, at)};
}

}  // namespace clonewire::cli
