// What the binary decoders put their messages together from. Called only where something failed or has to be told.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clonewire::formats {

inline void append_part(std::string& out, std::string_view text) {
  out += text;
}
inline void append_part(std::string& out, std::uint64_t number) {
  out += std::to_string(number);
}

}  // namespace clonewire::formats
