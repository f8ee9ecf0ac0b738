#include "formats/losses.hpp"

namespace clonewire::formats {

bool losses::report(const loss& l, std::string path) {
  std::string detail = std::string(format_) + cannot_ + l.what;
  if (options_.lossy) {
    (detail += ": ") += l.becomes;
    options_.on_loss({errc::cannot_carry, error::no_offset, std::move(path), std::move(detail)});
    return true;
  }
  if (*l.hint != '\0') (detail += ": ") += l.hint;
  fail(errc::cannot_carry, std::move(path), std::move(detail));
  return false;
}

}  // namespace clonewire::formats
