// Decoding and encoding of the benchmark's datasets, timed. Every dataset is first checked: wrong is always fast.
//
//   clonewire_bench --data DIR [--only a,b]                all rows, one line of JSON each
//   clonewire_bench --data DIR --serve OP DATASET          one row: a line about itself, then for each line "N" on
//                                                          standard input N calls, answered with their nanoseconds;
//                                                          bench/run takes turns so between us and our peers
//   clonewire_bench --data DIR --once OP DATASET --repeat N   N calls and nothing else, for counting instructions
//
// OP: decode (strings and buffers borrowed from the input), decode_copied, encode. Each call makes its result anew and
// destroys it: a decode is bytes to document to nothing, an encode is document to bytes to nothing.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <clonewire/clonewire.hpp>

#if defined(__clang__)
#define CLONEWIRE_BENCH_COMPILER __VERSION__
#else
#define CLONEWIRE_BENCH_COMPILER "GCC " __VERSION__
#endif

namespace {

using clonewire::dialect;
using clonewire::document;
using clonewire::format;
using clonewire::input_lifetime;
using byte_vector = std::vector<std::byte>;

struct dataset {
  std::string_view name;      // the file is NAME.v8
  clonewire::dialect writer;  // who wrote it
  bool fresh;                 // written from a value that the engine had just made: we must give the same bytes back
};

// Whether V8 writes an integer as `I` or `N` can depend on what a field or array of that shape held before: in twitter
// and canada it does, so that their bytes follow from more than the value.
constexpr dataset datasets[] = {
    {"twitter", dialect::node, false},    {"citm_catalog", dialect::node, true},  {"canada", dialect::node, false},
    {"events", dialect::node, true},      {"strings", dialect::node, true},       {"doubles", dialect::node, true},
    {"ints", dialect::node, true},        {"tiny", dialect::node, true},          {"buffers", dialect::node, false},
    {"buffers.raw", dialect::web, false}, {"canada.relay", dialect::node, false}, {"ints.relay", dialect::node, false},
};

constexpr std::string_view ops[] = {"decode", "decode_copied", "encode", "skip"};

[[noreturn]] void fail(std::string_view what, std::string_view why) {
  std::cerr << "clonewire_bench: " << what << ": " << why << '\n';
  std::exit(1);
}

[[noreturn]] void usage() {
  std::cerr << "usage: clonewire_bench --data DIR [--only a,b | --serve OP DATASET | --once OP DATASET --repeat N]\n";
  std::exit(2);
}

byte_vector read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) fail(path, "cannot be read");
  byte_vector bytes(static_cast<std::size_t>(in.tellg()));
  in.seekg(0);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

// One dataset with what each operation needs.
class subject {
 public:
  subject(const std::string& folder, const dataset& set)
      : set_(set),
        bytes_(read_file(folder + "/" + std::string(set.name) + ".v8")),
        decoded_(decode(input_lifetime::borrowed)) {}

  document decode(input_lifetime lifetime) const { return decode(bytes_, lifetime); }

  document decode(const byte_vector& bytes, input_lifetime lifetime) const {
    clonewire::decode_options options;
    options.format = format::v8;
    options.input = lifetime;
    auto made = clonewire::try_decode(bytes, options);
    if (!made) fail(set_.name, made.error().message());
    return std::move(made).value();
  }

  byte_vector encode(const document& doc) const {
    clonewire::encode_options options;
    options.format = format::v8;
    options.dialect = set_.writer;
    auto made = clonewire::try_encode(doc, options);
    if (!made) fail(set_.name, made.error().message());
    return std::move(made).value();
  }

  std::uint64_t skip() const {
    clonewire::decode_options options;
    options.dialect = set_.writer;
    auto end = clonewire::v8::try_skip(bytes_, options);
    if (!end) fail(set_.name, end.error().message());
    return *end;
  }

  // Ends the program unless both lifetimes give the same document, and encoding it gives that value again. A fresh
  // dataset that does not come back byte for byte is timed all the same, but its row says so.
  void check() {
    document copied = decode(input_lifetime::copied);
    if (skip() != bytes_.size()) fail(set_.name, "is skipped to another place than its end");
    if (!(copied == decoded_)) fail(set_.name, "borrowed and copied input give different documents");
    byte_vector written = encode(copied);
    if (written != encode(decoded_)) fail(set_.name, "borrowed and copied input are encoded differently");
    if (!(decode(written, input_lifetime::borrowed) == decoded_)) fail(set_.name, "encodes to another value");
    if (set_.fresh && written != bytes_) differs_at_ = std::ranges::mismatch(written, bytes_).in1 - written.begin();
  }
  // The first byte of a fresh dataset that we write otherwise than the engine did.
  std::optional<std::ptrdiff_t> differs_at() const { return differs_at_; }

  // Runs the operation `times` times.
  void run(std::string_view op, std::uint64_t times) const {
    if (op == "encode") return repeat(times, [&] { return encode(decoded_); });
    if (op == "skip") return repeat(times, [&] { return skip(); });
    auto lifetime = op == "decode" ? input_lifetime::borrowed : input_lifetime::copied;
    repeat(times, [&] { return decode(lifetime); });
  }

  // What the operation's result takes: bytes of output, and of memory for a document.
  std::uint64_t bytes(std::string_view op) const { return op == "encode" ? encode(decoded_).size() : bytes_.size(); }
  std::uint64_t memory(std::string_view op) const {
    if (op == "encode" || op == "skip") return 0;
    return decode(op == "decode" ? input_lifetime::borrowed : input_lifetime::copied).memory_bytes();
  }

  std::string_view name() const { return set_.name; }

 private:
  template <class Operation>
  static void repeat(std::uint64_t times, Operation operation) {
    for (std::uint64_t i = 0; i < times; ++i) {
      auto made = operation();
      asm volatile("" : : "r"(&made) : "memory");  // the compiler must believe that someone looks at it
    }
  }

  const dataset& set_;
  byte_vector bytes_;
  document decoded_;
  std::optional<std::ptrdiff_t> differs_at_;
};

double nanoseconds(const subject& of, std::string_view op, std::uint64_t times) {
  auto start = std::chrono::steady_clock::now();
  of.run(op, times);
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
}

// The start of a line about a row; the caller closes it.
void describe(const subject& of, std::string_view op) {
  auto bytes = of.bytes(op);
  std::printf("{\"op\":\"%.*s\",\"dataset\":\"%.*s\",\"bytes\":%llu", static_cast<int>(op.size()), op.data(),
              static_cast<int>(of.name().size()), of.name().data(), static_cast<unsigned long long>(bytes));
  if (auto memory = of.memory(op); memory != 0)
    std::printf(",\"memory_bytes\":%llu,\"memory_ratio\":%.3f", static_cast<unsigned long long>(memory),
                static_cast<double>(memory) / static_cast<double>(bytes));
  if (auto at = of.differs_at()) std::printf(",\"same_bytes\":false,\"differs_at\":%td", *at);
}

// Batches of at least 50 ms, so that a clock tick or one interruption does not count, and enough of them for a median.
void measure(const subject& of, std::string_view op) {
  std::uint64_t times = 1;
  for (double ns; (ns = nanoseconds(of, op, times)) < 5e7;) times = ns < 5e6 ? times * 10 : times * 2;
  std::vector<double> samples(9);
  for (double& sample : samples) sample = nanoseconds(of, op, times) / static_cast<double>(times);
  std::ranges::sort(samples);
  describe(of, op);
  std::printf(",\"ns_min\":%.1f,\"ns_median\":%.1f}\n", samples.front(), samples[samples.size() / 2]);
  std::fflush(stdout);
}

void serve(const subject& of, std::string_view op) {
  describe(of, op);
  std::puts(",\"compiler\":\"" CLONEWIRE_BENCH_COMPILER "\"}");
  std::fflush(stdout);
  for (std::uint64_t times; std::cin >> times;) {
    std::printf("%.0f\n", nanoseconds(of, op, times));
    std::fflush(stdout);
  }
}

const dataset& dataset_named(std::string_view name) {
  auto found = std::ranges::find(datasets, name, &dataset::name);
  if (found == std::end(datasets)) fail(name, "no such dataset");
  return *found;
}

std::string_view checked_op(std::string_view name) {
  if (std::ranges::find(ops, name) == std::end(ops)) fail(name, "no such operation");
  return name;
}

bool listed(std::string_view list, std::string_view name) {
  return ("," + std::string(list) + ",").find("," + std::string(name) + ",") != std::string::npos;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string_view> args(argv + 1, argv + argc);
  std::string data;
  std::string_view only, mode, op, name;
  std::uint64_t times = 1;
  for (std::size_t i = 0; i < args.size();) {
    auto left = args.size() - i;
    if (args[i] == "--data" && left > 1) {
      data = args[i + 1];
      i += 2;
    } else if (args[i] == "--only" && left > 1) {
      only = args[i + 1];
      i += 2;
    } else if (args[i] == "--repeat" && left > 1) {
      std::from_chars(args[i + 1].data(), args[i + 1].data() + args[i + 1].size(), times);
      i += 2;
    } else if ((args[i] == "--serve" || args[i] == "--once") && left > 2) {
      mode = args[i];
      op = checked_op(args[i + 1]);
      name = args[i + 2];
      i += 3;
    } else {
      usage();
    }
  }
  if (data.empty()) usage();

  if (!mode.empty()) {
    subject of(data, dataset_named(name));
    if (mode == "--once") {
      of.run(op, times);
    } else {
      of.check();
      serve(of, op);
    }
    return 0;
  }
  bool right = true;
  for (const dataset& set : datasets) {
    if (!only.empty() && !listed(only, set.name)) continue;
    if (!std::ifstream(data + "/" + std::string(set.name) + ".v8")) continue;  // the JSON sets need not be there
    subject of(data, set);
    of.check();
    right = right && !of.differs_at();
    for (std::string_view each : ops) measure(of, each);
  }
  return right ? 0 : 1;
}
