#include "messages.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "text.hpp"

namespace clonewire::cli {

void say(std::string_view message) {
  const std::string line = "clonewire: " + printable(message) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);  // unbuffered: one write, so that lines of two processes stay whole
}

void say(std::string_view file, std::string_view message) {
  say(std::string(file) + ": " + std::string(message));
}

std::string describe(const error& reason) {
  constexpr std::size_t longest = 1000;
  error shown = reason;
  shown.path = shortened(reason.path, longest);
  shown.detail = shortened(reason.detail, longest);
  return shown.message();
}

rejection::rejection(std::string_view in_file, error why)
    : failure(exit_verdict, std::string(in_file) + ": " + describe(why)), file(in_file), reason(std::move(why)) {}

failure system_failure(std::string_view file, std::string_view what) {
  const int code = errno;
  return failure(exit_trouble, std::string(file) + ": " + std::string(what) + ": " + std::strerror(code));
}

}  // namespace clonewire::cli
