#include "formats/host_objects.hpp"

#include <cmath>
#include <cstring>

namespace clonewire::formats {

using detail::record;
using detail::slot;

bool is_text(const slot& s, std::string_view ascii) noexcept {
  if (s.kind != kind::string) return false;
  if (static_cast<string_encoding>(s.form) != string_encoding::utf16) {
    return s.size == ascii.size() && (ascii.empty() || std::memcmp(s.data, ascii.data(), ascii.size()) == 0);
  }
  if (s.size != 2 * ascii.size()) return false;
  for (std::size_t i = 0; i != ascii.size(); ++i) {
    if (s.data[2 * i] != static_cast<std::uint8_t>(ascii[i]) || s.data[2 * i + 1] != 0) return false;
  }
  return true;
}

const slot* field_of(const record& host, std::string_view name) noexcept {
  for (std::uint32_t i = 0; i < host.count; ++i) {
    const slot* pair = host.children + 1 + 2 * std::size_t{i};
    if (is_text(pair[0], name)) return pair + 1;
  }
  return nullptr;
}

bool is_blob_type(const record& host) noexcept {
  return is_text(host.children[0], "Blob") || is_text(host.children[0], "File");
}

std::optional<blob> blob_of(const record& host) noexcept {
  if (!is_blob_type(host)) return std::nullopt;
  const auto field = [&host](std::string_view name, kind k) -> const slot* {
    const slot* found = field_of(host, name);
    return found != nullptr && found->kind == k ? found : nullptr;
  };
  blob b{field("mimeType", kind::string), field("bytes", kind::bytes), nullptr, nullptr};
  if (b.mime_type == nullptr || b.bytes == nullptr) return std::nullopt;
  if (is_text(host.children[0], "Blob")) return host.count == 2 ? std::optional(b) : std::nullopt;
  b.name = field("name", kind::string);
  b.last_modified = field("lastModified", kind::number);
  const bool is_whole =
      host.count == 4 && b.name != nullptr && b.last_modified != nullptr && std::isfinite(b.last_modified->number);
  return is_whole ? std::optional(b) : std::nullopt;
}

}  // namespace clonewire::formats
