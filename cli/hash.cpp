// clonewire hash: a value's name by its content, whatever format it is in.
#include <clonewire/hash.hpp>

#include <algorithm>

#include <clonewire/canonical.hpp>

#include "commands.hpp"
#include "input.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "text.hpp"

namespace clonewire::cli {
namespace {

void write_form(output& out, const document& doc) {
  write_canonical(doc.root(), [&out](bytes_view piece) {
    out.write({reinterpret_cast<const char*>(piece.data()), piece.size()});
  });
}

}  // namespace

int run_hash(const arguments& args) {
  output out;
  exit_status worst = exit_done;
  for (const std::string& file : args.files()) {
    try {
      const loaded in = load(args, file);
      if (args.canonical) {
        write_form(out, in.doc);
      } else {
        out.write(to_hex(hash(in.doc.root())) + "  " + printable(in.name()) + "\n");
      }
    } catch (const failure& why) {
      worst = std::max(worst, why.status);
      out.flush();  // in order with what goes to standard error
      say(why.what());
    }
  }
  out.commit();
  return worst;
}

}  // namespace clonewire::cli
