// Every byte explained, by the decoder itself: the same code reads, so that the explanation cannot disagree.
#include <string>

#include "formats/v8/codec.hpp"
#include "formats/v8/decoder.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::v8 {

namespace {

constexpr std::size_t shown_bytes = 72;  // of a string

// Where the pieces go. Bytes that no item covers are padding: nothing else is skipped without being told.
struct listener {
  const explain_sink& sink;
  cursor begin;
  cursor next;
  std::uint64_t pieces = 0;
  std::string label;

  void piece(cursor from, cursor to, std::uint32_t depth, std::string_view meaning) {
    sink({static_cast<std::uint64_t>(from - begin), static_cast<std::uint64_t>(to - from), depth, meaning});
    ++pieces;
    next = to;
  }
  void item(cursor from, cursor to, std::uint32_t depth, std::string_view meaning) {
    if (from > next) piece(next, from, depth, "padding");
    piece(next, to, depth, label + std::string(meaning));
    label.clear();
  }
};

std::string quoted(const slot& s) {
  std::string text, out = "\"";
  detail::append_utf8(s, text);
  bool cut = false;
  if (text.size() > shown_bytes) {
    std::size_t end = shown_bytes;
    while ((text[end] & 0xc0) == 0x80) --end;
    text.resize(end);
    cut = true;
  }
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      constexpr char digits[] = "0123456789abcdef";
      out += "\\x";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + (cut ? "…\"" : "\"");
}

void append(std::string& out, std::string_view text) {
  out += text;
}
void append(std::string& out, std::uint64_t n) {
  out += std::to_string(n);
}
void append(std::string& out, const slot& s) {
  switch (s.kind) {
    case kind::number: out += wire::number_text(s.number); return;
    case kind::bigint:
      // Of a large one the size tells more than its digits.
      out += s.size > 64 ? "bigint of " + std::to_string(s.size) + " bytes"
                         : wire::bigint_text(s.form != 0, {s.data, s.size}) + 'n';
      return;
    case kind::string: out += quoted(s); return;
    default: out += '#' + std::to_string(s.size); return;
  }
}

struct trace {
  static constexpr bool on = true;
  listener* to = nullptr;

  template <class... Parts>
  void item(cursor from, cursor end, std::uint32_t depth, const Parts&... parts) {
    std::string text;
    (append(text, parts), ...);
    to->item(from, end, depth, text);
  }
  template <class... Parts>
  void label(const Parts&... parts) {
    to->label.clear();
    (append(to->label, parts), ...);
  }
};

}  // namespace

result<std::uint64_t> explain(bytes_view input, const explain_sink& sink, const decode_options& options) {
  const auto* begin = reinterpret_cast<const std::uint8_t*>(input.data());
  const auto* end = begin + input.size();
  listener to{sink, begin, begin, 0, {}};
  const auto rest = [&](const error& e) {
    if (to.next != end) to.piece(to.next, end, 0, "not read: " + e.detail);
  };

  decode_options borrowing = options;
  borrowing.input = input_lifetime::borrowed;
  borrowing.strict = false;
  decoder_mode mode;
  static_cast<void>(decode(input, borrowing, mode));  // only to learn the mode
  std::uint64_t header_size;
  const result<std::uint32_t> version = read_header(input, options, header_size);
  if (!version) {
    rest(version.error());
    return version.error();
  }
  if (header_size != 0) to.item(begin, begin + header_size, 0, "version " + std::to_string(*version));

  detail::store store(detail::store::budget(options.limits, input.size()), 4096);
  decoder<trace> d(store, options.limits, mode, begin, end, trace{&to});
  const cursor p = d.read(begin + header_size, store.root);
  if (p == nullptr) {
    error e = d.failure();
    rest(e);
    return e;
  }
  if (p > to.next) to.piece(to.next, p, 0, "padding");
  if (p != end) {
    to.piece(p, end, 0, std::to_string(end - p) + " bytes after the value");
    if (options.strict)
      return error{errc::trailing_bytes, static_cast<std::uint64_t>(p - begin), "$",
                   std::to_string(end - p) + " bytes after the value"};
  }
  return to.pieces;
}

}  // namespace clonewire::formats::v8
