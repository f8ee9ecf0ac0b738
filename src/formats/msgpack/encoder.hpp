// The encoder for MessagePack: the bytes that msgpackr writes for the same value. One frame for each open container, no
// recursion; the cursor is a local that functions take and return (null: failed), because stores through a byte pointer
// may alias any member.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "formats/losses.hpp"
#include "formats/msgpack/codec.hpp"
#include "formats/msgpack/heads.hpp"
#include "formats/msgpack/insertions.hpp"
#include "formats/msgpack/put_heads.hpp"
#include "formats/msgpack/shapes.hpp"
#include "formats/repetition.hpp"
#include "graph/occurrences.hpp"
#include "graph/store.hpp"
#include "wire/utf.hpp"

namespace clonewire::formats::msgpack {

class encoder {
 public:
  encoder(const value& root, const encode_options& options, std::vector<std::byte>& out);

  /// Appends the value. Returns how many bytes that took.
  result<std::uint64_t> write();

 private:
  using slot = detail::slot;
  using record = detail::record;
  using octet = std::uint8_t;

  /// What remains to be written of an open container.
  enum class run : std::uint8_t {
    values,      // slots one after another; holes among them
    sparse,      // pairs of index and value, and what lies between them
    properties,  // keys and values in turn
    fields,      // values whose keys are written: every second slot
    cause,       // of an Error; then its stack
    host,        // fields of a platform object; then the extension's length is known
    payload,     // of a custom type
  };
  struct frame {
    const record* object;
    const slot* next;
    const slot* end;
    std::size_t content;   // host: where the extension's data begins
    std::uint32_t number;  // of the object
    std::uint32_t index;   // sparse: of the element that comes next
    run in;
    bool ends_repetition;
  };

  // ---- room, failures ----

  // Room for `size` bytes at `q`; returns `q`, which may have moved.
  CLONEWIRE_INLINE octet* need(octet* q, std::size_t size) {
    if (static_cast<std::size_t>(limit_ - q) >= size) [[likely]]
      return q;
    return grow(q, size);
  }
  CLONEWIRE_COLD octet* grow(octet* q, std::size_t size);
  std::size_t position(const octet* q) const noexcept { return static_cast<std::size_t>(q - begin_); }

  octet* fail(errc code, std::string detail);
  // True: go on, and write what it becomes.
  bool lose(const loss& l) {
    return losses_.lose(l, [this] { return path(); });
  }
  bool lose_child(const loss& l, const record& parent, std::uint32_t index);
  std::string path() const;

  bool has_records() const noexcept { return variant_ == variant::records || variant_ == variant::bundle; }
  bool is_plain() const noexcept { return variant_ == variant::plain; }

  // ---- values ----

  octet* write_value(octet* q, const slot& s);
  octet* write_hole(octet* q);
  octet* write_bigint(octet* q, const slot& s);
  octet* write_string(octet* q, const slot& s);
  octet* write_unbundled(octet* q, const slot& s);
  octet* write_text(octet* q, const octet* utf8, std::size_t size);
  octet* write_key(octet* q, const slot& key);
  octet* write_bytes(octet* q, wire::octets content);
  octet* write_binary(octet* q, wire::octets content);
  static slot ascii(std::string_view text) noexcept;

  // Precondition of those for objects: room for a head.
  octet* write_object(octet* q, const slot& s);
  octet* write_object_plainly(octet* q, const slot& s);
  octet* write_new_object(octet* q, const slot& s);
  octet* write_pointer(octet* q, std::uint64_t place);
  octet* write_properties(octet* q, const record& r, std::uint32_t number);
  octet* put_object(octet* q, std::uint32_t count) const noexcept;
  octet* write_record_head(octet* q, const key_sequence& keys);
  octet* write_characters(octet* q, const slot* string);
  octet* write_array(octet* q, const record& r, std::uint32_t number);
  octet* write_list(octet* q, const record& r, std::uint32_t number);
  octet* write_map(octet* q, const record& r, std::uint32_t number);
  octet* write_date(octet* q, double time_value);
  octet* write_regexp(octet* q, const value& v);
  octet* write_error(octet* q, const record& r, std::uint32_t number);
  octet* write_buffer(octet* q, const record& r);
  octet* write_view(octet* q, const slot& s);
  octet* write_content(octet* q, std::uint8_t code, wire::octets content);
  bool keeps_view(const slot& s);
  octet* write_host(octet* q, const slot& s);
  octet* write_field(octet* q, const slot* pair);
  bool is_foreign_extension(const record& r) const;
  octet* write_payload(octet* q, const record& r, std::uint32_t number, std::uint8_t code);

  octet* continue_innermost(octet* q);
  octet* close(octet* q);
  void end_plain_object(const octet* q, std::uint32_t number, bool ends_repetition);
  bool is_too_repetitive(const octet* q);

  frame& open(const record& r, std::uint32_t number, const slot* first, std::size_t count, run in) {
    frame& f = frames_.emplace_back();
    f.object = &r;
    f.next = first;
    f.end = first + count;
    f.number = number;
    f.index = 0;
    f.in = in;
    f.ends_repetition = begins_repetition_;
    begins_repetition_ = false;
    return f;
  }

  // ---- bundled strings ----

  bool bundles(std::uint64_t units) const noexcept { return bundling_ && units >= 4 && units < 0x1000; }
  octet* write_bundled(octet* q, const slot& s, std::uint32_t units);
  octet* begin_bundle(octet* q);
  octet* end_bundle(octet* q);
  std::string take_bundle_texts();  // packed

  const encode_options& options_;
  variant variant_;
  std::vector<std::byte>& out_;
  losses losses_;
  octet* begin_ = nullptr;
  octet* limit_ = nullptr;
  const detail::store* store_;
  slot root_;
  std::size_t start_ = 0;
  std::int32_t fixint_end_;
  std::vector<frame> frames_;
  std::string text_;  // for transcoding

  // By object number: 0: not met; else one more than the offset where it lies, or where that has an id: `has_id` and
  // it. Plain: whether it is open or done.
  static constexpr std::uint64_t has_id = std::uint64_t{1} << 63;
  std::vector<std::uint64_t> places_;
  insertions insertions_;
  record_ids records_;
  // The places of the key arrays of all records so far: msgpackr keeps each array, and points to it when its record is
  // defined again.
  std::map<key_sequence, std::uint64_t> key_arrays_;
  // The addresses from which on short_text bytes may be read, whatever begins there: all but the end of the input.
  std::uintptr_t readable_begin_ = 0;
  std::uintptr_t readable_span_ = 0;
  // Objects that stand in for what msgpackr writes in place of wrapper objects.
  std::vector<std::unique_ptr<slot[]>> stand_ins_;
  std::deque<std::string> stand_in_text_;
  std::unique_ptr<detail::occurrences> occurrences_;  // with buffers; made when first asked for

  // Plain and lossy: what writing shared objects again and holes take.
  repetition repetition_;
  // The object that is written now begins a repetition, and no frame has taken note of it yet.
  bool begins_repetition_ = false;

  struct {
    std::string wide;  // UTF-16
    std::string ascii;
    std::uint64_t units = ~std::uint64_t{0} / 2;  // no bundle yet: the first string begins one
    std::size_t place = 0;                        // of the reference to it
  } bundle_;
  bool bundling_ = false;
};

}  // namespace clonewire::formats::msgpack
