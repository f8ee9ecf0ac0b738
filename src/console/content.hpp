// What lies inside of a value, in the order and in the words in which the console lists it.
#pragma once

#include <cstdint>

#include <clonewire/value.hpp>

#include "console/style.hpp"
#include "console/text.hpp"

namespace clonewire::console {

/// One step through a value's content.
struct part {
  text lead;                  ///< what stands before `child`: a key, " => ", nothing; without a child the whole item
  value child;                ///< printed behind `lead`; absent: nothing
  bool continues = false;     ///< belongs to the item before: a map's value, after its key
  std::uint64_t skipped = 0;  ///< holes that were counted one by one
};

/// Walks through a value's content. Lists stop after `max_array_length` items and tell how many more there are.
class content {
 public:
  content(const value& of, const style& how);

  /// True for a value that is printed without going into it: a primitive, an empty object, an error without a cause.
  bool empty() const;
  /// The next part, or false at the end.
  bool next(part& out);
  /// An array-like value, whose items may be set in columns.
  bool is_list() const;
  /// True where the list's first `count` elements are there and are numbers or bigints.
  bool begins_with_numbers(std::size_t count) const;

 private:
  bool next_item(part& out);
  bool next_property(part& out);
  bool next_field(part& out);
  void next_element(part& out);

  value of_;
  const style* how_;
  value_range elements_;
  entry_range sparse_;
  entry_range entries_;
  std::uint64_t size_ = 0;          // items: elements, members, map entries
  std::uint64_t index_ = 0;         // of the next item
  std::uint64_t listed_ = 0;        // items given, a run of holes being one
  std::uint32_t sparse_index_ = 0;  // of the next of `sparse_`
  std::uint32_t property_ = 0;      // of the next of `entries_`, for properties and fields of host objects
  std::uint32_t field_ = 0;         // of the next of the fields that all buffers, views and errors have
  value map_value_;                 // of the entry whose key was the last part
};

}  // namespace clonewire::console
