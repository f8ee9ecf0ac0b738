// Every byte explained, by the decoder itself: the same code reads, so that the explanation cannot disagree.
#include "formats/explanation.hpp"
#include "formats/msgpack/decoder.hpp"

namespace clonewire::formats::msgpack {

result<std::uint64_t> explain(bytes_view input, const explain_sink& sink, const decode_options& options) {
  const auto* begin = reinterpret_cast<const std::uint8_t*>(input.data());
  const auto* end = begin + input.size();
  explanation to(sink, begin, "extension");
  detail::store store(detail::store::budget(options.limits, input.size()), 4096);
  const reading how = reading_of(options);
  decoder<explaining_trace> d(store, options.limits, how, begin, end, end, explaining_trace{&to});
  if (!d.read(store.root)) {
    error e = d.failure();
    to.rest(end, e);
    return e;
  }
  return to.pieces();
}

}  // namespace clonewire::formats::msgpack
