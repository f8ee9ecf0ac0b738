// A line on the terminal that says what long work is at.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace clonewire::cli {

/// From its construction to its destruction some work is under way. When that takes more than a second and standard
/// error is a terminal, a line there says so, and for how long; it is gone at the end. One at a time.
class progress {
 public:
  /// `total`: how many bytes there are to do, 0 where nobody knows.
  explicit progress(std::string_view what, std::uint64_t total = 0);
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress();

  /// So many bytes are done.
  void advance(std::uint64_t done) { done_.store(done, std::memory_order_relaxed); }

 private:
  void watch();
  std::string line(std::uint64_t seconds) const;

  const std::string what_;
  const std::uint64_t total_;
  std::atomic<std::uint64_t> done_{0};
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopped_ = false;
  std::thread watcher_;  // not started where standard error is no terminal
};

/// "312 MiB"
std::string size_text(std::uint64_t bytes);

}  // namespace clonewire::cli
