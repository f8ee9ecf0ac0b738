// The one table of commands and options. Parsing, help, the manual page and the completions are all made from it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <clonewire/format.hpp>

namespace clonewire::cli {

enum class color_when : std::uint8_t { automatic, always, never };

/// What the command line asks for. Each option of the table sets one member.
struct arguments {
  std::vector<std::string> operands;

  std::optional<format> from, to;
  bool hex = false, base64 = false, output_hex = false, output_base64 = false;
  std::optional<dialect> any_dialect, from_dialect;
  std::optional<std::uint32_t> v8_version, from_v8_version, small_integer_bits;
  std::string variant, from_variant;
  std::optional<view_policy> views;
  std::optional<plain_maps> maps;
  std::optional<clonewire::byte_strings> byte_strings;
  std::optional<number_storage> numbers;
  bool no_header = false, transfers = false, strict = false, lossy = false;
  std::optional<std::uint32_t> indent, max_depth, max_expansion;
  color_when color = color_when::automatic;
  std::optional<std::uint32_t> width;
  bool raw = false, json = false, markdown = false, canonical = false, quiet = false, brief = false;
  bool help = false;

  /// The operands; where there are none, one that stands for standard input.
  std::vector<std::string> files() const { return operands.empty() ? std::vector<std::string>(1) : operands; }
  /// The operand at that place; "" where it was not given.
  std::string operand(std::size_t index) const { return index < operands.size() ? operands[index] : std::string(); }
};

/// The commands, one bit each.
enum command_bit : unsigned {
  command_cat = 1,
  command_convert = 2,
  command_inspect = 4,
  command_get = 8,
  command_check = 16,
  command_diff = 32,
  command_formats = 64,
  command_serial = 128,
  command_hash = 256,
};

/// An example for the help text: what follows the prompt, and what it is for.
struct example {
  std::string_view line, meaning;
};

/// One row of the table of commands.
struct command {
  command_bit bit;
  std::string_view name;
  std::string_view operands;  // as the synopsis shows them: "[IN [OUT]]"
  std::size_t least_operands, most_operands;
  std::string_view summary;      // one line
  std::string_view description;  // paragraphs, separated by an empty line
  std::span<const example> examples;
  int (*run)(const arguments&);  // returns the exit status, or throws `failure`
};

/// One row of the table of options.
struct option {
  std::string_view names;     // as CLI11 takes them: "-f,--from"
  std::string_view argument;  // "FMT"; empty: a flag
  std::string_view choices;   // "auto|always|never"; "formats": their names; "0..16": numbers; empty: free
  std::string_view help;
  unsigned commands;  // bits of those that take it
  std::variant<bool arguments::*, std::string arguments::*, std::optional<std::uint32_t> arguments::*,
               std::optional<format> arguments::*, std::optional<dialect> arguments::*,
               std::optional<view_policy> arguments::*, std::optional<plain_maps> arguments::*,
               std::optional<clonewire::byte_strings> arguments::*, std::optional<number_storage> arguments::*,
               color_when arguments::*>
      target;
};

std::span<const command> all_commands();
std::span<const option> all_options();
/// By name; null where there is none.
const command* command_named(std::string_view name);

bool takes(const command& which, const option& row);
/// "-f", "--from"
std::vector<std::string_view> names_of(const option& row);
/// The option's choices, one by one; empty: free, or a range.
std::vector<std::string_view> choices_of(const option& row);
/// The numbers that the option takes.
struct number_range {
  std::uint32_t least = 0, most = 0xffffffff;
};
number_range range_of(const option& row);
/// "(auto, always, never)", "(0 to 16)", or "" where it is free.
std::string choices_text(const option& row);

/// The command's arguments. Throws `failure` for wrong usage.
arguments parse_arguments(const command& which, std::span<const char* const> words);

/// The library's options for reading and for writing, as the arguments say.
decode_options read_options(const arguments& args);
encode_options write_options(const arguments& args);

}  // namespace clonewire::cli
