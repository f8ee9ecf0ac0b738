#include "progress.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <string_view>

#include "text.hpp"

namespace clonewire::cli {
namespace {

using std::chrono::steady_clock;
constexpr std::chrono::milliseconds patience{1000};
constexpr std::chrono::milliseconds between_updates{250};

void show(std::string_view text) {
  // The line is a courtesy: that it cannot be written is no error.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> units = {"", " KiB", " MiB", " GiB", " TiB"};
  std::size_t unit = 0;
  while (bytes >= 10'000 && unit + 1 < units.size()) {
    bytes /= 1024;
    ++unit;
  }
  return unit == 0 ? counted(bytes, "byte") : std::to_string(bytes) + std::string(units[unit]);
}

progress::progress(std::string_view what, std::uint64_t total) : what_(printable(what)), total_(total) {
  if (::isatty(STDERR_FILENO) == 1) watcher_ = std::thread([this] { watch(); });
}

progress::~progress() {
  if (!watcher_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  stop_.notify_one();
  watcher_.join();
}

void progress::watch() {
  const auto begin = steady_clock::now();
  std::unique_lock lock(mutex_);
  if (stop_.wait_for(lock, patience, [this] { return stopped_; })) return;
  do {
    const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - begin);
    show("\r" + line(static_cast<std::uint64_t>(elapsed.count())) + "\x1b[K");
  } while (!stop_.wait_for(lock, between_updates, [this] { return stopped_; }));
  show("\r\x1b[K");
}

std::string progress::line(std::uint64_t seconds) const {
  std::string text = "clonewire: " + what_;
  const std::uint64_t done = done_.load(std::memory_order_relaxed);
  if (done != 0) text += ": " + size_text(done);
  if (total_ != 0) text += (done != 0 ? " of " : ": ") + size_text(total_);
  return text + ", " + counted(seconds, "second");
}

}  // namespace clonewire::cli
