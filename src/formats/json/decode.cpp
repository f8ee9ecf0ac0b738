// JSON text into a document, as JavaScript's JSON.parse reads it: of equal keys the last value wins at the place of the
// first, and "__proto__" is a key like any other. Strings without escapes stay where they are in the text, which the
// document borrows or copies as a whole.
#include <algorithm>
#include <memory>

#include "formats/json/document_sink.hpp"
#include "formats/json/json.hpp"
#include "formats/json_text.hpp"
#include "wire/json_parser.hpp"

namespace clonewire::formats::json {
namespace {

using wire::json_event;

/// Reads what parse_json left: a scalar, or a text that the reader says what is wrong with. False: it is that.
bool read_scalar(wire::octets text, wire::json_reader& reader, document_sink& sink) {
  for (;;) {
    const json_event event = reader.next();
    if (event == json_event::end || event == json_event::failed) return event == json_event::end;
    if (!reader.open_levels().empty()) continue;
    const std::uint8_t* const at = text.data() + reader.offset();
    switch (event) {
      case json_event::string: sink.string(at, reader.string()); break;
      case json_event::number: sink.number(at, {reader.number(), 0, false}); break;
      case json_event::boolean: sink.boolean(at, reader.boolean()); break;
      case json_event::null: sink.null(at); break;
      default: break;
    }
  }
}

/// One block for most documents, which take up to four times their text. What is not used is never touched.
std::size_t expected_memory(std::size_t text_size, std::size_t copied) noexcept {
  return copied + std::min(4 * text_size, std::size_t{24} << 20);
}

}  // namespace

result<document> decode(bytes_view input, const decode_options& options) {
  wire::octets text = octets_of(input);
  const bool is_copied = options.input == input_lifetime::copied;
  auto store = std::make_unique<detail::store>(detail::store::budget(options.limits, text.size()),
                                               expected_memory(text.size(), is_copied ? text.size() : 0));
  if (is_copied) {
    const std::uint8_t* copy = store->copy_bytes(text.data(), text.size());
    if (copy == nullptr) return document_sink(*store, text, options.limits).no_memory();
    text = {copy, text.size()};
  }

  document_sink sink(*store, text, options.limits);
  if (!wire::parse_json(text, options.limits.max_depth, sink) && !sink.failure()) {
    wire::json_reader reader(text, options.limits.max_depth);
    if (!read_scalar(text, reader, sink)) return failure_of(reader);
  }
  if (sink.failure()) return *sink.failure();
  store->root = sink.root();
  store->input = text.data();
  store->input_size = text.size();
  store->consumed_bytes = text.size();
  return document(std::move(store));
}

}  // namespace clonewire::formats::json
