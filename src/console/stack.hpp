// The frames of a stack trace, shortened as Node shortens them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace clonewire::console {

/// One line of a stack trace.
struct stack_line {
  std::string text;
  bool is_note = false;  ///< stands for lines that were left out
};

/// The lines of `frames`. Those that occur in `cause_frames` as well, and repetitions in a trace of more than ten
/// lines, give way to a note. `cause_frames` is empty where there is no cause with a trace.
std::vector<stack_line> shortened(std::string_view frames, std::string_view cause_frames);

}  // namespace clonewire::console
