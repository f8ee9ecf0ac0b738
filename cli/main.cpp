// clonewire: the command line. Finds the command, runs it, and turns what it throws into a line and an exit status.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <new>

#include "commands.hpp"
#include "help.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "version.hpp"

namespace clonewire::cli {
namespace {

using words_view = std::span<const char* const>;

// With a standard stream closed, the next file opened would take its number, and messages would end up in it. The
// number is taken here, in the direction that makes its use fail.
void hold_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) != -1 || errno != EBADF) continue;
    ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

int print(std::string_view text) {
  output out;
  out.write(text);
  out.commit();
  return exit_done;
}

failure unknown_command(const std::string& word) {
  struct stat status {};
  const bool is_file = ::stat(word.c_str(), &status) == 0;
  return failure(exit_trouble, is_file ? "'" + word + "' is no command; did you mean: clonewire cat " + word
                                       : "'" + word + "' is no command (see clonewire --help)");
}

std::string generated(std::string_view what) {
  if (what == "man") return man_page();
  if (what == "bash") return bash_completion();
  if (what == "zsh") return zsh_completion();
  if (what == "fish") return fish_completion();
  return {};
}

int run_help(words_view words) {
  if (words.empty()) return print(overview());
  if (const command* which = command_named(words[0])) return print(help_for(*which));
  throw unknown_command(words[0]);
}

int run(words_view words) {
  if (words.empty()) {
    say("which command? (see clonewire --help)");
    return exit_trouble;
  }
  const std::string first = words[0];
  const words_view rest = words.subspan(1);
  if (const command* which = command_named(first)) {
    const arguments args = parse_arguments(*which, rest);
    return args.help ? print(help_for(*which)) : which->run(args);
  }
  if (first == "help" || first == "--help" || first == "-h") return run_help(rest);
  if (first == "--version") return print("clonewire " + std::string(version_text) + "\n");
  if (first == "--generate" && rest.size() == 1) {
    if (const std::string text = generated(rest[0]); !text.empty()) return print(text);
  }
  throw unknown_command(first);
}

}  // namespace
}  // namespace clonewire::cli

int main(int count, char** words) {
  using namespace clonewire::cli;
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a failed write, like a full disk
  hold_standard_streams();
  try {
    return run({const_cast<const char* const*>(words) + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0)});
  } catch (const failure& reason) {
    if (*reason.what() != 0) say(reason.what());
    return reason.status;
  } catch (const std::bad_alloc&) {
    say("out of memory");
    return exit_trouble;
  }
}
