// The bytes that a caller gives, held while they are borrowed from.
#pragma once

#include <clonewire/document.hpp>
#include <clonewire/value.hpp>

#include <vector>

#include "python.hpp"
#include "state.hpp"

namespace clonewire::python {

/// What somebody could write to meanwhile is copied: lengths that were checked must stay what they were.
class lent_bytes {
 public:
  lent_bytes() = default;
  lent_bytes(const lent_bytes&) = delete;
  lent_bytes& operator=(const lent_bytes&) = delete;
  ~lent_bytes();

  /// Anything that exports its memory, or, for formats that are text, a str. False: an exception is set.
  bool borrow(PyObject* from);
  bytes_view view() const noexcept { return view_; }

 private:
  Py_buffer buffer_{};
  owned encoded_;  // of a str that has no UTF-8
  bytes_view view_;
  std::vector<std::byte> copy_;
};

/// Tells the caller what the reader had to choose or leave out. False: an exception is set.
bool report_notes(module_state& state, const document& from);

}  // namespace clonewire::python
