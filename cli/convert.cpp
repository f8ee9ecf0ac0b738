// clonewire convert: writes a value in another format.
#include "commands.hpp"
#include "input.hpp"
#include "messages.hpp"
#include "present.hpp"

namespace clonewire::cli {

int run_convert(const arguments& args) {
  if (!args.to) throw failure(exit_trouble, "convert: which format? Say --to FMT (see clonewire convert --help)");
  const loaded in = load(args, args.operand(0));
  write_encoded(in.doc.root(), args, {in.name()}, args.operand(1));
  return exit_done;
}

}  // namespace clonewire::cli
