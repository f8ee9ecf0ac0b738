#include "formats/ungap/records.hpp"

namespace clonewire::formats::ungap {

std::optional<named_type> type_named(std::string_view name) noexcept {
  struct row {
    std::string_view name;
    clonewire::kind kind;
  };
  static constexpr row rows[] = {
      {"Boolean", kind::boolean_object},
      {"Number", kind::number_object},
      {"String", kind::string_object},
      {"BigInt", kind::bigint_object},
      {"ArrayBuffer", kind::array_buffer},
      {"DataView", kind::data_view},
      {blob_type, kind::host},
      {file_type, kind::host},
  };
  for (const row& r : rows) {
    if (r.name == name) return named_type{r.kind};
  }
  for (int i = 0; i != element_type_count; ++i) {
    const auto element = static_cast<element_type>(i);
    // The package writes a Buffer as the Uint8Array that it is.
    if (element != element_type::buffer && constructor_name(element) == name)
      return named_type{kind::typed_array, element};
  }
  return std::nullopt;
}

}  // namespace clonewire::formats::ungap
