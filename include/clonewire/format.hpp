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
  ROW(ungap)                   \
  ROW(typeson)                 \
  ROW(msgpack)                 \
  ROW(cbor)                    \
  ROW(serial)                  \
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
/// The names of the format's variants, the default first; empty where there is but one.
std::span<const std::string_view> variants_of(format f) noexcept;

/// How sure a format is that bytes are its own.
enum class likelihood : std::uint8_t {
  no,
  possible,  ///< nothing speaks against it, little for it: other formats may be as likely
  likely,    ///< it reads well, and has something that other formats seldom have
  certain,   ///< it bears the format's own mark
};
/// "certain", …
std::string_view name_of(likelihood l) noexcept;

struct detection {
  clonewire::format format;
  clonewire::likelihood likelihood = likelihood::no;
};
/// The format that `input` is most likely in, and how sure that is. Nothing: not recognised.
std::optional<detection> detect(bytes_view input);
/// The same without how sure it is.
std::optional<format> detect_format(bytes_view input);

/// Who wrote V8 data, where that matters: how array buffer views and host objects look.
enum class dialect : std::uint8_t {
  automatic,  ///< reading: told from the bytes, the likelier where they do not tell (then `document::notes` says so);
              ///< writing: each view as it was read, a new one as node where that keeps all of it, else as web
  node,       ///< v8.serialize: views and Buffers are host objects, each with its own slice of bytes
  web,        ///< Chrome, Deno, v8.Serializer: views are tag `V` over their (shared) buffer
  workerd,    ///< as web, with workerd's own host objects for errors
};

/// What becomes of a view's buffer, in formats that may write the view's own bytes or the whole buffer.
enum class view_policy : std::uint8_t {
  automatic,  ///< as the format's own writer does; a buffer whose identity that would lose is refused, or a named loss
  slice,      ///< the view's own bytes; asked for by name, this is no loss
  share,      ///< the whole buffer once, with each view's place in it; refused by formats that cannot
};

/// What a map of no declared type is, in formats that write objects and Maps alike (msgpack, cbor).
enum class plain_maps : std::uint8_t {
  automatic,  ///< as the variant's own reader has it
  objects,    ///< objects where all keys are strings; else a Map
  maps,       ///< always a Map
};

/// What a byte string of no declared type is (msgpack, cbor).
enum class byte_strings : std::uint8_t {
  automatic,  ///< as the format's own reader has it: a Node.js Buffer
  buffer,
  uint8_array,
  array_buffer,
  bytes,  ///< an immutable byte string, as Python has it
};

class custom_types;

/// How a decoder may use its input after it returns.
enum class input_lifetime : std::uint8_t {
  copied,    ///< the document takes a copy: the input may go
  borrowed,  ///< strings and buffers may point into the input, which must outlive the document
             ///< (`document::keep_alive` helps); where a copy is cheaper, as of small inputs, they do not
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
  std::string_view variant = {};  ///< of `variants_of(format)`; empty: the default
  plain_maps maps = plain_maps::automatic;
  clonewire::byte_strings byte_strings = byte_strings::automatic;
  number_storage numbers = number_storage::canonical;  ///< v8, msgpack, cbor; v8 is then written as it was read
  const custom_types* types = nullptr;                 ///< custom types to read (clonewire/custom_types.hpp); not owned
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
  std::string_view variant = {};                        ///< of `variants_of(format)`; empty: the default
  view_policy views = view_policy::automatic;
  const custom_types* types = nullptr;  ///< custom types to write (clonewire/custom_types.hpp); not owned
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
