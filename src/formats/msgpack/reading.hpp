// What a decoding is told besides the bytes.
#pragma once

#include <clonewire/format.hpp>

namespace clonewire::formats::msgpack {

struct reading {
  bool maps_are_objects = false;  // plain maps, where all keys are strings
  bool keep_unknown_extensions = false;
  clonewire::byte_strings byte_strings = clonewire::byte_strings::automatic;
  const custom_types* types = nullptr;
  number_storage numbers = number_storage::canonical;
};

reading reading_of(const decode_options& options) noexcept;

}  // namespace clonewire::formats::msgpack
