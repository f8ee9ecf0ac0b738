// Reading V8's format: the header, what the bytes do not tell (the dialect, wrongly written version 13 data), and the
// decoder over them.
#include <new>

#include <clonewire/formats/v8.hpp>

#include "formats/v8/codec.hpp"
#include "formats/v8/decoder.hpp"

namespace clonewire::formats::v8 {

namespace {

using plain_decoder = decoder<no_trace>;

const std::uint8_t* octets_of(bytes_view input) noexcept {
  return reinterpret_cast<const std::uint8_t*>(input.data());
}

std::unique_ptr<detail::store> make_store(bytes_view input, const decode_options& options) {
  // One block for nearly any document. What of it is never touched costs nothing, and one block of the same size again
  // and again is what malloc keeps instead of giving it back to the system.
  const std::size_t copied = options.input == input_lifetime::copied ? input.size() : 0;
  const std::size_t expected = std::min(4 * input.size(), std::size_t{24} << 20) + copied + 64;
  return std::make_unique<detail::store>(detail::store::budget(options.limits, input.size() + copied), expected);
}

struct attempt {
  std::unique_ptr<detail::store> store;
  std::unique_ptr<error> failure;
  bool ambiguous = false;
  std::uint64_t ambiguous_offset = 0;
};

attempt try_mode(bytes_view input, std::uint64_t header_size, const decode_options& options, const decoder_mode& mode) {
  attempt a;
  a.store = make_store(input, options);
  const std::uint8_t* begin = octets_of(input);
  if (options.input == input_lifetime::copied) {
    begin = a.store->copy_bytes(begin, input.size());
    if (begin == nullptr) {
      a.failure =
          std::make_unique<error>(error{errc::limit_exceeded, 0, "$", "the document needs more memory than its limit"});
      return a;
    }
  }
  a.store->input = begin;
  a.store->input_size = input.size();
  plain_decoder d(*a.store, options.limits, mode, begin, begin + input.size());
  const cursor p = d.read(begin + header_size, a.store->root);
  if (p == nullptr) {
    a.failure = std::make_unique<error>(d.failure());
    return a;
  }
  a.store->consumed_bytes = static_cast<std::uint64_t>(p - begin);
  a.ambiguous = d.met_ambiguous_host_object();
  a.ambiguous_offset = a.ambiguous ? d.ambiguous_offset() : 0;
  return a;
}

// The same again for version 13 data with view flags, if it fails without (V8 does so too).
attempt try_dialect(bytes_view input, std::uint64_t header_size, const decode_options& options, decoder_mode& mode) {
  attempt first = try_mode(input, header_size, options, mode);
  if (!first.failure || !mode.rules.may_have_view_flags() || mode.view_flags) return first;
  decoder_mode with_flags = mode;
  with_flags.view_flags = true;
  attempt second = try_mode(input, header_size, options, with_flags);
  // A limit that the second reading met is the reason; any other failure of it says less than the first's.
  if (second.failure && second.failure->code != errc::limit_exceeded) return first;
  mode = with_flags;
  return second;
}

error trailing(std::uint64_t consumed, std::uint64_t size) {
  return {errc::trailing_bytes, consumed, "$", std::to_string(size - consumed) + " bytes after the value"};
}

}  // namespace

result<std::uint32_t> read_header(bytes_view input, const decode_options& options, std::uint64_t& header_size) {
  const std::uint8_t* begin = octets_of(input);
  const std::uint8_t* end = begin + input.size();
  header_size = 0;
  if (begin == end || tag{*begin} != tag::version) {
    const std::uint32_t told = options.v8_version.value_or(0);
    if (told <= clonewire::v8::latest_version) return told;
    return error{errc::unsupported_version, 0, "$", "version " + std::to_string(told) + " is newer than 16"};
  }
  std::uint32_t version;
  const std::uint8_t* p = wire::read_varint32(begin + 1, end, version);
  if (p == nullptr) return error{errc::unexpected_end, 0, "$", "the input ends inside the header"};
  if (version > clonewire::v8::latest_version) {
    return error{errc::unsupported_version, 0, "$", "version " + std::to_string(version) + " is newer than 16"};
  }
  header_size = static_cast<std::uint64_t>(p - begin);
  return version;
}

result<document> decode(bytes_view input, const decode_options& options, decoder_mode& mode) {
  std::uint64_t header_size;
  const result<std::uint32_t> version = read_header(input, options, header_size);
  if (!version) return version.error();
  mode = {options.dialect == dialect::automatic ? dialect::node : options.dialect,
          wire_rules(*version),
          false,
          options.transfers,
          options.types,
          options.numbers};

  attempt best = try_dialect(input, header_size, options, mode);
  if (options.dialect == dialect::automatic && (best.failure || best.ambiguous)) {
    // `5c0a` begins a Buffer in Node.js and an Error in workerd. Node.js is the likelier where both can be.
    decoder_mode other = mode;
    other.dialect = dialect::workerd;
    attempt as_workerd = try_dialect(input, header_size, options, other);
    if (best.failure && !as_workerd.failure) {
      best = std::move(as_workerd);
      mode = other;
      best.store->notes().emplace_back("read as workerd's dialect: 5c0a begins an Error");
    } else if (!best.failure && !as_workerd.failure) {
      best.store->notes().push_back(
          "byte " + std::to_string(best.ambiguous_offset) +
          ": 5c0a was read as Node.js's Buffer; it could be workerd's Error (the dialect decides)");
    }
  }
  if (best.failure) return std::move(*best.failure);
  const std::uint64_t consumed = best.store->consumed_bytes;
  if (options.strict && consumed != input.size()) return trailing(consumed, input.size());
  return document(std::move(best.store));
}

namespace {

likelihood detect(bytes_view input) {
  std::uint64_t header_size;
  const result<std::uint32_t> version = read_header(input, {}, header_size);
  return version && header_size != 0 ? likelihood::certain : likelihood::no;
}

result<document> decode_document(bytes_view input, const decode_options& options) {
  decoder_mode mode;
  return decode(input, options, mode);
}

}  // namespace

const codec codec_entry = {
    "v8",
    "V8's value serialization format: v8.serialize, Deno KV, the inside of Chrome's",
    false,
    detect,
    decode_document,
    encode,
    explain,
};

}  // namespace clonewire::formats::v8

namespace clonewire::v8 {

namespace fv8 = formats::v8;

struct reader::state {
  bytes_view input;
  decode_options options;
  document doc;
  std::unique_ptr<fv8::decoder<fv8::no_trace>> decoder;
  const std::uint8_t* begin = nullptr;
  const std::uint8_t* next = nullptr;
  std::uint32_t version = 0;
  std::unique_ptr<error> failure;
};

reader::reader(bytes_view input, const decode_options& options) : state_(std::make_unique<state>()) {
  state& s = *state_;
  s.input = input;
  s.options = options;
  s.doc = document(fv8::make_store(input, options));
  s.begin = fv8::octets_of(input);
  if (options.input == input_lifetime::copied) s.begin = s.doc.store().copy_bytes(s.begin, input.size());
  std::uint64_t header_size = 0;
  const result<std::uint32_t> version = fv8::read_header(input, options, header_size);
  if (!version || s.begin == nullptr) {
    s.failure = std::make_unique<error>(
        version ? error{errc::limit_exceeded, 0, "$", "the document needs more memory than its limit"}
                : version.error());
    s.begin = s.next = fv8::octets_of(input);
    return;
  }
  s.doc.store().input = s.begin;
  s.doc.store().input_size = input.size();
  s.version = *version;
  s.next = s.begin + header_size;
  const fv8::decoder_mode mode{options.dialect == dialect::automatic ? dialect::node : options.dialect,
                               fv8::wire_rules(s.version),
                               false,
                               options.transfers,
                               nullptr,
                               options.numbers};
  s.decoder = std::make_unique<fv8::decoder<fv8::no_trace>>(s.doc.store(), s.options.limits, mode, s.begin,
                                                            s.begin + input.size());
}
reader::reader(reader&&) noexcept = default;
reader& reader::operator=(reader&&) noexcept = default;
reader::~reader() = default;

result<std::uint32_t> reader::version() const {
  if (!state_->decoder) return *state_->failure;
  return state_->version;
}
std::uint64_t reader::offset() const noexcept {
  return static_cast<std::uint64_t>(state_->next - state_->begin);
}
std::uint64_t reader::remaining() const noexcept {
  return state_->input.size() - offset();
}

result<value> reader::next() {
  state& s = *state_;
  if (s.failure) return *s.failure;
  detail::slot out;
  const std::uint8_t* p = s.decoder->read(s.next, out);
  if (p == nullptr) {
    s.failure = std::make_unique<error>(s.decoder->failure());
    return *s.failure;
  }
  s.next = p;
  detail::store& store = s.doc.store();
  if (store.root.kind == kind::absent) store.root = out;
  store.consumed_bytes = offset();
  return value(&store, out);
}

document reader::finish() && {
  state_->decoder.reset();
  return std::move(state_->doc);
}

}  // namespace clonewire::v8
