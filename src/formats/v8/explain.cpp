// Every byte explained, by the decoder itself: the same code reads, so that the explanation cannot disagree.
#include <string>

#include "formats/explanation.hpp"
#include "formats/v8/codec.hpp"
#include "formats/v8/decoder.hpp"

namespace clonewire::formats::v8 {

result<std::uint64_t> explain(bytes_view input, const explain_sink& sink, const decode_options& options) {
  const auto* begin = reinterpret_cast<const std::uint8_t*>(input.data());
  const auto* end = begin + input.size();
  explanation to(sink, begin, "padding");

  decode_options borrowing = options;
  borrowing.input = input_lifetime::borrowed;
  borrowing.strict = false;
  decoder_mode mode;
  static_cast<void>(decode(input, borrowing, mode));  // only to learn the mode
  std::uint64_t header_size;
  const result<std::uint32_t> version = read_header(input, options, header_size);
  if (!version) {
    to.rest(end, version.error());
    return version.error();
  }
  if (header_size != 0) to.item(begin, begin + header_size, 0, "version " + std::to_string(*version));

  detail::store store(detail::store::budget(options.limits, input.size()), 4096);
  decoder<explaining_trace> d(store, options.limits, mode, begin, end, explaining_trace{&to});
  const cursor p = d.read(begin + header_size, store.root);
  if (p == nullptr) {
    error e = d.failure();
    to.rest(end, e);
    return e;
  }
  to.gap_until(p);
  if (p != end) {
    to.item(p, end, 0, std::to_string(end - p) + " bytes after the value");
    if (options.strict)
      return error{errc::trailing_bytes, static_cast<std::uint64_t>(p - begin), "$",
                   std::to_string(end - p) + " bytes after the value"};
  }
  return to.pieces();
}

}  // namespace clonewire::formats::v8
