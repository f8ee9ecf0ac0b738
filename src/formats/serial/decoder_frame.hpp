// The objects and arrays of the text that the decoder has open, and the path in the value that they make.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/custom_types.hpp>
#include <clonewire/detail/layout.hpp>

#include "formats/serial/tags.hpp"

namespace clonewire::formats::serial {

/// What an open object or array of the text is.
enum class role : std::uint8_t {
  object,    // a dict or an envelope: the first member will tell
  dict,      // js: an object
  envelope,  // its value waits on the scratch stack
  list,
  tuple,
  set,
  entries,  // a mapkv's payload
  entry,    // one of its pairs
};

struct frame {
  role is;
  bool must_hash;           // what it makes is a set's member, or a dict's key, or in a tuple that is
  bool is_escaped = false;  // dict: "$t" is a key like any other
  // The keys of a dict or the elements of a set were told to be distinct as they came: each stands behind the one
  // before, as in all text that was dumped.
  bool is_ascending = true;
  bool has_tag = false;      // envelope: its member "$t" was met
  bool has_payload = false;  // envelope: its member "v" was met
  std::uint32_t number = 0;
  detail::record* object = nullptr;
  std::size_t offset;  // where it begins in the text
  std::size_t mark;    // its children wait on the scratch stack from here on, and move into the arena when it closes
  const tag_row* tag = nullptr;       // envelope
  const custom_type* type = nullptr;  // envelope
  std::string_view last = {};         // js: the last key's text; set, entries: the last element's or key's
};

/// Where in the value the reader stands. Envelopes are no step of their own. `open`: outermost first; `scratch`: their
/// children so far; `in_child`: at a child of the innermost, not at it itself.
std::string path_of(const std::vector<frame>& open, const std::vector<detail::slot>& scratch, bool in_child);

}  // namespace clonewire::formats::serial
