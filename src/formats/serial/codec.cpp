#include "formats/codec.hpp"

#include <algorithm>
#include <array>

#include "formats/json_text.hpp"
#include "formats/serial/late_tags.hpp"
#include "formats/serial/serial.hpp"
#include "formats/serial/tags.hpp"

namespace clonewire::formats::serial {
namespace {

constexpr std::array<std::string_view, 2> variants = {"starlark", "js"};

/// Whether an object near the beginning has a member "$t" that is one of our tags.
bool has_own_tag(wire::octets text) {
  constexpr std::size_t far_enough = 64 * 1024;
  wire::json_reader reader(text, limits{}.max_depth);
  bool at_tag = false;
  while (reader.offset() < far_enough) {
    const wire::json_event event = reader.next();
    if (event == wire::json_event::end || event == wire::json_event::failed) return false;
    if (at_tag && event == wire::json_event::string) {
      const wire::octets raw = reader.string().raw;
      const std::string_view name(reinterpret_cast<const char*>(raw.data()), raw.size());
      if (own_tag(name) != nullptr || name == blob_row.name || name == file_row.name) return true;
    }
    at_tag = event == wire::json_event::key && is_tag_key(reader.string());
  }
  return false;
}

/// Without an envelope in it the text is plain JSON.
likelihood detect(bytes_view input) {
  if (!has_own_tag(octets_of(input))) return likelihood::no;
  const auto reads_as = [input](std::string_view variant) {
    decode_options options;
    options.input = input_lifetime::borrowed;
    options.variant = variant;
    return serial::decode(input, options).ok();
  };
  return reads_as("starlark") || reads_as("js") ? likelihood::likely : likelihood::possible;
}

}  // namespace

const codec codec_entry = {
    "serial", "Starlark's serial envelope: deterministic JSON text", true, &detect, &decode, &encode, nullptr, variants,
};

}  // namespace clonewire::formats::serial
