// clonewire over a pipe, thousands of values a second: the live tests' other end (tests/live/batch.mjs).
//
//   request: u32 length of the rest, u8 operation, u8 version, u8 dialect, u8 small integer bits, the input
//   answer:  u32 length of the rest, u8 status (0: done, 1: refused), the output, or the error's name, a line break and
//            its message
// Integers are little-endian. Operations: g V8 to notation, v V8 to V8, e notation to V8, p V8 to console text, c how
// many bytes of V8 the value takes, as text. Version: of the V8 output, 0 for the default. Dialect: as in
// clonewire::dialect. Answers come in the order of the requests; the program ends with its input.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/clonewire.hpp>

namespace {

using namespace clonewire;

constexpr std::size_t header_size = 4;

struct request {
  char operation = 0;
  encode_options writing;
  bytes_view input;
};

bytes_view as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

std::vector<std::byte> to_bytes(std::string_view text) {
  const bytes_view bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

request parse(bytes_view message) {
  const auto byte_at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(message[i]); };
  request r;
  r.operation = static_cast<char>(byte_at(0));
  if (byte_at(1) != 0) r.writing.v8_version = byte_at(1);
  r.writing.dialect = static_cast<dialect>(byte_at(2));
  r.writing.small_integer_bits = byte_at(3);
  r.input = message.subspan(header_size);
  return r;
}

result<std::vector<std::byte>> answer(request r) {
  decode_options reading;
  reading.format = r.operation == 'e' ? format::graph : format::v8;
  reading.dialect = r.writing.dialect;
  reading.input = input_lifetime::borrowed;
  const auto doc = try_decode(r.input, reading);
  if (!doc) return error(doc.error());
  if (r.operation == 'p') return to_bytes(to_console(doc->root()));
  if (r.operation == 'c') return to_bytes(std::to_string(doc->consumed_bytes()));
  r.writing.format = r.operation == 'g' ? format::graph : format::v8;
  return try_encode(*doc, r.writing);
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
    if (size < header_size || !read_exactly(message.data(), size)) return 1;
    const request r = parse(message);
    if (const auto output = answer(r)) {
      write(0, *output);
    } else {
      write(1, as_bytes(std::string(name_of(output.error().code)) + "\n" + output.error().message()));
    }
    std::fflush(stdout);
  }
  return 0;
}
