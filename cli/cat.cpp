// clonewire cat: prints values as a person reads them. A file that cannot be read does not keep the others from it.
#include <algorithm>
#include <optional>

#include "commands.hpp"
#include "input.hpp"
#include "messages.hpp"
#include "present.hpp"

namespace clonewire::cli {

int run_cat(const arguments& args) {
  output out;
  exit_status worst = exit_done;
  for (const std::string& file : args.files()) {
    std::optional<loaded> in;
    try {
      in.emplace(load(args, file));
    } catch (const failure& why) {
      worst = std::max(worst, why.status);
      out.flush();  // in order with what goes to standard error
      say(why.what());
      continue;
    }
    print_value(out, in->doc.root(), args);
  }
  out.commit();
  return worst;
}

}  // namespace clonewire::cli
