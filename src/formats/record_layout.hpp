// Records in a row whose bytes lie alike: one shape, and values that are numbers of the same sizes, constants and empty
// arrays. Told by one comparison, they are made without reading a head.
#pragma once

#include <cstdint>
#include <memory>
#include <new>

#include <clonewire/detail/layout.hpp>

#include "graph/assembly.hpp"
#include "wire/word.hpp"

namespace clonewire::formats {

/// What the first byte of a value says of how it lies.
struct laid_out_value {
  enum class content : std::uint8_t {
    other,        // nothing that a layout can have
    constant,     // that byte alone: a primitive
    integer,      // in the bytes behind it: ((eight bytes, big-endian and signed, >> shift) & mask) ^ flip
    unsigned32,   // an integer of the four bytes behind it; as which integers of that mask are read
    float64,      // in the eight bytes behind it, big-endian
    empty_array,  // that byte alone
  };
  content is = content::other;
  std::uint8_t size = 1;  // that byte and what is behind it
  std::uint8_t shift = 0;
  std::uint64_t mask = 0, flip = 0;
};

/// What a format says of a value by its first byte.
using lay_out = laid_out_value (*)(std::uint8_t first) noexcept;

/// How the bytes of a record lie, with what is made of it: learnt from one, it reads those that follow. There is none
/// before the first is learnt.
class record_layout {
 public:
  record_layout() noexcept : keys_(nullptr) {}  // the rest is left as it is

  /// What must be left of the input where a record is read.
  static constexpr std::ptrdiff_t look_ahead = 32;

  /// Whether there is one, and the record at `p`, which has these keys, lies like it, with look_ahead bytes before
  /// `end`.
  bool is_like(const std::uint8_t* p, const std::uint8_t* end, const detail::slot* keys) const noexcept {
    return keys_ == keys && is_complete_ && end - p >= look_ahead && !differs(p);
  }
  /// Whether it is worth while to learn from a record with these keys, which was read in the general way: the last
  /// layout was of other keys, or again and again not that of its records.
  bool is_due(const detail::slot* keys) noexcept {
    if (keys_ != keys) return true;
    if (++unlike_ < patience_) return false;
    patience_ = patience_ < 64 ? 2 * patience_ : patience_;
    return true;
  }
  /// Learns from the record at `p`, with a head of `head_size` bytes, which was read as `made`; its keys stay where
  /// they are. Where no layout can have it there is none then. Precondition: look_ahead bytes can be read.
  void learn(const std::uint8_t* p, std::uint32_t head_size, const detail::slot* keys, const detail::record& made,
             lay_out format) noexcept;

  /// Fills the slots from `place` on, which is moved, with the objects of records from `p` on, while they lie alike,
  /// look_ahead bytes are left before `end`, and nothing has to be asked for that could be refused. Returns where the
  /// next value begins. Precondition: is_like the first.
  const std::uint8_t* read(detail::assembly& assembly, const std::uint8_t* p, const std::uint8_t* end,
                           detail::slot*& place, const detail::slot* place_end) noexcept;
  /// An array of `length` records from `p` on that all lie alike, under the same conditions. Null: something else,
  /// nothing was made. Precondition: is_like the first.
  const std::uint8_t* read_list(detail::assembly& assembly, const std::uint8_t* p, const std::uint8_t* end,
                                std::uint32_t length, detail::slot& out) noexcept;

 private:
  static constexpr std::uint32_t most_bytes = 24, most_values = 8;
  struct field {
    detail::slot key;
    detail::slot constant;
    std::uint64_t mask, flip;
    std::uint32_t content_at;  // behind the first byte
    std::uint8_t shift;
    laid_out_value::content is;
  };

  bool add(const laid_out_value& how, const detail::slot& value) noexcept;
  void make(const std::uint8_t* p, std::uint32_t count, const field* end, number_storage numbers,
            detail::store::room& room, detail::slot* pair, detail::slot& out) const noexcept;
  bool differs(const std::uint8_t* p) const noexcept {
    const auto word_differs = [this, p](std::uint32_t from) {
      const std::uint64_t differing = wire::load_word(p + from) ^ wire::load_word(sample_ + from);
      return (differing & wire::load_word(heads_ + from)) != 0;
    };
    return word_differs(0) || (size_ > 8 && (word_differs(8) || (size_ > 16 && word_differs(16))));
  }

  const detail::slot* keys_;
  std::uint32_t count_;    // of the values
  std::uint32_t size_;     // of the record, in bytes
  std::uint32_t objects_;  // in one record, itself included
  std::uint32_t unlike_;   // records with these keys that it did not read
  std::uint32_t patience_;
  bool is_complete_;
  std::uint8_t sample_[most_bytes];
  std::uint8_t heads_[most_bytes];  // 0xff for each byte that tells what there is
  field fields_[most_values];
};

/// The layouts of a document's shapes, by what is left of the numbers that these have. Nothing is allocated before the
/// first is learnt.
class record_layouts {
 public:
  /// The one that the record of that shape at `p` lies like. Null: none.
  record_layout* like(std::size_t shape, const std::uint8_t* p, const std::uint8_t* end,
                      const detail::slot* keys) const noexcept {
    if (layouts_ == nullptr) return nullptr;
    record_layout& layout = layouts_[shape % count];
    return layout.is_like(p, end, keys) ? &layout : nullptr;
  }
  /// Learns from the record of that shape at `p`, which was read in the general way, if that is worth while.
  void learn(std::size_t shape, const std::uint8_t* p, const std::uint8_t* end, std::uint32_t head_size,
             const detail::slot* keys, const detail::record& made, lay_out format) noexcept {
    if (end - p < record_layout::look_ahead) return;
    if (layouts_ == nullptr) layouts_.reset(new (std::nothrow) record_layout[count]);
    if (layouts_ == nullptr) return;
    record_layout& layout = layouts_[shape % count];
    if (layout.is_due(keys)) layout.learn(p, head_size, keys, made, format);
  }

 private:
  static constexpr std::size_t count = 8;
  std::unique_ptr<record_layout[]> layouts_;
};

}  // namespace clonewire::formats
