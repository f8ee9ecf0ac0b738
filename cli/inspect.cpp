// clonewire inspect: every byte explained, one line for each piece of the input.
//
//     offset  bytes                    meaning
//          0  ff 0f                    version 15
//          2  6f                       object #0
//          3  22 01 61                   "a"
//
// The bytes of all lines, put together, are the input. A long piece goes on in further lines without a meaning.
#include <algorithm>
#include <optional>

#include <clonewire/text_encoding.hpp>

#include "commands.hpp"
#include "input.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "present.hpp"
#include "progress.hpp"
#include "text.hpp"

namespace clonewire::cli {
namespace {

constexpr std::size_t bytes_in_line = 8;

/// Writes pieces as lines.
class listing {
 public:
  listing(output& out, bytes_view input, bool colors)
      : out_(out),
        input_(input),
        offset_width_(std::max<std::size_t>(std::to_string(input.size()).size(), 6)),
        colors_(colors) {}

  void add(const explained_bytes& piece) {
    std::uint64_t offset = piece.offset;
    const std::uint64_t end = piece.offset + piece.length;
    std::string meaning = std::string(2 * std::size_t{piece.depth}, ' ') + printable(piece.meaning);
    do {
      const std::uint64_t length = std::min<std::uint64_t>(end - offset, bytes_in_line);
      add_line(offset, input_.subspan(offset, length), meaning);
      offset += length;
      meaning.clear();
    } while (offset < end);
  }

 private:
  void add_line(std::uint64_t offset, bytes_view bytes, std::string_view meaning) {
    const std::string number = std::to_string(offset);
    line_.assign(offset_width_ - number.size(), ' ');
    line_ += number;
    line_ += "  ";
    if (colors_) line_ += "\x1b[2m";
    for (const std::byte b : bytes) (line_ += hex_digit(b >> 4)).append({hex_digit(b & std::byte{15}), ' '});
    if (colors_) line_ += "\x1b[22m";
    if (!meaning.empty()) {
      line_.append(3 * (bytes_in_line - bytes.size()) + 1, ' ');
      line_ += meaning;
    } else {
      line_.pop_back();
    }
    line_ += '\n';
    out_.write(line_);
  }

  static char hex_digit(std::byte b) { return "0123456789abcdef"[std::to_integer<int>(b)]; }

  output& out_;
  bytes_view input_;
  std::size_t offset_width_;
  bool colors_;
  std::string line_;
};

std::string json_line(const explained_bytes& piece, bytes_view input) {
  return "{\"offset\":" + std::to_string(piece.offset) + ",\"length\":" + std::to_string(piece.length) +
         ",\"depth\":" + std::to_string(piece.depth) + ",\"bytes\":\"" +
         hex_text(input.subspan(piece.offset, piece.length)) + "\",\"meaning\":" + json_quoted(piece.meaning) + "}\n";
}

}  // namespace

int run_inspect(const arguments& args) {
  const source from = open_source(args, args.operand(0));
  output out;
  listing lines(out, from.bytes(), use_colors(args));
  std::optional<progress> work;
  if (!out.is_terminal()) work.emplace("explaining " + from.name(), from.bytes().size());
  const auto sink = [&](const explained_bytes& piece) {
    if (work) work->advance(piece.offset);
    if (args.json) {
      out.write(json_line(piece, from.bytes()));
    } else {
      lines.add(piece);
    }
  };
  const auto explained = try_explain(from.bytes(), sink, from.options);
  work.reset();
  out.commit();
  if (!explained) throw rejection(from.name(), explained.error());
  return exit_done;
}

}  // namespace clonewire::cli
