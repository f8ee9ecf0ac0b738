// The formats, in a table that everything else is read from: names, detection, decoding, encoding, explaining.
#include <algorithm>
#include <array>

#include <clonewire/format.hpp>

#include "formats/codec.hpp"
#include "formats/custom_types.hpp"

namespace clonewire {

namespace {

using formats::codec;

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

error unknown_format(std::string path, std::string detail) {
  return {errc::unknown_format, error::no_offset, std::move(path), std::move(detail)};
}

bool has_variant(const codec& c, std::string_view variant) noexcept {
  return variant.empty() || std::find(c.variants.begin(), c.variants.end(), variant) != c.variants.end();
}

// The codec, if it has the variant.
result<const codec*> with_variant(const codec& c, std::string_view variant) {
  if (has_variant(c, variant)) return &c;
  std::string reason = std::string(c.name) + " has no variant \"" + std::string(variant) + '"';
  for (std::size_t i = 0; i != c.variants.size(); ++i)
    reason += (i == 0 ? ": it has " : ", ") + std::string(c.variants[i]);
  return error{errc::invalid_option, error::no_offset, "", std::move(reason)};
}

result<const codec*> codec_for(bytes_view input, const decode_options& options) {
  if (options.format) return with_variant(codec_of(*options.format), options.variant);
  if (const std::optional<format> found = detect_format(input)) return with_variant(codec_of(*found), options.variant);
  return unknown_format("$", "the format was not recognised: name it");
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

std::span<const std::string_view> variants_of(format f) noexcept {
  return codec_of(f).variants;
}

std::string_view name_of(likelihood l) noexcept {
  switch (l) {
    case likelihood::no: return "no";
    case likelihood::possible: return "possible";
    case likelihood::likely: return "likely";
    case likelihood::certain: return "certain";
  }
  return "";
}

std::optional<detection> detect(bytes_view input) {
  std::optional<detection> best;
  for (const format f : formats_in_order) {
    const likelihood l = codec_of(f).detect(input);
    if (l > (best ? best->likelihood : likelihood::no)) best = {f, l};
    if (l == likelihood::certain) break;
  }
  return best;
}

std::optional<format> detect_format(bytes_view input) {
  const std::optional<detection> found = detect(input);
  return found ? std::optional(found->format) : std::nullopt;
}

result<document> try_decode(bytes_view input, const decode_options& options) {
  // What a small document would notice: no result in between, and nothing to be moved.
  if (options.format && options.types == nullptr && has_variant(codec_of(*options.format), options.variant))
    return codec_of(*options.format).decode(input, options);
  const result<const codec*> codec = codec_for(input, options);
  if (!codec) return codec.error();
  if (options.types == nullptr) return (*codec)->decode(input, options);
  return formats::from_payloads((*codec)->decode(input, options), options);
}

result<document> try_decode(std::vector<std::byte>&& input, decode_options options) {
  const auto owned = std::make_shared<const std::vector<std::byte>>(std::move(input));
  options.input = input_lifetime::borrowed;
  result<document> decoded = try_decode(bytes_view(*owned), options);
  if (decoded) decoded->keep_alive(owned);
  return decoded;
}

result<std::vector<std::byte>> try_encode(const value& root, const encode_options& options) {
  if (!options.format) return unknown_format("", "the format to write must be named");
  const result<const codec*> codec = with_variant(codec_of(*options.format), options.variant);
  if (!codec) return codec.error();
  const auto converted = formats::with_payloads(root, (*codec)->custom_types ? options.types : nullptr);
  if (converted && !*converted) return converted->error();
  std::vector<std::byte> out;
  const result<std::uint64_t> written = (*codec)->encode(converted ? (*converted)->root() : root, options, out);
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
