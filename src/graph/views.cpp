#include "graph/views.hpp"

namespace clonewire::detail {

const char* view_problem(const slot& buffer, std::uint64_t byte_offset, std::uint64_t byte_length, std::uint32_t unit,
                         bool length_tracking) noexcept {
  if (byte_offset % unit != 0) return "offset is no multiple of the element's size";
  if (byte_length % unit != 0) return "length is no multiple of the element's size";
  if (buffer.kind == kind::host) {
    return length_tracking && byte_length != 0 ? "length-tracking over a buffer that is elsewhere, yet of a length"
                                               : nullptr;
  }
  if (buffer.kind != kind::array_buffer) return "not over an ArrayBuffer";
  const std::uint64_t size = buffer.object->buffer->byte_length;
  if (byte_offset > size) return "offset past the end of its buffer";
  if (byte_length > size - byte_offset) return "end past the end of its buffer";
  if (length_tracking && (buffer.object->flags & buffer_resizable) == 0)
    return "length-tracking over a buffer that is not resizable";
  return nullptr;
}

}  // namespace clonewire::detail
