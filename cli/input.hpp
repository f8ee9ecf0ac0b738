// Where values come from: files (mapped where they are large), standard input, and hex or base64 pasted as text.
#pragma once

#include <string>

#include <clonewire/document.hpp>
#include <clonewire/format.hpp>

#include "options.hpp"

namespace clonewire::cli {

/// A file's bytes, as long as the object lives. Throws `failure`.
class input {
 public:
  /// "" and "-": standard input.
  explicit input(const std::string& file);
  input(input&& other) noexcept;
  input& operator=(input&&) = delete;
  ~input();

  bytes_view bytes() const { return bytes_; }
  /// The file as messages name it.
  const std::string& name() const { return name_; }
  /// Puts other bytes in place of what was read.
  void replace(std::vector<std::byte>&& bytes);

 private:
  void read(int descriptor, std::uint64_t expected);
  void map(int descriptor, std::uint64_t size);
  void unmap();

  std::string name_;
  bytes_view bytes_;  // into owned_ or the mapping
  std::vector<std::byte> owned_;
  bool mapped_ = false;
};

/// An input with its text encoding taken off and its format known.
struct source {
  input file;
  clonewire::format format;
  std::optional<likelihood> detected;  // how sure the format is; nothing where it was named
  decode_options options;              // for this file: format set, input borrowed

  const std::string& name() const { return file.name(); }
  bytes_view bytes() const { return file.bytes(); }
};

/// Opens a file, takes hex or base64 off (as the arguments say, or where the text is nothing else), finds the format.
source open_source(const arguments& args, const std::string& file);

/// A file's value. The document borrows from the source.
struct loaded {
  source from;
  document doc;

  const std::string& name() const { return from.name(); }
};

/// Decodes, or throws `failure`. What the decoder notes, and bytes after the value, is said on standard error.
loaded load(source&& from);
loaded load(const arguments& args, const std::string& file);

/// "5 bytes after the value, from byte 118 on", or nothing where there are none.
std::string trailing_text(const source& from, const document& doc);

}  // namespace clonewire::cli
