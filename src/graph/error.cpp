#include <clonewire/error.hpp>

#include <cstdio>
#include <cstdlib>

namespace clonewire {

std::string error::message() const {
  std::string text;
  if (offset != no_offset) text += "byte " + std::to_string(offset) + ": ";
  if (!path.empty()) text += path + ": ";
  text += detail;
  text += " (";
  text += name_of(code);
  text += ')';
  return text;
}

#if CLONEWIRE_EXCEPTIONS
exception::exception(clonewire::error reason)
    : std::runtime_error(reason.message()), error_(std::make_shared<const clonewire::error>(std::move(reason))) {}
#endif

namespace detail {

void raise(error&& reason) {
#if CLONEWIRE_EXCEPTIONS
  throw exception(std::move(reason));
#else
  std::fputs(reason.message().c_str(), stderr);
  std::abort();
#endif
}

}  // namespace detail

}  // namespace clonewire
