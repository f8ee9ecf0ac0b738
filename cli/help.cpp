#include "help.hpp"

#include <algorithm>

#include "text.hpp"

namespace clonewire::cli {
namespace {

constexpr std::size_t page_width = 79;
constexpr std::size_t help_column = 26;  // where the options' explanations begin

// A paragraph broken into lines, each behind the indentation, the first one's already written.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    if (column > indent && column + 1 + column_count(word) > page_width) {
      (out += '\n').append(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += column_count(word);
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return out + "\n";
}

// "-f, --from FMT"
std::string names_with_argument(const option& row) {
  std::string text = joined(names_of(row), ", ");
  if (!row.argument.empty()) (text += ' ') += row.argument;
  return text;
}

// The option's explanation, with its choices.
std::string explanation(const option& row) {
  const std::string choices = choices_text(row);
  return std::string(row.help) + (choices.empty() ? "" : " " + choices);
}

std::string option_lines(const option& row) {
  std::string left = "  " + std::string(row.names.starts_with("--") ? "    " : "") + names_with_argument(row);
  if (left.size() + 2 > help_column) {
    left += "\n" + std::string(help_column, ' ');
  } else {
    left.resize(help_column, ' ');
  }
  return left + wrapped(explanation(row), help_column);
}

// Calls `each` with the lines of a text; an empty line is a line.
template <class Each>
void for_each_line(std::string_view text, const Each& each) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    each(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// The description's lines are of two sorts: paragraphs, and items "term  explanation".
std::size_t item_gap(std::string_view line) {
  return line.find("  ");
}

std::string description_text(const command& which) {
  constexpr std::size_t term_column = 24;
  std::string out;
  for_each_line(which.description, [&](std::string_view line) {
    if (const std::size_t gap = item_gap(line); gap != std::string_view::npos) {
      std::string term = "  " + std::string(line.substr(0, gap));
      term.resize(std::max(term.size() + 1, term_column), ' ');
      out += term + wrapped(line.substr(gap + 2), term_column);
    } else {
      out += wrapped(line, 0);
    }
  });
  return out;
}

std::string synopsis(const command& which) {
  return "clonewire " + std::string(which.name) + " [OPTION...] " + std::string(which.operands);
}

std::string standard_input_text(const command& which) {
  if (which.bit == command_formats) return {};
  return which.bit == command_diff ? "A or B may be -: standard input.\n\n" : "No file, or -: standard input.\n\n";
}

}  // namespace

std::string help_for(const command& which) {
  std::string out = "clonewire " + std::string(which.name) + ": " + std::string(which.summary) + "\n\n";
  out += "Usage: " + synopsis(which) + "\n\n" + description_text(which) + "\nOptions:\n";
  for (const option& row : all_options()) {
    if (takes(which, row)) out += option_lines(row);
  }
  out += "\n" + standard_input_text(which) + "Examples:\n";
  for (const auto& [line, meaning] : which.examples) {
    out += "  # " + std::string(meaning) + "\n  " + std::string(line) + "\n";
  }
  return out;
}

std::string overview() {
  std::string out =
      "clonewire: JavaScript structured-clone values outside of a JavaScript engine\n\n"
      "Usage: clonewire COMMAND [OPTION...] [OPERAND...]\n\nCommands:\n";
  for (const command& row : all_commands()) {
    std::string left = "  " + std::string(row.name);
    left.resize(12, ' ');
    out += left + std::string(row.summary) + "\n";
  }
  out += "\nFormats:\n";
  for (const format f : all_formats()) {
    std::string left = "  " + std::string(name_of(f));
    left.resize(12, ' ');
    out += left + wrapped(description_of(f), 12);
  }
  out += "\nExamples:\n";
  for (const command& row : all_commands()) out += "  " + std::string(row.examples.front().line) + "\n";
  return out +
         "\n'clonewire COMMAND --help' (or 'clonewire help COMMAND') says more of a command,\n"
         "'clonewire --version' which version this is.\n"
         "Exit status: 0 done; 1 the data is invalid, differs or cannot be carried; 2 wrong\n"
         "usage, or a file that cannot be read or written.\n";
}

}  // namespace clonewire::cli
