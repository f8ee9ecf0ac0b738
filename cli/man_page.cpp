// The manual page, in man(7) macros.
#include <algorithm>

#include "help.hpp"
#include "text.hpp"
#include "version.hpp"

namespace clonewire::cli {
namespace {

// A line of its own, or part of one.
std::string roff(std::string_view text) {
  std::string out = replaced(replaced(text, '\\', "\\e"), '-', "\\-");
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

// Running text, in lines of a moderate length.
std::string roff_text(std::string_view text) {
  constexpr std::size_t least_width = 60;
  std::string out;
  while (text.size() > least_width) {
    const std::size_t space = text.find(' ', least_width);
    if (space == std::string_view::npos) break;
    out += roff(text.substr(0, space)) + "\n";
    text.remove_prefix(space + 1);
  }
  return out + roff(text) + "\n";
}

std::string roff_bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

// A description's lines: paragraphs, and items "term  explanation".
std::string roff_description(std::string_view text) {
  std::string out;
  bool paragraph = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (const std::size_t gap = line.find("  "); gap != std::string_view::npos) {
      out += ".TP\n" + roff_bold(line.substr(0, gap)) + "\n" + roff_text(line.substr(gap + 2));
      paragraph = false;
    } else if (line.empty()) {
      paragraph = true;
    } else {
      out += (paragraph ? ".PP\n" : "") + roff_text(line);
    }
  }
  return out;
}

// The commands that take the option, where those are not all that read.
std::string takers_text(const option& row) {
  std::vector<std::string_view> takers;
  std::size_t others = 0;
  for (const command& which : all_commands()) {
    if (takes(which, row)) {
      takers.push_back(which.name);
    } else {
      others += which.bit != command_formats;
    }
  }
  return others == 0 ? std::string() : "; for " + joined(takers, ", ");
}

std::string roff_options() {
  std::string out = ".SH OPTIONS\n";
  for (const option& row : all_options()) {
    std::string names;
    for (const std::string_view name : names_of(row)) names += (names.empty() ? "" : ", ") + roff_bold(name);
    if (!row.argument.empty()) names += " \\fI" + roff(row.argument) + "\\fR";
    const std::string choices = choices_text(row);
    out += ".TP\n" + names + "\n" +
           roff_text(std::string(row.help) + (choices.empty() ? "" : " " + choices) + takers_text(row) + ".");
  }
  return out;
}

}  // namespace

std::string man_page() {
  std::string out = ".TH CLONEWIRE 1 " + std::string(version_date) + " \"clonewire " + std::string(version_text) +
                    "\" \"User Commands\"\n.SH NAME\n"
                    "clonewire \\- read, write, inspect and convert structured\\-clone values\n.SH SYNOPSIS\n";
  for (const command& which : all_commands()) {
    if (&which != &all_commands().front()) out += ".br\n";
    out += ".B clonewire " + roff(which.name) + "\n" + roff("[OPTION...] " + std::string(which.operands)) + "\n";
  }
  out += ".SH DESCRIPTION\n" +
         roff_text(
             "The structured clone algorithm is how the web and Node move JavaScript values: postMessage, IndexedDB, "
             "v8.serialize, Deno KV, Durable Objects. clonewire makes their bytes readable, exact and convertible "
             "outside of a JavaScript engine. No FILE, or -, means standard input; without -f the format is detected, "
             "and so are hexadecimal and base64 pasted as text.") +
         ".SH COMMANDS\n";
  for (const command& which : all_commands()) {
    out += ".SS " + roff("clonewire " + std::string(which.name) + " " + std::string(which.operands)) + "\n";
    out += roff_description(which.description);
  }
  out += roff_options() + ".SH FORMATS\n";
  for (const format f : all_formats()) out += ".TP\n" + roff_bold(name_of(f)) + "\n" + roff_text(description_of(f));
  out +=
      ".SH EXIT STATUS\n.TP\n0\nDone.\n.TP\n1\nThe data is invalid, differs, or cannot be carried.\n.TP\n2\n"
      "Wrong usage, or a file that cannot be read or written.\n"
      ".SH ENVIRONMENT\n.TP\n\\fBNO_COLOR\\fR\nWhen set and not empty, \\fB\\-\\-color auto\\fR means never.\n"
      ".SH EXAMPLES\n";
  for (const command& which : all_commands()) {
    for (const auto& [line, meaning] : which.examples) out += ".TP\n" + roff_bold(line) + "\n" + roff_text(meaning);
  }
  return out;
}

}  // namespace clonewire::cli
