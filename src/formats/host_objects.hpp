// Platform objects as all formats see them: their fields by name, and the two that hold bytes of their own.
#pragma once

#include <optional>
#include <string_view>

#include <clonewire/detail/layout.hpp>

namespace clonewire::formats {

/// Whether a value is a string of this ASCII text, in whatever encoding.
bool is_text(const detail::slot& s, std::string_view ascii) noexcept;

/// The field of that name; null where there is none.
const detail::slot* field_of(const detail::record& host, std::string_view name) noexcept;

/// A Blob or File whose content is in the document. A Blob has `mimeType` and `bytes`, a File also `name` and
/// `lastModified` (ms since 1970).
struct blob {
  const detail::slot* mime_type;
  const detail::slot* bytes;
  const detail::slot* name;           // null: a Blob
  const detail::slot* last_modified;  // null: a Blob

  bool is_file() const noexcept { return name != nullptr; }
};

/// Whether a host object calls itself Blob or File, whatever it has.
bool is_blob_type(const detail::record& host) noexcept;
/// Nothing where the host object is no Blob or File, lacks its content, or has other fields than these.
std::optional<blob> blob_of(const detail::record& host) noexcept;

}  // namespace clonewire::formats
