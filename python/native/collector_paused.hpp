// Python's garbage collector, held off for a while.
#pragma once

#include "python.hpp"

namespace clonewire::python {

/// While nothing but fresh objects come up, all of them in use, collecting garbage would only cost time.
class collector_paused {
 public:
  explicit collector_paused(bool pause) noexcept : paused_(pause && PyGC_Disable() != 0) {}
  collector_paused(const collector_paused&) = delete;
  collector_paused& operator=(const collector_paused&) = delete;
  ~collector_paused() {
    if (paused_) PyGC_Enable();
  }

 private:
  bool paused_;
};

}  // namespace clonewire::python
