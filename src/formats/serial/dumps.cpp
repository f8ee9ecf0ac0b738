#include <utility>

#include <clonewire/formats/serial.hpp>

namespace clonewire::serial {

result<std::string> try_dumps(const value& root, encode_options options) {
  options.format = format::serial;
  const auto bytes = try_encode(root, options);
  if (!bytes) return bytes.error();
  return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

result<std::string> try_dumps(const document& doc, encode_options options) {
  return try_dumps(doc.root(), std::move(options));
}

result<document> try_loads(std::string_view text, decode_options options) {
  options.format = format::serial;
  return try_decode(bytes_view(reinterpret_cast<const std::byte*>(text.data()), text.size()), options);
}

#if CLONEWIRE_EXCEPTIONS
std::string dumps(const value& root, encode_options options) {
  return try_dumps(root, std::move(options)).value();
}
std::string dumps(const document& doc, encode_options options) {
  return dumps(doc.root(), std::move(options));
}
document loads(std::string_view text, decode_options options) {
  return try_loads(text, options).value();
}
#endif

}  // namespace clonewire::serial
