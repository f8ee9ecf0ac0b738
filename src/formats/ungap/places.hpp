// Where an error is: in the text, and in the value. Both are found by reading again, once something failed.
#pragma once

#include <string>

#include "formats/ungap/record_reader.hpp"

namespace clonewire::formats::ungap {

/// A record, or the child of one: the place of its number among the record's numbers.
struct place {
  std::uint32_t record;
  std::uint32_t child = no_record;  // none: the record itself
};

/// The offset of what the place says. Precondition: the text is JSON, and the place is there.
std::uint64_t offset_of(wire::octets text, const place& at);

/// The shortest path that leads there, as far as records were read; the record may be the next one. "$": none leads
/// there. Precondition: the containers in `list` are pending.
std::string path_of(const record_list& list, const place& at);

}  // namespace clonewire::formats::ungap
