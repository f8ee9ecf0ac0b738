// What decoders of counted formats (MessagePack, CBOR) share: objects made in their places, with what the limits allow
// and what the input pays for. Children of a container whose count is known are read straight into the slots that it
// keeps; nothing is allocated for a count that the rest of the input could not hold.
#pragma once

#include <cstdint>
#include <string>

#include <clonewire/detail/layout.hpp>
#include <clonewire/error.hpp>
#include <clonewire/limits.hpp>

#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "wire/big_endian.hpp"
#include "wire/short_text.hpp"
#include "wire/utf.hpp"

namespace clonewire::detail {

/// Elements of an array while they are nothing but numbers: packed, until something else comes. The owner of the
/// numbers' wire format fills them in, in one of the two forms.
struct packed_numbers {
  void* region;         // room for `length` doubles, at the end of the arena
  std::uint32_t count;  // read so far
  bool are_doubles;     // else std::int32_t

  std::int32_t* int32s() const noexcept { return static_cast<std::int32_t*>(region); }
  double* doubles() const noexcept { return static_cast<double*>(region); }
  /// Turns the integers so far into doubles, in place.
  void widen() noexcept;
};

class assembly {
 public:
  assembly(store& into, const limits& bounds, std::uint64_t input_size,
           number_storage numbers = number_storage::canonical) noexcept
      : store_(into),
        slots_left_(bounds.max_slots),
        unpaid_(input_size),
        max_slots_(bounds.max_slots),
        numbers_(numbers) {}

  store& into() noexcept { return store_; }
  /// How numbers are kept.
  number_storage numbers() const noexcept { return numbers_; }

  // ---- what may be made ----

  /// Takes `count` from one pool that begins with the input's size and never refills: each child announced takes a byte
  /// of input at least, wherever it lies. False: the input cannot hold as many.
  bool claim(std::uint64_t count) noexcept {
    if (count > unpaid_) return false;
    unpaid_ -= count;
    return true;
  }
  /// Whether the document may have `count` more slots; they are not taken yet.
  bool may_have_slots(std::uint64_t count) noexcept {
    if (count <= slots_left_) [[likely]]
      return true;
    out_of_slots_ = true;
    return false;
  }
  /// Counts them as taken. False: refused.
  bool take_slots(std::uint64_t count) noexcept {
    if (!may_have_slots(count)) return false;
    slots_left_ -= count;
    return true;
  }
  /// `count` slots of the document. Null: refused.
  slot* new_slots(std::uint64_t count) noexcept {
    if (!take_slots(count)) return nullptr;
    return store_.new_slots(static_cast<std::size_t>(count));
  }
  /// The code and the reason after something was refused: the limit that was met, or the system's memory.
  errc refusal_code() const noexcept;
  std::string refusal_text() const;

  /// Whether there may be as many slots more, for as many values of the input; neither are taken yet.
  bool may_have(std::uint64_t slots, std::uint64_t values) const noexcept {
    return slots <= slots_left_ && values <= unpaid_;
  }
  /// Counts what was made of the room at hand, as `may_have` allowed.
  void take_back(const store::room& used, std::uint64_t slots, std::uint64_t values) noexcept {
    store_.take_back(used, static_cast<std::size_t>(slots));
    slots_left_ -= slots;
    unpaid_ -= values;
  }

  // ---- objects without children ----

  /// A fresh object; `out` names it. Null: refused.
  record* new_object(kind k, slot& out) noexcept {
    std::uint32_t number;
    record* r = store_.new_record(k, number);
    if (r != nullptr) out = store::slot_of(r, number);
    return r;
  }
  /// Likewise, and false: refused. Bytes are not copied.
  bool make_date(double time_value, slot& out) noexcept;
  bool make_array_buffer(wire::octets content, slot& out) noexcept;
  /// A typed array (or DataView, without an element type) over a buffer of its own that holds just `content`.
  /// Precondition: a whole number of elements.
  bool make_typed_array(element_type type, wire::octets content, slot& out) noexcept;
  bool make_data_view(wire::octets content, slot& out) noexcept;
  /// A wrapper object around its primitive: boolean_object, bigint_object or string_object.
  bool make_wrapper(kind k, const slot& primitive, slot& out) noexcept;
  bool make_number_object(double v, slot& out) noexcept;

  // ---- text ----

  /// Valid UTF-8, but for lone surrogates in the three bytes that UTF-8 would have for them (WTF-8).
  static bool is_text(wire::octets bytes) noexcept;
  enum class text : std::uint8_t { made, invalid, refused };
  /// A string from `is_text`, not copied where it is UTF-8: ASCII as Latin-1, other text as UTF-8. Lone surrogates make
  /// it UTF-16. Precondition: less than 4 GiB.
  text make_text(wire::octets wtf8, slot& out) noexcept;
  /// The same for short text that is UTF-8 beyond ASCII. False: it is something else. Preconditions: size < 32; 32
  /// bytes can be read at `p`.
  static bool make_short_utf8(const std::uint8_t* p, std::uint32_t size, const std::uint8_t* end, slot& out) noexcept {
    if (size > static_cast<std::size_t>(end - p) || wire::is_short_ascii(p, size) || !wire::is_short_utf8(p, size))
      return false;
    out = make_string(string_encoding::utf8, p, size);
    return true;
  }

  // ---- containers, whose children are in place ----

  /// An array from its `count` elements; packs them where they are nothing but numbers.
  void close_array(record& array, slot* elements, std::uint32_t count) noexcept {
    array.length = count;
    array.flags |= array_flags(numbers_);
    pack_elements(array, elements, count);
  }
  /// An object from `count` pairs whose keys were all added to `keys`, in JavaScript's order; of equal keys the last
  /// wins. `repeats`: `keys` said that one is there twice. Returns whether one really was.
  static bool close_object(record& object, slot* pairs, std::uint32_t count, const key_watch& keys, bool repeats);
  /// A Map from `count` pairs, a Set from as many members. Returns whether one was there twice.
  static bool close_map(record& map, slot* pairs, std::uint32_t count);
  static bool close_set(record& set, slot* members, std::uint32_t count);
  /// What a key that was made for an object is as a value: its text. False: refused.
  bool key_to_text(slot& key) noexcept;

  /// An array without elements. False: refused.
  CLONEWIRE_INLINE bool make_empty_array(slot& out) noexcept {
    slot* const none = store_.new_slots(0);
    record* const r = none == nullptr ? nullptr : new_object(kind::array, out);
    if (r == nullptr) return false;
    r->children = none;
    return true;
  }

  /// An array of the few values from `p` on, which `read(p, slot&)` takes one after the other, returning what is behind
  /// it; none is an object, the first is no number. Null: `read` gave null, or it would have to be asked for what could
  /// be refused; nothing was made.
  template <class Read>
  CLONEWIRE_INLINE const std::uint8_t* make_flat_list(const std::uint8_t* p, std::uint32_t length, slot& out,
                                                      Read read) noexcept {
    store::room room = store_.at_hand();
    if (room.slots_left < length || room.record_bytes() == 0 || !may_have(length, length)) p = nullptr;
    for (std::uint32_t i = 0; p != nullptr && i != length; ++i) p = read(p, room.slots[i]);
    if (p != nullptr) {
      record& array = *room.take_record(out, kind::array);
      array = {kind::array, 0, array_flags(numbers_), length, length, 0, {room.slots}};
    }
    const std::uint32_t made = p == nullptr ? 0 : length;
    take_back(room, made, made);
    return p;
  }

  // ---- arrays of numbers ----

  /// Room for an array of `length` numbers. Precondition: `length` was claimed. False: refused.
  bool begin_numbers(std::uint32_t length, packed_numbers& numbers) noexcept;
  /// A whole array of few doubles at once, such as a point: `count` of them at `p`, big-endian, each behind a byte
  /// `mark`. False: it is not that, or something is refused; nothing was made. Preconditions: 0 < count, and as many
  /// times nine bytes can be read.
  CLONEWIRE_INLINE bool make_doubles(const std::uint8_t* p, std::uint32_t count, std::uint8_t mark,
                                     slot& out) noexcept {
    for (std::uint32_t i = 0; i != count; ++i) {
      if (p[9 * i] != mark) return false;
    }
    std::int32_t integer;
    const double first = wire::load_be_double(p + 1);
    if (numbers_ == number_storage::canonical && is_int32(first, integer)) return false;  // perhaps all of them are
    if (count > unpaid_ || count > slots_left_) return false;
    auto* doubles = static_cast<double*>(store_.memory().allocate(count * sizeof(double)));
    record* r = doubles == nullptr ? nullptr : new_object(kind::array, out);
    if (r == nullptr) return false;
    unpaid_ -= count;
    slots_left_ -= count;
    doubles[0] = canonical(first);
    for (std::uint32_t i = 1; i != count; ++i) doubles[i] = canonical(wire::load_be_double(p + 9 * i + 1));
    r->form = static_cast<std::uint8_t>(array_storage::doubles);
    r->flags = array_flags(numbers_);
    r->count = r->length = count;
    r->doubles = doubles;
    return true;
  }
  /// All `length` are there. Where numbers are kept as they were written they were all written alike.
  void close_numbers(record& array, const packed_numbers& numbers) noexcept;
  /// Something else came: the numbers so far as slots, with room for `length`. Null: refused.
  slot* spread_numbers(const packed_numbers& numbers, std::uint32_t length) noexcept;

  /// For documents in which objects changed their kind after others referred to them: makes all slots tell the kind of
  /// the object that they name. O(document).
  void correct_kinds() noexcept;

 private:
  record* make_view(kind k, wire::octets content, slot& out) noexcept;

  store& store_;
  std::uint64_t slots_left_;
  std::uint64_t unpaid_;
  std::uint64_t max_slots_;
  number_storage numbers_;
  bool out_of_slots_ = false;
};

}  // namespace clonewire::detail
