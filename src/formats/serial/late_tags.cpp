#include "formats/serial/late_tags.hpp"

#include <algorithm>

#include "formats/json_text.hpp"
#include "formats/serial/tags.hpp"

namespace clonewire::formats::serial {

bool is_tag_key(const wire::json_string& key) {
  const auto is = [](const auto& text) { return std::equal(text.begin(), text.end(), tag_key.begin(), tag_key.end()); };
  if (!key.escaped) return is(key.raw);
  std::string unescaped;
  wire::unescape_json(key.raw, unescaped);
  return is(unescaped);
}

late_tags::late_tags(wire::octets text, std::uint32_t max_depth) {
  struct level {
    std::size_t offset;
    bool at_tag = false;  // the next value is that of "$t"
    std::optional<found> tag;
  };
  std::vector<level> open;
  const auto meet_value = [&open] {
    if (!open.empty() && std::exchange(open.back().at_tag, false)) open.back().tag.reset();
  };
  wire::json_reader reader(text, max_depth);
  for (;;) {
    switch (reader.next()) {
      case wire::json_event::begin_object:
      case wire::json_event::begin_array:
        meet_value();
        open.push_back({reader.offset(), false, {}});
        break;
      case wire::json_event::end_object:
      case wire::json_event::end_array:
        if (open.back().tag) tags_.push_back(*open.back().tag);
        open.pop_back();
        break;
      case wire::json_event::key: open.back().at_tag = is_tag_key(reader.string()); break;
      case wire::json_event::string:
        if (!open.empty() && std::exchange(open.back().at_tag, false)) {
          open.back().tag = found{open.back().offset, reader.offset(), reader.string()};
        }
        break;
      case wire::json_event::number:
      case wire::json_event::boolean:
      case wire::json_event::null: meet_value(); break;
      case wire::json_event::end:
      case wire::json_event::failed:
        for (const level& l : open) {
          if (l.tag) tags_.push_back(*l.tag);
        }
        std::sort(tags_.begin(), tags_.end(), [](const found& a, const found& b) { return a.object < b.object; });
        return;
    }
  }
}

const late_tags::found* late_tags::of(std::size_t offset) noexcept {
  while (next_ != tags_.size() && tags_[next_].object < offset) ++next_;
  return next_ != tags_.size() && tags_[next_].object == offset ? &tags_[next_] : nullptr;
}

}  // namespace clonewire::formats::serial
