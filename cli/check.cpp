// clonewire check: tells valid from invalid, one line a file.
#include <algorithm>

#include <clonewire/formats/v8.hpp>

#include "commands.hpp"
#include "input.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "text.hpp"

namespace clonewire::cli {
namespace {

// "v8 version 15"
std::string format_text(const source& from) {
  std::string text(name_of(from.format));
  if (from.format == format::v8) {
    const auto version = v8::reader(from.bytes(), from.options).version();
    if (version) text += " version " + std::to_string(*version);
  }
  if (from.detected == likelihood::possible) text += " possibly";
  return text;
}

std::string json_of(const source& from, const document& doc, std::uint64_t used) {
  std::string notes;
  for (const std::string& note : doc.notes()) (notes += notes.empty() ? "" : ",") += json_quoted(note);
  return "{\"file\":" + json_quoted(from.name()) + ",\"ok\":true,\"format\":" + json_quoted(name_of(from.format)) +
         ",\"description\":" + json_quoted(format_text(from)) +
         ",\"detected\":" + (from.detected ? json_quoted(name_of(*from.detected)) : "null") +
         ",\"bytes\":" + std::to_string(used) + ",\"trailing\":" + std::to_string(from.bytes().size() - used) +
         ",\"notes\":[" + notes + "]}\n";
}

std::string json_of(const rejection& why) {
  const error& reason = why.reason;
  return "{\"file\":" + json_quoted(why.file) +
         ",\"ok\":false,\"error\":{\"code\":" + json_quoted(name_of(reason.code)) +
         (reason.offset == error::no_offset ? "" : ",\"offset\":" + std::to_string(reason.offset)) +
         ",\"path\":" + json_quoted(reason.path) + ",\"detail\":" + json_quoted(reason.detail) + "}}\n";
}

// The line for a valid file. Throws `rejection` for an invalid one.
std::string checked(const arguments& args, const std::string& file) {
  const source from = open_source(args, file);
  const auto decoded = [&] {
    const progress work("checking " + from.name(), from.bytes().size());
    return try_decode(from.bytes(), from.options);
  }();
  if (!decoded) throw rejection(from.name(), decoded.error());
  const std::string trailing = trailing_text(from, *decoded);
  const std::uint64_t used = trailing.empty() ? from.bytes().size() : decoded->consumed_bytes();
  if (args.json) return json_of(from, *decoded, used);
  for (const std::string& note : decoded->notes()) say(from.name(), "note: " + note);
  return printable(from.name()) + ": ok (" + format_text(from) + ", " + counted(used, "byte") + ")" +
         (trailing.empty() ? "" : ", then " + trailing) + "\n";
}

}  // namespace

int run_check(const arguments& args) {
  output out;
  exit_status worst = exit_done;
  const auto worsen = [&](exit_status status) { worst = std::max(worst, status); };
  for (const std::string& file : args.files()) {
    try {
      const std::string line = checked(args, file);
      if (!args.quiet) out.write(line);
    } catch (const rejection& why) {
      worsen(why.status);
      if (args.json) {
        out.write(json_of(why));
      } else {
        say(why.what());
      }
    } catch (const failure& why) {
      worsen(why.status);
      say(why.what());
    }
    out.flush();  // in order with what went to standard error
  }
  out.commit();
  return worst;
}

}  // namespace clonewire::cli
