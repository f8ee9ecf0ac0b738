#include "console/error.hpp"

#include <algorithm>
#include <string_view>

#include "console/quote.hpp"
#include "console/stack.hpp"

namespace clonewire::console {
namespace {

constexpr std::string_view frame_start = "\n    at";

// What `error.stack` gives, or `String(error)` where that is empty.
std::string stack_of(const value& error) {
  if (const value stack = error.error_stack(); stack && stack.size() != 0) return printable(stack);
  std::string out(name_of(error.error_type()));
  if (const value message = error.error_message(); message && message.size() != 0) out += ": " + printable(message);
  return out;
}

// Where the first line of the frames begins; npos without frames. Text inside of the message is not taken for frames.
std::size_t frames_begin(std::string_view stack, const value& message) {
  const std::string said = message ? printable(message) : std::string();
  const std::size_t at = stack.find(said);
  const bool skip = !said.empty() && at != 0 && at != stack.npos;
  return stack.find(frame_start, skip ? at + said.size() : 0);
}

// Takes ":123" off the end of `location`.
bool drop_number(std::string_view& location) {
  const std::size_t colon = location.find_last_not_of("0123456789");
  if (colon == location.npos || location[colon] != ':' || colon + 1 == location.size()) return false;
  location.remove_suffix(location.size() - colon);
  return true;
}

// A frame inside of Node: "    at node:fs:1:2", "    at read (node:internal/fs/promises:3:4)".
bool is_node_frame(std::string_view line) {
  constexpr std::string_view at = "    at ", scheme = "node:";
  if (line.substr(0, at.size()) != at) return false;
  line.remove_prefix(at.size());
  if (const std::size_t bracket = line.find_first_of("/\\("); bracket != line.npos && line[bracket] == '(') {
    if (bracket < 2 || line[bracket - 1] != ' ') return false;
    line.remove_prefix(bracket + 1);
  }
  if (!line.empty() && line.back() == ')') line.remove_suffix(1);
  return line.substr(0, scheme.size()) == scheme && drop_number(line) && drop_number(line) &&
         line.size() > scheme.size();
}

// Underlines "name" or "@scope/name" behind each "/node_modules/".
void append_frame(text& out, std::string_view line, const palette& colours) {
  constexpr std::string_view folder = "node_modules";
  const auto is_separator = [line](std::size_t i) { return i < line.size() && (line[i] == '/' || line[i] == '\\'); };
  std::size_t done = 0;
  for (std::size_t at = line.find(folder, 1); at != line.npos; at = line.find(folder, at + 1)) {
    const std::size_t name = at + folder.size() + 1;
    if (at <= done || !is_separator(at - 1) || !is_separator(name - 1)) continue;
    const char separator = line[at - 1];
    std::size_t end = line.find(separator, name);
    if (end != line.npos && line[name] == '@') end = line.find(separator, end + 1);
    end = std::min(end, line.size());
    out.append_coloured(line.substr(done, name - done));
    out.begin(colours.module).append_coloured(line.substr(name, end - name)).end(colours.module);
    done = end;
  }
  out.append_coloured(line.substr(done));
}

// The first line as it is, the others indented.
void append_indented(text& out, std::string_view lines, std::uint32_t indentation, const palette& colours) {
  const auto put = [&](std::string_view line) -> text& {
    return colours.colours() ? out.append_coloured(line) : out.append(line);
  };
  for (std::size_t end; (end = lines.find('\n')) != lines.npos; lines.remove_prefix(end + 1)) {
    put(lines.substr(0, end + 1));
    out.append_spaces(indentation);
  }
  put(lines);
}

std::string cause_frames(const value& error) {
  const value cause = error.error_cause();
  if (!cause.is(kind::error)) return {};
  const std::string stack = stack_of(cause);
  const std::size_t begin = stack.find(frame_start);
  return begin == stack.npos ? std::string() : stack.substr(begin + 1);
}

}  // namespace

text error_text(const value& error, std::uint32_t indentation, const palette& colours) {
  const std::string stack = stack_of(error);
  const std::size_t frames = frames_begin(stack, error.error_message());
  text out;
  if (frames == stack.npos) {
    append_indented(out.append("["), stack, indentation, colours);
    out.append("]");
    return out;
  }
  append_indented(out, std::string_view(stack).substr(0, frames), indentation, colours);
  for (const stack_line& line : shortened(std::string_view(stack).substr(frames + 1), cause_frames(error))) {
    out.append("\n").append_spaces(indentation);
    if (line.is_note || (colours.colours() && is_node_frame(line.text))) {
      out.begin(colours.undefined).append_coloured(line.text).end(colours.undefined);
    } else if (colours.colours()) {
      append_frame(out, line.text, colours);
    } else {
      out.append(line.text);
    }
  }
  return out;
}

}  // namespace clonewire::console
