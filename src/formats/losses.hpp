// What an encoder does about values that its format cannot carry: an error with path, kind and hint, or, when lossy
// writing was asked for, a report and the next best thing. One place for the words and the rule.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <clonewire/format.hpp>

namespace clonewire::formats {

/// One thing that a format cannot carry, and what becomes of it in lossy writing.
struct loss {
  const char* what;     // "a hole in an array"; null: nothing is lost
  const char* becomes;  // "written as undefined"
  // What to do instead, where that is more than asking for a lossy writing. Options as in `variant="js"`: so they are
  // given in Python, nearly so in C++; the command line makes its own words of it (cli/messages.hpp).
  const char* hint = "";
};

class losses {
 public:
  /// `format`: as messages name it, in "FORMAT cannot carry a thing". `options` must outlive this.
  losses(const encode_options& options, const char* format, const char* cannot = " cannot carry ") noexcept
      : options_(options), format_(format), cannot_(cannot) {}

  /// Tells of a loss. True: go on and write what it becomes; false: it is an error, stop. `path` is a function that
  /// gives the path, called only where somebody hears it.
  template <class Path>
  bool lose(const loss& l, Path&& path) {
    if (options_.lossy && !options_.on_loss) return true;
    return report(l, std::forward<Path>(path)());
  }
  /// Keeps the first failure.
  void fail(errc code, std::string path, std::string detail) {
    if (!failure_)
      failure_ = std::make_unique<error>(error{code, error::no_offset, std::move(path), std::move(detail)});
  }

  bool failed() const noexcept { return failure_ != nullptr; }
  /// Precondition: failed().
  error&& failure() noexcept { return std::move(*failure_); }

 private:
  bool report(const loss& l, std::string path);

  const encode_options& options_;
  const char* format_;
  const char* cannot_;
  std::unique_ptr<error> failure_;
};

}  // namespace clonewire::formats
