#include "console/regexp.hpp"

#include <algorithm>

namespace clonewire::console {
namespace {

// Distance of a token's colour from its level's.
enum shade : int { outer = -1, level = 0, literal = 1, wildcard = 2, quantifier = 3 };

class highlighter {
 public:
  highlighter(text& out, std::string_view pattern, const palette& colours)
      : out_(out), left_(pattern), inks_(colours.regexp) {}

  // The pattern begins behind the opening slash and ends in the closing one and the flags.
  void run() {
    put("/", level);
    level_ = 1;
    while (!left_.empty() && !closed_) step();
    if (closed_) return;
    --level_;  // the pattern's last token swallowed the slash: "\x/"
    put("/", level);
  }

 private:
  char peek(std::size_t i) const { return i < left_.size() ? left_[i] : '\0'; }
  bool digit_at(std::size_t i) const { return peek(i) >= '0' && peek(i) <= '9'; }
  std::size_t digits_from(std::size_t i) const {
    while (digit_at(i)) ++i;
    return i;
  }
  // Bytes of the character at `i`, 0 at the end.
  std::size_t character(std::size_t i) const {
    const auto head = static_cast<unsigned char>(peek(i));
    const std::size_t size = head < 0xc0 ? 1 : head < 0xe0 ? 2 : head < 0xf0 ? 3 : 4;
    return i < left_.size() ? size : 0;
  }

  void put(std::string_view token, int distance) {
    out_.append(token, inks_[static_cast<std::size_t>(std::max(0, level_ + distance)) % inks_.size()]);
  }
  void take(std::size_t size, int distance) {
    put(left_.substr(0, size), distance);
    before_ = left_[size - 1];
    left_.remove_prefix(size);
  }
  void take_digits(int distance) {
    if (const std::size_t size = digits_from(0)) take(size, distance);
  }

  void step() {
    if (peek(0) == '\\') return escape();
    if (in_class_) return class_member();
    switch (peek(0)) {
      case '/': return close();
      case '(': return open_group();
      case '[': return open_class();
      case '{': return repetition();
      case ')': --level_; return take(1, level);
      case '.': return take(1, wildcard);
      case '*':
      case '+':
      case '?':
      case '|':
      case '^':
      case '$':
      case ',': return take(1, quantifier);
      default: return take(character(0), literal);
    }
  }

  void close() {
    closed_ = true;
    --level_;
    take(1, level);
    if (!left_.empty()) put(left_, literal);
  }

  void escape() {
    const int distance = in_class_ ? level : literal;
    const char kind = peek(1);
    if (kind == 'x') {
      std::size_t size = 2;
      for (int i = 0; i < 2; ++i) size += character(size);
      take(size, distance);
    } else if ((kind == 'u' || kind == 'p' || kind == 'P') && peek(2) == '{') {
      named(3, '}', level);
    } else if (kind == 'k' && peek(2) == '<' && !in_class_) {
      named(3, '>', outer);
    } else if (digit_at(1) && !in_class_) {
      take(digits_from(1), distance);
    } else {
      take(1 + character(1), distance);
    }
  }

  // \u{…}, \p{…}, \k<…>, ?<…>: `size` bytes, a name, and `closing`.
  void named(std::size_t size, char closing, int distance) {
    const std::size_t end = left_.find(closing, size);
    if (end == left_.npos) return take(size, literal);
    const std::string_view name = left_.substr(size, end - size);
    take(size, distance);
    put(name, distance + 1);
    left_.remove_prefix(name.size());
    take(1, distance);
  }

  void open_group() {
    take(1, level);
    ++level_;
    if (peek(0) != '?') return;
    const char kind = peek(1);
    const bool behind = kind == '<' && (peek(2) == '=' || peek(2) == '!');
    if (kind == ':' || kind == '=' || kind == '!') {
      take(2, outer);
    } else if (behind) {
      take(3, outer);
    } else if (kind == '<') {
      named(2, '>', outer);
    } else {
      take(1, level);  // modifiers, "(?i:": their letters pass for literals
    }
  }

  void open_class() {
    take(1, level);
    ++level_;
    in_class_ = true;
    if (peek(0) == '^') take(1, level);
  }

  // Classes do not nest here, not even with flag v.
  void class_member() {
    if (peek(0) == ']') {
      in_class_ = false;
      --level_;
      return take(1, level);
    }
    const bool range = peek(0) == '-' && before_ != '[' && peek(1) != ']';
    take(character(0), range ? literal : level);
  }

  void repetition() {
    if (peek(1) != ',' && !digit_at(1)) return take(1, literal);
    take(1, level);
    ++level_;
    take_digits(literal);
    if (peek(0) == ',') take(1, level);
    take_digits(literal);
    if (peek(0) != '}') return;
    --level_;
    take(1, level);
  }

  text& out_;
  std::string_view left_;
  const std::array<ink, 5>& inks_;
  int level_ = 0;
  char before_ = '/';  // the byte before `left_`
  bool in_class_ = false;
  bool closed_ = false;
};

}  // namespace

void append_regexp(text& out, std::string_view source, std::string_view flags, const palette& colours) {
  std::string pattern(source);
  pattern.append("/").append(flags);
  if (colours.colours()) {
    highlighter(out, pattern, colours).run();
  } else {
    out.append("/").append(pattern);
  }
}

}  // namespace clonewire::console
