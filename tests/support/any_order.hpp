// Values as text in which the order of keys, entries and members does not show, nor how a timestamp is spelled: what
// the format serial, which has one order and one spelling, keeps of a value.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <clonewire/clonewire.hpp>

namespace clonewire::test {

/// Two trees are equal but for that if and only if their texts are. Precondition: no object occurs twice.
inline std::string in_any_order(const value& v) {
  std::vector<std::string> ordered, unordered;
  for (const value& element : v.elements()) {
    (v.is(kind::set) ? unordered : ordered).push_back(element ? in_any_order(element) : "hole");
  }
  for (const auto& [key, content] : v.entries()) {
    const std::string name = v.is(kind::map) ? in_any_order(key) : key.key_text();
    unordered.push_back(std::to_string(name.size()) + ':' + name + in_any_order(content));
  }
  std::sort(unordered.begin(), unordered.end());

  const bool is_container =
      v.is(kind::array) || v.is(kind::object) || v.is(kind::map) || v.is(kind::set) || v.is(kind::tuple);
  std::string text;
  if (is_container || v.is(kind::host)) {
    text = name_of(v.kind());
    if (v.is(kind::host)) text += ' ' + v.host_type().to_utf8();
  } else {
    // A timestamp's one spelling is serial's; where that refuses it, the message tells it apart.
    const bool has_spellings = v.is(kind::timestamp);
    const auto notation = try_encode(v, {.format = has_spellings ? format::serial : format::graph});
    text = notation ? std::string(reinterpret_cast<const char*>(notation->data()), notation->size())
                    : notation.error().message();
  }
  text += '(';
  for (const auto* list : {&ordered, &unordered}) {
    for (const std::string& part : *list) text += std::to_string(part.size()) + ':' + part;
    text += ';';
  }
  return text += ')';
}

}  // namespace clonewire::test
