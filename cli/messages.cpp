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

std::string with_options(std::string words) {
  for (const std::string name : {"variant", "views"}) {
    const std::string begin = ' ' + name + "=\"";
    for (std::size_t at = 0; (at = words.find(begin, at)) != std::string::npos;) {
      const std::size_t value = at + begin.size(), end = words.find('"', value);
      if (end == std::string::npos) break;
      const std::string option = " --" + name + ' ' + words.substr(value, end - value);
      words.replace(at, end + 1 - at, option);
      at += option.size();
    }
  }
  return words;
}

std::string describe(const error& reason) {
  constexpr std::size_t longest = 1000;
  error shown = reason;
  shown.path = shortened(reason.path, longest);
  shown.detail = shortened(with_options(reason.detail), longest);
  return shown.message();
}

rejection::rejection(std::string_view in_file, error why)
    : failure(exit_verdict, std::string(in_file) + ": " + describe(why)), file(in_file), reason(std::move(why)) {
  reason.detail = with_options(std::move(reason.detail));
}

failure system_failure(std::string_view file, std::string_view what) {
  const int code = errno;
  return failure(exit_trouble, std::string(file) + ": " + std::string(what) + ": " + std::strerror(code));
}

}  // namespace clonewire::cli
