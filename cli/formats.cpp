// clonewire formats: what each format can carry. Each sample is made, encoded, decoded again and compared.
#include <algorithm>

#include <clonewire/format.hpp>

#include "capability.hpp"
#include "commands.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "samples.hpp"
#include "text.hpp"

namespace clonewire::cli {
namespace {

// A format's default, then its other variants.
void append_variants(std::vector<carrier>& to, format f) {
  to.push_back({f, {}});
  const auto variants = variants_of(f);
  for (std::size_t i = 1; i < variants.size(); ++i) to.push_back({f, variants[i]});
}

// "msgpack:plain" is one; "msgpack" stands for all of its variants.
void append_named(std::vector<carrier>& to, const std::string& word) {
  const std::size_t colon = word.find(':');
  const auto f = format_named(word.substr(0, colon));
  if (!f) throw failure(exit_trouble, "formats: '" + word + "' is no format (see clonewire formats)");
  if (colon == std::string::npos) return append_variants(to, *f);
  const auto variants = variants_of(*f);
  const auto variant = std::find(variants.begin(), variants.end(), word.substr(colon + 1));
  if (variant == variants.end()) {
    throw failure(exit_trouble, "formats: " + std::string(name_of(*f)) + " has no variant '" + word.substr(colon + 1) +
                                    "'" + (variants.empty() ? "" : ", but " + joined(variants, ", ")));
  }
  to.push_back({*f, *variant});
}

std::vector<carrier> wanted_carriers(const arguments& args) {
  std::vector<carrier> wanted;
  for (const std::string& word : args.operands) append_named(wanted, word);
  if (!wanted.empty()) return wanted;
  for (const format f : all_formats()) {
    if (args.markdown) {
      append_variants(wanted, f);
    } else {
      wanted.push_back({f, {}});
    }
  }
  return wanted;
}

void pad(std::string& line, std::size_t column) {
  line.append(column - std::min(column, column_count(line)), ' ');
}

void print_table(output& out, const std::vector<carrier>& carriers) {
  constexpr std::size_t name_column = 28, cell_width = 9;
  for (const carrier& c : carriers) {
    std::string line = c.name();
    pad(line, cell_width + 1);
    line += description_of(c.format);
    const auto variants = variants_of(c.format);
    if (!variants.empty()) line += " (variants: " + joined(variants, ", ") + ")";
    out.write(line + "\n");
  }
  std::string head = "\n";
  pad(head, name_column + 1);
  for (std::size_t i = 0; i != carriers.size(); ++i) {
    head += carriers[i].name();
    if (i + 1 != carriers.size()) pad(head, 1 + name_column + (i + 1) * cell_width);
  }
  out.write(head + "\n");
  for (const sample& row : all_samples()) {
    std::string line(row.name);
    std::size_t column = name_column;
    for (const carrier& c : carriers) {
      pad(line, column);
      line += name_of(tried(row, c).found);
      column += cell_width;
    }
    out.write(line + "\n");
  }
}

void print_markdown(output& out, const std::vector<carrier>& carriers) {
  std::string head = "| value |";
  std::string rule = "| --- |";
  for (const carrier& c : carriers) {
    head += " `" + c.name() + "` |";
    rule += " --- |";
  }
  out.write(head + "\n" + rule + "\n");
  for (const sample& row : all_samples()) {
    std::string line = "| " + std::string(row.name) + " |";
    for (const carrier& c : carriers) {
      const capability found = tried(row, c).found;
      line += found == capability::kept ? " kept |" : " **" + std::string(name_of(found)) + "** |";
    }
    out.write(line + "\n");
  }
}

void print_reasons(output& out, const std::vector<carrier>& carriers) {
  constexpr std::size_t reason_column = 28;
  for (const carrier& c : carriers) {
    out.write(c.name() + ": " + std::string(description_of(c.format)) + "\n");
    std::size_t kept = 0;
    for (const sample& row : all_samples()) {
      const outcome result = tried(row, c);
      kept += result.found == capability::kept;
      if (result.found == capability::kept) continue;
      std::string line = "  " + std::string(row.name);
      pad(line, reason_column);
      out.write(line + std::string(name_of(result.found)) + ": " + printable(with_options(result.reason)) + "\n");
    }
    out.write("  kept: " + std::to_string(kept) + " of " + std::to_string(all_samples().size()) + " sorts of values\n");
  }
}

void print_json(output& out, const std::vector<carrier>& carriers) {
  for (const sample& row : all_samples()) {
    for (const carrier& c : carriers) {
      const outcome result = tried(row, c);
      out.write("{\"value\":" + json_quoted(row.name) + ",\"javascript\":" + json_quoted(row.javascript) +
                ",\"format\":" + json_quoted(name_of(c.format)) + ",\"variant\":" + json_quoted(c.variant) +
                ",\"carried\":" + json_quoted(name_of(result.found)) +
                ",\"reason\":" + json_quoted(with_options(result.reason)) + "}\n");
    }
  }
}

}  // namespace

int run_formats(const arguments& args) {
  const auto carriers = wanted_carriers(args);
  output out;
  if (args.json) {
    print_json(out, carriers);
  } else if (args.markdown) {
    print_markdown(out, carriers);
  } else if (args.operands.empty()) {
    print_table(out, carriers);
  } else {
    print_reasons(out, carriers);
  }
  out.commit();
  return exit_done;
}

}  // namespace clonewire::cli
