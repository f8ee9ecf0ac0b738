// clonewire diff: compares two values. The exit status is that of its Unix namesake: 0 equal, 1 different, 2 trouble.
#include <optional>

#include "commands.hpp"
#include "compare.hpp"
#include "input.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "present.hpp"
#include "progress.hpp"
#include "text.hpp"

namespace clonewire::cli {
namespace {

// "~ $.name: 'Bob' → 'Max'", "- $.age: 30", "+ $.tags: Set(1) { 'x' }"
std::string line_of(const difference& found, bool colors) {
  const bool removed = found.what == change::removed;
  const bool added = found.what == change::added;
  std::string line = (removed ? "- " : added ? "+ " : "~ ") + found.path + ": ";
  if (found.what == change::order) line += "order ";
  line += removed ? found.a : added ? found.b : found.a + " → " + found.b;
  line = printable(line);
  if (colors) line = (removed ? "\x1b[31m" : added ? "\x1b[32m" : "\x1b[33m") + line + "\x1b[39m";
  return line + "\n";
}

std::string json_of(const difference& found) {
  std::string line = "{\"change\":" + json_quoted(name_of(found.what)) + ",\"path\":" + json_quoted(found.path);
  if (found.what != change::added) line += ",\"a\":" + json_quoted(found.a);
  if (found.what != change::removed) line += ",\"b\":" + json_quoted(found.b);
  return line + "}\n";
}

// What cannot be read is no difference: trouble, as diff has it.
loaded load_or_trouble(const arguments& args, const std::string& file) {
  try {
    return load(args, file);
  } catch (const failure& why) {
    throw failure(exit_trouble, why.what());
  }
}

}  // namespace

int run_diff(const arguments& args) {
  const std::string file_a = args.operand(0);
  const std::string file_b = args.operand(1);
  if (file_a == "-" && file_b == "-") throw failure(exit_trouble, "diff: only one of the two can be standard input");
  const loaded a = load_or_trouble(args, file_a);
  const loaded b = load_or_trouble(args, file_b);
  output out;
  std::optional<progress> work;
  if (!out.is_terminal()) work.emplace("comparing " + a.name() + " and " + b.name());
  if (args.brief) {
    if (a.doc == b.doc) return exit_done;
    out.write(printable("values of " + a.name() + " and " + b.name() + " differ") + "\n");
    out.commit();
    return exit_verdict;
  }
  const bool colors = use_colors(args);
  bool differ = false;
  compare(a.doc, b.doc, [&](const difference& found) {
    differ = true;
    out.write(args.json ? json_of(found) : line_of(found, colors));
  });
  out.commit();
  return differ ? exit_verdict : exit_done;
}

}  // namespace clonewire::cli
