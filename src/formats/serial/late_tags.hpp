// Envelopes whose tag is not their first member. Writers sort members, so that "$t" comes first, and the decoder reads
// on without looking ahead; a text that has one of the others is gone through once more, to know them beforehand.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "wire/json_reader.hpp"

namespace clonewire::formats::serial {

class late_tags {
 public:
  /// Finds every object that has a string as its (last) member "$t". Of broken text, those before the break.
  late_tags(wire::octets text, std::uint32_t max_depth);

  struct found {
    std::size_t object;  // offset of its brace
    std::size_t offset;  // of the tag
    wire::json_string tag;
  };
  /// The tag of the object that begins at `offset`; null where it is no envelope. Offsets must ascend from call to
  /// call.
  const found* of(std::size_t offset) noexcept;

 private:
  std::vector<found> tags_;  // by their objects' offsets
  std::size_t next_ = 0;
};

/// Whether the key is "$t", however it is spelled.
bool is_tag_key(const wire::json_string& key);

}  // namespace clonewire::formats::serial
