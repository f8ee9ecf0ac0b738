// Every byte explained, by the decoder itself: the same code reads, so that the explanation cannot disagree.
#include "formats/cbor/decoder.hpp"
#include "formats/explanation.hpp"

namespace clonewire::formats::cbor {

result<std::uint64_t> explain(bytes_view input, const explain_sink& sink, const decode_options& options) {
  const auto* begin = reinterpret_cast<const std::uint8_t*>(input.data());
  const auto* end = begin + input.size();
  explanation to(sink, begin, "tag");
  detail::store store(detail::store::budget(options.limits, input.size()), 4096);
  decoder<explaining_trace> d(store, options, begin, end, end, explaining_trace{&to});
  if (!d.read()) {
    error e = d.failure();
    to.rest(end, e);
    return e;
  }
  return to.pieces();
}

}  // namespace clonewire::formats::cbor
