#include "options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "messages.hpp"
#include "text.hpp"

namespace clonewire::cli {
namespace {

constexpr std::array cat_examples = {
    example{"clonewire cat profile.v8", "print a value that v8.serialize wrote"},
    example{"echo ff0f6f22016149027b01 | clonewire cat", "hexadecimal and base64 are recognised"},
    example{"sqlite3 kv.db 'select quote(v) from kv limit 1' | clonewire cat", "a Deno KV value, as SQL prints it"},
};
constexpr std::array convert_examples = {
    example{"clonewire convert -t json profile.v8", "as JSON, or say what JSON cannot carry"},
    example{"clonewire convert -t json --lossy --indent 2 profile.v8", "as JSON all the same, naming each loss"},
    example{"clonewire convert -t v8 --v8-version 15 chrome.bin node.bin",
            "make Chrome's value readable by every Node"},
    example{"clonewire convert -t v8 --dialect web node.bin web.bin", "write views as Chrome and Deno do"},
    example{"echo '{\"a\":1}' | clonewire convert -t v8 --output-hex", "what bytes would V8 write?"},
};
constexpr std::array inspect_examples = {
    example{"clonewire inspect profile.v8", "what each byte means"},
    example{"clonewire inspect --json profile.v8 | jq -r .bytes", "the same for scripts"},
    example{"echo ff0f6f220161 | clonewire inspect", "where does this value break off?"},
};
constexpr std::array get_examples = {
    example{"clonewire get '$.pets[0].owner' profile.v8", "one value out of a large one"},
    example{"clonewire get --raw name profile.v8", "a string's own text"},
    example{"clonewire get 'settings.get(\"theme\")' state.v8", "the value under a Map's key"},
    example{"clonewire get -t json pets profile.v8", "a part, converted"},
};
constexpr std::array check_examples = {
    example{"clonewire check cache/*.bin", "one line a file"},
    example{"clonewire check --quiet cache/*.bin || echo damaged", "only those that are not valid"},
    example{"clonewire check --strict value.v8", "refuse bytes after the value"},
};
constexpr std::array diff_examples = {
    example{"clonewire diff before.v8 after.v8", "what changed, by path"},
    example{"clonewire diff value.v8 value.json", "formats may differ"},
    example{"clonewire diff --brief a.v8 b.v8 || echo changed", "only whether they differ"},
};
constexpr std::array serial_examples = {
    example{"echo '{\"b\": 2, \"a\": 1}' | clonewire serial dumps", "the one text of a dict, whatever its order"},
    example{"clonewire serial dumps --variant js profile.v8", "a value of Node's as a cache key"},
    example{"echo '{\"$t\": \"set\", \"v\": [1, 2]}' | clonewire serial loads", "print what an envelope holds"},
    example{"clonewire serial try_loads key.json", "[result, null], or [null, what is wrong]"},
};
constexpr std::array hash_examples = {
    example{"clonewire hash profile.v8 profile.cbor", "the same value, the same hash"},
    example{"clonewire hash --canonical profile.v8 | sha256sum", "the bytes that are hashed"},
};
constexpr std::array formats_examples = {
    example{"clonewire formats", "what each format can carry"},
    example{"clonewire formats json", "what JSON cannot carry, and why"},
    example{"clonewire formats msgpack:plain", "the same of one variant of a format"},
    example{"clonewire formats --json", "the same table for scripts"},
};

constexpr std::size_t any_number = 1'000'000'000;

constexpr std::array commands_table = {
    command{command_cat, "cat", "[FILE...]", 0, any_number, "print values as a person reads them",
            "Prints each value as Node's console does: Map(2) {'a' => 1}, <ref *1>, [Circular *1], holes, class names, "
            "nested to any depth. On a terminal it is coloured.",
            cat_examples, &run_cat},
    command{command_convert, "convert", "-t FMT [IN [OUT]]", 0, 2, "write a value in another format",
            "Lossless, or an error that names the path and what the format cannot carry. With --lossy the rest is "
            "written, and each loss is named on standard error.\n\n"
            "OUT is written whole or not at all, and may be IN. Binary output to a terminal is shown as hexadecimal. "
            "Text formats end with a newline.",
            convert_examples, &run_convert},
    command{command_inspect, "inspect", "[FILE]", 0, 1, "explain every byte",
            "One line for each piece of the input: its offset, its bytes, what they mean, indented as the value is "
            "nested. The bytes of all lines, put together, are the input. Broken input is explained up to the error, "
            "which is then named on standard error.",
            inspect_examples, &run_inspect},
    command{command_get, "get", "PATH [FILE]", 1, 2, "take one value out of a large one",
            "PATH is spelled as JavaScript spells it, and as error messages do: $.pets[0].owner. The leading $ may be "
            "left out. Steps:\n\n"
            ".name  a property, a field of a host object; .message, .stack, .cause of an error; .buffer of a view\n"
            "[\"any name\"]  the same for a name with other characters\n"
            "[3]  an array's element, a Set's member, a typed array's element\n"
            ".get(KEY)  a Map's value by its primitive key: .get(\"theme\"), .get(1.5), .get(-7n), .get(null)\n"
            ".keys[3], .values[3]  key and value of a Map's entry, counted from 0",
            get_examples, &run_get},
    command{command_check, "check", "[FILE...]", 0, any_number, "tell valid from invalid",
            "One line a file: valid ones on standard output, with format and size; the others' errors on standard "
            "error. Bytes after a value are reported, and refused with --strict.",
            check_examples, &run_check},
    command{command_diff, "diff", "A B", 2, 2, "compare two values",
            "One line for each difference: its path, what A has and what B has. Formats may differ: it is the values "
            "that are compared, their sharing and cycles included. Exit status: 0 equal, 1 different, 2 trouble.",
            diff_examples, &run_diff},
    command{command_serial, "serial", "FUNCTION [FILE]", 1, 2, "dumps and loads, as in Starlark's serial",
            "FUNCTION is one of these:\n\n"
            "dumps  writes the value as envelope text, the same for the same value. JSON text is read as an envelope "
            "(its integers are ints, its objects dicts) unless --from says json\n"
            "loads  reads an envelope and prints its value, or writes it in the format that --to says\n"
            "try_dumps  prints [text, null], or [null, the error], and exits with 0 in both cases\n"
            "try_loads  the same for reading; the value is in graph notation, or as --to says\n\n"
            "The variant js is for JavaScript's values: numbers are numbers, objects objects, Dates Dates.",
            serial_examples, &run_serial},
    command{
        command_hash, "hash", "[FILE...]", 0, any_number, "name values by their content",
        "One line a file: SHA-256 of the value's canonical form, and the file's name. Equal values have equal hashes "
        "whatever format, engine or encoding they came in; the order of keys and entries, sharing and cycles count.",
        hash_examples, &run_hash},
    command{command_formats, "formats", "[FMT[:VARIANT]...]", 0, any_number, "list what each format can carry",
            "The table is not written down anywhere: each sort of value is made, encoded, decoded and compared. It is "
            "kept, or refused with an error; changed: refused, unless --lossy says to write the next best thing. With "
            "a format's name, or FMT:VARIANT: what it does not keep, and the reason that it gives.",
            formats_examples, &run_formats},
};

constexpr unsigned reading = command_cat | command_convert | command_inspect | command_get | command_check |
                             command_diff | command_serial | command_hash;
constexpr unsigned writing = command_convert | command_get | command_serial;
constexpr unsigned only_reading = reading & ~writing;
constexpr unsigned printing = command_cat | command_get | command_serial;
constexpr std::string_view dialects = "auto|node|web|workerd";
constexpr unsigned every_command = reading | command_formats;

const std::array options_table = {
    option{"-f,--from", "FMT", "formats", "Format of the input; without this it is detected", reading,
           &arguments::from},
    option{"-t,--to", "FMT", "formats", "Format of the output", writing, &arguments::to},
    option{"--hex", "", "", "The input is hexadecimal text; found out without this in most cases", reading,
           &arguments::hex},
    option{"--base64", "", "", "The input is base64 text; found out without this in most cases", reading,
           &arguments::base64},
    option{"--output-hex", "", "", "Write the output as hexadecimal text", writing, &arguments::output_hex},
    option{"--output-base64", "", "", "Write the output as base64 text", writing, &arguments::output_base64},
    option{"--lossy", "", "", "Write what the output format can carry, naming each loss on standard error", writing,
           &arguments::lossy},
    option{"--indent", "N", "0..32", "Text formats: spaces for each level; without this, one line", writing,
           &arguments::indent},
    option{"--dialect", "NAME", dialects, "Who wrote the v8 data", only_reading, &arguments::any_dialect},
    option{"--dialect", "NAME", dialects, "Who shall read the output; where that is not v8, who wrote the input",
           writing, &arguments::any_dialect},
    option{"--from-dialect", "NAME", dialects, "Who wrote the v8 input", writing, &arguments::from_dialect},
    option{"--v8-version", "N", "0..16", "What v8 data without a header is taken for", only_reading,
           &arguments::v8_version},
    option{"--v8-version", "N", "0..16",
           "The v8 version to write, 13 to 16; and what v8 input without a header is taken for", writing,
           &arguments::v8_version},
    option{"--from-v8-version", "N", "0..16", "What v8 input without a header is taken for, where that is another",
           writing, &arguments::from_v8_version},
    option{"--variant", "NAME", "", "Which variant of its format the input is", only_reading, &arguments::variant},
    option{"--variant", "NAME", "",
           "Which variant of its format the output shall be; where that has none, which one the input is", writing,
           &arguments::variant},
    option{"--from-variant", "NAME", "", "Which variant of its format the input is", writing, &arguments::from_variant},
    option{"--views", "POLICY", "auto|slice|share",
           "What of a view's buffer is written: slice: the view's own bytes; share: the whole buffer, once", writing,
           &arguments::views},
    option{"--maps", "KIND", "auto|objects|maps", "What plain msgpack and cbor maps are read as", reading,
           &arguments::maps},
    option{"--byte-strings", "KIND", "auto|buffer|uint8array|arraybuffer|bytes",
           "What plain msgpack and cbor byte strings are read as", reading, &arguments::byte_strings},
    option{"--numbers", "KEPT", "canonical|as-written",
           "as-written: v8 input's 1.0 is written to v8 as 1.0 again, not as 1, which is the same number",
           command_convert | command_get, &arguments::numbers},
    option{"--no-header", "", "", "Write v8 without the header that tells the version", writing, &arguments::no_header},
    option{"--small-integer-bits", "N", "31|32", "Write v8 as engines with so many bits do; Chrome, workerd: 31",
           writing, &arguments::small_integer_bits},
    option{"--transfers", "", "", "Read transferred v8 buffers, whose content is elsewhere, as host objects", reading,
           &arguments::transfers},
    option{"--strict", "", "", "Refuse bytes after the value", reading, &arguments::strict},
    option{"--max-depth", "N", "", "Containers that may be open at once; without this, 10000", reading,
           &arguments::max_depth},
    option{"--max-expansion", "N", "", "Memory that a value may take for each byte of input; without this, 64", reading,
           &arguments::max_expansion},
    option{"--raw", "", "", "Print a string's own text, a buffer's own bytes", command_get, &arguments::raw},
    option{"--json", "", "", "Print JSON, one object a line",
           command_inspect | command_check | command_diff | command_formats, &arguments::json},
    option{"--canonical", "", "", "Write the canonical form itself", command_hash, &arguments::canonical},
    option{"--markdown", "", "", "Print a table in Markdown, all variants of each format in it", command_formats,
           &arguments::markdown},
    option{"-q,--quiet", "", "", "Say nothing of valid files", command_check, &arguments::quiet},
    option{"-q,--brief", "", "", "Say only whether the values differ", command_diff, &arguments::brief},
    option{"--color", "WHEN", "auto|always|never", "Colours; auto: on a terminal, unless NO_COLOR is set",
           printing | command_inspect | command_diff, &arguments::color},
    option{"--width", "N", "", "Columns that printed values are fitted into; without this 80, as in Node", printing,
           &arguments::width},
    option{"-h,--help", "", "", "Print this help", every_command, &arguments::help},
};

constexpr std::string_view range_mark = "..";

failure wrong_usage(const command& which, std::string_view reason) {
  const std::string name(which.name);
  return failure(exit_trouble, name + ": " + std::string(reason) + " (see clonewire " + name + " --help)");
}

// "--from", the last of the row's names.
std::string_view long_name(const option& row) {
  return row.names.substr(row.names.rfind(',') + 1);
}

std::size_t choice_index(const option& row, std::string_view word) {
  const auto choices = choices_of(row);
  const auto at = std::find(choices.begin(), choices.end(), word);
  if (at != choices.end()) return static_cast<std::size_t>(at - choices.begin());
  throw CLI::ValidationError(std::string(long_name(row)),
                             "'" + std::string(word) + "' is none of " + joined(choices, ", "));
}

std::optional<std::uint32_t> parse_number(std::string_view word) {
  std::uint32_t number = 0;
  const char* const end = word.data() + word.size();
  const auto [at, problem] = std::from_chars(word.data(), end, number);
  return problem == std::errc() && at == end ? std::optional(number) : std::nullopt;
}

std::uint32_t number_in(const option& row, std::string_view word) {
  const auto number = parse_number(word);
  const auto [least, most] = range_of(row);
  if (number && *number >= least && *number <= most) return *number;
  std::string reason = "'" + std::string(word) + "' is no number";
  if (!row.choices.empty()) reason += " from " + std::to_string(least) + " to " + std::to_string(most);
  throw CLI::ValidationError(std::string(long_name(row)), reason);
}

// Sets the member that a row names, from the word behind the option.
struct assign {
  arguments& args;
  const option& row;
  const std::string word;  // a flag's is empty

  void operator()(bool arguments::*member) const { args.*member = true; }
  void operator()(std::string arguments::*member) const { args.*member = word; }
  void operator()(std::optional<std::uint32_t> arguments::*member) const {
    if (!choices_of(row).empty()) choice_index(row, word);
    args.*member = number_in(row, word);
  }
  void operator()(std::optional<format> arguments::*member) const {
    args.*member = all_formats()[choice_index(row, word)];
  }
  // The choices of the others stand in the order of their enumerators.
  template <class Enum>
  void operator()(std::optional<Enum> arguments::*member) const {
    args.*member = static_cast<Enum>(choice_index(row, word));
  }
  void operator()(color_when arguments::*member) const {
    args.*member = static_cast<color_when>(choice_index(row, word));
  }
};

void add(CLI::App& app, arguments& args, const option& row) {
  const std::string names(row.names);
  if (row.argument.empty()) {
    app.add_flag_callback(names, [&args, &row] { std::visit(assign{args, row, {}}, row.target); });
  } else {
    app.add_option_function<std::string>(names,
                                         [&args, &row](const std::string& word) {
                                           std::visit(assign{args, row, word}, row.target);
                                         })
        ->take_last();
  }
}

// CLI11's own words, unless better ones are at hand.
std::string reason_of(const CLI::ParseError& problem) {
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&problem) != nullptr) {
    const std::string text = problem.what();
    return text.substr(0, text.find(':')) + " needs an argument";
  }
  return problem.what();
}

// What CLI11 left: operands, and options that the command does not have.
std::vector<std::string> operands_among(const command& which, const std::vector<std::string>& words) {
  std::vector<std::string> operands;
  bool options_end = false;
  for (const std::string& word : words) {
    if (options_end || word == "-" || !word.starts_with('-')) {
      operands.push_back(word);
    } else if (word == "--") {
      options_end = true;
    } else {
      throw wrong_usage(which, "there is no option '" + word + "'");
    }
  }
  return operands;
}

void check_operands(const command& which, const arguments& args) {
  if (args.operands.size() < which.least_operands) {
    throw wrong_usage(which, "operand missing, expected " + std::string(which.operands));
  }
  if (args.operands.size() > which.most_operands) {
    throw wrong_usage(which, "one operand too many: '" + args.operands[which.most_operands] + "'");
  }
}

}  // namespace

std::span<const command> all_commands() {
  return commands_table;
}
std::span<const option> all_options() {
  return options_table;
}

const command* command_named(std::string_view name) {
  const auto at =
      std::find_if(commands_table.begin(), commands_table.end(), [&](const command& row) { return row.name == name; });
  return at == commands_table.end() ? nullptr : &*at;
}

bool takes(const command& which, const option& row) {
  return (row.commands & which.bit) != 0;
}

std::vector<std::string_view> names_of(const option& row) {
  return split(row.names, ',');
}

std::vector<std::string_view> choices_of(const option& row) {
  if (row.choices == "formats") {
    std::vector<std::string_view> names;
    for (const format f : all_formats()) names.push_back(name_of(f));
    return names;
  }
  if (row.choices.find(range_mark) != std::string_view::npos) return {};
  return split(row.choices, '|');
}

number_range range_of(const option& row) {
  const std::size_t mark = row.choices.find(range_mark);
  if (mark == std::string_view::npos) return {};
  return {*parse_number(row.choices.substr(0, mark)), *parse_number(row.choices.substr(mark + range_mark.size()))};
}

std::string choices_text(const option& row) {
  if (row.choices.empty()) return {};
  const auto choices = choices_of(row);
  if (!choices.empty()) return "(" + joined(choices, ", ") + ")";
  const auto [least, most] = range_of(row);
  return "(" + std::to_string(least) + " to " + std::to_string(most) + ")";
}

arguments parse_arguments(const command& which, std::span<const char* const> words) {
  arguments args;
  CLI::App app;
  app.set_help_flag();
  for (const option& row : options_table) {
    if (takes(which, row)) add(app, args, row);
  }
  // Operands are taken as what is left over: as an option of CLI11, "[a,b]" would be a list.
  app.allow_extras();
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& problem) {
    throw wrong_usage(which, reason_of(problem));
  }
  args.operands = operands_among(which, app.remaining());
  if (!args.help) check_operands(which, args);
  return args;
}

namespace {

bool output_has_variants(const arguments& args) {
  return args.to && !variants_of(*args.to).empty();
}

}  // namespace

decode_options read_options(const arguments& args) {
  const bool for_output = args.to == format::v8;
  decode_options options;
  options.format = args.from;
  options.strict = args.strict;
  options.transfers = args.transfers;
  options.dialect =
      args.from_dialect.value_or(for_output ? dialect::automatic : args.any_dialect.value_or(dialect::automatic));
  options.v8_version = args.from_v8_version ? args.from_v8_version : args.v8_version;
  options.variant = args.from_variant;
  if (args.from_variant.empty() && !output_has_variants(args)) options.variant = args.variant;
  options.maps = args.maps.value_or(options.maps);
  options.byte_strings = args.byte_strings.value_or(options.byte_strings);
  options.numbers = args.numbers.value_or(options.numbers);
  options.limits.max_depth = args.max_depth.value_or(options.limits.max_depth);
  options.limits.max_expansion = args.max_expansion.value_or(options.limits.max_expansion);
  return options;
}

encode_options write_options(const arguments& args) {
  encode_options options;
  options.format = args.to;
  options.dialect = args.any_dialect.value_or(dialect::automatic);
  options.v8_version = args.v8_version;
  options.header = !args.no_header;
  options.small_integer_bits = args.small_integer_bits.value_or(options.small_integer_bits);
  options.lossy = args.lossy;
  options.indent = args.indent.value_or(0);
  if (output_has_variants(args)) options.variant = args.variant;
  options.views = args.views.value_or(options.views);
  return options;
}

}  // namespace clonewire::cli
