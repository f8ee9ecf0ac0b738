// The formats, and decoding and encoding in any of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/document.hpp>
#include <clonewire/error.hpp>
#include <clonewire/limits.hpp>
#include <clonewire/value.hpp>

namespace clonewire {

// One row a format: its name. The row is all that this file, the registry and the command line need to know; the
// format itself defines `formats::NAME::codec` (src/formats/codec.hpp).
#define CLONEWIRE_FORMATS(ROW) \
  ROW(v8)                      \
  ROW(graph)                   \
  ROW(json)

/// A serialization format.
enum class format : std::uint8_t {
#define CLONEWIRE_ROW(name) name,
  CLONEWIRE_FORMATS(CLONEWIRE_ROW)
#undef CLONEWIRE_ROW
};

/// The format's name, as -f and -t take it.
std::string_view name_of(format f) noexcept;
/// One line on what the format is.
std::string_view description_of(format f) noexcept;
/// True for formats that are UTF-8 text.
bool is_text(format f) noexcept;
/// By name; nothing where there is no such format.
std::optional<format> format_named(std::string_view name) noexcept;
/// All formats, in the registry's order.
std::span<const format> all_formats() noexcept;
/// The format that `input` is in, judged by its first bytes and, for text, by whether it parses. Nothing: not
/// recognised.
std::optional<format> detect_format(bytes_view input);

/// Who wrote V8 data, where that matters: how array buffer views and host objects look.
enum class dialect : std::uint8_t {
  automatic,  ///< reading: told from the bytes, the likelier where they do not tell (then `document::notes` says so);
              ///< writing: each view as it was read, a new one as node where that keeps all of it, else as web
  node,       ///< v8.serialize: views and Buffers are host objects, each with its own slice of bytes
  web,        ///< Chrome, Deno, v8.Serializer: views are tag `V` over their (shared) buffer
  workerd,    ///< as web, with workerd's own host objects for errors
};

/// How a decoder may use its input after it returns.
enum class input_lifetime : std::uint8_t {
  copied,    ///< the document takes a copy: the input may go
  borrowed,  ///< strings and buffers point into the input, which must outlive the document (`document::keep_alive`
             ///< helps)
};

/// Options for reading. A format ignores those that mean nothing to it.
struct decode_options {
  std::optional<clonewire::format> format = std::nullopt;  ///< absent: detected
  input_lifetime input = input_lifetime::copied;
  bool strict = false;                              ///< refuse bytes after the value
  clonewire::dialect dialect = dialect::automatic;  ///< v8
  std::optional<std::uint32_t> v8_version =
      std::nullopt;               ///< v8: what bytes without a header are taken for; absent: 0, as V8 does
  bool transfers = false;         ///< v8: a transferred ArrayBuffer is read as a host object, not refused
  std::string_view variant = {};  ///< formats that come in several variants
  clonewire::limits limits = {};
};

/// Options for writing.
struct encode_options {
  std::optional<clonewire::format> format = std::nullopt;  ///< required by `encode`
  clonewire::dialect dialect = dialect::automatic;         ///< v8
  std::optional<std::uint32_t> v8_version = std::nullopt;  ///< v8: 13 to 16; absent: 15, or 16 where the value needs it
  bool header = true;                                      ///< v8: write the version header
  std::uint32_t small_integer_bits =
      0;               ///< v8: 31 as in Chrome and workerd, or 32; 0: 31 in workerd's dialect, else 32
  bool lossy = false;  ///< leave out what the format cannot carry, telling `on_loss`
  std::function<void(const error&)> on_loss = nullptr;  ///< path and reason of each thing that a lossy encoding drops
  std::uint32_t indent = 0;                             ///< text formats: spaces a level; 0: one line
  std::string_view variant = {};
};

/// Reads one value. The error names the offset and the path. Never throws for bad input.
result<document> try_decode(bytes_view input, const decode_options& options = {});
/// The same for an input that the document shall own: borrows from it without a copy.
result<document> try_decode(std::vector<std::byte>&& input, decode_options options = {});
/// Writes a document's root (or any value). Fails with `cannot_carry`, naming the path, where the format would lose
/// something.
result<std::vector<std::byte>> try_encode(const value& root, const encode_options& options);
result<std::vector<std::byte>> try_encode(const document& doc, const encode_options& options);

#if CLONEWIRE_EXCEPTIONS
document decode(bytes_view input, const decode_options& options = {});
document decode(std::vector<std::byte>&& input, decode_options options = {});
std::vector<std::byte> encode(const value& root, const encode_options& options);
std::vector<std::byte> encode(const document& doc, const encode_options& options);
#endif

/// One explained piece of an input: `length` bytes at `offset`.
struct explained_bytes {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint32_t depth = 0;   ///< nesting, for indentation
  std::string_view meaning;  ///< valid during the call
};
/// Called for each piece, in the input's order, without gap or overlap.
using explain_sink = std::function<void(const explained_bytes&)>;

/// Explains every byte of `input` as the decoder reads it. On broken input: the pieces up to the error, then one for
/// the rest, and the error is returned; else a result that holds the number of pieces.
result<std::uint64_t> try_explain(bytes_view input, const explain_sink& sink, const decode_options& options = {});

}  // namespace clonewire
