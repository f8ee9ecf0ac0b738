// clonewire serial: the functions of Starlark's module of that name.
#include <algorithm>
#include <iterator>

#include <clonewire/builder.hpp>

#include "commands.hpp"
#include "input.hpp"
#include "messages.hpp"
#include "present.hpp"

namespace clonewire::cli {
namespace {

/// For dumps. JSON is the envelope without any tag in it: its integers are ints, its objects dicts.
loaded load_value(const arguments& args) {
  source from = open_source(args, args.operand(1));
  if (!args.from && from.format == format::json) from.options.format = from.format = format::serial;
  if (from.format == format::serial && args.from_variant.empty()) from.options.variant = args.variant;
  return load(std::move(from));
}

/// For loads.
loaded load_envelope(arguments args) {
  args.from = format::serial;
  if (args.from_variant.empty()) args.from_variant = args.variant;
  return load(args, args.operand(1));
}

arguments writing(const arguments& args, format f) {
  arguments with_format = args;
  with_format.to = f;
  return with_format;
}

int run_dumps(const arguments& args) {
  const arguments out = writing(args, format::serial);
  const loaded in = load_value(out);
  write_encoded(in.doc.root(), out, {in.name()}, {});
  return exit_done;
}

int run_loads(const arguments& args) {
  const loaded in = load_envelope(args);
  if (args.to) {
    write_encoded(in.doc.root(), args, {in.name()}, {});
    return exit_done;
  }
  output out;
  print_value(out, in.doc.root(), args);
  out.commit();
  return exit_done;
}

std::string as_text(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string json_string(std::string_view text) {
  builder b;
  b.string(text);
  const document doc = std::move(b).finish().value();
  return as_text(try_encode(doc, {.format = format::json}).value());
}

std::string encoded_text(const loaded& in, const encode_options& options) {
  auto encoded = try_encode(in.doc, options);
  if (!encoded) throw rejection(in.name(), std::move(encoded).error());
  return as_text(*encoded);
}

/// Prints [result, null], or [null, the error in words]. `result` gives JSON text, or throws `rejection`.
template <class Result>
int print_outcome(const Result& result) {
  std::string line;
  try {
    line = "[" + result() + ",null]\n";
  } catch (const rejection& refused) {
    line = "[null," + json_string(refused.reason.message()) + "]\n";
  }
  output out;
  out.write(line);
  out.commit();
  return exit_done;
}

int run_try_dumps(const arguments& args) {
  const arguments out = writing(args, format::serial);
  return print_outcome([&] { return json_string(encoded_text(load_value(out), write_options(out))); });
}

// The value in graph notation, which holds every value, or in the JSON of another format.
int run_try_loads(const arguments& args) {
  const arguments out = writing(args, args.to.value_or(format::graph));
  if (!is_text(*out.to))
    throw failure(exit_trouble, "serial: try_loads prints JSON, which " + std::string(name_of(*out.to)) + " is not");
  return print_outcome([&] { return encoded_text(load_envelope(out), write_options(out)); });
}

struct function {
  std::string_view name;
  int (*run)(const arguments&);
  bool may_write;  // takes --to
};
constexpr function functions[] = {
    {"dumps", &run_dumps, false},
    {"loads", &run_loads, true},
    {"try_dumps", &run_try_dumps, false},
    {"try_loads", &run_try_loads, true},
};

}  // namespace

int run_serial(const arguments& args) {
  const std::string name = args.operand(0);
  const auto* const found =
      std::find_if(std::begin(functions), std::end(functions), [&](const function& f) { return f.name == name; });
  if (found == std::end(functions)) {
    throw failure(exit_trouble, "serial: '" + name + "' is none of dumps, loads, try_dumps, try_loads");
  }
  if (args.to && !found->may_write)
    throw failure(exit_trouble, "serial: " + name + " writes the envelope: leave out --to");
  return found->run(args);
}

}  // namespace clonewire::cli
