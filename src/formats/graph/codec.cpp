#include "formats/codec.hpp"

#include "formats/graph/notation.hpp"
#include "formats/json_text.hpp"

namespace clonewire::formats::graph {
namespace {

/// Whether the text is an object with a member "t" that names a type. Reads no further than to that member.
bool has_known_type(wire::octets text) {
  wire::json_reader reader(text, limits{}.max_depth);
  if (reader.next() != wire::json_event::begin_object) return false;
  std::string unescaped;
  const auto text_of_event = [&] {
    const bytes_view bytes = content_of(reader.string(), unescaped).bytes;
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  for (;;) {
    switch (reader.next()) {
      case wire::json_event::key: {
        if (reader.open_levels().size() != 1 || text_of_event() != "t") break;
        element_type element;
        return reader.next() == wire::json_event::string && type_named(text_of_event(), element) != nullptr;
      }
      case wire::json_event::end:
      case wire::json_event::failed: return false;
      default: break;
    }
  }
}

likelihood detect(bytes_view input) {
  return has_known_type(octets_of(input)) && decode(input, {}) ? likelihood::certain : likelihood::no;
}

}  // namespace

const codec codec_entry = {
    "graph", "graph notation: every value exactly, as JSON", true, &detect, &decode, &encode, nullptr, {}, false,
};

}  // namespace clonewire::formats::graph
