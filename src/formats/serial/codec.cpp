#include "formats/codec.hpp"

#include <array>

#include "formats/json_text.hpp"
#include "formats/serial/late_tags.hpp"
#include "formats/serial/serial.hpp"
#include "formats/serial/tags.hpp"

namespace clonewire::formats::serial {
namespace {

constexpr std::array<std::string_view, 2> variants = {"starlark", "js"};

/// How deep in the text the first envelope is that begins near its beginning: 1 where it is all of the text. 0: there
/// is none, and the text is plain JSON.
std::size_t first_envelope_depth(wire::octets text) {
  constexpr std::size_t far_enough = 64 * 1024;
  wire::json_reader reader(text, limits{}.max_depth);
  bool at_tag = false;
  while (reader.offset() < far_enough) {
    const wire::json_event event = reader.next();
    if (event == wire::json_event::end || event == wire::json_event::failed) break;
    if (at_tag && event == wire::json_event::string) {
      const wire::octets raw = reader.string().raw;
      const std::string_view name(reinterpret_cast<const char*>(raw.data()), raw.size());
      if (own_tag(name) != nullptr || name == blob_row.name || name == file_row.name)
        return reader.open_levels().size();
    }
    at_tag = event == wire::json_event::key && is_tag_key(reader.string());
  }
  return 0;
}

likelihood detect(bytes_view input) {
  const std::size_t depth = first_envelope_depth(octets_of(input));
  if (depth == 0) return likelihood::no;
  const auto reads_as = [input](std::string_view variant) {
    decode_options options;
    options.input = input_lifetime::borrowed;
    options.variant = variant;
    return serial::decode(input, options).ok();
  };
  if (!reads_as("starlark") && !reads_as("js")) return likelihood::possible;
  return depth == 1 ? likelihood::certain : likelihood::likely;
}

}  // namespace

const codec codec_entry = {
    "serial", "Starlark's serial envelope: deterministic JSON text", true, &detect, &decode, &encode, nullptr, variants,
};

}  // namespace clonewire::formats::serial
