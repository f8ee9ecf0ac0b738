// What the command line says on standard error: one line a message, `clonewire: FILE: …`.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <clonewire/error.hpp>

namespace clonewire::cli {

/// How a command ends.
enum exit_status : int {
  exit_done = 0,
  exit_verdict = 1,  ///< the data is invalid, differs, or cannot be carried
  exit_trouble = 2,  ///< wrong usage, or a file that cannot be read or written
};

/// Ends the command; `main` prints the message, if there is one, and exits with the status.
class failure : public std::runtime_error {
 public:
  failure(exit_status how, const std::string& message) : std::runtime_error(message), status(how) {}
  exit_status status;
};

/// A failure that is a verdict on a file's data.
class rejection : public failure {
 public:
  rejection(std::string_view in_file, error why);
  std::string file;
  error reason;
};

/// Prints `clonewire: ` and the message, made safe for a terminal.
void say(std::string_view message);
/// The same, with the file's name in front.
void say(std::string_view file, std::string_view message);

/// The library's words with options as they are given here: `--variant js` where it says `variant="js"`.
std::string with_options(std::string words);

/// The error in words, its path and detail shortened where they are very long.
std::string describe(const error& reason);

/// The failure of a system call, from errno.
failure system_failure(std::string_view file, std::string_view what);

}  // namespace clonewire::cli
