#include "text.hpp"

#include <cstring>

#include "graph/keys.hpp"
#include "key_cache.hpp"
#include "wire/utf.hpp"

namespace clonewire::python {

namespace {

PyObject* ascii_string(const std::uint8_t* data, std::size_t size) noexcept {
  PyObject* s = PyUnicode_New(static_cast<Py_ssize_t>(size), 127);
  if (s != nullptr && size != 0) std::memcpy(PyUnicode_1BYTE_DATA(s), data, size);
  return s;
}

// Strings of one character are CPython's own, shared ones.
bool is_short_ascii(const std::uint8_t* data, std::size_t size) noexcept {
  return size > 1 && wire::is_ascii({data, size});
}

}  // namespace

PyObject* string_of_latin1(const std::uint8_t* data, std::size_t size) noexcept {
  if (is_short_ascii(data, size)) return ascii_string(data, size);
  return PyUnicode_DecodeLatin1(reinterpret_cast<const char*>(data), static_cast<Py_ssize_t>(size), nullptr);
}

PyObject* string_of(const detail::slot& text) noexcept {
  const auto* bytes = reinterpret_cast<const char*>(text.data);
  switch (static_cast<string_encoding>(text.form)) {
    case string_encoding::latin1: return string_of_latin1(text.data, text.size);
    case string_encoding::utf16: {
      int little_endian = -1;
      return PyUnicode_DecodeUTF16(bytes, text.size, "surrogatepass", &little_endian);
    }
    case string_encoding::utf8:
      if (is_short_ascii(text.data, text.size)) return ascii_string(text.data, text.size);
      return PyUnicode_DecodeUTF8(bytes, text.size, "surrogatepass");
  }
  return nullptr;
}

namespace {

template <class Unit>
bool has_surrogate_pair(const Unit* units, std::size_t count) noexcept {
  for (std::size_t i = 1; i < count; ++i) {
    if (units[i] >> 10 == 0xdc00 >> 10 && units[i - 1] >> 10 == 0xd800 >> 10) return true;
  }
  return false;
}

}  // namespace

bool has_surrogate_pair(PyObject* text) noexcept {
  const auto length = static_cast<std::size_t>(PyUnicode_GET_LENGTH(text));
  switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND: return false;
    case PyUnicode_2BYTE_KIND: return has_surrogate_pair(PyUnicode_2BYTE_DATA(text), length);
    default: return has_surrogate_pair(PyUnicode_4BYTE_DATA(text), length);
  }
}

std::size_t utf16_units(const Py_UCS4* code_points, std::size_t count) noexcept {
  std::size_t units = count;
  for (std::size_t i = 0; i < count; ++i) units += code_points[i] > 0xffff ? 1 : 0;
  return units;
}

std::uint8_t* write_utf16(const Py_UCS4* code_points, std::size_t count, std::uint8_t* to) noexcept {
  const auto put = [&to](Py_UCS4 unit) {
    *to++ = static_cast<std::uint8_t>(unit);
    *to++ = static_cast<std::uint8_t>(unit >> 8);
  };
  for (std::size_t i = 0; i < count; ++i) {
    const Py_UCS4 c = code_points[i];
    if (c < 0x10000) {
      put(c);
    } else {
      put(0xd7c0 + (c >> 10));
      put(0xdc00 | (c & 0x3ff));
    }
  }
  return to;
}

namespace {

// In pieces that overlap, as wire::copy_short copies: a call of memcmp takes longer. Precondition: size >= 2.
bool is_same(const std::uint8_t* a, const std::uint8_t* b, std::size_t size) noexcept {
  const auto differ = [a, b]<class Word>(Word x, std::size_t at) {
    Word y;
    std::memcpy(&x, a + at, sizeof x);
    std::memcpy(&y, b + at, sizeof y);
    return x != y;
  };
  if (size >= 8) {
    for (std::size_t i = 0; i < size - 8; i += 8) {
      if (differ(std::uint64_t{}, i)) return false;
    }
    return !differ(std::uint64_t{}, size - 8);
  }
  if (size >= 4) return !differ(std::uint32_t{}, 0) && !differ(std::uint32_t{}, size - 4);
  return !differ(std::uint16_t{}, 0) && !differ(std::uint16_t{}, size - 2);
}

}  // namespace

PyObject* key_cache::string(const std::uint8_t* data, std::size_t size, std::uint16_t hash) noexcept {
  if (size < 2 || size > longest) return string_of_latin1(data, size);
  PyObject*& entry = entries_[hash % capacity];
  if (entry != nullptr && static_cast<std::size_t>(PyUnicode_GET_LENGTH(entry)) == size &&
      is_same(PyUnicode_1BYTE_DATA(entry), data, size)) [[likely]] {
    Py_INCREF(entry);
    return entry;
  }
  PyObject* made = string_of_latin1(data, size);
  if (made == nullptr) return made;
  PyUnicode_InternInPlace(&made);  // attribute names and literals in the program are the same objects then
  Py_INCREF(made);
  Py_XSETREF(entry, made);
  return made;
}

}  // namespace clonewire::python
