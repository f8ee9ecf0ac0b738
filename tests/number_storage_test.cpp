// Numbers kept as they were written: what they are, that V8's bytes come out again, and that nothing else is another.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include <clonewire/canonical.hpp>
#include <clonewire/clonewire.hpp>
#include <clonewire/console.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

std::vector<std::byte> bytes_of(std::initializer_list<int> values) {
  std::vector<std::byte> bytes;
  for (const int v : values) bytes.push_back(static_cast<std::byte>(v));
  return bytes;
}

document read(const std::vector<std::byte>& bytes, format f, number_storage numbers) {
  auto doc = try_decode(bytes, {.format = f, .numbers = numbers});
  EXPECT_TRUE(doc) << (doc ? "" : doc.error().message());
  return std::move(doc).value();
}

// 'i': an integer of 32 bits; 'I': a wider one; 'd': a floating-point number.
std::string forms_of(const value& array) {
  std::string forms;
  for (const value v : array.elements()) {
    const bool integer = v.is_written_as_integer();
    forms += integer ? (v.is_int32() ? 'i' : 'I') : 'd';
  }
  return forms;
}

std::vector<std::byte> v8_double(double v) {
  std::vector<std::byte> bytes = bytes_of({'N'});
  const auto* raw = reinterpret_cast<const std::byte*>(&v);
  bytes.insert(bytes.end(), raw, raw + sizeof v);
  return bytes;
}

void append(std::vector<std::byte>& to, const std::vector<std::byte>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

// An array of `I` (text "i") and `N` (text "d"), each a 1.
std::vector<std::byte> v8_array(std::string_view forms, double first_double = 1.0) {
  const auto length = static_cast<int>(forms.size());
  std::vector<std::byte> bytes = bytes_of({0xff, 15, 'A', length});
  bool first = true;
  for (const char form : forms) {
    append(bytes, form == 'i' ? bytes_of({'I', 2}) : v8_double(first ? first_double : 1.0));
    if (form == 'd') first = false;
  }
  append(bytes, bytes_of({'$', 0, length}));
  return bytes;
}

TEST(NumberStorage, V8ArraysKeepWhatEachNumberWasWrittenAs) {
  for (const std::string_view forms : {"i", "d", "ii", "dd", "id", "di", "iid", "ddi", "didid", "dddddddddd",
                                       "dddddddddi", "iiiiiiiiii", "iiiiiiiiid"}) {
    for (const double first : {1.0, 0.5}) {
      const auto bytes = v8_array(forms, first);
      const document kept = read(bytes, format::v8, number_storage::as_written);
      EXPECT_EQ(forms_of(kept.root()), forms);
      EXPECT_EQ(encode(kept, {.format = format::v8}), bytes) << forms;
      const document plain = read(bytes, format::v8, number_storage::canonical);
      EXPECT_TRUE(kept == plain);
      for (const value v : plain.root().elements()) EXPECT_EQ(v.is_int32(), v.get<double>() == 1.0);
    }
  }
}

TEST(NumberStorage, V8ArraysWithOtherElementsHolesAndPropertiesDoSoToo) {
  const std::vector<std::byte> arrays[] = {
      // [1, 1.0, true], [1.0,,1], ["x", 1.0, 1], each sparse, dense with a hole or a property
      bytes_of({0xff, 15, 'A', 3, 'I', 2, 'N', 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 'T', '$', 0, 3}),
      bytes_of({0xff, 15, 'a', 3, 'I', 0, 'N', 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 'I', 4, 'I', 2, '@', 2, 3}),
      bytes_of({0xff, 15,  'A', 1, 'N', 0, 0, 0, 0, 0, 0,    0xf0, 0x3f, '"',
                1,    'a', 'N', 0, 0,   0, 0, 0, 0, 8, 0x40, '$',  1,    1}),
  };
  for (const auto& bytes : arrays) {
    const document kept = read(bytes, format::v8, number_storage::as_written);
    EXPECT_EQ(encode(kept, {.format = format::v8}), bytes) << hex_of(bytes);
    EXPECT_FALSE(encode(read(bytes, format::v8, number_storage::canonical), {.format = format::v8}) == bytes);
  }
}

TEST(NumberStorage, V8ScalarsPropertiesMapsAndSets) {
  std::vector<std::byte> bytes = bytes_of({0xff, 15, 'o', '"', 1, 'a'});
  append(bytes, v8_double(3.0));
  append(bytes, bytes_of({'"', 1, 'b', 'I', 6, '"', 1, 'm', ';'}));
  append(bytes, v8_double(0.0));
  append(bytes, v8_double(7.0));
  append(bytes, bytes_of({':', 2, '"', 1, 's', '\''}));
  append(bytes, v8_double(-5.0));
  append(bytes, bytes_of({',', 1, '{', 4}));
  const document kept = read(bytes, format::v8, number_storage::as_written);
  EXPECT_EQ(encode(kept, {.format = format::v8}), bytes);
  EXPECT_FALSE(kept.root()["a"].is_int32());
  EXPECT_TRUE(kept.root()["b"].is_int32());
  EXPECT_EQ(kept.root()["a"].get<int>(), 3);
  EXPECT_TRUE(kept == read(bytes, format::v8, number_storage::canonical));
}

// A Map's key 1 is its key 1.0, and a property's key is the same however it was written.
TEST(NumberStorage, KeysAreByValue) {
  std::vector<std::byte> map = bytes_of({0xff, 15, ';', 'I', 2, '_'});
  append(map, v8_double(1.0));
  append(map, bytes_of({'0', ':', 4}));
  EXPECT_EQ(read(map, format::v8, number_storage::as_written).root().size(), 1U);

  std::vector<std::byte> object = bytes_of({0xff, 15, 'o'});
  append(object, v8_double(1.0));
  append(object, bytes_of({'_', '{', 1}));
  const document doc = read(object, format::v8, number_storage::as_written);
  EXPECT_TRUE(doc.root()["1"].is(kind::undefined));
}

TEST(NumberStorage, MessagePackAndCborTellFloatsFromIntegers) {
  struct given {
    format f;
    std::vector<std::byte> bytes;
    std::string forms;
  };
  const given arrays[] = {
      // [1.0, 1] with a float64, [1, 1.0f], [1.0, 2.0], [4294967295, 1], [4294967295.0], and one behind a string
      {format::msgpack, bytes_of({0x92, 0xcb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 1}), "di"},
      {format::msgpack, bytes_of({0x92, 1, 0xca, 0x3f, 0x80, 0, 0}), "id"},
      {format::msgpack, bytes_of({0x92, 0xca, 0x3f, 0x80, 0, 0, 0xca, 0x40, 0, 0, 0}), "dd"},
      {format::msgpack, bytes_of({0x92, 0xce, 0xff, 0xff, 0xff, 0xff, 1}), "Ii"},
      {format::msgpack, bytes_of({0x91, 0xcb, 0x41, 0xef, 0xff, 0xff, 0xff, 0xe0, 0, 0}), "d"},
      {format::msgpack, bytes_of({0x93, 0xa1, 'x', 0xca, 0x3f, 0x80, 0, 0, 1}), "ddi"},
      // [1, 1.0, 1, 1, 1, 1, 1, 1, 1, 1], [1.0f, 1, 1.0f, 1.0f, 1.0f], [1, 4294967295, 1, 1, 1, 1, 1, 1, 1, 1]
      {format::msgpack, bytes_of({0x9a, 1, 0xcb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1}), "idiiiiiiii"},
      {format::msgpack, bytes_of({0x95, 0xca, 0x3f, 0x80, 0, 0, 1,    0xca, 0x3f, 0x80, 0,
                                  0,    0xca, 0x3f, 0x80, 0, 0, 0xca, 0x3f, 0x80, 0,    0}),
       "diddd"},
      {format::msgpack, bytes_of({0x9a, 1, 0xce, 0xff, 0xff, 0xff, 0xff, 1, 1, 1, 1, 1, 1, 1, 1}), "iIiiiiiiii"},
      {format::cbor, bytes_of({0x8a, 1, 0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1}), "idiiiiiiii"},
      {format::cbor, bytes_of({0x82, 0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 1}), "di"},
      {format::cbor, bytes_of({0x82, 1, 0xf9, 0x3c, 0}), "id"},
      {format::cbor, bytes_of({0x82, 0xfa, 0x3f, 0x80, 0, 0, 0xf9, 0x40, 0}), "dd"},
      {format::cbor, bytes_of({0x82, 0x1a, 0xff, 0xff, 0xff, 0xff, 0x20}), "Ii"},
      {format::cbor, bytes_of({0x83, 1, 0x1a, 0xff, 0xff, 0xff, 0xff, 0x20}), "iIi"},
      {format::cbor, bytes_of({0x9f, 0xf9, 0x3c, 0, 1, 0xff}), "di"},
      {format::cbor, bytes_of({0x83, 0x61, 'x', 0xf9, 0x3c, 0, 1}), "ddi"},
  };
  for (const given& g : arrays) {
    const document kept = read(g.bytes, g.f, number_storage::as_written);
    EXPECT_EQ(forms_of(kept.root()), g.forms) << hex_of(g.bytes);
    EXPECT_TRUE(kept == read(g.bytes, g.f, number_storage::canonical));
  }
}

// To the last one, behind which nothing lies.
TEST(NumberStorage, AnArrayOfNumbersIsPacked) {
  constexpr std::size_t count = 1000;
  for (const format f : {format::msgpack, format::cbor}) {
    for (const double step : {1.0, 0.5}) {
      builder b;
      b.begin_array();
      for (std::size_t i = 0; i != count; ++i) b.number(static_cast<double>(i) * step);
      b.end();
      const std::vector<std::byte> bytes = encode(*std::move(b).finish(), {.format = f});
      const document doc = decode(bytes, {.format = f, .input = input_lifetime::borrowed});
      EXPECT_LT(doc.memory_bytes(), 9 * count + 2048) << name_of(f) << ", " << step;
    }
  }
}

// Every value of the corpora is the same value, in every other format and on the console, and has the same notes.
TEST(NumberStorage, NothingButV8sBytesTellsTheDifference) {
  int differences = 0;
  for (const corpus_case& c : corpus()) {
    decode_options reading = c.reading();
    const auto plain = try_decode(c.bytes, reading);
    reading.numbers = number_storage::as_written;
    const auto kept = try_decode(c.bytes, reading);
    ASSERT_EQ(static_cast<bool>(plain), static_cast<bool>(kept)) << c;
    if (!plain) {
      EXPECT_EQ(plain.error().message(), kept.error().message()) << c;
      continue;
    }
    EXPECT_TRUE(*plain == *kept) << c;
    EXPECT_EQ(plain->notes(), kept->notes()) << c;
    EXPECT_EQ(as_text(canonical_form(plain->root())), as_text(canonical_form(kept->root()))) << c;
    EXPECT_EQ(to_console(plain->root()), to_console(kept->root())) << c;
    for (const format f : all_formats()) {
      for (const bool lossy : {false, true}) {
        const encode_options writing = {.format = f, .lossy = lossy};
        const auto from_plain = try_encode(*plain, writing);
        const auto from_kept = try_encode(*kept, writing);
        ASSERT_EQ(static_cast<bool>(from_plain), static_cast<bool>(from_kept)) << c << name_of(f);
        if (!from_plain) {
          EXPECT_EQ(from_plain.error().message(), from_kept.error().message()) << c << name_of(f);
        } else if (f != format::v8) {
          EXPECT_EQ(as_text(*from_plain), as_text(*from_kept)) << c << name_of(f);
        } else {
          differences += *from_plain != *from_kept ? 1 : 0;
          EXPECT_TRUE(decode(*from_plain, {.format = f}) == decode(*from_kept, {.format = f})) << c;
        }
      }
    }
    if (c.reencode && c.format == format::v8) {
      EXPECT_EQ(encode(*kept, c.writing()), c.bytes) << c;
    }
  }
  EXPECT_NE(differences, 0);
}

}  // namespace
}  // namespace clonewire::test
