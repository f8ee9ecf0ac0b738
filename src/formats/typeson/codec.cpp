#include "formats/codec.hpp"

#include <string_view>

#include "formats/json_text.hpp"
#include "formats/typeson/annotations.hpp"
#include "formats/typeson/decoder.hpp"
#include "formats/typeson/encoder.hpp"

namespace clonewire::formats::typeson {
namespace {

constexpr std::string_view variants[] = {"structured-json", "registry14"};

std::string_view text_of(wire::octets raw) noexcept {
  return {reinterpret_cast<const char*>(raw.data()), raw.size()};
}

struct name_counts {
  std::uint64_t all = 0;
  std::uint64_t known = 0;  // types of ours
};

/// Counts the names of types, from behind the object's begin to its end. False: it has no such shape.
bool count_names(wire::json_reader& reader, name_counts& names, bool may_be_wrapped) {
  std::string unescaped;
  bool in_wrapper = false;
  for (bool in_list = false;;) {
    switch (reader.next()) {
      case wire::json_event::key: in_wrapper = may_be_wrapped && text_of(reader.string().raw) == "$"; break;
      case wire::json_event::null: break;
      case wire::json_event::string: {
        const string_data name = content_of(reader.string(), unescaped);
        const std::string_view text(reinterpret_cast<const char*>(name.bytes.data()), name.bytes.size());
        ++names.all;
        if (type_named(text) != other_type) ++names.known;
        break;
      }
      case wire::json_event::begin_array:
        if (in_list) return false;
        in_list = true;
        break;
      case wire::json_event::end_array: in_list = false; break;
      case wire::json_event::begin_object:
        if (in_list || !in_wrapper) return false;
        if (!count_names(reader, names, false)) return false;
        break;
      case wire::json_event::end_object: return true;
      default: return false;
    }
  }
}

/// The format's mark is a root member `$types` that names types of ours. Without it a text is but JSON to us too.
likelihood detect(bytes_view input) {
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || text[begin] != '{') return likelihood::no;
  if (text.find("\"$types\"", begin) == std::string_view::npos) return likelihood::no;
  constexpr std::uint32_t depth = 100'000;
  wire::json_reader reader(octets_of(input), depth);
  bool has_content = false;
  for (;;) {
    const wire::json_event event = reader.next();
    if (event == wire::json_event::end || event == wire::json_event::failed) return likelihood::no;
    const bool is_root_key = event == wire::json_event::key && reader.open_levels().size() == 1;
    if (!is_root_key) continue;
    const std::string_view name = text_of(reader.string().raw);
    has_content = has_content || name == "$";
    if (name != "$types") continue;
    name_counts names;
    switch (reader.next()) {
      case wire::json_event::boolean: return reader.boolean() && has_content ? likelihood::likely : likelihood::no;
      case wire::json_event::begin_object:
        if (!count_names(reader, names, true) || names.all == 0) return likelihood::no;
        return names.known != 0 ? likelihood::certain : likelihood::likely;
      default: return likelihood::no;
    }
  }
}

}  // namespace

const codec codec_entry = {
    "typeson", "structured JSON: Typeson with the structured-cloning preset", true, &detect, &decode, &encode, nullptr,
    variants,
};

}  // namespace clonewire::formats::typeson
