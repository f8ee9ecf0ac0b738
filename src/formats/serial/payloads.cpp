#include "formats/serial/payloads.hpp"

#include <array>
#include <cstring>
#include <vector>

#include "formats/serial/tags.hpp"
#include "formats/serial/zoned_time.hpp"
#include "graph/keys.hpp"
#include "graph/slots.hpp"
#include "wire/base64.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::serial {
namespace {

using detail::record;
using detail::slot;

/// Where text stops being base64 as Go's standard encoding reads it: padded, with line ends anywhere. npos: nowhere.
std::size_t broken_base64_at(std::string_view text) noexcept {
  std::size_t digits = 0, padding = 0;
  for (std::size_t i = 0; i != text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' || c == '\n') continue;
    const bool is_digit =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '/';
    if (c == '=') {
      ++padding;
    } else if (is_digit && padding == 0) {
      ++digits;
    } else {
      return i;
    }
  }
  const bool is_whole = (digits + padding) % 4 == 0 && padding <= 2 && (padding == 0 || digits % 4 >= 2);
  return is_whole ? text.npos : text.size();
}

std::string read_base64(std::string_view text, std::vector<std::uint8_t>& out) {
  const std::size_t broken = broken_base64_at(text);
  if (broken != text.npos) return ": illegal base64 data at byte " + std::to_string(broken);
  wire::parse_base64(text, out);
  return {};
}

bool fill_bytes(detail::store& into, const std::vector<std::uint8_t>& content, slot& out) {
  out = detail::make_slot(kind::bytes, 0, static_cast<std::uint32_t>(content.size()));
  out.data = into.copy_bytes(content.data(), content.size());
  return out.data != nullptr;
}

bool fill_view(detail::store& into, const std::vector<std::uint8_t>& content, slot& out) {
  std::uint32_t buffer_number = 0, view_number = 0;
  record* buffer = into.new_record(kind::array_buffer, buffer_number);
  record* view = into.new_record(kind::typed_array, view_number);
  auto* storage = static_cast<detail::buffer*>(into.memory().allocate(sizeof(detail::buffer)));
  auto* place = static_cast<detail::view*>(into.memory().allocate(sizeof(detail::view)));
  const std::uint8_t* data = into.copy_bytes(content.data(), content.size());
  if (buffer == nullptr || view == nullptr || storage == nullptr || place == nullptr || data == nullptr) return false;
  *storage = {data, content.size(), content.size()};
  buffer->buffer = storage;
  *place = {detail::store::slot_of(buffer, buffer_number), 0, content.size()};
  view->view = place;
  view->form = static_cast<std::uint8_t>(element_type::uint8);
  view->flags = detail::view_owns_slice;
  out = detail::store::slot_of(view, view_number);
  return true;
}

/// The member of that name and kind; null where there is none.
const slot* member_of(const record& object, std::string_view name, kind k) noexcept {
  for (std::uint32_t i = 0; i != object.count; ++i) {
    const slot* pair = object.children + 2 * std::size_t{i};
    const bool is_it = pair->kind == kind::string && pair->size == name.size() &&
                       std::memcmp(pair->data, name.data(), name.size()) == 0;
    if (is_it) return pair[1].kind == k ? pair + 1 : nullptr;
  }
  return nullptr;
}

}  // namespace

std::string quoted(std::string_view text) {
  std::size_t shown = 64;
  if (text.size() <= shown) return " \"" + std::string(text) + '"';
  while ((static_cast<std::uint8_t>(text[shown]) & 0xc0) == 0x80) --shown;  // no code point is cut apart
  return " \"" + std::string(text.substr(0, shown)) + "…\"";
}

std::string make_bytes(detail::store& into, std::string_view base64, bool as_view, slot& out) {
  std::vector<std::uint8_t> content;
  if (std::string problem = read_base64(base64, content); !problem.empty()) return problem;
  const bool made = as_view ? fill_view(into, content, out) : fill_bytes(into, content, out);
  return std::string(made ? std::string_view() : out_of_memory);
}

std::string make_bigint(detail::store& into, std::string_view decimal, slot& out) {
  std::string_view digits = decimal;
  if (digits.starts_with('+')) {
    digits.remove_prefix(1);
    if (digits.starts_with('-')) return quoted(decimal);
  }
  bool negative;
  std::vector<std::uint8_t> magnitude;
  if (!wire::parse_bigint(digits, negative, magnitude)) return quoted(decimal);
  const std::uint8_t* data = into.copy_bytes(magnitude.data(), magnitude.size());
  if (data == nullptr) return std::string(out_of_memory);
  out = detail::make_bigint(negative, data, static_cast<std::uint32_t>(magnitude.size()));
  return {};
}

std::string make_time(detail::store& into, std::string_view text, bool as_date, slot& out, std::string& remark) {
  zoned_time time;
  const char* problem = read_zoned_time(text, time);
  if (problem == nullptr && !time.is_within_years) problem = "year out of range";
  if (problem != nullptr) return quoted(text) + ": " + problem;
  if (time.is_beyond_nanoseconds) remark = "a time finer than nanoseconds: the digits past the ninth are left out";
  double time_value;
  if (as_date && is_date(time, time_value)) {
    std::uint32_t number = 0;
    record* date = into.new_record(kind::date, number);
    if (date == nullptr) return std::string(out_of_memory);
    date->number = time_value;
    out = detail::store::slot_of(date, number);
    return {};
  }
  out = detail::make_slot(kind::timestamp, 0, static_cast<std::uint32_t>(time.text.size()));
  out.data = into.copy_bytes(time.text.data(), time.text.size());
  return std::string(out.data != nullptr ? std::string_view() : out_of_memory);
}

std::string make_blob(detail::store& into, bool is_file, slot& made) {
  const record& payload = *made.object;
  const slot* mime_type = member_of(payload, "mimeType", kind::string);
  const slot* base64 = member_of(payload, "bytes", kind::string);
  const slot* name = member_of(payload, "name", kind::string);
  const slot* modified = member_of(payload, "lastModified", kind::number);
  std::string expected = std::string(": ") + (is_file ? file_row : blob_row).expected;
  if (mime_type == nullptr || base64 == nullptr) return expected;
  if (is_file ? name == nullptr || modified == nullptr || payload.count != 4 : payload.count != 2) return expected;

  slot bytes;
  const std::string_view text(reinterpret_cast<const char*>(base64->data), base64->size);
  if (static_cast<string_encoding>(base64->form) != string_encoding::latin1) return expected;
  if (std::string problem = make_bytes(into, text, false, bytes); !problem.empty()) return problem;

  std::vector<std::pair<std::string_view, slot>> fields = {{"mimeType", *mime_type}};
  if (is_file) fields.insert(fields.end(), {{"name", *name}, {"lastModified", *modified}});
  fields.emplace_back("bytes", bytes);

  std::uint32_t number = 0;
  record* host = into.new_record(kind::host, number);
  slot* children = into.new_slots(1 + 2 * fields.size());
  if (host == nullptr || children == nullptr) return std::string(out_of_memory);
  // Names are constants: nothing to copy.
  const auto named = [](std::string_view constant) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(constant.data());
    slot s = detail::make_string(string_encoding::latin1, data, static_cast<std::uint32_t>(constant.size()));
    s.hash = detail::key_hash(data, s.size);
    return s;
  };
  host->children = children;
  host->count = static_cast<std::uint32_t>(fields.size());
  *children = detail::make_string(
      string_encoding::latin1, reinterpret_cast<const std::uint8_t*>((is_file ? file_row : blob_row).name.data()), 4);
  for (const auto& [field, content] : fields) {
    *++children = named(field);
    *++children = content;
  }
  made = detail::store::slot_of(host, number);
  return {};
}

}  // namespace clonewire::formats::serial
