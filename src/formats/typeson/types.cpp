#include "formats/typeson/types.hpp"

namespace clonewire::formats::typeson {

type_index type_named(std::string_view name) noexcept {
  for (type_index i = 1; i != other_type; ++i) {
    if (named_types[i].name == name) return i;
  }
  return other_type;
}

}  // namespace clonewire::formats::typeson
