#include "input.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <utility>

#include <clonewire/text_encoding.hpp>

#include "messages.hpp"
#include "progress.hpp"
#include "text.hpp"

namespace clonewire::cli {
namespace {

// Below this a copy is cheaper than the mapping's page faults, and safe from whoever shortens the file meanwhile.
constexpr std::uint64_t least_mapped = 4 << 20;
constexpr std::uint64_t read_step = 1 << 20;

bool is_standard_input(const std::string& file) {
  return file.empty() || file == "-";
}

/// Closes the descriptor at the end, unless it is standard input.
class descriptor {
 public:
  explicit descriptor(int number) : number_(number) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (number_ > STDIN_FILENO) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

// A mapped file that another process makes shorter raises SIGBUS where its end was: an error like any other then.
extern "C" void on_bus_error(int /*signal*/) {
  constexpr std::string_view text = "clonewire: an input file was made shorter while it was read\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
  ::_exit(exit_trouble);
}

bool is_text(bytes_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) {
    const auto c = std::to_integer<unsigned char>(b);
    return (c >= 0x20 && c < 0x7f) || (c >= '\t' && c <= '\r');
  });
}

std::string_view as_text(bytes_view bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\n\v\f\r";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

// What tools print around hexadecimal: Node's console, SQL, Postgres.
std::string_view without_hex_wrapper(std::string_view text) {
  struct wrapper {
    std::string_view before, after;
  };
  constexpr std::array<wrapper, 4> wrappers = {{{"<Buffer ", ">"}, {"X'", "'"}, {"x'", "'"}, {"\\x", ""}}};
  text = trimmed(text);
  for (const auto& [before, after] : wrappers) {
    if (text.starts_with(before) && text.ends_with(after) && text.size() >= before.size() + after.size()) {
      return text.substr(before.size(), text.size() - before.size() - after.size());
    }
  }
  return text;
}

// What base64 comes in: a data URL, or nothing.
std::string_view without_base64_wrapper(std::string_view text) {
  constexpr std::string_view mark = ";base64,";
  text = trimmed(text);
  const std::size_t at = text.starts_with("data:") ? text.find(mark) : std::string_view::npos;
  return at == std::string_view::npos ? text : text.substr(at + mark.size());
}

std::optional<std::vector<std::byte>> from_hex(bytes_view bytes) {
  return parse_hex(without_hex_wrapper(as_text(bytes)));
}
std::optional<std::vector<std::byte>> from_base64(bytes_view bytes) {
  return parse_base64(without_base64_wrapper(as_text(bytes)));
}

// Bytes that are a format's own, and at least so likely; for a given format: that one's own.
bool is_recognised(bytes_view bytes, std::optional<format> wanted, likelihood least) {
  const auto found = detect(bytes);
  return found && (wanted ? found->format == *wanted : found->likelihood >= least);
}

// Takes off the hex or base64 that was pasted where a value was expected: text that is nothing as it is, and
// something once it is decoded.
void unwrap_pasted_text(input& file, std::optional<format> wanted) {
  if (!is_text(file.bytes())) return;
  // Letters and digits may make a short value of a binary format: that proves nothing.
  const auto found = detect(file.bytes());
  if (found && (wanted ? found->format == *wanted : clonewire::is_text(found->format))) return;
  for (const bool hex : {true, false}) {
    auto bytes = hex ? from_hex(file.bytes()) : from_base64(file.bytes());
    // Any word is base64 of something.
    if (!bytes || !is_recognised(*bytes, wanted, hex ? likelihood::possible : likelihood::likely)) continue;
    say(file.name(), "note: read as " + std::string(hex ? "hexadecimal" : "base64"));
    return file.replace(std::move(*bytes));
  }
}

void take_off_text_encoding(input& file, const arguments& args) {
  if (!args.hex && !args.base64) return unwrap_pasted_text(file, args.from);
  auto bytes = args.hex ? from_hex(file.bytes()) : from_base64(file.bytes());
  if (!bytes) {
    const char* const reason = args.hex ? "the text is not hexadecimal" : "the text is not base64";
    throw rejection(file.name(), {errc::invalid_syntax, error::no_offset, {}, reason});
  }
  file.replace(std::move(*bytes));
}

}  // namespace

input::input(const std::string& file) : name_(is_standard_input(file) ? "standard input" : file) {
  const descriptor from(is_standard_input(file) ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (from.number() < 0) throw system_failure(name_, "cannot open");
  struct stat status {};
  if (::fstat(from.number(), &status) != 0) throw system_failure(name_, "cannot read");
  if (S_ISDIR(status.st_mode)) throw failure(exit_trouble, name_ + ": is a directory");
  if (from.number() == STDIN_FILENO && ::isatty(STDIN_FILENO) == 1) {
    say("reading from the terminal: paste hexadecimal or base64, then press Ctrl-D");
  }
  // A regular file that is said to be empty may still have content (/proc). Standard input may stand in mid-file.
  const auto size = static_cast<std::uint64_t>(S_ISREG(status.st_mode) ? status.st_size : 0);
  if (size >= least_mapped && from.number() != STDIN_FILENO) {
    map(from.number(), size);
  } else {
    read(from.number(), size);
  }
}

input::input(input&& other) noexcept
    : name_(std::move(other.name_)),
      bytes_(other.bytes_),
      owned_(std::move(other.owned_)),
      mapped_(std::exchange(other.mapped_, false)) {}

input::~input() {
  unmap();
}

void input::replace(std::vector<std::byte>&& bytes) {
  unmap();
  owned_ = std::move(bytes);
  bytes_ = owned_;
}

void input::read(int from, std::uint64_t expected) {
  progress work("reading " + name_, expected);
  std::size_t used = 0;
  owned_.resize(expected + 1);  // one more, so that the end is seen without growing
  for (;;) {
    if (used == owned_.size()) owned_.resize(owned_.size() + std::max<std::size_t>(read_step, owned_.size() / 2));
    const auto got = ::read(from, owned_.data() + used, owned_.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_failure(name_, "cannot read");
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    work.advance(used);
  }
  owned_.resize(used);
  bytes_ = owned_;
}

void input::map(int from, std::uint64_t size) {
  void* const address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, from, 0);
  if (address == MAP_FAILED) return read(from, size);
  std::signal(SIGBUS, &on_bus_error);
  ::madvise(address, size, MADV_SEQUENTIAL);
  mapped_ = true;
  bytes_ = {static_cast<const std::byte*>(address), size};
}

void input::unmap() {
  if (std::exchange(mapped_, false)) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

source open_source(const arguments& args, const std::string& file) {
  input in(file);
  take_off_text_encoding(in, args);
  const auto found = args.from ? std::nullopt : detect(in.bytes());
  if (!args.from && !found) {
    const bool empty = in.bytes().empty();
    throw rejection(in.name(), {errc::unknown_format,
                                error::no_offset,
                                {},
                                empty ? "the input is empty" : "not recognised as any format: say which with --from"});
  }
  const format read_as = args.from ? *args.from : found->format;
  if (found && found->likelihood == likelihood::possible && !clonewire::is_text(read_as)) {
    say(in.name(),
        "note: taken for " + std::string(name_of(read_as)) + ", which has no mark of its own; --from says what it is");
  }
  decode_options options = read_options(args);
  options.format = read_as;
  options.input = input_lifetime::borrowed;
  const auto sure = found ? std::optional(found->likelihood) : std::nullopt;
  return {std::move(in), read_as, sure, options};
}

std::string trailing_text(const source& from, const document& doc) {
  const std::uint64_t used = doc.consumed_bytes();
  const std::uint64_t size = from.bytes().size();
  if (used == 0 || used >= size) return {};
  return counted(size - used, "byte") + " after the value, from byte " + std::to_string(used) + " on";
}

loaded load(const arguments& args, const std::string& file) {
  return load(open_source(args, file));
}

loaded load(source&& from) {
  auto decoded = [&] {
    const progress work("reading the value of " + from.name(), from.bytes().size());
    return try_decode(from.bytes(), from.options);
  }();
  if (!decoded) {
    error reason = std::move(decoded).error();
    if (reason.code == errc::limit_exceeded) reason.detail += "; see --max-depth and --max-expansion";
    throw rejection(from.name(), std::move(reason));
  }
  for (const std::string& note : decoded->notes()) say(from.name(), "note: " + note);
  if (const auto trailing = trailing_text(from, *decoded); !trailing.empty()) say(from.name(), "note: " + trailing);
  return {std::move(from), std::move(*decoded)};
}

}  // namespace clonewire::cli
