// Where results go: standard output, or a file that is written whole or not at all.
#pragma once

#include <string>
#include <string_view>

#include <clonewire/value.hpp>

namespace clonewire::cli {

/// A buffered writer. Nothing counts as written before `commit`; without it an output file is left as it was.
/// Throws `failure` when writing fails.
class output {
 public:
  /// "" and "-": standard output. A regular file is made beside its name and renamed to it by `commit`.
  explicit output(std::string file = {});
  output(const output&) = delete;
  output& operator=(const output&) = delete;
  ~output();

  void write(std::string_view text);
  void write(bytes_view bytes) { write({reinterpret_cast<const char*>(bytes.data()), bytes.size()}); }

  /// Standard output, and a terminal.
  bool is_terminal() const { return terminal_; }

  /// Writes what is buffered.
  void flush();
  /// The same, and for a file puts it in its place.
  void commit();

 private:
  void open_file();
  void open_temporary(const std::string& target);
  void set_mode(std::uint32_t mode);
  void write_through(std::string_view text);

  std::string name_;       // as messages name it
  std::string target_;     // where `commit` renames the temporary to; empty: written in place
  std::string temporary_;  // exists from open_temporary to commit
  int descriptor_ = -1;
  bool terminal_ = false;
  std::string buffer_;
};

}  // namespace clonewire::cli
