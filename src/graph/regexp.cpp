#include "graph/regexp.hpp"

#include <string>

#include "graph/slots.hpp"
#include "graph/strings.hpp"

namespace clonewire::detail {

namespace {

const char* line_terminator_escape(char16_t unit) noexcept {
  switch (unit) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case 0x2028: return "\\u2028";
    case 0x2029: return "\\u2029";
    default: return nullptr;
  }
}

// Calls `emit` with each code unit of the escaped source; returns whether that changed anything.
template <class Emit>
bool escape(const slot& source, const Emit& emit) {
  bool changed = false, after_backslash = false, in_class = false;
  for (code_units units(source); !units.done();) {
    const char16_t unit = units.next();
    if (const char* escaped = line_terminator_escape(unit)) {
      changed = true;
      // A backslash before the terminator serves as that of the escape.
      for (const char* c = escaped + (after_backslash ? 1 : 0); *c != 0; ++c) emit(static_cast<char16_t>(*c));
      after_backslash = false;
      continue;
    }
    if (!after_backslash) {
      if (unit == '[') in_class = true;
      if (unit == ']') in_class = false;
      if (unit == '/' && !in_class) {
        changed = true;
        emit(u'\\');
      }
    }
    emit(unit);
    after_backslash = unit == '\\' && !after_backslash;
  }
  return changed;
}

}  // namespace

bool escape_regexp_source(slot& source, arena& memory) noexcept {
  if (source.size == 0) {
    source = make_string(string_encoding::latin1, reinterpret_cast<const std::uint8_t*>("(?:)"), 4);
    return true;
  }
  std::size_t units = 0;
  if (!escape(source, [&units](char16_t) { ++units; })) return true;
  const bool narrow = source.form == static_cast<std::uint8_t>(string_encoding::latin1);
  const std::size_t size = narrow ? units : 2 * units;
  auto* out = size > 0xffffffff ? nullptr : static_cast<std::uint8_t*>(memory.allocate(size));
  if (out == nullptr) return false;
  std::uint8_t* p = out;
  escape(source, [&p, narrow](char16_t unit) {
    *p++ = static_cast<std::uint8_t>(unit);
    if (!narrow) *p++ = static_cast<std::uint8_t>(unit >> 8);
  });
  source =
      make_string(narrow ? string_encoding::latin1 : string_encoding::utf16, out, static_cast<std::uint32_t>(size));
  return true;
}

}  // namespace clonewire::detail
