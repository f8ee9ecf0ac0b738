#include "console/stack.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace clonewire::console {
namespace {

constexpr std::size_t shortest_run = 4;     // of lines shared with the cause; its first and last stay
constexpr std::size_t longest_kept = 10;    // lines of a trace in which repetitions stay
constexpr std::size_t fewest_repeated = 3;  // lines that are worth a note

// Steps after which the search for repetitions, which is cubic at worst, leaves the rest of the trace as it is.
constexpr std::uint64_t max_steps = 1'000'000;

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  if (text.empty()) return lines;
  for (std::size_t end; (end = text.find('\n')) != text.npos; text.remove_prefix(end + 1)) {
    lines.push_back(text.substr(0, end));
  }
  lines.push_back(text);
  return lines;
}

void replace_with_note(std::vector<stack_line>& lines, std::size_t at, std::size_t count, std::string note) {
  const auto first = lines.begin() + static_cast<std::ptrdiff_t>(at);
  *first = {"    ... " + std::move(note), true};
  lines.erase(first + 1, first + static_cast<std::ptrdiff_t>(count));
}

// Leaves out the first run of lines that `cause` has in the same order.
void leave_out_shared(std::vector<stack_line>& lines, const std::vector<std::string_view>& cause) {
  std::unordered_map<std::string_view, std::size_t> first_place;
  for (std::size_t i = 0; i < cause.size(); ++i) first_place.emplace(cause[i], i);
  for (std::size_t i = 0; i + shortest_run <= lines.size(); ++i) {
    const auto found = first_place.find(lines[i].text);
    if (found == first_place.end()) continue;
    const std::size_t most = std::min(lines.size() - i, cause.size() - found->second);
    std::size_t run = 1;
    while (run < most && lines[i + run].text == cause[found->second + run]) ++run;
    if (run < shortest_run) continue;
    return replace_with_note(lines, i + 1, run - 2, std::to_string(run - 2) + " lines matching cause stack trace ...");
  }
}

// Finds blocks of lines that are repeated right behind themselves.
class repetition_finder {
 public:
  struct repetition {
    std::size_t start, period, times;  // `times` repetitions of `period` lines, from `start`
  };

  explicit repetition_finder(const std::vector<stack_line>& lines) {
    std::unordered_map<std::string_view, std::size_t> numbers;
    for (const stack_line& line : lines) {
      const std::size_t number = numbers.emplace(line.text, numbers.size()).first->second;
      if (number == places_.size()) places_.emplace_back();
      places_[number].push_back(line_.size());
      line_.push_back(number);
    }
  }

  std::vector<repetition> run() {
    std::vector<repetition> found;
    if (line_.size() - places_.size() <= fewest_repeated) return found;
    for (std::size_t i = 0; i + fewest_repeated < line_.size() && steps_ < max_steps; ++i) {
      const repetition best = longest_at(i);
      if (best.period * best.times < fewest_repeated) continue;
      found.push_back(best);
      i += best.period * (best.times + 1) - 1;
    }
    return found;
  }

 private:
  // Of all periods that the places of line `i` suggest, the one that leaves out most; of equals the first tried.
  repetition longest_at(std::size_t i) {
    repetition best{i, 0, 0};
    std::size_t run = 0;  // lines from `i` on that best.period holds for
    for (const std::size_t period : periods_at(i)) {
      if (period < run && period % best.period == 0) continue;  // ends where the run does, and leaves out less
      const std::size_t same = lines_repeated(i, period);
      if (same / period * period <= best.period * best.times) continue;
      best = {i + period, period, same / period};
      run = period + same;
    }
    return best;
  }

  // The greatest common divisor of the distances to the later places of line `i`, then what Euclid's algorithm met on
  // the way to it, last met first.
  std::vector<std::size_t> periods_at(std::size_t i) {
    const std::vector<std::size_t>& places = places_[line_[i]];
    auto later = std::upper_bound(places.begin(), places.end(), i);
    std::vector<std::size_t> met;
    if (later == places.end() || places.back() - i < fewest_repeated) return met;
    std::unordered_set<std::size_t> known;
    std::size_t divisor = 0;
    for (; later != places.end() && divisor != 1; ++later) {
      for (std::size_t rest = *later - i; rest != 0; ++steps_) {
        if (divisor != 0 && known.insert(divisor).second) met.push_back(divisor);
        divisor = std::exchange(rest, divisor % rest);
      }
    }
    met.erase(std::remove(met.begin(), met.end(), divisor), met.end());
    met.push_back(divisor);
    std::reverse(met.begin(), met.end());
    return met;
  }

  // How many lines from i + period on are the same as those from i on.
  std::size_t lines_repeated(std::size_t i, std::size_t period) {
    std::size_t same = 0;
    while (i + period + same < line_.size() && line_[i + same] == line_[i + period + same]) ++same;
    steps_ += same + 1;
    return same;
  }

  std::vector<std::size_t> line_;                 // each line's text, by number
  std::vector<std::vector<std::size_t>> places_;  // by number of text: where it occurs, ascending
  std::uint64_t steps_ = 0;
};

void leave_out_repetitions(std::vector<stack_line>& lines) {
  const auto found = repetition_finder(lines).run();
  for (auto it = found.rbegin(); it != found.rend(); ++it) {
    const std::size_t count = it->period * it->times;
    std::string note = "collapsed " + std::to_string(count) + " duplicate lines matching above ";
    if (it->times != 1) note += std::to_string(it->period) + " ";
    note += "lines ";
    if (it->times != 1) note += std::to_string(it->times) + " times";
    replace_with_note(lines, it->start, count, note + "...");
  }
}

}  // namespace

std::vector<stack_line> shortened(std::string_view frames, std::string_view cause_frames) {
  std::vector<stack_line> lines;
  for (const std::string_view line : split_lines(frames)) lines.push_back({std::string(line)});
  leave_out_shared(lines, split_lines(cause_frames));
  if (lines.size() > longest_kept) leave_out_repetitions(lines);
  return lines;
}

}  // namespace clonewire::console
