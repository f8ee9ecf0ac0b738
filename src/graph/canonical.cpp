// The canonical form (docs/canonical.md). One walk in the order in which paths count children; objects are numbered as
// they are met.
#include <clonewire/canonical.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "graph/strings.hpp"

namespace clonewire {

namespace {

using detail::array_storage;
using detail::record;
using detail::slot;

// What a value begins with. Stable: a change here is a new version of the form.
enum class mark : char {
  hole = '-',
  undefined = '_',
  null = '0',
  no = 'F',
  yes = 'T',
  number = 'N',        // its 64 bits, the most significant byte first; there is one NaN, 7ff8000000000000
  bigint = 'I',        // a byte, 1 for a negative one; length, magnitude, the most significant byte first
  string = 'S',        // length, UTF-8, a lone surrogate as its three bytes
  bytes = 'b',         // length, bytes
  timestamp = 't',     // length, text
  reference = 'R',     // the number of an object met before, or still open
  object = 'o',        // count, then key and value in turn
  array = 'a',         // length, count of elements, count of properties; elements, each after its index if some are
                       // missing; key and value
  date = 'd',          // as a number
  regexp = 'r',        // flags, source
  map = 'm',           // count, key and value
  set = 's',           // count, values
  error = 'e',         // name, message, stack, cause
  wrapper = 'W',       // the primitive
  array_buffer = 'x',  // length, bytes
  resizable = 'X',     // as an ArrayBuffer, then maxByteLength
  typed_array = 'v',   // element type, offset, length, a byte for length-tracking; its buffer
  data_view = 'w',     // the same without element type
  host = 'h',          // name, count, key and value sorted by the keys' bytes
  tuple = 'u',         // count, values
};

class writer {
 public:
  explicit writer(const canonical_sink& sink) : sink_(sink) { chunk_.reserve(chunk_size + largest_head); }

  void run(const value& v) {
    text("clonewire1");
    if (v.store() != nullptr) numbers_.assign(v.store()->object_count(), not_met);
    put(v.slot());
    while (!open_.empty()) step();
    flush();
  }

 private:
  static constexpr std::size_t chunk_size = std::size_t{64} << 10;
  static constexpr std::size_t largest_head = 64;
  static constexpr std::uint32_t not_met = 0xffffffff;

  enum class sequence : std::uint8_t {
    values,
    members,   // key and value in turn
    elements,  // of an array with holes: each that is there, after its index
    fields,    // of a host object: members, in the order of `sorted`
  };
  // A run of slots still to be written: of a container, or of its part.
  struct frame {
    sequence is;
    const slot* next;
    const slot* end;
    const slot* begin = nullptr;           // elements
    std::vector<const slot*> sorted = {};  // fields, the last one first
  };

  // ---- output ----

  void flush() {
    if (!chunk_.empty()) sink_(chunk_);
    chunk_.clear();
  }
  void byte(std::uint8_t b) { chunk_.push_back(std::byte{b}); }
  void head(mark m) {
    if (chunk_.size() >= chunk_size) flush();
    byte(static_cast<std::uint8_t>(m));
  }
  // LEB128, as short as can be.
  void varint(std::uint64_t v) {
    for (; v >= 0x80; v >>= 7) byte(static_cast<std::uint8_t>(v | 0x80));
    byte(static_cast<std::uint8_t>(v));
  }
  void raw(const std::uint8_t* data, std::size_t size) {
    const bytes_view content(reinterpret_cast<const std::byte*>(data), size);
    if (size >= chunk_size) {
      flush();
      return sink_(content);
    }
    if (chunk_.size() + size > chunk_size) flush();
    chunk_.insert(chunk_.end(), content.begin(), content.end());
  }
  void text(std::string_view t) { raw(reinterpret_cast<const std::uint8_t*>(t.data()), t.size()); }
  void sized(const std::uint8_t* data, std::size_t size) {
    varint(size);
    raw(data, size);
  }
  void bits(double v) {
    const slot s = detail::make_number(v);
    for (int shift = 56; shift >= 0; shift -= 8) byte(static_cast<std::uint8_t>(bits_of(s.number) >> shift));
  }
  static std::uint64_t bits_of(double v) noexcept {
    std::uint64_t b;
    std::memcpy(&b, &v, sizeof b);
    return b;
  }
  void string(const slot& s) {
    utf8_.clear();
    detail::append_utf8(s, utf8_);
    varint(utf8_.size());
    text(utf8_);
  }
  void key(const slot& k) {
    utf8_.clear();
    detail::append_key_text(k, utf8_);
    varint(utf8_.size());
    text(utf8_);
  }

  void index(std::uint32_t i) { key(detail::make_index_key(i)); }

  // ---- values ----

  void put(const slot& s) {
    switch (s.kind) {
      case kind::absent: return head(mark::hole);
      case kind::undefined: return head(mark::undefined);
      case kind::null: return head(mark::null);
      case kind::boolean: return head(s.form != 0 ? mark::yes : mark::no);
      case kind::number: head(mark::number); return bits(s.number);
      case kind::string: head(mark::string); return string(s);
      case kind::bytes: head(mark::bytes); return sized(s.data, s.size);
      case kind::timestamp: head(mark::timestamp); return sized(s.data, s.size);
      case kind::bigint:
        head(mark::bigint);
        byte(s.form);
        varint(s.size);
        for (std::uint32_t i = s.size; i-- != 0;) byte(s.data[i]);
        return;
      default: return put_object(s);
    }
  }

  void put_object(const slot& s) {
    std::uint32_t& number = numbers_[s.size];
    if (number != not_met) {
      head(mark::reference);
      return varint(number);
    }
    number = next_number_++;
    const record& r = *s.object;
    switch (r.kind) {
      case kind::object: return open(mark::object, sequence::members, r.children, r.count, 2);
      case kind::map: return open(mark::map, sequence::values, r.children, r.count, 2);
      case kind::set: return open(mark::set, sequence::values, r.children, r.count, 1);
      case kind::tuple: return open(mark::tuple, sequence::values, r.children, r.count, 1);
      case kind::array: return put_array(r);
      case kind::host: return put_host(r);
      case kind::error:
        head(mark::error);
        byte(r.form);
        open_.push_back({sequence::values, r.children, r.children + 3});
        return;
      case kind::date: head(mark::date); return bits(r.number);
      case kind::regexp:
        head(mark::regexp);
        varint(r.flags);
        return string(r.children[0]);
      case kind::number_object: head(mark::wrapper); return put(detail::make_number(r.number));
      case kind::array_buffer: return put_buffer(r);
      case kind::typed_array:
      case kind::data_view: return put_view(r);
      default: head(mark::wrapper); return put(r.children[0]);
    }
  }

  void open(mark m, sequence is, const slot* children, std::uint32_t count, std::size_t slots_each) {
    head(m);
    varint(count);
    open_.push_back({is, children, children + slots_each * count});
  }

  // Alike whether the elements are packed, in slots or sparse: with holes, each after its index.
  void put_array(const record& r) {
    const auto storage = static_cast<array_storage>(r.form);
    std::uint32_t present = r.length;
    if (storage == array_storage::sparse) present = r.count;
    if (storage == array_storage::slots) {
      present = static_cast<std::uint32_t>(
          std::count_if(r.children, r.children + r.count, [](const slot& s) { return s.kind != kind::absent; }));
    }
    head(mark::array);
    varint(r.length);
    varint(present);
    varint(r.property_count);
    if (r.property_count != 0) {
      const slot* properties = detail::array_properties(r);
      open_.push_back({sequence::members, properties, properties + 2 * std::size_t{r.property_count}});
    }
    if (storage == array_storage::sparse) {
      open_.push_back({sequence::members, r.children, r.children + 2 * std::size_t{r.count}});
    } else if (storage == array_storage::slots) {
      const sequence is = present == r.length ? sequence::values : sequence::elements;
      open_.push_back({is, r.children, r.children + r.count, r.children});
    } else {
      for (std::uint32_t i = 0; i != r.length; ++i) put(detail::array_element(r, i));
    }
  }

  void put_host(const record& r) {
    head(mark::host);
    string(r.children[0]);
    varint(r.count);
    std::vector<std::pair<std::string, const slot*>> fields;
    for (std::uint32_t i = 0; i != r.count; ++i) {
      const slot* pair = r.children + 1 + 2 * std::size_t{i};
      std::string name;
      detail::append_key_text(pair[0], name);
      fields.emplace_back(std::move(name), pair);
    }
    std::sort(fields.rbegin(), fields.rend());
    frame f{sequence::fields, nullptr, nullptr};
    for (const auto& [name, pair] : fields) f.sorted.push_back(pair);
    open_.push_back(std::move(f));
  }

  void put_buffer(const record& r) {
    const detail::buffer& b = *r.buffer;
    const bool resizable = (r.flags & detail::buffer_resizable) != 0;
    head(resizable ? mark::resizable : mark::array_buffer);
    sized(b.data, static_cast<std::size_t>(b.byte_length));
    if (resizable) varint(b.max_byte_length);
  }

  void put_view(const record& r) {
    head(r.kind == kind::data_view ? mark::data_view : mark::typed_array);
    if (r.kind == kind::typed_array) byte(r.form);
    varint(r.view->byte_offset);
    varint(r.view->byte_length);
    byte((r.flags & detail::view_length_tracking) != 0 ? 1 : 0);
    open_.push_back({sequence::values, &r.view->buffer, &r.view->buffer + 1});
  }

  void step() {
    frame& f = open_.back();
    if (f.is == sequence::fields && !f.sorted.empty()) {
      const slot* pair = f.sorted.back();
      f.sorted.pop_back();
      key(pair[0]);
      return put(pair[1]);
    }
    if (f.is == sequence::elements) {
      while (f.next != f.end && f.next->kind == kind::absent) ++f.next;
    }
    if (f.next == f.end) return open_.pop_back();
    if (f.is == sequence::members) key(*f.next++);
    if (f.is == sequence::elements) index(static_cast<std::uint32_t>(f.next - f.begin));
    const slot& child = *f.next++;
    put(child);  // may open a frame: `f` is no more
  }

  const canonical_sink& sink_;
  std::vector<std::byte> chunk_;
  std::vector<frame> open_;
  std::vector<std::uint32_t> numbers_;  // by the document's own numbers
  std::uint32_t next_number_ = 0;
  std::string utf8_;
};

}  // namespace

void write_canonical(const value& v, const canonical_sink& sink) {
  writer(sink).run(v);
}

std::vector<std::byte> canonical_form(const value& v) {
  std::vector<std::byte> all;
  write_canonical(v, [&all](bytes_view piece) { all.insert(all.end(), piece.begin(), piece.end()); });
  return all;
}

}  // namespace clonewire
