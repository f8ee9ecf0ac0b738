// The first pass of reading: the text's records, one after another, as slots. Leaves are made at once; of a container
// the numbers of its children are kept, which may be records further on.
//
// A record has few shapes, so that its text is read as what it should be. Where it is not that, json_reader, which
// reads any JSON, says whether it is JSON at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <clonewire/custom_types.hpp>

#include "formats/ungap/records.hpp"
#include "graph/assembly.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "wire/json_parser.hpp"

namespace clonewire::formats::ungap {

/// In place of a child that is no record's number.
inline constexpr std::uint32_t no_record = 0xffffffff;

/// A slot that stands for a container which is not made yet: its kind, its record's number, and where in
/// `record_list::numbers` its children are. Of a host object `hash` is the place of its type in `record_list::customs`.
inline constexpr std::uint8_t pending_form = 1;
inline detail::slot make_pending(kind k, std::uint32_t record, std::uint32_t first, std::uint32_t count) noexcept {
  detail::slot s = detail::make_slot(k, pending_form, record);
  s.bits = first | std::uint64_t{count} << 32;
  return s;
}
/// Objects that are made have no form.
inline bool is_pending(const detail::slot& s) noexcept {
  return has_identity(s.kind) && s.form == pending_form;
}
inline std::uint32_t first_number(const detail::slot& pending) noexcept {
  return static_cast<std::uint32_t>(pending.bits);
}
inline std::uint32_t number_count(const detail::slot& pending) noexcept {
  return static_cast<std::uint32_t>(pending.bits >> 32);
}

struct record_list {
  std::vector<detail::slot> records;        // by number
  std::vector<std::uint32_t> numbers;       // children of the containers, keys and values in turn
  std::vector<const custom_type*> customs;  // the custom types that occur
};

class record_reader {
 public:
  /// Precondition: the text lies in `into`, or outlives it, and is shorter than 4 GiB. `types` may be null.
  record_reader(wire::octets text, detail::store& into, const custom_types* types);

  /// The next record, into `list`. False: there is none, or the reading failed.
  bool next();
  /// All of them. False: the reading failed.
  bool read_all();

  record_list list;

  bool failed() const noexcept { return failure_.has_value(); }
  /// Without a path: it is that of `failed_record()`. Precondition: failed().
  const error& failure() const noexcept { return *failure_; }
  std::uint32_t failed_record() const noexcept { return record_; }

 private:
  enum class state : std::uint8_t { begin, records, end };

  bool read_record();
  bool read_numbered_type();
  bool read_named_type();
  bool read_custom(const custom_type& type);

  bool read_primitive();
  bool read_list(kind k);
  bool read_pairs(kind k);
  bool add_container(kind k, std::size_t first);
  bool read_date();
  bool read_regexp();
  bool read_error();
  bool read_wrapper(kind k);
  bool read_bytes(const named_type& type);
  bool read_host(std::string_view name);

  bool read_elements(element_type type);
  bool read_bigint_element(element_type type);
  bool read_number_or_nan(const char* what, double& number);
  bool read_bytes_slot(detail::slot& bytes);
  bool read_bigint(detail::slot& bigint);
  bool read_flags(std::uint16_t& flags);

  // What comes next in the text: `at` looks, `take` goes past it if it is there, `expect` fails where it is not.
  bool at(char c) noexcept {
    while (p_ != end_ && wire::is_json_space(*p_)) ++p_;
    token_ = p_;
    return p_ != end_ && *p_ == static_cast<std::uint8_t>(c);
  }
  bool take(char c) noexcept {
    const bool is_there = at(c);
    p_ += is_there ? 1 : 0;
    return is_there;
  }
  bool expect(char c, const char* what) { return take(c) || fail_expected(what); }
  bool take_word(std::string_view word) noexcept;
  bool at_number() noexcept;
  bool take_integer(std::uint32_t& integer) noexcept;
  bool expect_number(const char* what, double& number);
  /// Into `string_`.
  bool expect_string(const char* what);
  bool expect_string(detail::slot& text, const char* what) { return expect_string(what) && text_slot(text); }
  /// A string's text where that is ASCII without escapes, as what has but digits and letters is written; else nothing.
  std::optional<std::string_view> plain_text() const noexcept;
  /// Whether an element or member follows in the list that has been opened, until `close`. False also where neither a
  /// comma nor the list's end comes, which has failed then.
  bool more(bool& is_first, char close);
  /// A member's name, and its colon.
  bool expect_key(const char* what);
  /// A record's number, into `list.numbers`.
  bool expect_child();
  std::uint64_t offset() const noexcept { return static_cast<std::uint64_t>(token_ - begin_); }

  bool text_slot(detail::slot& out);
  bool copy_to_slot(kind k, std::uint8_t form, const std::vector<std::uint8_t>& bytes, detail::slot& out);
  detail::record* new_object(kind k, detail::slot& object);
  detail::slot* new_children(detail::record& r, std::size_t slot_count);
  bool add(const detail::slot& s) {
    list.records.push_back(s);
    return true;
  }
  /// What `make` makes; it gives false where there is no memory.
  template <class Make>
  bool add_made(Make make) {
    detail::slot object{};
    return make(object) ? add(object) : fail_memory();
  }

  /// Of what begins at `token_`.
  bool fail(errc code, std::string detail);
  bool fail_memory();
  /// Something else is there, or no JSON at all.
  bool fail_expected(const char* what);
  /// A string or number is not what JSON has.
  bool fail_syntax();
  bool fail_after(std::uint64_t valid_size, const char* what);

  const std::uint8_t* begin_;
  const std::uint8_t* p_;
  const std::uint8_t* end_;
  const std::uint8_t* token_;  // where what was looked at last begins
  bool ends_in_number_;        // as a text that is cut off may
  wire::json_string string_;
  detail::store& store_;
  detail::assembly make_;
  const custom_types* types_;
  state state_ = state::begin;
  std::uint32_t record_ = 0;                // being read
  std::uint32_t noted_record_ = no_record;  // the last one that a null in place of a number was noted of
  std::string unescaped_;
  std::vector<std::uint8_t> bytes_;
  std::optional<error> failure_;
};

}  // namespace clonewire::formats::ungap
