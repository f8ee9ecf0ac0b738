// Short texts in a row, such as the elements of a list of names: their UTF-8 is examined without asking first whether
// it is ASCII, which in a list of many scripts cannot be guessed.
#pragma once

#include <cstddef>
#include <cstdint>

#include <clonewire/detail/layout.hpp>

#include "graph/slots.hpp"
#include "wire/utf8_validation.hpp"
#include "wire/utf8_vectors.hpp"

namespace clonewire::formats {

/// The head of a text: of up to two bytes, the second of which is the text's size.
struct text_head {
  std::uint32_t bytes;  // 0: something else
  std::uint32_t size;   // of the text: up to 255
};

#if defined(CLONEWIRE_UTF8_VECTORS)

namespace detail_text_row {

template <class ReadHead>
[[CLONEWIRE_TARGET_AVX2]] const std::uint8_t* read_by_vectors(const std::uint8_t* p, const std::uint8_t* end,
                                                              detail::slot*& place,
                                                              const detail::slot* place_end) noexcept {
  // A head, the longest text, and what is examined behind it.
  constexpr std::ptrdiff_t look_ahead = 2 + 255 + 32;
  for (; place != place_end && end - p >= look_ahead; ++place) {
    const text_head h = ReadHead::at(p);
    if (h.bytes == 0) break;
    const std::uint8_t* const text = p + h.bytes;
    const wire::utf8_content content = wire::utf8_vectors::examine_readable(text, h.size);
    if (content == wire::utf8_content::invalid) [[unlikely]]
      break;
    const bool is_ascii = content == wire::utf8_content::ascii;
    *place = detail::make_string(is_ascii ? string_encoding::latin1 : string_encoding::utf8, text, h.size);
    p = text + h.size;
  }
  return p;
}

}  // namespace detail_text_row

/// Fills the slots from `place` on, which is moved to the first that is no text of UTF-8 with a head that
/// `ReadHead::at` knows, and returns where that begins. The last 300 bytes or so before `end` are left alone, and all
/// of them where there are no vectors.
template <class ReadHead>
const std::uint8_t* read_text_row(const std::uint8_t* p, const std::uint8_t* end, detail::slot*& place,
                                  const detail::slot* place_end) noexcept {
  if (end - p < 2 || ReadHead::at(p).bytes == 0 || !wire::utf8_ways::has_vectors()) return p;
  return detail_text_row::read_by_vectors<ReadHead>(p, end, place, place_end);
}

#else

template <class ReadHead>
const std::uint8_t* read_text_row(const std::uint8_t* p, const std::uint8_t*, detail::slot*&,
                                  const detail::slot*) noexcept {
  return p;
}

#endif

}  // namespace clonewire::formats
