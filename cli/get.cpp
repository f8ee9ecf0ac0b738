// clonewire get: takes one value out of a large one.
#include "commands.hpp"
#include "input.hpp"
#include "messages.hpp"
#include "path.hpp"
#include "present.hpp"

namespace clonewire::cli {
namespace {

// A string's own text on a line, a buffer's or a view's own bytes as they are; anything else as it is printed.
void print_raw(output& out, const value& v, const arguments& args) {
  switch (v.kind()) {
    case kind::string:
    case kind::timestamp:
      out.write(v.to_utf8());
      out.write("\n");
      break;
    case kind::string_object: print_raw(out, v.wrapped(), args); break;
    case kind::bytes: write_bytes(out, v.unchecked_bytes(), false, args); break;
    case kind::array_buffer: write_bytes(out, v.buffer_bytes(), false, args); break;
    case kind::typed_array:
    case kind::data_view: write_bytes(out, v.view_bytes(), false, args); break;
    default: print_value(out, v, args); break;
  }
}

}  // namespace

int run_get(const arguments& args) {
  if (args.raw && args.to) throw failure(exit_trouble, "get: --raw and --to exclude each other");
  const path way = parse_path(args.operand(0));
  const loaded in = load(args, args.operand(1));
  const auto hit = follow(way, in.doc.root());
  if (!hit) throw rejection(in.name(), hit.error());
  if (args.to) {
    write_encoded(hit->what, args, {in.name(), way.text}, {});
    return exit_done;
  }
  output out;
  if (args.raw) {
    print_raw(out, hit->what, args);
  } else {
    print_value(out, hit->what, args);
  }
  out.commit();
  return exit_done;
}

}  // namespace clonewire::cli
