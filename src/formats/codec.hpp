// What a format gives to the registry: its functions and a line of description.
#pragma once

#include <clonewire/format.hpp>

namespace clonewire::formats {

struct codec {
  const char* name;
  const char* description;
  bool text;  // output is UTF-8 text that ends in a newline on a terminal
  // Of several formats that answer alike, the first in the registry wins.
  likelihood (*detect)(bytes_view input);
  result<document> (*decode)(bytes_view input, const decode_options& options);
  // Appends to `out`; on error `out` is unspecified.
  result<std::uint64_t> (*encode)(const value& root, const encode_options& options, std::vector<std::byte>& out);
  // Null where the format has no explanation of its own; the registry then gives one piece for the whole input.
  result<std::uint64_t> (*explain)(bytes_view input, const explain_sink& sink, const decode_options& options);
  // The default first; empty where there is but one. The registry refuses any other name before the codec is called.
  std::span<const std::string_view> variants = {};
  // False: host objects are written as they are, whatever `options.types` knows of them.
  bool custom_types = true;
};

#define CLONEWIRE_ROW(name)       \
  namespace name {                \
  extern const codec codec_entry; \
  }
CLONEWIRE_FORMATS(CLONEWIRE_ROW)
#undef CLONEWIRE_ROW

}  // namespace clonewire::formats
