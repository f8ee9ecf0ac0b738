// Allocation failures: the first, the second, … allocation of an operation fails, until one run needs none more. Each
// time the answer is errc::out_of_memory or std::bad_alloc, and a sanitizer build sees that nothing leaks.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"

// tests/CMakeLists.txt links this test with --wrap for the C functions, so that they too come by here.
extern "C" {
void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_realloc(void* block, std::size_t size);
void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
}

namespace {

constexpr std::int64_t never = -1;
std::int64_t allocations_left = never;  // 0: refused from now on

bool granted() noexcept {
  if (allocations_left == 0) return false;
  if (allocations_left > 0) --allocations_left;
  return true;
}

void* allocate(std::size_t size) noexcept {
  return granted() ? __real_malloc(size == 0 ? 1 : size) : nullptr;
}

void* allocate_or_throw(std::size_t size) {
  if (void* block = allocate(size)) return block;
  throw std::bad_alloc();
}

}  // namespace

extern "C" {
void* __wrap_malloc(std::size_t size) {
  return allocate(size);
}
void* __wrap_calloc(std::size_t count, std::size_t size) {
  return granted() ? __real_calloc(count, size) : nullptr;
}
void* __wrap_realloc(void* block, std::size_t size) {
  return granted() ? __real_realloc(block, size) : nullptr;
}
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
  return granted() ? __real_aligned_alloc(alignment, size) : nullptr;
}
}

void* operator new(std::size_t size) {
  return allocate_or_throw(size);
}
void* operator new[](std::size_t size) {
  return allocate_or_throw(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size);
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete[](void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  std::free(block);
}
void operator delete[](void* block, std::size_t) noexcept {
  std::free(block);
}
void operator delete(void* block, const std::nothrow_t&) noexcept {
  std::free(block);
}
void operator delete[](void* block, const std::nothrow_t&) noexcept {
  std::free(block);
}

namespace clonewire::test {
namespace {

enum class outcome { done, out_of_memory, wrong };

template <class T>
outcome outcome_of(const result<T>& r) {
  if (r) return outcome::done;
  return r.error().code == errc::out_of_memory ? outcome::out_of_memory : outcome::wrong;
}

// Runs `operation` with each of its allocations failing in turn.
template <class Operation>
void fail_each_allocation(const corpus_case& c, const char* what, Operation operation) {
  constexpr std::int64_t enough = 100'000;
  for (std::int64_t n = 0; n < enough; ++n) {
    outcome seen = outcome::wrong;
    allocations_left = n;
    try {
      seen = operation();
    } catch (const std::bad_alloc&) {
      seen = outcome::out_of_memory;
    }
    const bool failed = allocations_left == 0;
    allocations_left = never;
    ASSERT_NE(seen, outcome::wrong) << c << what << ", allocation " << n;
    if (seen == outcome::done) {
      // The last allocation granted may have been the last one needed; with one to spare that is certain.
      if (!failed) return;
      continue;
    }
    ASSERT_TRUE(failed) << c << what << ": out of memory, but nothing was refused";
  }
  FAIL() << c << what << ": more than " << enough << " allocations";
}

// The deep and the large are many steps of the same kind; the rest of the corpus has every kind.
bool is_small(const corpus_case& c) {
  return c.bytes.size() <= 2048 && !c.graph.empty() && !c.may_fail;
}

TEST(AllocationFailure, IsAnErrorWhenDecoding) {
  for (const corpus_case& c : corpus_where(is_small)) {
    for (const input_lifetime input : {input_lifetime::copied, input_lifetime::borrowed}) {
      decode_options reading = c.reading();
      reading.input = input;
      fail_each_allocation(c, "decode", [&] { return outcome_of(try_decode(c.bytes, reading)); });
    }
    fail_each_allocation(c, "decode notation",
                         [&] { return outcome_of(try_decode(as_bytes(c.graph), {.format = format::graph})); });
    fail_each_allocation(c, "decode JSON",
                         [&] { return outcome_of(try_decode(as_bytes(c.graph), {.format = format::json})); });
  }
}

TEST(AllocationFailure, IsAnErrorWhenRefusing) {
  const auto refused = [](const corpus_case& c) { return c.bytes.size() <= 2048 && !c.reason.empty(); };
  for (const corpus_case& c : corpus_where(refused)) {
    fail_each_allocation(c, "refuse", [&] {
      const auto decoded = try_decode(c.bytes, c.reading());
      if (decoded) return outcome::wrong;
      return decoded.error().code == errc::out_of_memory ? outcome::out_of_memory : outcome::done;
    });
  }
}

TEST(AllocationFailure, IsAnErrorWhenEncoding) {
  for (const corpus_case& c : corpus_where(is_small)) {
    const auto doc = try_decode(c.bytes, c.reading());
    ASSERT_TRUE(doc) << c << doc.error().message();
    encode_options writing = c.writing();
    writing.v8_version.reset();
    if (try_encode(*doc, writing)) {
      fail_each_allocation(c, "encode", [&] { return outcome_of(try_encode(*doc, writing)); });
    }
    fail_each_allocation(c, "encode notation", [&] { return outcome_of(try_encode(*doc, {.format = format::graph})); });
    fail_each_allocation(c, "compare",
                         [&] { return equal(doc->root(), doc->root()) ? outcome::done : outcome::wrong; });
    fail_each_allocation(c, "print", [&] { return to_console(doc->root()).empty() ? outcome::wrong : outcome::done; });
  }
}

TEST(AllocationFailure, IsAnErrorWhenExplaining) {
  for (const corpus_case& c : corpus_where(is_small)) {
    fail_each_allocation(c, "explain", [&] {
      return outcome_of(try_explain(
          c.bytes, [](const explained_bytes&) {}, c.reading()));
    });
  }
}

}  // namespace
}  // namespace clonewire::test
