// Reads JSON text (RFC 8259) the way JavaScript's JSON.parse does, event by event. Knows no document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <clonewire/error.hpp>

#include "wire/json_string.hpp"

namespace clonewire::wire {

enum class json_event : std::uint8_t {
  begin_object,
  end_object,
  begin_array,
  end_array,
  key,
  string,
  number,
  boolean,
  null,
  end,     // the value is complete and nothing but white space follows it
  failed,  // see json_reader::failure
};

/// A pull reader: `next` until `end` or `failed`. Nesting is kept on a stack of its own, which also tells where in the
/// value the reader is. As JSON.parse does, it refuses a byte order mark, and takes lone surrogates as escapes, numbers
/// of any length, and any key any number of times. Unlike it, it reads bytes, and refuses invalid UTF-8.
class json_reader {
 public:
  /// An object or array that is open.
  struct level {
    std::size_t children = 0;  // begun so far; the last of them is the one being read
    json_string key;           // of that child
    bool is_object = false;
  };

  /// Precondition: the text outlives the reader.
  json_reader(octets text, std::uint32_t max_depth);

  json_event next();

  // The last event's content, each with the precondition that it is of that kind (string: or key).
  bool boolean() const noexcept { return number_ != 0; }
  double number() const noexcept { return number_; }
  const json_string& string() const noexcept { return string_; }
  /// Where the last event's text begins; of a string, its opening quote.
  std::size_t offset() const noexcept { return static_cast<std::size_t>(event_ - begin_); }

  std::uint32_t max_depth() const noexcept { return max_depth_; }
  /// Outermost first.
  const std::vector<level>& open_levels() const noexcept { return open_; }
  /// Whether the reader stands at the last child of the innermost level, and not between its children.
  bool in_child() const noexcept { return expected_ == expected::value; }
  /// Precondition: the last event was `failed`. The path is left empty: `open_levels` has it.
  const clonewire::error& failure() const noexcept { return failure_; }

 private:
  enum class expected : std::uint8_t { value, first_element, first_key, comma_or_end, nothing };

  void skip_space() noexcept;
  bool at(char c) const noexcept { return p_ != end_ && *p_ == static_cast<std::uint8_t>(c); }

  json_event read_value();
  json_event read_key();
  json_event read_literal(const char* word, json_event event);
  json_event read_number();
  json_event open(bool is_object);
  json_event close();
  json_event completed(json_event event) noexcept;
  bool read_string();
  bool find_string_error();
  bool read_escape();

  json_event fail(errc code, const std::uint8_t* where, std::string detail);
  json_event fail_expecting(const char* what);

  const std::uint8_t* begin_;
  const std::uint8_t* p_;
  const std::uint8_t* end_;
  const std::uint8_t* event_;
  expected expected_ = expected::value;
  double number_ = 0;
  json_string string_;
  std::vector<level> open_;
  std::uint32_t max_depth_;
  clonewire::error failure_;
};

}  // namespace clonewire::wire
