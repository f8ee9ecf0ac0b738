// What the C++ peers share. Each is a program `PEER FORMAT decode|encode FILE`: it prints one line about itself, with
// the digest of what it read (of what it wrote, read again), then runs N calls for each line "N" on standard input and
// answers with their nanoseconds: the conversation that clonewire_bench --serve has too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "clock.hpp"
#include "digest.hpp"

namespace bench {

[[noreturn]] inline void fail(std::string_view why) {
  std::cerr << "peer: " << why << '\n';
  std::exit(1);
}

struct job {
  std::string_view format, op;
  std::string input;

  job(int argc, char** argv) {
    if (argc != 4) fail("usage: PEER FORMAT decode|encode FILE");
    format = argv[1];
    op = argv[2];
    std::ifstream in(argv[3], std::ios::binary);
    if (!in) fail("cannot read the input");
    input.assign(std::istreambuf_iterator<char>(in), {});
    input.reserve(input.size() + 64);  // simdjson reads past the end
  }
};

// Bytes that a C library has allocated.
struct c_bytes {
  struct deleter {
    void operator()(void* memory) const { std::free(memory); }
  };
  std::unique_ptr<char, deleter> memory;
  std::size_t length;

  const char* data() const { return memory.get(); }
  std::size_t size() const { return length; }
};

template <class Operation>
int serve(std::string_view version, std::size_t bytes, digest check, Operation operation) {
  std::printf("{\"version\":\"%.*s\",\"bytes\":%zu,\"digest\":\"%016llx\"}\n", static_cast<int>(version.size()),
              version.data(), bytes, static_cast<unsigned long long>(check));
  std::fflush(stdout);
  for (std::uint64_t times; std::cin >> times;) {
    double start = nanoseconds_now();
    for (std::uint64_t i = 0; i < times; ++i) {
      auto made = operation();
      asm volatile("" : : "r"(&made) : "memory");  // the compiler must believe that someone looks at it
    }
    std::printf("%.0f\n", nanoseconds_now() - start);
    std::fflush(stdout);
  }
  return 0;
}

// decode(std::string_view) gives a value, encode(value) something with data() and size(); encode may be nullptr where
// the library does not write.
template <class Decode, class Encode, class Digest>
int run(const job& of, std::string_view version, Decode decode, Encode encode, Digest digest_of) {
  std::string_view input = of.input;
  if (of.op == "decode") {
    digest check = digest_of(decode(input));
    return serve(version, input.size(), check, [&] { return decode(input); });
  }
  if constexpr (!std::is_null_pointer_v<Encode>) {
    auto value = decode(input);
    auto written = encode(value);
    digest check = digest_of(decode({reinterpret_cast<const char*>(written.data()), written.size()}));
    return serve(version, written.size(), check, [&] { return encode(value); });
  }
  fail("no such operation");
}

}  // namespace bench
