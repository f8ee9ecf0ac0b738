#include "console/layout.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "console/width.hpp"

namespace clonewire::console {
namespace {

constexpr std::size_t separator_width = 2;  // ", "
constexpr std::size_t max_columns = 12;     // four times `compact`

// How many columns a list is set in; 1 where its items are too long, or one of them is much longer than the rest.
// Aims at a square on the screen, a character being about 2.5 times as high as it is wide.
std::size_t column_count(const std::vector<text>& items, std::size_t in_columns, const outline& around,
                         std::uint32_t break_length) {
  std::size_t total = 0, longest = 0;
  for (std::size_t i = 0; i < in_columns; ++i) {
    total += items[i].columns() + separator_width;
    longest = std::max(longest, items[i].columns());
  }
  const std::size_t widest = longest + separator_width;
  if (widest * 3 + around.indentation >= break_length) return 1;
  if (total <= widest * 5 && longest > 6) return 1;

  const double bias =
      std::sqrt(static_cast<double>(widest) - static_cast<double>(total) / static_cast<double>(items.size()));
  const double biased_width = std::max(static_cast<double>(widest) - 3 - bias, 1.0);
  const double square = std::sqrt(2.5 * biased_width * static_cast<double>(in_columns)) / biased_width;
  const std::size_t fitting = (break_length - around.indentation) / widest;
  return std::min({static_cast<std::size_t>(std::floor(square + 0.5)), fitting, max_columns});
}

// The items of a list, several to a line; each column is as wide as its widest item. An item beyond the most that are
// listed tells how many there are more, and keeps a line of its own.
std::vector<text> in_lines(std::vector<text>&& items, const outline& around, const console_options& options) {
  const std::size_t in_columns = items.size() - (items.size() > options.max_array_length ? 1 : 0);
  const std::size_t columns = column_count(items, in_columns, around, options.break_length);
  if (columns <= 1) return std::move(items);

  std::vector<std::size_t> width(columns, 0);
  for (std::size_t i = 0; i < in_columns; ++i) width[i % columns] = std::max(width[i % columns], items[i].columns());

  std::vector<text> lines;
  for (std::size_t i = 0; i < in_columns; ++i) {
    const std::size_t column = i % columns;
    const std::size_t padding = width[column] - items[i].columns();
    const bool last = column == columns - 1 || i == in_columns - 1;
    if (column == 0) lines.emplace_back();
    text& line = lines.back();
    if (around.numbers) line.append_spaces(padding);
    line.append(std::move(items[i]));
    if (!last) line.append(", ");
    if (!last && !around.numbers) line.append_spaces(padding);
  }
  if (in_columns != items.size()) lines.push_back(std::move(items.back()));
  return lines;
}

bool fits_on_one_line(const outline& around, const std::vector<text>& items, std::uint32_t break_length) {
  if (around.base.has_line_break()) return false;
  std::size_t length =
      2 * items.size() + around.indentation + measure(around.open).units + around.base.units_with_colours() + 10;
  for (const text& item : items) {
    if (item.has_line_break()) return false;
    length += item.units();
    if (length > break_length) return false;
  }
  return length <= break_length;
}

}  // namespace

text lay_out(outline&& around, std::vector<text>&& items, const console_options& options) {
  bool join = around.may_join;
  if (around.list && items.size() > 6) {
    const std::size_t count = items.size();
    items = in_lines(std::move(items), around, options);
    if (items.size() != count) join = false;
  }
  join = join && fits_on_one_line(around, items, options.break_length);

  text whole = std::move(around.base);
  if (!whole.empty()) whole.append(" ");
  whole.append(around.open);
  const auto new_line = [&](std::uint32_t indentation) {
    if (join) {
      whole.append(" ");
    } else {
      whole.append("\n").append_spaces(indentation);
    }
  };
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) whole.append(",");
    new_line(around.indentation + 2);
    whole.append(std::move(items[i]));
  }
  new_line(around.indentation);
  whole.append({&around.close, 1});
  return whole;
}

}  // namespace clonewire::console
