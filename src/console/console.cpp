// The walk over a value that prints it: children first, on a stack of our own, so that nesting costs no C++ stack.
#include <clonewire/console.hpp>

#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "console/content.hpp"
#include "console/layout.hpp"
#include "console/leaf.hpp"

namespace clonewire {
namespace console {
namespace {

constexpr std::size_t max_joined_levels = 3;  // `compact`

class printer {
 public:
  explicit printer(const console_options& options) : how_(options) {}

  std::string print(const value& root) {
    show(root);
    while (!open_.empty()) step();
    return printed_.take();
  }

 private:
  // A value whose content is being printed.
  struct frame {
    value of;
    content inside;
    std::vector<text> items;
    std::uint32_t indentation;
  };

  // Prints a value, or opens it.
  void show(const value& v) {
    const auto indentation = static_cast<std::uint32_t>(2 * open_.size());
    if (has_identity(v.kind()) && ancestors_.count(v.object_number()) != 0) return deliver(circular(v));
    if (v.is(kind::error)) spent_ += v.error_stack().size() + v.error_message().size();  // printed shortened
    content inside(v, how_);
    if (inside.empty()) {
      text leaf = leaf_text(v, indentation, how_);
      spent_ += leaf.bytes();
      return deliver(std::move(leaf));
    }
    ancestors_.insert(v.object_number());
    open_.push_back({v, inside, {}, indentation});
    newest_depth_ = open_.size();
    spent_ += indentation;  // of the closing brace
  }

  void step() {
    frame& f = open_.back();
    part p;
    if (!f.inside.next(p)) return close();
    spent_ += f.indentation + 2 + p.lead.bytes() + p.skipped;
    if (p.continues) {
      f.items.back().append(std::move(p.lead));
    } else if (spent_ > how_.options.max_bytes) {
      f.items.emplace_back("... cut: more than " + std::to_string(how_.options.max_bytes) + " bytes of text");
      return close();
    } else {
      f.items.push_back(std::move(p.lead));
    }
    if (p.child) show(p.child);
  }

  void close() {
    frame f = std::move(open_.back());
    open_.pop_back();
    ancestors_.erase(f.of.object_number());
    braces around = braces_of(f.of);
    outline o;
    o.base = base_of(f);
    o.open = std::move(around.open);
    o.close = around.close;
    o.indentation = f.indentation;
    o.list = f.inside.is_list();
    o.numbers = o.list && f.inside.begins_with_numbers(f.items.size());
    // Not the deepest level but the one entered last counts, as in Node.
    o.may_join = newest_depth_ - (open_.size() + 1) < max_joined_levels;
    deliver(lay_out(std::move(o), std::move(f.items), how_.options));
  }

  // A reference mark where something inside refers back, and an error's own text.
  text base_of(const frame& f) {
    text base;
    if (const auto found = marks_.find(f.of.object_number()); found != marks_.end()) {
      base.append("<ref *" + std::to_string(found->second) + ">", how_.colours.special);
    }
    if (f.of.is(kind::error)) {
      if (!base.empty()) base.append(" ");
      base.append(leaf_text(f.of, f.indentation, how_));
    }
    return base;
  }

  // Marks are numbered as the references that need them are met.
  text circular(const value& v) {
    const auto next = static_cast<std::uint32_t>(marks_.size() + 1);
    const std::uint32_t mark = marks_.emplace(v.object_number(), next).first->second;
    return {"[Circular *" + std::to_string(mark) + "]", how_.colours.special};
  }

  void deliver(text&& t) {
    if (open_.empty()) {
      printed_ = std::move(t);
    } else {
      open_.back().items.back().append(std::move(t));
    }
  }

  const style how_;
  std::vector<frame> open_;                                 // innermost last
  std::unordered_set<std::uint32_t> ancestors_;             // numbers of the objects in `open_`
  std::unordered_map<std::uint32_t, std::uint32_t> marks_;  // by object number
  std::size_t newest_depth_ = 0;                            // levels open when the latest was opened
  std::uint64_t spent_ = 0;  // of max_bytes: text, and what was read without being printed
  text printed_;
};

}  // namespace
}  // namespace console

std::string to_console(const value& root, const console_options& options) {
  return console::printer(options).print(root);
}

}  // namespace clonewire
