// The formats, in a table that everything else is read from: names, detection, decoding, encoding, explaining.
#include <algorithm>
#include <array>

#include <clonewire/format.hpp>

#include "formats/codec.hpp"

namespace clonewire {

namespace {

using formats::codec;
using formats::likelihood;

constexpr const codec* codecs[] = {
#define CLONEWIRE_ROW(name) &formats::name::codec_entry,
    CLONEWIRE_FORMATS(CLONEWIRE_ROW)
#undef CLONEWIRE_ROW
};

constexpr format formats_in_order[] = {
#define CLONEWIRE_ROW(name) format::name,
    CLONEWIRE_FORMATS(CLONEWIRE_ROW)
#undef CLONEWIRE_ROW
};

const codec& codec_of(format f) noexcept {
  return *codecs[static_cast<std::size_t>(f)];
}

error unknown_format(std::string detail) {
  return {errc::unknown_format, error::no_offset, "", std::move(detail)};
}

result<const codec*> codec_for(bytes_view input, const decode_options& options) {
  if (options.format) return &codec_of(*options.format);
  if (const std::optional<format> found = detect_format(input)) return &codec_of(*found);
  return unknown_format("the format was not recognised: name it");
}

}  // namespace

std::string_view name_of(format f) noexcept {
  return codec_of(f).name;
}
std::string_view description_of(format f) noexcept {
  return codec_of(f).description;
}
bool is_text(format f) noexcept {
  return codec_of(f).text;
}
std::span<const format> all_formats() noexcept {
  return formats_in_order;
}

std::optional<format> format_named(std::string_view name) noexcept {
  const auto found = std::find_if(std::begin(formats_in_order), std::end(formats_in_order),
                                  [name](format f) { return name_of(f) == name; });
  return found == std::end(formats_in_order) ? std::nullopt : std::optional(*found);
}

std::optional<format> detect_format(bytes_view input) {
  std::optional<format> best;
  auto best_likelihood = likelihood::no;
  for (const format f : formats_in_order) {
    const likelihood l = codec_of(f).detect(input);
    if (l > best_likelihood) {
      best = f;
      best_likelihood = l;
    }
  }
  return best;
}

result<document> try_decode(bytes_view input, const decode_options& options) {
  const result<const codec*> codec = codec_for(input, options);
  if (!codec) return codec.error();
  return (*codec)->decode(input, options);
}

result<document> try_decode(std::vector<std::byte>&& input, decode_options options) {
  const auto owned = std::make_shared<const std::vector<std::byte>>(std::move(input));
  options.input = input_lifetime::borrowed;
  result<document> decoded = try_decode(bytes_view(*owned), options);
  if (decoded) decoded->keep_alive(owned);
  return decoded;
}

result<std::vector<std::byte>> try_encode(const value& root, const encode_options& options) {
  if (!options.format) return unknown_format("the format to write must be named");
  std::vector<std::byte> out;
  const result<std::uint64_t> written = codec_of(*options.format).encode(root, options, out);
  if (!written) return written.error();
  return out;
}

result<std::vector<std::byte>> try_encode(const document& doc, const encode_options& options) {
  return try_encode(doc.root(), options);
}

result<std::uint64_t> try_explain(bytes_view input, const explain_sink& sink, const decode_options& options) {
  const result<const codec*> codec = codec_for(input, options);
  if (!codec) return codec.error();
  if ((*codec)->explain != nullptr) return (*codec)->explain(input, sink, options);
  const result<document> decoded = (*codec)->decode(input, options);
  sink({0, input.size(), 0, (*codec)->description});
  if (!decoded) return decoded.error();
  return std::uint64_t{1};
}

#if CLONEWIRE_EXCEPTIONS
namespace {

template <class T>
T value_or_raise(result<T>&& r) {
  if (!r) detail::raise(std::move(r).error());
  return std::move(r).value();
}

}  // namespace

document decode(bytes_view input, const decode_options& options) {
  return value_or_raise(try_decode(input, options));
}
document decode(std::vector<std::byte>&& input, decode_options options) {
  return value_or_raise(try_decode(std::move(input), options));
}
std::vector<std::byte> encode(const value& root, const encode_options& options) {
  return value_or_raise(try_encode(root, options));
}
std::vector<std::byte> encode(const document& doc, const encode_options& options) {
  return encode(doc.root(), options);
}
#endif

}  // namespace clonewire
