// The clock of every C++ side: the time of day; or, as bench/run --cpu-time asks for in the environment, what the
// thread has spent on a processor, which others on a busy machine disturb less.
#pragma once

#include <cstdlib>
#include <ctime>

namespace bench {

inline double nanoseconds_now() {
  static const clockid_t clock = std::getenv("CLONEWIRE_BENCH_CPU_TIME") ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC;
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

}  // namespace bench
