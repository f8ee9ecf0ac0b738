// clonewire over a pipe, thousands of values a second: the live tests' other end (tests/live/batch.mjs).
//
//   request: u32 length of the rest, u8 length of the words, the words, the input
//   answer:  u32 length of the rest, u8 status (0: done, 1: refused), the output, or the error's name, a line break and
//            its message
// Integers are little-endian; the words are "key=value", separated by blanks:
//   from, to          formats; `to` may also be "console" (as the command line prints), "length" (how many bytes of the
//                     input the value takes, as text) or "losses" (paths of what lossy writing in the format `as`
//                     drops, a line each)
//   variant, from-variant, dialect, version, bits, lossy, views, maps, strings   as the library's options
// Answers come in the order of the requests; the program ends with its input.
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/clonewire.hpp>

namespace {

using namespace clonewire;

bytes_view as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

std::vector<std::byte> to_bytes(std::string_view text) {
  const bytes_view bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

using words = std::map<std::string_view, std::string_view>;

struct request {
  words options;
  bytes_view input;

  std::string_view word(std::string_view key) const {
    const auto found = options.find(key);
    return found == options.end() ? std::string_view() : found->second;
  }
  std::uint32_t number(std::string_view key) const {
    std::uint32_t n = 0;
    const std::string_view text = word(key);
    std::from_chars(text.data(), text.data() + text.size(), n);
    return n;
  }
  // The place of a word among names; 0, which is `automatic` everywhere, where it is not given.
  template <class Enum>
  Enum choice(std::string_view key, std::initializer_list<std::string_view> names) const {
    std::uint8_t place = 0;
    for (const std::string_view name : names) {
      if (name == word(key)) return static_cast<Enum>(place);
      ++place;
    }
    return Enum{};
  }
};

words split(std::string_view text) {
  words all;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    const std::size_t equals = one.find('=');
    all[one.substr(0, equals)] = one.substr(equals + 1);
  }
  return all;
}

decode_options reading(const request& r) {
  decode_options options;
  options.format = format_named(r.word("from"));
  options.input = input_lifetime::borrowed;
  options.dialect = r.choice<dialect>("dialect", {"automatic", "node", "web", "workerd"});
  options.variant = r.word("from-variant");
  options.maps = r.choice<plain_maps>("maps", {"automatic", "objects", "maps"});
  options.byte_strings =
      r.choice<byte_strings>("strings", {"automatic", "buffer", "uint8_array", "array_buffer", "bytes"});
  return options;
}

encode_options writing(const request& r) {
  encode_options options;
  options.format = format_named(r.word("to"));
  options.dialect = r.choice<dialect>("dialect", {"automatic", "node", "web", "workerd"});
  options.variant = r.word("variant");
  if (const std::uint32_t version = r.number("version")) options.v8_version = version;
  options.small_integer_bits = r.number("bits");
  options.lossy = !r.word("lossy").empty();
  options.views = r.choice<view_policy>("views", {"automatic", "slice", "share"});
  return options;
}

result<std::vector<std::byte>> answer(const request& r) {
  const auto doc = try_decode(r.input, reading(r));
  if (!doc) return error(doc.error());
  if (r.word("to") == "console") return to_bytes(to_console(doc->root()));
  if (r.word("to") == "length") return to_bytes(std::to_string(doc->consumed_bytes()));
  encode_options options = writing(r);
  if (r.word("to") != "losses") return try_encode(*doc, options);
  std::string losses;
  options.format = format_named(r.word("as"));
  options.lossy = true;
  options.on_loss = [&](const error& e) { losses += e.path + '\n'; };
  if (const auto encoded = try_encode(*doc, options); !encoded) return error(encoded.error());
  return to_bytes(losses);
}

bool read_exactly(void* to, std::size_t size) {
  return std::fread(to, 1, size, stdin) == size;
}

void write(std::uint8_t status, bytes_view output) {
  const auto size = static_cast<std::uint32_t>(output.size() + 1);
  const std::array<std::uint8_t, 5> head = {static_cast<std::uint8_t>(size), static_cast<std::uint8_t>(size >> 8),
                                            static_cast<std::uint8_t>(size >> 16),
                                            static_cast<std::uint8_t>(size >> 24), status};
  std::fwrite(head.data(), 1, head.size(), stdout);
  std::fwrite(output.data(), 1, output.size(), stdout);
}

}  // namespace

int main() {
  std::vector<std::byte> message;
  for (std::array<std::uint8_t, 4> head{}; read_exactly(head.data(), head.size());) {
    const std::size_t size = head[0] | head[1] << 8 | head[2] << 16 | static_cast<std::size_t>(head[3]) << 24;
    message.assign(size, std::byte{});
    if (size == 0 || !read_exactly(message.data(), size)) return 1;
    const auto words_size = std::to_integer<std::size_t>(message[0]);
    if (1 + words_size > size) return 1;
    const request r{split({reinterpret_cast<const char*>(message.data()) + 1, words_size}),
                    bytes_view(message).subspan(1 + words_size)};
    if (const auto output = answer(r)) {
      write(0, *output);
    } else {
      write(1, as_bytes(std::string(name_of(output.error().code)) + "\n" + output.error().message()));
    }
    std::fflush(stdout);
  }
  return 0;
}
