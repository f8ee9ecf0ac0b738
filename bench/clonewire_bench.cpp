// Decoding and encoding of the benchmark's datasets, timed. Every dataset is first checked: wrong is always fast.
//
//   clonewire_bench --data DIR [--only a,b]                every row of format v8, one line of JSON each
//   clonewire_bench --data DIR [ROW…] --serve OP DATASET   one row: a line about itself, then for each line "N" on
//                                                          standard input N calls, answered with their nanoseconds;
//                                                          bench/run takes turns so between us and our peers
//   clonewire_bench --data DIR [ROW…] --once OP DATASET --repeat N   N calls and nothing else, for counting
//   instructions
//
// ROW: --format F (else v8), --variant V, --file NAME (in DIR; else DATASET.F), --to F and --to-variant V for
// `convert`,
// --expect NAME (V8 data that must hold the same value; given several times, one of them must), --same-bytes (decoding
// and encoding must give the file again).
//
// OP: decode (strings and buffers borrowed from the input), decode_copied, encode, convert (decode and encode in
// another format), skip (v8). Each call makes its result anew and destroys it: a decode is bytes to document to
// nothing, an encode is document to bytes to nothing.
#include <algorithm>
#include <charconv>
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

#include "peers/clock.hpp"
#include "peers/digest.hpp"

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
using clonewire::kind;
using clonewire::value;
using byte_vector = std::vector<std::byte>;

// What is known of a dataset in format v8.
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
    {"events2k", dialect::node, true},
};

// The operations of every format but `convert`, which needs to be told where to.
constexpr std::string_view ops[] = {"decode", "decode_copied", "encode", "skip"};

struct row {
  std::string_view dataset;
  clonewire::format format = format::v8;
  std::string_view variant, file;
  std::optional<clonewire::format> to;
  std::string_view to_variant;
  std::vector<std::string_view> expected;
  bool same_bytes = false;
  clonewire::dialect dialect = dialect::automatic;
};

[[noreturn]] void fail(std::string_view what, std::string_view why) {
  std::cerr << "clonewire_bench: " << what << ": " << why << '\n';
  std::exit(1);
}

[[noreturn]] void usage() {
  std::cerr << "usage: clonewire_bench --data DIR [--only a,b | [ROW] --serve OP DATASET | [ROW] --once OP DATASET "
               "--repeat N]\n";
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

// The digest of a value that JSON can hold; nothing for any other.
std::optional<bench::digest> digest_of(const value& v) {
  switch (v.kind()) {
    case kind::null: return bench::digest_of_null();
    case kind::boolean: return bench::digest_of_boolean(v.unchecked_boolean());
    case kind::number: return bench::digest_of_number(v.unchecked_number());
    case kind::string: return bench::digest_of_string(v.to_utf8());
    case kind::array: {
      bench::array_digest sum;
      for (value element : v.elements()) {
        auto of_element = digest_of(element);
        if (!of_element) return std::nullopt;
        sum.add(*of_element);
      }
      return sum.finish();
    }
    case kind::object: {
      bench::object_digest sum;
      for (auto [key, member] : v.entries()) {
        auto of_member = digest_of(member);
        if (!of_member) return std::nullopt;
        sum.add(key.key_text(), *of_member);
      }
      return sum.finish();
    }
    default: return std::nullopt;
  }
}

// One row with what each operation needs.
class subject {
 public:
  subject(std::string folder, row about)
      : folder_(std::move(folder)),
        row_(std::move(about)),
        bytes_(read_file(path_of(row_.file.empty() ? std::string(row_.dataset) + "." + std::string(name_of(row_.format))
                                                   : std::string(row_.file)))),
        decoded_(decode(input_lifetime::borrowed)) {}

  document decode(input_lifetime lifetime) const { return decode(bytes_, row_.format, row_.variant, lifetime); }

  byte_vector encode(const document& doc) const { return encode(doc, row_.format, row_.variant); }

  byte_vector convert() const { return encode(decode(input_lifetime::borrowed), *row_.to, row_.to_variant); }

  std::uint64_t skip() const {
    clonewire::decode_options options;
    options.dialect = row_.dialect;
    auto end = clonewire::v8::try_skip(bytes_, options);
    if (!end) fail(row_.dataset, end.error().message());
    return *end;
  }

  // Ends the program unless both lifetimes give the same document, that is the expected value, and encoding it gives
  // that value again. Bytes that should come back and do not are timed all the same, but their row says so.
  void check() {
    document copied = decode(input_lifetime::copied);
    if (row_.format == format::v8 && skip() != bytes_.size())
      fail(row_.dataset, "is skipped to another place than its end");
    if (!(copied == decoded_)) fail(row_.dataset, "borrowed and copied input give different documents");
    auto is_expected = [&](std::string_view file) {
      return decode(read_file(path_of(file)), format::v8, "", input_lifetime::copied) == decoded_;
    };
    if (!row_.expected.empty() && std::ranges::none_of(row_.expected, is_expected))
      fail(row_.dataset, "decodes to another value than the peer's");
    byte_vector written = encode(copied);
    if (written != encode(decoded_)) fail(row_.dataset, "borrowed and copied input are encoded differently");
    if (!(decode(written, row_.format, row_.variant, input_lifetime::borrowed) == decoded_))
      fail(row_.dataset, "encodes to another value");
    if (row_.same_bytes && written != bytes_)
      differs_at_ = std::ranges::mismatch(written, bytes_).in1 - written.begin();
    if (row_.to && !(decode(convert(), *row_.to, row_.to_variant, input_lifetime::copied) == decoded_))
      fail(row_.dataset, "is converted to another value");
  }
  // The first byte that we write otherwise than the peer did.
  std::optional<std::ptrdiff_t> differs_at() const { return differs_at_; }

  // Runs the operation `times` times.
  void run(std::string_view op, std::uint64_t times) const {
    if (op == "encode") return repeat(times, [&] { return encode(decoded_); });
    if (op == "convert") return repeat(times, [&] { return convert(); });
    if (op == "skip") return repeat(times, [&] { return skip(); });
    const auto options =
        options_for(row_.format, row_.variant, op == "decode" ? input_lifetime::borrowed : input_lifetime::copied);
    repeat(times, [&] { return decode(bytes_, options); });
  }

  // What the operation's result takes: bytes of output, and of memory for a document.
  std::uint64_t bytes(std::string_view op) const { return op == "encode" ? encode(decoded_).size() : bytes_.size(); }
  std::uint64_t memory(std::string_view op) const {
    if (op != "decode" && op != "decode_copied") return 0;
    return decode(op == "decode" ? input_lifetime::borrowed : input_lifetime::copied).memory_bytes();
  }
  std::optional<bench::digest> digest() const { return digest_of(decoded_.root()); }

  std::string_view name() const { return row_.dataset; }

 private:
  std::string path_of(std::string_view file) const { return folder_ + "/" + std::string(file); }

  static clonewire::decode_options options_for(format from, std::string_view variant, input_lifetime lifetime) {
    clonewire::decode_options options;
    options.format = from;
    options.variant = variant;
    options.input = lifetime;
    return options;
  }

  document decode(const byte_vector& bytes, format from, std::string_view variant, input_lifetime lifetime) const {
    return decode(bytes, options_for(from, variant, lifetime));
  }

  document decode(const byte_vector& bytes, const clonewire::decode_options& options) const {
    auto made = clonewire::try_decode(bytes, options);
    if (!made) fail(row_.dataset, made.error().message());
    return std::move(made).value();
  }

  byte_vector encode(const document& doc, format to, std::string_view variant) const {
    clonewire::encode_options options;
    options.format = to;
    options.variant = variant;
    options.dialect = row_.dialect;
    auto made = clonewire::try_encode(doc, options);
    if (!made) fail(row_.dataset, made.error().message());
    return std::move(made).value();
  }

  template <class Operation>
  static void repeat(std::uint64_t times, Operation operation) {
    for (std::uint64_t i = 0; i < times; ++i) {
      auto made = operation();
      asm volatile("" : : "r"(&made) : "memory");  // the compiler must believe that someone looks at it
    }
  }

  std::string folder_;
  row row_;
  byte_vector bytes_;
  document decoded_;
  std::optional<std::ptrdiff_t> differs_at_;
};

double nanoseconds(const subject& of, std::string_view op, std::uint64_t times) {
  double start = bench::nanoseconds_now();
  of.run(op, times);
  return bench::nanoseconds_now() - start;
}

// The start of a line about a row; the caller closes it.
void describe(const subject& of, std::string_view op) {
  auto bytes = of.bytes(op);
  std::printf("{\"op\":\"%.*s\",\"dataset\":\"%.*s\",\"bytes\":%llu", static_cast<int>(op.size()), op.data(),
              static_cast<int>(of.name().size()), of.name().data(), static_cast<unsigned long long>(bytes));
  if (auto memory = of.memory(op); memory != 0)
    std::printf(",\"memory_bytes\":%llu,\"memory_ratio\":%.3f", static_cast<unsigned long long>(memory),
                static_cast<double>(memory) / static_cast<double>(bytes));
  if (auto digest = of.digest()) std::printf(",\"digest\":\"%016llx\"", static_cast<unsigned long long>(*digest));
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

// Makes a row of format v8 what is known of its dataset.
row completed(row of) {
  auto known = std::ranges::find(datasets, of.dataset, &dataset::name);
  if (of.format != format::v8) return of;
  if (known == std::end(datasets)) fail(of.dataset, "no such dataset");
  of.dialect = known->writer;
  of.same_bytes = known->fresh;
  return of;
}

format format_called(std::string_view name) {
  auto found = clonewire::format_named(name);
  if (!found) fail(name, "no such format");
  return *found;
}

bool listed(std::string_view list, std::string_view name) {
  return ("," + std::string(list) + ",").find("," + std::string(name) + ",") != std::string::npos;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string_view> args(argv + 1, argv + argc);
  std::string data;
  std::string_view only, mode, op;
  std::uint64_t times = 1;
  row about;
  for (std::size_t i = 0; i < args.size();) {
    auto option = args[i++];
    auto next = [&] { return i < args.size() ? args[i++] : (usage(), std::string_view()); };
    if (option == "--data") {
      data = next();
    } else if (option == "--only") {
      only = next();
    } else if (option == "--format") {
      about.format = format_called(next());
    } else if (option == "--variant") {
      about.variant = next();
    } else if (option == "--file") {
      about.file = next();
    } else if (option == "--to") {
      about.to = format_called(next());
    } else if (option == "--to-variant") {
      about.to_variant = next();
    } else if (option == "--expect") {
      about.expected.push_back(next());
    } else if (option == "--same-bytes") {
      about.same_bytes = true;
    } else if (option == "--repeat") {
      auto number = next();
      std::from_chars(number.data(), number.data() + number.size(), times);
    } else if (option == "--serve" || option == "--once") {
      mode = option;
      op = next();
      about.dataset = next();
    } else {
      usage();
    }
  }
  if (data.empty()) usage();

  if (!mode.empty()) {
    if (op == "convert" ? !about.to : std::ranges::find(ops, op) == std::end(ops)) fail(op, "no such operation");
    subject of(data, completed(about));
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
    about.dataset = set.name;
    subject of(data, completed(about));
    of.check();
    right = right && !of.differs_at();
    for (std::string_view each : ops) measure(of, each);
  }
  return right ? 0 : 1;
}
