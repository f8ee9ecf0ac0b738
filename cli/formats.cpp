// clonewire formats: what each format can carry. Each sample is made, encoded, decoded again and compared.
#include <algorithm>

#include <clonewire/format.hpp>

#include "commands.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "samples.hpp"
#include "text.hpp"

namespace clonewire::cli {
namespace {

/// What becomes of a sample in a format.
struct outcome {
  std::string_view word;  // "yes", "no" (refused), or what must never be: "broken", "changed"
  std::string reason;     // why not
};

document made(const sample& row) {
  builder b;
  row.build(b);
  return std::move(b).finish().value();
}

outcome tried(const document& value, format f) {
  encode_options writing;
  writing.format = f;
  const auto encoded = try_encode(value, writing);
  if (!encoded) return {"no", encoded.error().detail};
  decode_options reading;
  reading.format = f;
  const auto decoded = try_decode(*encoded, reading);
  if (!decoded) return {"broken", describe(decoded.error())};
  if (!(*decoded == value)) return {"changed", "another value came back"};
  return {"yes", {}};
}

std::vector<format> wanted_formats(const arguments& args) {
  if (args.operands.empty()) return {all_formats().begin(), all_formats().end()};
  std::vector<format> wanted;
  for (const std::string& name : args.operands) {
    const auto f = format_named(name);
    if (!f) throw failure(exit_trouble, "formats: '" + name + "' is no format (see clonewire formats)");
    wanted.push_back(*f);
  }
  return wanted;
}

void pad(std::string& line, std::size_t column) {
  line.append(column - std::min(column, column_count(line)), ' ');
}

void print_table(output& out, const std::vector<format>& formats) {
  constexpr std::size_t name_column = 28, cell_width = 10;
  for (const format f : formats) {
    std::string line(name_of(f));
    pad(line, cell_width);
    out.write(line + std::string(description_of(f)) + "\n");
  }
  std::string head = "\n";
  pad(head, name_column + 1);
  for (const format f : formats) {
    head += name_of(f);
    head.append(cell_width - std::min(cell_width, name_of(f).size()), ' ');
  }
  out.write(head.substr(0, head.find_last_not_of(' ') + 1) + "\n");
  for (const sample& row : all_samples()) {
    const document value = made(row);
    std::string line(row.name);
    std::size_t column = name_column;
    for (const format f : formats) {
      pad(line, column);
      line += tried(value, f).word;
      column += cell_width;
    }
    out.write(line + "\n");
  }
}

void print_reasons(output& out, const std::vector<format>& formats) {
  constexpr std::size_t reason_column = 28;
  for (const format f : formats) {
    out.write(std::string(name_of(f)) + ": " + std::string(description_of(f)) + "\n");
    std::size_t carried = 0;
    for (const sample& row : all_samples()) {
      const outcome found = tried(made(row), f);
      carried += found.word == "yes";
      if (found.word == "yes") continue;
      std::string line = "  " + std::string(row.name);
      pad(line, reason_column);
      out.write(line + std::string(found.word) + ": " + printable(found.reason) + "\n");
    }
    out.write("  carried: " + std::to_string(carried) + " of " + std::to_string(all_samples().size()) +
              " sorts of values\n");
  }
}

void print_json(output& out, const std::vector<format>& formats) {
  for (const sample& row : all_samples()) {
    const document value = made(row);
    for (const format f : formats) {
      const outcome found = tried(value, f);
      out.write("{\"value\":" + json_quoted(row.name) + ",\"javascript\":" + json_quoted(row.javascript) +
                ",\"format\":" + json_quoted(name_of(f)) + ",\"carried\":" + json_quoted(found.word) +
                ",\"reason\":" + json_quoted(found.reason) + "}\n");
    }
  }
}

}  // namespace

int run_formats(const arguments& args) {
  const auto formats = wanted_formats(args);
  output out;
  if (args.json) {
    print_json(out, formats);
  } else if (args.operands.empty()) {
    print_table(out, formats);
  } else {
    print_reasons(out, formats);
  }
  out.commit();
  return exit_done;
}

}  // namespace clonewire::cli
