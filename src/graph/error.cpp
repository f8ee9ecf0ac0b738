#include <clonewire/error.hpp>

#include <cstdio>
#include <cstdlib>

namespace clonewire {

namespace {

// Both ends of a path that would fill the screen.
std::string shortened(const std::string& path) {
  constexpr std::size_t longest = 240, kept = 100;
  if (path.size() <= longest) return path;
  std::size_t head = kept, tail = path.size() - kept;
  const auto inside = [&path](std::size_t i) { return (path[i] & 0xc0) == 0x80; };  // of a UTF-8 sequence
  while (inside(head)) --head;
  while (inside(tail)) ++tail;
  return path.substr(0, head) + "…" + path.substr(tail);
}

}  // namespace

std::string error::message() const {
  std::string text;
  if (offset != no_offset) text += "byte " + std::to_string(offset) + ": ";
  if (!path.empty()) text += shortened(path) + ": ";
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
