#include "formats/typeson/type_list.hpp"

#include <algorithm>

#include "graph/strings.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::typeson {
namespace {

/// Whether a byte of Latin-1 stands for itself, in a path and in JSON.
constexpr bool is_clean(std::uint8_t c) noexcept {
  return c >= 0x20 && c < 0x80 && c != '"' && c != '\\' && c != '~' && c != '.' && c != '\'';
}

}  // namespace

void type_list::enter_name(const detail::slot& key) {
  if (detail::is_index_key(key)) return enter_index(detail::key_index(key));
  separate();
  const bool is_latin1 = key.form == static_cast<std::uint8_t>(string_encoding::latin1);
  if (is_latin1 && key.size != 0 && std::all_of(key.data, key.data + key.size, is_clean)) {
    path_.append(reinterpret_cast<const char*>(key.data), key.size);
  } else if (key.size == 0) {
    path_ += names_ == empty_names::quoted ? "''" : "";
  } else {
    append_escaped(key);
  }
}

void type_list::enter_index(std::uint64_t index) {
  separate();
  path_ += std::to_string(index);
}

void type_list::append_escaped(const detail::slot& key) {
  // In UTF-16, which has lone surrogates; the JSON writer then finds the shortest form.
  std::vector<std::uint8_t> escaped;
  const auto put = [&escaped](char16_t unit) {
    escaped.push_back(static_cast<std::uint8_t>(unit));
    escaped.push_back(static_cast<std::uint8_t>(unit >> 8));
  };
  char16_t quotes = 0;  // '' are doubled by twos, from the left
  for (detail::code_units units(key); !units.done();) {
    const char16_t unit = units.next();
    put(unit == u'.' ? u'~' : unit);
    if (unit == u'~') put(u'0');
    if (unit == u'.') put(u'1');
    quotes = unit == u'\'' && names_ == empty_names::quoted ? quotes + 1 : 0;
    if (quotes == 2) {
      put(unit);
      put(unit);
      quotes = 0;
    }
  }
  std::vector<std::byte> text;
  wire::json_writer writer(text);
  writer.string(string_encoding::utf16, escaped);
  writer.finish();
  path_.append(reinterpret_cast<const char*>(text.data()) + 1, text.size() - 2);
}

void type_list::add(type_index inner, std::span<const std::string_view> customs) {
  std::vector<std::string_view>& list = lists_.emplace_back();
  if (inner != 0) list.push_back(named_types[inner].name);
  list.insert(list.end(), customs.begin(), customs.end());
  add_entry(first_list + static_cast<std::uint32_t>(lists_.size() - 1));
}

void type_list::add_entry(std::uint32_t types) {
  std::uint32_t index;
  if (path_.size() <= 10 && wire::parse_array_index(path_, index)) {
    indexed_.emplace_back(index, types);
    return;
  }
  entries_.push_back({paths_.size(), static_cast<std::uint32_t>(path_.size()), types});
  paths_ += path_;
}

void type_list::write(wire::json_writer& out) {
  std::sort(indexed_.begin(), indexed_.end());
  out.begin_object();
  for (const auto& [index, types] : indexed_) {
    out.plain_key(std::to_string(index));
    write_types(types, out);
  }
  for (const entry& e : entries_) {
    out.plain_key(std::string_view(paths_).substr(e.begin, e.size));
    write_types(e.types, out);
  }
  out.end_object();
}

void type_list::write_types(std::uint32_t types, wire::json_writer& out) const {
  if (types < first_list) return out.plain_string(named_types[types].name);
  const std::vector<std::string_view>& list = lists_[types - first_list];
  const auto put = [&out](std::string_view name) {
    out.string(string_encoding::utf8, {reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
  };
  if (list.size() == 1) return put(list.front());
  out.begin_array();
  for (const std::string_view name : list) put(name);
  out.end_array();
}

}  // namespace clonewire::formats::typeson
