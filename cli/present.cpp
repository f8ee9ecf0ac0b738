#include "present.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include <clonewire/format.hpp>
#include <clonewire/text_encoding.hpp>

#include "messages.hpp"
#include "progress.hpp"

namespace clonewire::cli {
namespace {

bool is_set(const char* variable) {
  const char* const text = std::getenv(variable);
  return text != nullptr && *text != 0;
}

// In pieces, so that the text of a large output is never all in memory. A multiple of 3: base64 pads at the end only.
constexpr std::size_t text_piece = 3 << 16;

void write_as_text(output& out, bytes_view bytes, std::string (*text_of)(bytes_view)) {
  while (!bytes.empty()) {
    const bytes_view piece = bytes.first(std::min(bytes.size(), text_piece));
    out.write(text_of(piece));
    bytes = bytes.subspan(piece.size());
  }
  out.write("\n");
}

}  // namespace

bool use_colors(const arguments& args) {
  if (args.color != color_when::automatic) return args.color == color_when::always;
  const char* const terminal = std::getenv("TERM");
  return !is_set("NO_COLOR") && ::isatty(STDOUT_FILENO) == 1 &&
         !(terminal != nullptr && std::string_view(terminal) == "dumb");
}

console_options printing_options(const arguments& args) {
  console_options options;
  options.colors = use_colors(args);
  options.break_length = args.width.value_or(options.break_length);
  return options;
}

void print_value(output& out, const value& v, const arguments& args) {
  const std::string text = [&] {
    const progress work("laying out the value");
    return to_console(v, printing_options(args));
  }();
  out.write(text);
  out.write("\n");
}

void write_encoded(const value& v, const arguments& args, const origin& from, const std::string& file) {
  // Paths are told from the value on that is encoded, and shown from the file's root on.
  const auto rooted = [&](error reason) {
    if (reason.path.starts_with('$')) reason.path.replace(0, 1, from.path);
    return reason;
  };
  encode_options options = write_options(args);
  std::vector<error> losses;
  options.on_loss = [&losses](const error& loss) { losses.push_back(loss); };
  auto encoded = [&] {
    const progress work("converting the value of " + std::string(from.file));
    return try_encode(v, options);
  }();
  if (!encoded) {
    error reason = rooted(std::move(encoded).error());
    if (reason.code == errc::cannot_carry && !args.lossy) reason.detail += "; --lossy writes what it can";
    throw rejection(from.file, std::move(reason));
  }
  output out(file);
  write_bytes(out, *encoded, is_text(*args.to), args);
  out.commit();
  for (const error& loss : losses) say(from.file, describe(rooted(loss)));
}

void write_bytes(output& out, bytes_view bytes, bool are_text, const arguments& args) {
  if (args.output_base64) return write_as_text(out, bytes, &base64_text);
  if (args.output_hex) return write_as_text(out, bytes, &hex_text);
  if (!are_text && out.is_terminal()) {
    say("note: binary output, shown as hexadecimal on a terminal");
    return write_as_text(out, bytes, &hex_text);
  }
  out.write(bytes);
  if (are_text && (bytes.empty() || bytes.back() != std::byte{'\n'})) out.write("\n");
}

}  // namespace clonewire::cli
