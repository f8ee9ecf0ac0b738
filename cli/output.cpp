#include "output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "messages.hpp"
#include "progress.hpp"

namespace clonewire::cli {
namespace {

constexpr std::size_t buffer_size = 1 << 16;

// The temporary file that a signal must not leave behind. Written only while the signals are blocked.
std::array<char, PATH_MAX> doomed{};
constexpr std::array fatal_signals = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGXCPU};

extern "C" void on_fatal_signal(int signal) {
  if (doomed[0] != 0) ::unlink(doomed.data());
  ::raise(signal);  // delivered when the handler returns, to the default action: the handler is for one shot
}

/// Holds the fatal signals back while it lives.
class signals_blocked {
 public:
  signals_blocked() {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : fatal_signals) ::sigaddset(&set, signal);
    ::sigprocmask(SIG_BLOCK, &set, &before_);
  }
  signals_blocked(const signals_blocked&) = delete;
  signals_blocked& operator=(const signals_blocked&) = delete;
  ~signals_blocked() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

// Precondition: the signals are blocked.
void remember_temporary(const std::string& path) {
  const std::size_t length = std::min(path.size(), doomed.size() - 1);
  std::memcpy(doomed.data(), path.data(), length);
  doomed[length] = 0;
  for (const int signal : fatal_signals) {
    struct sigaction before {};
    if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;  // as under nohup
    struct sigaction action {};
    action.sa_handler = &on_fatal_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(signal, &action, nullptr);
  }
}

std::uint32_t mode_of_new_files() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

// The file that `path` leads to in the end; `path` itself where there is none yet.
std::string resolved(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? std::string(real.get()) : path;
}

}  // namespace

output::output(std::string file) : name_(std::move(file)) {
  buffer_.reserve(buffer_size);
  if (name_.empty() || name_ == "-") {
    name_ = "standard output";
    descriptor_ = STDOUT_FILENO;
    terminal_ = ::isatty(STDOUT_FILENO) == 1;
  } else {
    open_file();
  }
}

output::~output() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  if (temporary_.empty()) return;
  const signals_blocked block;
  ::unlink(temporary_.c_str());
  doomed[0] = 0;
}

void output::open_file() {
  const std::string target = resolved(name_);
  struct stat status {};
  if (::stat(target.c_str(), &status) != 0) {
    open_temporary(target);
    return set_mode(mode_of_new_files());
  }
  if (S_ISDIR(status.st_mode)) throw failure(exit_trouble, name_ + ": is a directory");
  if (S_ISREG(status.st_mode)) {
    // A rename would pass over a file that its owner has made read-only.
    if (::access(target.c_str(), W_OK) != 0) throw system_failure(name_, "cannot write");
    open_temporary(target);
    // Only root may give files away: for anybody else the file becomes their own, as with any editor.
    [[maybe_unused]] const int given = ::fchown(descriptor_, status.st_uid, status.st_gid);
    return set_mode(status.st_mode & 0777U);
  }
  descriptor_ = ::open(target.c_str(), O_WRONLY | O_CLOEXEC);  // a device or a pipe: there is nothing to keep whole
  if (descriptor_ < 0) throw system_failure(name_, "cannot open");
}

void output::set_mode(std::uint32_t mode) {
  // Some file systems have no permissions to set: then the temporary's own, the owner's alone, stay.
  [[maybe_unused]] const int changed = ::fchmod(descriptor_, mode);
}

void output::open_temporary(const std::string& target) {
  const std::size_t name_at = target.rfind('/') + 1;  // npos + 1 is 0
  std::string path = target.substr(0, name_at) + ".clonewire-XXXXXX";
  const signals_blocked block;
  descriptor_ = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor_ < 0) throw system_failure(name_, "cannot write");
  temporary_ = path;
  target_ = target;
  remember_temporary(temporary_);
}

void output::write(std::string_view text) {
  if (buffer_.size() + text.size() > buffer_size) flush();
  if (text.size() >= buffer_size) return write_through(text);
  buffer_ += text;
}

void output::flush() {
  write_through(buffer_);
  buffer_.clear();
}

void output::write_through(std::string_view text) {
  constexpr std::size_t most_at_once = 1 << 24;
  std::optional<progress> work;
  if (text.size() > most_at_once) work.emplace("writing " + name_, text.size());
  while (!text.empty()) {
    const auto written = ::write(descriptor_, text.data(), std::min(text.size(), most_at_once));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) throw failure(exit_trouble, "");  // the reader has gone: nobody to tell
    if (written < 0) throw system_failure(name_, "cannot write");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void output::commit() {
  flush();
  if (!temporary_.empty() && ::fsync(descriptor_) != 0) throw system_failure(name_, "cannot write");
  if (::close(std::exchange(descriptor_, -1)) != 0) throw system_failure(name_, "cannot write");
  if (temporary_.empty()) return;
  const signals_blocked block;
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) throw system_failure(name_, "cannot write");
  temporary_.clear();
  doomed[0] = 0;
}

}  // namespace clonewire::cli
