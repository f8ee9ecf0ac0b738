// CBOR beyond the corpus: what is read, refused, written and lost, case by case.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"
#include "support/exact_copy.hpp"

namespace clonewire::test {
namespace {

std::vector<std::byte> bytes_of(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    while (hex[i] == ' ') ++i;
    bytes.push_back(static_cast<std::byte>(digit(hex[i]) * 16 + digit(hex[i + 1])));
  }
  return bytes;
}

std::string notation(const document& doc) {
  const auto text = try_encode(doc, {.format = format::graph});
  return text ? as_text(*text) : text.error().message();
}

document from_notation(std::string_view text) {
  auto doc = try_decode(as_bytes(text), {.format = format::graph});
  EXPECT_TRUE(doc) << text << '\n' << doc.error().message();
  return doc ? std::move(doc).value() : document();
}

result<document> read(std::string_view hex, decode_options options = {}) {
  options.format = format::cbor;
  options.input = input_lifetime::copied;
  const exact_copy input(bytes_of(hex));
  return try_decode(input, options);
}

/// What the bytes are, in the notation or as an error's message.
std::string meaning(std::string_view hex, const decode_options& options = {}) {
  const auto doc = read(hex, options);
  return doc ? notation(*doc) : doc.error().message();
}

/// The bytes of a value given in the notation, or the error's message.
std::string written(std::string_view text, encode_options options = {}) {
  options.format = format::cbor;
  const document doc = from_notation(text);
  const auto encoded = try_encode(doc, options);
  return encoded ? hex_of(*encoded) : encoded.error().message();
}

struct pair {
  std::string_view hex;
  std::string_view text;
};

// ---- reading ----

TEST(CborRead, Values) {
  const pair cases[] = {
      {"fa7f7fffff", R"({"t":"number","v":"3.4028234663852886e+38"})"},
      {"f98001", R"({"t":"number","v":"-5.960464477539063e-8"})"},
      {"fb4008000000000000", R"({"t":"number","v":"3"})"},
      {"3b0000000000000000", R"({"t":"bigint","v":"-1"})"},
      {"3bffffffffffffffff", R"({"t":"bigint","v":"-18446744073709551616"})"},
      {"c3420000", R"({"t":"bigint","v":"-1"})"},
      {"c342ffff", R"({"t":"bigint","v":"-65536"})"},
      {"c25f4100420001ff", R"({"t":"bigint","v":"1"})"},
      {"c11b0000000000000005", R"({"t":"Date","id":0,"v":"5000"})"},
      {"c13b0000000000000004", R"({"t":"Date","id":0,"v":"-5000"})"},
      {"c1f93800", R"({"t":"Date","id":0,"v":"500"})"},
      {"c1fb7ff0000000000000", R"({"t":"Date","id":0,"v":"NaN"})"},
      {"d9524a9f61616167ff", R"({"t":"RegExp","id":0,"source":"a","flags":"g"})"},
      {"d9524a816161", R"({"t":"RegExp","id":0,"source":"a","flags":""})"},
      {"d823612f", R"({"t":"RegExp","id":0,"source":"\\/","flags":""})"},
      {"d901029f01ff", R"({"t":"Set","id":0,"e":[{"t":"number","v":"1"}]})"},
      {"d90103bf0102ff", R"({"t":"Map","id":0,"e":[[{"t":"number","v":"1"},{"t":"number","v":"2"}]]})"},
      {"a1695f5f70726f746f5f5f00", R"({"t":"object","id":0,"p":[["__proto__",{"t":"number","v":"0"}]]})"},
      {"a16000", R"({"t":"object","id":0,"p":[["",{"t":"number","v":"0"}]]})"},
      {"a3616201613102613003",
       R"({"t":"object","id":0,"p":[["0",{"t":"number","v":"3"}],["1",{"t":"number","v":"2"}],["b",{"t":"number","v":"1"}]]})"},
      {"63eda0bd", R"({"t":"string","v":"\ud83d"})"},
      {"66eda0bdedb880", R"({"t":"string","v":"😀"})"},
      {"d9d9f7d9d9f701", R"({"t":"number","v":"1"})"},
  };
  for (const pair& c : cases) EXPECT_EQ(meaning(c.hex), c.text) << c.hex;
}

TEST(CborRead, MixedArraysAreUnpacked) {
  EXPECT_EQ(meaning("8501f93c00fa3fc000001903e86161"),
            R"({"t":"array","id":0,"length":5,"e":[[0,{"t":"number","v":"1"}],[1,{"t":"number","v":"1"}],)"
            R"([2,{"t":"number","v":"1.5"}],[3,{"t":"number","v":"1000"}],[4,{"t":"string","v":"a"}]],"p":[]})");
  EXPECT_EQ(meaning("821affffffff3affffffff"),
            R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"number","v":"4294967295"}],)"
            R"([1,{"t":"number","v":"-4294967296"}]],"p":[]})");
}

// A map is an object until a key is no text; the text so far becomes strings, and what refers to it a Map's.
TEST(CborRead, MapsTurnOutToBeMaps) {
  EXPECT_EQ(meaning("a261350162c3a902"),
            R"({"t":"object","id":0,"p":[["5",{"t":"number","v":"1"}],["é",{"t":"number","v":"2"}]]})");
  for (const std::string_view hex : {"a361350162c3a9020003", "bf61350162c3a9020003ff"}) {
    EXPECT_EQ(meaning(hex),
              R"({"t":"Map","id":0,"e":[[{"t":"string","v":"5"},{"t":"number","v":"1"}],)"
              R"([{"t":"string","v":"é"},{"t":"number","v":"2"}],[{"t":"number","v":"0"},{"t":"number","v":"3"}]]})");
  }
  EXPECT_EQ(meaning("82d81ca26161d81d000102d81d00"),
            R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"Map","id":1,"e":[[{"t":"string","v":"a"},)"
            R"({"t":"ref","v":1}],[{"t":"number","v":"1"},{"t":"number","v":"2"}]]}],[1,{"t":"ref","v":1}]],"p":[]})");
  decode_options maps;
  maps.maps = plain_maps::maps;
  EXPECT_EQ(meaning("a1613501", maps), R"({"t":"Map","id":0,"e":[[{"t":"string","v":"5"},{"t":"number","v":"1"}]]})");
  decode_options objects;
  objects.variant = "x";
  objects.maps = plain_maps::objects;
  EXPECT_EQ(meaning("a1613501", objects), R"({"t":"object","id":0,"p":[["5",{"t":"number","v":"1"}]]})");
}

TEST(CborRead, ByteStringsAreWhatIsTold) {
  const std::pair<byte_strings, std::string_view> cases[] = {
      {byte_strings::automatic,
       R"({"t":"Buffer","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"01"},"byteOffset":0,"length":1})"},
      {byte_strings::uint8_array,
       R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"01"},"byteOffset":0,"length":1})"},
      {byte_strings::array_buffer, R"({"t":"ArrayBuffer","id":0,"bytes":"01"})"},
      {byte_strings::bytes, R"({"t":"bytes","v":"01"})"},
  };
  for (const auto& [told, text] : cases) {
    decode_options options;
    options.byte_strings = told;
    EXPECT_EQ(meaning("4101", options), text);
  }
}

TEST(CborRead, TypedArraysOfEitherEndianness) {
  const auto view = [](std::string_view name, std::string_view bytes, std::string_view length) {
    return R"({"t":")" + std::string(name) + R"(","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":")" +
           std::string(bytes) + R"("},"byteOffset":0,"length":)" + std::string(length) + "}";
  };
  EXPECT_EQ(meaning("d85442003c"), view("Float16Array", "003c", "1"));
  EXPECT_EQ(meaning("d850423c00"), view("Float16Array", "003c", "1"));
  EXPECT_EQ(meaning("d8415f41014102ff"), view("Uint16Array", "0201", "1"));
  EXPECT_EQ(meaning("d84b480102030405060708"), view("BigInt64Array", "0807060504030201", "1"));
  EXPECT_EQ(meaning("d84840"), view("Int8Array", "", "0"));
}

TEST(CborRead, NamedObjects) {
  const pair cases[] = {
      {"d81b81654572726f72", R"({"t":"Error","id":0,"name":"Error"})"},
      {"d81b83654572726f72f7a165636175736505", R"({"t":"Error","id":0,"name":"Error","cause":{"t":"number","v":"5"}})"},
      {"d81cd81b83654572726f72616da1656361757365d81d00",
       R"({"t":"Error","id":0,"name":"Error","message":"m","cause":{"t":"ref","v":0}})"},
      {"d81b8267426f6f6c65616ef5", R"({"t":"Boolean","id":0,"v":true})"},
      {"d81b82664e756d626572f98000", R"({"t":"Number","id":0,"v":"-0"})"},
      {"d81b8266537472696e676161", R"({"t":"String","id":0,"v":"a"})"},
      {"d81b8266426967496e741b0000000000000005", R"({"t":"BigInt","id":0,"v":"5"})"},
      {"d81b826b4172726179427566666572420102", R"({"t":"ArrayBuffer","id":0,"bytes":"0102"})"},
      {"d81b836b41727261794275666665724101a16d6d6178427974654c656e67746808",
       R"({"t":"ArrayBuffer","id":0,"bytes":"01","maxByteLength":8})"},
      {"d81b82684461746156696577420102",
       R"({"t":"DataView","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"0102"},"byteOffset":0,"byteLength":2})"},
      {"d81b846a55696e74384172726179d81b826b417272617942756666657243010203 0101",
       R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"010203"},"byteOffset":1,"length":1})"},
      {"d81b82656279746573420102", R"({"t":"bytes","v":"0102"})"},
      {"d81b826974696d657374616d70c074323031332d30332d32315432303a30343a30305a",
       R"({"t":"time","v":"2013-03-21T20:04:00Z"})"},
      {"d81b82657475706c6501", R"({"t":"tuple","id":0,"e":[{"t":"number","v":"1"}]})"},
      {"d81b8265506f696e74a1617801", R"({"t":"host","id":0,"type":"Point","x":1})"},
      {"d81b82674d794572726f72616d", R"({"t":"Error","id":0,"name":"Error","message":"m"})"},
  };
  for (const pair& c : cases) EXPECT_EQ(meaning(c.hex), c.text) << c.hex;
}

// Tags and simple values without a meaning, and named objects whose arguments do not fit: the same bytes again.
TEST(CborRead, WhatHasNoKindIsKept) {
  for (const std::string_view hex : {
           "e0",
           "f3",
           "f820",
           "f8ff",  // simple values
           "c482200f",
           "d81e820103",
           "d8255000000000000000000000000000000005",  // decimal, rational, UUID
           "d74401020304",
           "d818456449455446",
           "d8206161",
           "d864193a2f",  // 23, 24, 32, 100
           "d84c4101",
           "d8534101",
           "d8574101",  // typed arrays that JavaScript lacks
           "c600",
           "ce00",
           "cf00",
           "d86905",  // cbor-x's own, outside of their place
           "da0001000080",
           "db0000000100000000f6",
           "dbfffffffffffffffff6",  // large numbers
           "c9c9c980",
           "81d905db80",  // nested
           "d81b80",
           "d81b8101",
           "d81b8265506f696e7480",
           "d81b8365506f696e740102",  // 27: no name, no fields, too many
           "d81b8267426f6f6c65616e05",
           "d81b846a55696e743841727261794101186409",  // not a boolean, beyond the buffer
           "82d81cd905db80d81d190000",                // shared
       }) {
    const std::vector<std::byte> bytes = bytes_of(hex);
    const auto doc = try_decode(bytes, {.format = format::cbor});
    ASSERT_TRUE(doc) << hex << ": " << doc.error().message();
    const auto again = try_encode(*doc, {.format = format::cbor});
    ASSERT_TRUE(again) << hex << ": " << again.error().message();
    EXPECT_EQ(hex_of(*again), hex) << notation(*doc);
  }
}

TEST(CborRead, References) {
  const pair cases[] = {
      // string references: shorter strings than three bytes are not counted, strings of any tag's content are
      {"d9010083626161636262 62d81900",
       R"({"t":"array","id":0,"length":3,"e":[[0,{"t":"string","v":"aa"}],[1,{"t":"string","v":"bbb"}],[2,{"t":"string","v":"bbb"}]],"p":[]})"},
      {"d9010082c249010000000000000000c2d81900",
       R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"bigint","v":"18446744073709551616"}],[1,{"t":"bigint","v":"18446744073709551616"}]],"p":[]})"},
      {"d9010082a16361626301a1d8190002",
       R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"object","id":1,"p":[["abc",{"t":"number","v":"1"}]]}],[1,{"t":"object","id":2,"p":[["abc",{"t":"number","v":"2"}]]}]],"p":[]})"},
      // a packed table; inside of it, its beginning replaced
      {"d8338482646162636464656667688080 82e0e1",
       R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"string","v":"abcd"}],[1,{"t":"string","v":"efgh"}]],"p":[]})"},
      {"d833848164616263648080a1e0e0", R"({"t":"object","id":0,"p":[["abcd",{"t":"string","v":"abcd"}]]})"},
      // a record's keys that are shared, and a record with fewer members than keys
      {"82d9dfff8319e000d81c81616101d9dfff8319e001d81d0002",
       R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"object","id":1,"p":[["a",{"t":"number","v":"1"}]]}],[1,{"t":"object","id":2,"p":[["a",{"t":"number","v":"2"}]]}]],"p":[]})"},
      {"82d9dfff8419e00082613161300102d9e0008109",
       R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"object","id":1,"p":[["0",{"t":"number","v":"2"}],["1",{"t":"number","v":"1"}]]}],[1,{"t":"object","id":2,"p":[["1",{"t":"number","v":"9"}]]}]],"p":[]})"},
      // definitions in front of a value
      {"d9dffe8319e000816161d9e0008105", R"({"t":"object","id":0,"p":[["a",{"t":"number","v":"5"}]]})"},
  };
  for (const pair& c : cases) {
    EXPECT_EQ(meaning(c.hex), c.text) << c.hex;
  }
}

// Whatever is wrong: the code, the offset, the path.
TEST(CborRead, Refusals) {
  const pair cases[] = {
      {"1d", "byte 0: $: additional information 29 is reserved (unknown_tag)"},
      {"fc", "byte 0: $: additional information 28 is reserved (unknown_tag)"},
      {"df00", "byte 0: $: tags have no indefinite length (unknown_tag)"},
      {"5f5f4101ffff", "byte 1: $: no chunk of a byte string (invalid_value)"},
      {"7f61c361a9ff", "byte 1: $: the text is not valid UTF-8 (invalid_string)"},
      {"61ff", "byte 0: $: the text is not valid UTF-8 (invalid_string)"},
      {"63f0908d", "byte 0: $: the text is not valid UTF-8 (invalid_string)"},
      {"a26161016162ff", "byte 6: $.b: a break where a value is due (unknown_tag)"},
      {"a1826101", "byte 4: $.keys[0][1]: the input ends where a value is due (unexpected_end)"},
      {"d90103a101 1c", "byte 5: $.get(1): additional information 28 is reserved (unknown_tag)"},
      {"d90102 a0", "byte 0: $: tag 258 is not over an array (invalid_value)"},
      {"d90103 80", "byte 0: $: tag 259 is not over a map (invalid_value)"},
      {"c101 02", "byte 2: $: 1 bytes after the value (trailing_bytes)"},
      {"c1c101", "byte 1: $: tag 1 inside of tag 1 (invalid_value)"},
      {"c180", "byte 1: $: tag 1 is over a container (invalid_value)"},
      {"c26161", "byte 0: $: tag 2 is not over a byte string (invalid_value)"},
      {"c0 6a323031332d30332d3231", "byte 0: $: tag 0 is not over the text of a date (RFC 3339) (invalid_value)"},
      {"d81d00", "byte 0: $: there is no shared value 0 (invalid_reference)"},
      {"d81cd81d00",
       "byte 2: $: the shared value 0 is not begun yet, or is but a part of how another is written "
       "(invalid_reference)"},
      {"82d81cd90102d81c8100d81d01",
       "byte 10: $[1]: the shared value 1 is not begun yet, or is but a part of how another is written "
       "(invalid_reference)"},
      {"d81900", "byte 0: $: there is no string 0 (invalid_reference)"},
      {"82d9010063616161d81900", "byte 8: $[1]: there is no string 0 (invalid_reference)"},
      {"82d9dfff8219e00080d9e0008101", "byte 9: $[1]: a record of 1 members has 0 keys (count_mismatch)"},
      {"d9dfff8201 80", "byte 4: $: a record's number is not of 0xe000 to 0xffff (invalid_value)"},
      {"9b0000000100000000", "byte 0: $: length 4294967296, 0 bytes left (length_over_input)"},
      {"bb8000000000000001", "byte 0: $: length 9223372036854775809, 0 bytes left (length_over_input)"},
      {"81818283040506", "byte 7: $[0][0][1]: the input ends where a value is due (unexpected_end)"},
  };
  for (const pair& c : cases) EXPECT_EQ(meaning(c.hex), c.text) << c.hex;
}

// Counts are paid for once: nested arrays cannot each claim the rest of the input.
TEST(CborRead, CountsArePaidForOnce) {
  std::vector<std::byte> bytes;
  for (int i = 0; i < 200; ++i) {
    bytes.insert(bytes.end(), {std::byte{0x99}, std::byte{0x03}, std::byte{0xe8}});
  }
  bytes.resize(bytes.size() + 1000);
  const auto doc = try_decode(bytes, {.format = format::cbor});
  ASSERT_FALSE(doc);
  EXPECT_EQ(doc.error().code, errc::length_over_input);
}

TEST(CborRead, NestsAsDeepAsTheLimit) {
  for (const int opening : {0x81, 0x9f, 0xc9}) {
    std::vector<std::byte> bytes(10'000, static_cast<std::byte>(opening));
    bytes.push_back(std::byte{0xf6});
    if (opening == 0x9f) bytes.insert(bytes.end(), 10'000, std::byte{0xff});
    EXPECT_TRUE(try_decode(bytes, {.format = format::cbor})) << opening;
    bytes.insert(bytes.begin(), std::byte{0x81});
    const auto deeper = try_decode(bytes, {.format = format::cbor});
    ASSERT_FALSE(deeper);
    EXPECT_EQ(deeper.error().code, errc::limit_exceeded);
  }
}

TEST(CborRead, NotesTellWhatADocumentCannotKeep) {
  const pair cases[] = {
      {"d81b82674d794572726f72616d", "MyError"},
      {"c07819323031332d30332d32315432303a30343a30302b30323a3030", "zone"},
      {"c0781a323031332d30332d32315432303a30343a30302e31323334355a", "millisecond"},
      {"a2616101616102", "twice"},
      {"d90102820101", "twice"},
      {"d90103a200010002", "twice"},
  };
  for (const pair& c : cases) {
    const auto doc = read(c.hex);
    ASSERT_TRUE(doc) << c.hex << doc.error().message();
    ASSERT_EQ(doc->notes().size(), 1u) << c.hex;
    EXPECT_NE(doc->notes().front().find(c.text), std::string::npos) << doc->notes().front();
  }
  for (const std::string_view quiet :
       {"c074323031332d30332d32315432303a30343a30305a", "a2616101616202", "d81b82654572726f72616d"}) {
    const auto doc = read(quiet);
    ASSERT_TRUE(doc);
    EXPECT_TRUE(doc->notes().empty()) << quiet;
  }
}

// ---- writing ----

encode_options variant(std::string_view name) {
  encode_options options;
  options.variant = name;
  return options;
}

TEST(CborWrite, NumbersOfEveryForm) {
  struct {
    std::string_view number;
    std::string_view standard;
    std::string_view deterministic;
  } const cases[] = {
      {"0", "00", "00"},
      {"-0", "f98000", "f98000"},
      {"23", "17", "17"},
      {"24", "1818", "1818"},
      {"-24", "37", "37"},
      {"-25", "3818", "3818"},
      {"-256", "38ff", "38ff"},
      {"-257", "390100", "390100"},
      {"65536", "1a00010000", "1a00010000"},
      {"2147483648", "1a80000000", "1a80000000"},
      {"4294967295", "1affffffff", "1affffffff"},
      {"4294967296", "fb41f0000000000000", "fa4f800000"},
      {"-4294967296", "3affffffff", "3affffffff"},
      {"-4294967297", "fbc1f0000000100000", "fbc1f0000000100000"},
      {"9007199254740992", "fb4340000000000000", "fa5a000000"},
      {"0.5", "fb3fe0000000000000", "f93800"},
      {"65504.5", "fb40effc1000000000", "fa477fe080"},
      {"5.960464477539063e-8", "fb3e70000000000000", "f90001"},
      {"2.9802322387695312e-8", "fb3e60000000000000", "fa33000000"},
      {"0.1", "fb3fb999999999999a", "fb3fb999999999999a"},
      {"3.4028234663852886e+38", "fb47efffffe0000000", "fa7f7fffff"},
      {"5e-324", "fb0000000000000001", "fb0000000000000001"},
      {"NaN", "fb7ff8000000000000", "f97e00"},
      {"-Infinity", "fbfff0000000000000", "f9fc00"},
  };
  for (const auto& c : cases) {
    const std::string text = R"({"t":"number","v":")" + std::string(c.number) + "\"}";
    EXPECT_EQ(written(text), c.standard) << c.number;
    EXPECT_EQ(written(text, variant("x")), c.standard) << c.number;
    EXPECT_EQ(written(text, variant("deterministic")), c.deterministic) << c.number;
  }
}

TEST(CborWrite, DatesThatSecondsTellApart) {
  const pair cases[] = {
      {"c11a00000001", "1000"},
      {"c1fbbff0000000000000", "-1000"},
      {"c1fb41f0000000000000", "4294967296000"},
      {"c1fb3f50624dd2f1a9fc", "1"},
      {"c1fb429f6ea086000000", "8640000000000000"},
      {"c1fb7ff8000000000000", "NaN"},
      // a double of seconds that comes back as another millisecond: text
      {"c0781b2b3134343232312d30332d31395431303a31363a35372e3938325a", "4489014680217982"},
  };
  for (const pair& c : cases) {
    const std::string text = R"({"t":"Date","id":0,"v":")" + std::string(c.text) + "\"}";
    EXPECT_EQ(written(text), c.hex) << c.text;
    EXPECT_EQ(meaning(written(text)), text);
  }
  EXPECT_EQ(written(R"({"t":"Date","id":0,"v":"1000"})", variant("deterministic")), "c101");
}

// What cbor-x flattens is carried, and comes back.
TEST(CborWrite, CarriesWhatCborXFlattens) {
  const pair cases[] = {
      {"d81b8267426f6f6c65616ef5", R"({"t":"Boolean","id":0,"v":true})"},
      {"d81b82664e756d626572f98000", R"({"t":"Number","id":0,"v":"-0"})"},
      {"d81b8266537472696e6760", R"({"t":"String","id":0,"v":""})"},
      {"d81b8266426967496e74c249010000000000000000", R"({"t":"BigInt","id":0,"v":"18446744073709551616"})"},
      {"d81b826b417272617942756666657240", R"({"t":"ArrayBuffer","id":0,"bytes":""})"},
      {"d81b836b41727261794275666665724101b900016d6d6178427974654c656e67746808",
       R"({"t":"ArrayBuffer","id":0,"bytes":"01","maxByteLength":8})"},
      {"d81b826844617461566965774101",
       R"({"t":"DataView","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"01"},"byteOffset":0,"byteLength":1})"},
      {"d81b81695479 70654572726f72", R"({"t":"Error","id":0,"name":"TypeError"})"},
      {"d81b83654572726f72616db9000265636175736501 65737461636b6173",
       R"({"t":"Error","id":0,"name":"Error","message":"m","stack":"s","cause":{"t":"number","v":"1"}})"},
      {"d81b83654572726f72f7b9000165737461636b6173", R"({"t":"Error","id":0,"name":"Error","stack":"s"})"},
      {"d8544 2003c",
       R"({"t":"Float16Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"003c"},"byteOffset":0,"length":1})"},
      {"63eda0bd", R"({"t":"string","v":"\ud83d"})"},
      {"d81b82656279746573420102", R"({"t":"bytes","v":"0102"})"},
      {"d81b82657475706c6501", R"({"t":"tuple","id":0,"e":[{"t":"number","v":"1"}]})"},
      {"d81b826974696d657374616d70c074323031332d30332d32315432303a30343a30305a",
       R"({"t":"time","v":"2013-03-21T20:04:00Z"})"},
  };
  for (const pair& c : cases) {
    std::string hex(c.hex);
    std::erase(hex, ' ');
    EXPECT_EQ(written(c.text), hex) << c.text;
    EXPECT_EQ(meaning(hex), c.text);
  }
}

TEST(CborWrite, LossesAreRefusedOrReported) {
  struct {
    std::string_view text;
    std::string_view variant;
    std::string_view path;
    std::string_view what;
    std::string_view lossy;  // what is written after all
  } const cases[] = {
      {R"({"t":"array","id":0,"length":2,"e":[[1,{"t":"null"}]],"p":[]})", "", "$[0]", "a hole in an array", "82f7f6"},
      {R"({"t":"array","id":0,"length":20,"e":[[19,{"t":"number","v":"1"}]],"p":[]})", "", "$[0]", "a hole in an array",
       "94f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f701"},
      {R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"null"}]],"p":[["a b",{"t":"null"}]]})", "", "$[\"a b\"]",
       "an array's named property", "81f6"},
      {R"({"t":"object","id":0,"p":[["n",{"t":"bigint","v":"5"}]]})", "deterministic", "$.n", "a BigInt of 32 bits",
       "a1616e05"},
      {R"({"t":"string","v":"\ud83dx"})", "deterministic", "$", "a lone surrogate", "64efbfbd78"},
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"0102"},"byteOffset":1,"length":1})", "",
       "$", "a view of a part of its buffer", "d8404102"},
      {R"({"t":"host","id":0,"type":"Boolean","x":1})", "", "$", "a platform object whose name", "b90001617801"},
      {R"({"t":"host","id":0,"type":"CBOR tag","tag":1,"value":"x"})", "", "$", "a tag that is read as something else",
       "6178"},
      {R"({"t":"host","id":0,"type":"Blob","size":1})", "", "$", "a Blob or File without its bytes", "f7"},
  };
  for (const auto& c : cases) {
    const std::string refusal = written(c.text, variant(c.variant));
    EXPECT_TRUE(refusal.starts_with(std::string(c.path) + ": CBOR cannot carry " + std::string(c.what))) << refusal;
    encode_options lossy = variant(c.variant);
    lossy.lossy = true;
    std::vector<std::string> paths;
    lossy.on_loss = [&paths](const error& e) { paths.push_back(e.path); };
    EXPECT_EQ(written(c.text, lossy), c.lossy) << c.text;
    ASSERT_FALSE(paths.empty()) << c.text;
    EXPECT_EQ(paths.front(), c.path) << c.text;
  }
}

TEST(CborWrite, ViewsAsAsked) {
  const std::string_view text =
      R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"Uint16Array","id":1,"buffer":{"t":"ArrayBuffer","id":2,)"
      R"("bytes":"01020304"},"byteOffset":2,"length":1}],[1,{"t":"ref","v":2}]],"p":[]})";
  encode_options options;
  options.views = view_policy::slice;
  EXPECT_EQ(written(text, options), "82d845420304d81b826b41727261794275666665724401020304");
  options.views = view_policy::share;
  const std::string shared = written(text, options);
  EXPECT_EQ(shared, "82d81b846b55696e7431364172726179d81cd81b826b417272617942756666657244010203040201d81d190000");
  EXPECT_EQ(meaning(shared), text);
  const std::string_view tracking =
      R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"010203","maxByteLength":4},)"
      R"("byteOffset":1,"length":2,"lengthTracking":true})";
  EXPECT_EQ(meaning(written(tracking, options)), tracking);
}

TEST(CborWrite, DeterministicMapsAreSorted) {
  const pair cases[] = {
      {"a36162026163036261611 8ff",
       R"({"t":"object","id":0,"p":[["aa",{"t":"number","v":"255"}],["c",{"t":"number","v":"3"}],["b",{"t":"number","v":"2"}]]})"},
      {"a2613101623130 02",
       R"({"t":"object","id":0,"p":[["1",{"t":"number","v":"1"}],["10",{"t":"number","v":"2"}]]})"},
  };
  for (const pair& c : cases) {
    std::string hex(c.hex);
    std::erase(hex, ' ');
    EXPECT_EQ(written(c.text, variant("deterministic")), hex) << c.text;
  }
  EXPECT_EQ(written(R"({"t":"Map","id":0,"e":[[{"t":"array","id":1,"length":0,"e":[],"p":[]},{"t":"null"}],)"
                    R"([{"t":"string","v":"a"},{"t":"null"}],[{"t":"number","v":"-1"},{"t":"null"}],)"
                    R"([{"t":"number","v":"10"},{"t":"null"}]]})",
                    variant("deterministic")),
            "d90103a40af620f66161f680f6");
}

TEST(CborWrite, ReferencesPastSixteenBits) {
  builder b;
  b.begin_array();
  std::vector<std::uint32_t> numbers;
  for (int i = 0; i < 65'600; ++i) {
    numbers.push_back(b.begin_array());
    b.end();
  }
  for (const std::uint32_t n : numbers) b.reference(n);
  b.end();
  const auto doc = std::move(b).finish();
  ASSERT_TRUE(doc);
  const auto encoded = try_encode(*doc, {.format = format::cbor});
  ASSERT_TRUE(encoded);
  EXPECT_EQ(hex_of(bytes_view(*encoded).last(7)), "d81d1a0001003f");
  const auto again = try_decode(*encoded, {.format = format::cbor});
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_TRUE(*again == *doc);
}

TEST(CborWrite, RecordNumbersGoRound) {
  builder b;
  b.begin_array();
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 300; ++i) {
      b.begin_object();
      b.key("key" + std::to_string(i)).number(i);
      b.end();
    }
  }
  b.end();
  const auto doc = std::move(b).finish();
  ASSERT_TRUE(doc);
  const auto encoded = try_encode(*doc, {.format = format::cbor, .variant = "x"});
  ASSERT_TRUE(encoded);
  const auto again = try_decode(*encoded, {.format = format::cbor, .variant = "x"});
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_TRUE(*again == *doc);
}

TEST(CborTypes, CustomTypesHaveATagOrAName) {
  custom_types types;
  ASSERT_TRUE(types.add({.name = "Point", .cbor_tag = 4711}));
  ASSERT_TRUE(types.add({.name = "Money"}));
  const pair cases[] = {
      {"d91267b9000161780 1", R"({"t":"host","id":0,"type":"Point","x":1})"},
      {"d81b82654d6f6e6579b9000161780 1", R"({"t":"host","id":0,"type":"Money","x":1})"},
  };
  for (const pair& c : cases) {
    std::string hex(c.hex);
    std::erase(hex, ' ');
    encode_options writing;
    writing.types = &types;
    decode_options reading;
    reading.types = &types;
    EXPECT_EQ(written(c.text, writing), hex);
    EXPECT_EQ(meaning(hex, reading), c.text);
  }
}

TEST(CborTypes, BlobsAndFiles) {
  for (const std::string_view hex : {"d81b8364426c6f6281420102b90001647479706561 61",
                                     "d81b846446696c6581420102616eb900026474797065606c6c6173744d6f64696669656405"}) {
    std::string plain(hex);
    std::erase(plain, ' ');
    const auto doc = read(plain);
    ASSERT_TRUE(doc) << doc.error().message();
    EXPECT_EQ(doc->root().kind(), kind::host);
    EXPECT_EQ(doc->root().find("bytes").kind(), kind::bytes);
    const auto again = try_encode(*doc, {.format = format::cbor});
    ASSERT_TRUE(again) << again.error().message();
    EXPECT_EQ(hex_of(*again), plain);
  }
}

TEST(CborDetect, TellsItselfFromOthers) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"d9d9f701", "certain"},
      {"d81c80", "certain"},
      {"82d901028000", "certain"},
      {"a1616101", "likely"},
      {"bf616101ff", "likely"},
      {"f6", "possible"},
      {"00", "possible"},
      {"9f01", "no"},
      {"3835", "no"},
      {"a161", "no"},
      {"1c", "no"},
  };
  for (const auto& [hex, expected] : cases) {
    const auto found = detect(bytes_of(hex));
    const bool ours = found && found->format == format::cbor;
    EXPECT_EQ(ours ? name_of(found->likelihood) : "no", expected) << hex;
  }
}

}  // namespace
}  // namespace clonewire::test
