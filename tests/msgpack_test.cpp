// The msgpack format beyond the corpus: what other writers' bytes are, what is refused where, what is lost and how that
// is told, and the options. Values are in graph notation, bytes in hexadecimal.
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <clonewire/clonewire.hpp>
#include <clonewire/custom_types.hpp>

#include "support/corpus.hpp"
#include "support/exact_copy.hpp"

namespace clonewire::test {
namespace {

using namespace std::string_view_literals;

std::vector<std::byte> from_hex(std::string_view text) {
  const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<std::byte>(digit(text[i]) << 4 | digit(text[i + 1])));
  return bytes;
}

result<document> decoded(std::string_view hex, decode_options options = {}) {
  options.format = format::msgpack;
  const std::vector<std::byte> bytes = from_hex(hex);
  return try_decode(exact_copy(bytes), options);
}

/// The value in notation, or "code offset path" of the error.
std::string read(std::string_view hex, const decode_options& options = {}) {
  const auto doc = decoded(hex, options);
  if (!doc) {
    const error& e = doc.error();
    return std::string(name_of(e.code)) + ' ' + std::to_string(e.offset) + ' ' + e.path;
  }
  return as_text(try_encode(*doc, {.format = format::graph}).value());
}

/// The bytes in hexadecimal, or the error.
std::string write(std::string_view notation, encode_options options = {}) {
  options.format = format::msgpack;
  const auto doc = try_decode(as_bytes(notation), {.format = format::graph});
  if (!doc) return doc.error().message();
  const auto bytes = try_encode(*doc, options);
  return bytes ? hex_of(*bytes) : bytes.error().message();
}

// ---- reading ----

TEST(MsgpackReading, TakesEveryFormThatIsMeant) {
  struct {
    const char* variant;
    const char* hex;
    const char* notation;
  } const cases[] = {
      // Strings: lone surrogates, and halves that make a pair.
      {"", "a3eda0bd", R"({"t":"string","v":"\ud83d"})"},
      {"", "a6eda0bdedb880", "{\"t\":\"string\",\"v\":\"\U0001f600\"}"},
      // Record ids of two bytes, of a writer that is allowed more than 64.
      {"", "93d572600091a16105600007d572600191a16208",
       R"({"t":"array","id":0,"length":3,"e":[[0,{"t":"object","id":1,"p":[["a",{"t":"number","v":"5"}]]}],[1,{"t":"object","id":2,"p":[["a",{"t":"number","v":"7"}]]}],[2,{"t":"object","id":3,"p":[["b",{"t":"number","v":"8"}]]}]],"p":[]})"},
      {"", "92d572600091a161056002", "invalid_reference 9 $[1]"},
      {"", "d572400091a16105", "invalid_value 0 $"},
      // A record's keys: out of order, twice, numbers, with an id, as a pointer.
      {"", "d4724092a162a1310102",
       R"({"t":"object","id":0,"p":[["1",{"t":"number","v":"2"}],["b",{"t":"number","v":"1"}]]})"},
      {"", "d4724092a161a1610102", R"({"t":"object","id":0,"p":[["a",{"t":"number","v":"2"}]]})"},
      {"", "d4724092070a0102",
       R"({"t":"object","id":0,"p":[["7",{"t":"number","v":"1"}],["10",{"t":"number","v":"2"}]]})"},
      {"", "92d47240d6690000000191a16101d47241d6700000000102",
       R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"object","id":1,"p":[["a",{"t":"number","v":"1"}]]}],[1,{"t":"object","id":2,"p":[["a",{"t":"number","v":"2"}]]}]],"p":[]})"},
      {"", "d4724091c001", "invalid_key 4 $"},
      {"", "d472409191a161", "invalid_key 4 $"},
      {"", "d6690000000192a161d47240d6700000000101", "invalid_key 12 $[1]"},
      // A byte that no record defines: a number, and a hint where bytes are left over.
      {"", "40", R"({"t":"number","v":"64"})"},
      {"", "4001", "trailing_bytes 1 $"},
      // Plain maps, told to be one thing or the other.
      {"records", "81a16101", R"({"t":"Map","id":0,"e":[[{"t":"string","v":"a"},{"t":"number","v":"1"}]]})"},
      {"plain", "81a16101", R"({"t":"object","id":0,"p":[["a",{"t":"number","v":"1"}]]})"},
      {"plain", "82a131010203",
       R"({"t":"Map","id":0,"e":[[{"t":"string","v":"1"},{"t":"number","v":"1"}],[{"t":"number","v":"2"},{"t":"number","v":"3"}]]})"},
      {"plain", "82a16101a16102", R"({"t":"object","id":0,"p":[["a",{"t":"number","v":"2"}]]})"},
      {"plain", "d6690000000182a161d6700000000102d67000000001",
       R"({"t":"Map","id":0,"e":[[{"t":"string","v":"a"},{"t":"ref","v":0}],[{"t":"number","v":"2"},{"t":"ref","v":0}]]})"},
      // Other writers' integers of 64 bits are bigints, as msgpackr's reader has them.
      {"plain", "cf0000010000000000", R"({"t":"bigint","v":"1099511627776"})"},
      {"plain", "d3ffffff0000000000", R"({"t":"bigint","v":"-1099511627776"})"},
      {"plain", "ca3fc00000", R"({"t":"number","v":"1.5"})"},
      {"plain", "92cb3ff0000000000000ca40000000",
       R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"number","v":"1"}],[1,{"t":"number","v":"2"}]],"p":[]})"},
      // Timestamps at their bounds.
      {"", "d6ffffffffff", R"({"t":"Date","id":0,"v":"4294967295000"})"},
      {"", "c70cff00000000000007dba8218000", R"({"t":"Date","id":0,"v":"8640000000000000"})"},
      {"", "c70cff00000001000007dba8218000", "invalid_value 0 $"},
      {"", "c70cff00000000000007dba8218001", "invalid_value 0 $"},
      {"", "c70cff000000007fffffffffffffff", "invalid_value 0 $"},
      {"", "d7ffee6b280000000000", "invalid_value 0 $"},
      {"", "d7ffee6b27fc00000001", R"({"t":"Date","id":0,"v":"1999"})"},
      // Errors of fewer fields, and with clonewire's fourth.
      {"", "d4650091aa52616e67654572726f72", R"({"t":"Error","id":0,"name":"RangeError"})"},
      {"", "d4650094a54572726f72a16dd40000a173", R"({"t":"Error","id":0,"name":"Error","message":"m","stack":"s"})"},
      {"", "d4650095a54572726f72a0c0c0c0", "invalid_value 3 $"},
      {"", "d465009205a16d", "invalid_value 4 $.name"},
      // Extensions of msgpackr's types but of another size are not msgpackr's.
      {"records", "d50001 02", "unknown_tag 0 $"},
      {"records", "d673000000", "length_over_input 0 $"},
      {"plain", "d5730001", R"({"t":"host","id":0,"type":"MessagePack extension","code":115,"bytes":"0001"})"},
      {"bundle", "d40900", "unknown_tag 0 $"},
      // Regular expressions.
      {"", "d4780092a161a26967", R"({"t":"RegExp","id":0,"source":"a","flags":"gi"})"},
      {"", "d4780092a161a26969", "invalid_value 6 $"},
      {"", "d4780092a161a27576", "invalid_value 6 $"},
      {"", "d4780092a12fa0", R"({"t":"RegExp","id":0,"source":"\\/","flags":""})"},
      // Bundles.
      {"", "d66200000004a0a0", "invalid_reference 7 $"},
      {"", "d66200000006c104a0a461626364", R"({"t":"string","v":"abcd"})"},
      {"", "d66200000006c105a0a461626364", "invalid_reference 6 $"},
      {"", "d66200000006c103a0a461626364", "invalid_reference 8 $"},
      {"", "d662ffffffffc104a0a461626364", "invalid_reference 0 $"},
      {"", "92d6620000000ec102d66200000006c102a0a461626364", "invalid_reference 9 $[1]"},
  };
  for (const auto& c : cases) {
    std::string hex = c.hex;
    std::erase(hex, ' ');
    EXPECT_EQ(read(hex, {.variant = c.variant}), c.notation) << c.variant << ' ' << c.hex;
  }
}

TEST(MsgpackReading, TellsWhatTheValueCannotKeep) {
  const std::pair<const char*, const char*> cases[] = {
      {"d4650092a3466f6fa16d", "byte 4: an Error of the name \"Foo\", which structured clone does not keep"},
      {"d7ff0000000400000001", "byte 0: a timestamp of which a Date keeps the milliseconds, not the nanoseconds"},
      {"8201020103", "byte 0: a Map has a key twice: the last one counts"},
      {"d47300920101", "byte 0: a Set has a member twice: the last one counts"},
      {"d4724092a161a1610102", "byte 0: an object has a key twice: the last one counts"},
  };
  for (const auto& [hex, note] : cases) {
    const auto doc = decoded(hex);
    ASSERT_TRUE(doc) << hex << doc.error().message();
    ASSERT_EQ(doc->notes().size(), 1u) << hex;
    EXPECT_EQ(doc->notes().front(), note) << hex;
  }
}

TEST(MsgpackReading, ByteStringsAndMapsAreWhatTheOptionsSay) {
  EXPECT_EQ(read("c40101", {.byte_strings = byte_strings::bytes}), R"({"t":"bytes","v":"01"})");
  EXPECT_EQ(read("c40101", {.byte_strings = byte_strings::array_buffer}), R"({"t":"ArrayBuffer","id":0,"bytes":"01"})");
  EXPECT_TRUE(read("c40101", {.byte_strings = byte_strings::uint8_array}).starts_with(R"({"t":"Uint8Array")"));
  EXPECT_TRUE(read("c40101").starts_with(R"({"t":"Buffer")"));
  EXPECT_TRUE(read("81a16101", {.maps = plain_maps::objects}).starts_with(R"({"t":"object")"));
  EXPECT_TRUE(read("81a16101", {.variant = "plain", .maps = plain_maps::maps}).starts_with(R"({"t":"Map")"));
}

TEST(MsgpackReading, HostileInputIsRefusedSoon) {
  std::string deep;
  for (int i = 0; i != 20'000; ++i) deep += "91";
  EXPECT_TRUE(read(deep + "c0").starts_with("limit_exceeded 10000 "));
  std::string ids;
  for (int i = 0; i != 20'000; ++i) ids += "d66900000001";
  EXPECT_EQ(read(ids + "90"), R"({"t":"array","id":0,"length":0,"e":[],"p":[]})");
  // Counts that each fit what is left, but together not.
  std::string nested;
  for (int i = 0; i != 300; ++i) nested += "dc0100";
  EXPECT_TRUE(read(nested + std::string(512, 'c')).starts_with("length_over_input "));
  for (const char* hex : {"ddffffffff", "dfffffffff", "dbffffffff", "c6ffffffff", "c9ffffffff74", "d47300ddffffffff",
                          "d47240ddffffffff", "c9000000076892a0dfffffffff"}) {
    EXPECT_TRUE(read(hex).starts_with("length_over_input ") || read(hex).starts_with("limit")) << hex << read(hex);
  }
}

// ---- writing ----

TEST(MsgpackWriting, CarriesWhatMsgpackrLosesInSilence) {
  struct {
    const char* notation;
    const char* hex;
  } const cases[] = {
      {R"({"t":"number","v":"-0"})", "cb8000000000000000"},
      {R"({"t":"string","v":"\ud83d"})", "a3eda0bd"},
      {R"({"t":"Error","id":0,"name":"Error","message":"m","stack":"s"})", "d4650094a54572726f72a16dd40000a173"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(write(c.notation), c.hex) << c.notation;
    EXPECT_EQ(read(c.hex), c.notation);
  }
}

TEST(MsgpackWriting, RefusesOrTellsEachLoss) {
  struct {
    const char* variant;
    const char* notation;
    const char* message;
    const char* lossy;
  } const cases[] = {
      {"", R"({"t":"array","id":0,"length":2,"e":[[1,{"t":"null"}]],"p":[]})",
       "$[0]: MessagePack cannot carry a hole in an array", "92d40000c0"},
      {"", R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"null"}]],"p":[["k",{"t":"null"}]]})",
       "$.k: MessagePack cannot carry an array's named property", "91c0"},
      {"", R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"Boolean","id":1,"v":true}]],"p":[]})",
       "$[0]: MessagePack cannot carry a Boolean object", "91d4724090"},
      {"", R"({"t":"String","id":0,"v":"hi"})", "$: MessagePack cannot carry a String object",
       "d4724092a130a131a168a169"},
      {"norecords", R"({"t":"String","id":0,"v":"hi"})", "$: MessagePack cannot carry a String object",
       "de0002a130a168a131a169"},
      {"", R"({"t":"ArrayBuffer","id":0,"bytes":"00","maxByteLength":9})",
       "$: MessagePack cannot carry a resizable ArrayBuffer", "c702741000"},
      {"",
       R"({"t":"Float16Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"003c"},"byteOffset":0,"length":1})",
       "$: MessagePack cannot carry a Float16Array", "c7037404003c"},
      {"", R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"0102"},"byteOffset":1,"length":1})",
       "$: MessagePack cannot carry a view of a part of its buffer: use views=\"slice\" to write the view's own bytes",
       "c702740102"},
      {"", R"({"t":"Map","id":0,"e":[[{"t":"null"},{"t":"bytes","v":"01"}]]})",
       "$.get(null): MessagePack cannot carry a byte string", "81c0c40101"},
      {"norecords", R"({"t":"Map","id":0,"e":[]})",
       "$: MessagePack cannot carry a Map whose keys are all strings: the variant records carries it", "80"},
      {"plain", R"({"t":"Set","id":0,"e":[{"t":"null"}]})",
       "$: MessagePack cannot carry a Set: the variant records carries it", "91c0"},
      {"plain", R"({"t":"bigint","v":"-9223372036854775809"})",
       "$: MessagePack cannot carry a BigInt of more than 64 bits: the variant records carries it",
       "b42d39323233333732303336383534373735383039"},
      {"plain", R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"Date","id":1,"v":"0"}],[1,{"t":"ref","v":1}]],"p":[]})",
       "$[1]: MessagePack cannot carry an object that occurs twice: the variant records carries it",
       "92d6ff00000000d6ff00000000"},
      {"plain", R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"ref","v":0}]],"p":[]})",
       "$[0]: MessagePack cannot carry a cycle: the variant records carries it", "91c0"},
      {"", R"({"t":"host","id":0,"type":"Blob","size":3})",
       "$: MessagePack cannot carry a Blob or File without its content, or with other fields than its own",
       "c90000000d6892a4426c6f6281a473697a6503"},
  };
  for (const auto& c : cases) {
    encode_options options;
    options.variant = c.variant;
    EXPECT_EQ(write(c.notation, options), std::string(c.message) + " (cannot_carry)") << c.variant << ' ' << c.notation;
    std::vector<std::string> told;
    options.lossy = true;
    options.on_loss = [&](const error& e) { told.push_back(e.path); };
    EXPECT_EQ(write(c.notation, options), c.lossy) << c.variant << ' ' << c.notation;
    EXPECT_EQ(told.size(), 1u) << c.notation;
  }
}

TEST(MsgpackWriting, ViewsAreSlicesWhereThatIsAskedFor) {
  constexpr const char* two =
      R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"ArrayBuffer","id":1,"bytes":"0102"}],[1,{"t":"Uint8Array","id":2,"buffer":{"t":"ref","v":1},"byteOffset":0,"length":2}]],"p":[]})";
  EXPECT_TRUE(write(two).starts_with("$[1]: MessagePack cannot carry a view of a buffer that occurs elsewhere"));
  EXPECT_EQ(write(two, {.views = view_policy::slice}),
            "92c7037410"
            "0102"
            "c7037401"
            "0102");
  EXPECT_TRUE(write(two, {.views = view_policy::share}).ends_with("(invalid_option)"));
}

TEST(MsgpackWriting, HolesDoNotMakeTheOutputHuge) {
  constexpr const char* sparse = R"({"t":"array","id":0,"length":4294967295,"e":[],"p":[]})";
  EXPECT_TRUE(write(sparse, {.lossy = true}).ends_with("(limit_exceeded)"));
}

// ---- platform objects and custom types ----

using field = std::pair<std::string_view, std::variant<double, std::string_view, std::vector<std::uint8_t>>>;

/// A host object. The notation cannot tell a field of bytes from one of text.
document host(std::string_view type, const std::vector<field>& fields) {
  builder b;
  b.begin_host(type);
  for (const auto& [name, content] : fields) {
    b.key(name);
    if (const auto* number = std::get_if<double>(&content)) b.number(*number);
    if (const auto* text = std::get_if<std::string_view>(&content)) b.string(*text);
    if (const auto* bytes = std::get_if<std::vector<std::uint8_t>>(&content)) b.bytes(std::as_bytes(std::span(*bytes)));
  }
  b.end();
  return std::move(b).finish().value();
}

using bytes_field = std::vector<std::uint8_t>;

TEST(MsgpackObjects, SurviveInEveryVariant) {
  struct {
    const char* type;
    std::vector<field> fields;
    const char* hex;
  } const cases[] = {
      {"Blob",
       {{"mimeType", ""sv}, {"bytes", bytes_field{0, 255}}},
       "c90000001b6892a4426c6f6282a86d696d6554797065a0a56279746573c40200ff"},
      {"File",
       {{"mimeType", "t"sv}, {"bytes", bytes_field{}}, {"name", "a"sv}, {"lastModified", 5.0}},
       "c90000002f6892a446696c6584a86d696d6554797065a174a56279746573c400a46e616d65a161ac6c6173744d6f64696669656405"},
      {"Empty", {}, "c9000000086892a5456d70747980"},
      {"MessagePack extension", {{"code", 9.0}, {"bytes", bytes_field{0, 255}}}, "d50900ff"},
      // Of a type that has a meaning in that size: as any platform object.
      {"MessagePack extension",
       {{"code", 115.0}, {"bytes", bytes_field{0}}},
       "c9000000286892b54d6573736167655061636b20657874656e73696f6e82a4636f6465cc73a56279746573c40100"},
  };
  for (const auto& c : cases) {
    const document original = host(c.type, c.fields);
    for (const char* variant : {"", "plain"}) {
      const auto bytes = try_encode(original, {.format = format::msgpack, .variant = variant});
      ASSERT_TRUE(bytes) << c.type << bytes.error().message();
      if (*variant == 0) {
        EXPECT_EQ(hex_of(*bytes), c.hex);
      }
      const auto again = try_decode(*bytes, {.format = format::msgpack, .variant = variant});
      ASSERT_TRUE(again) << c.type << again.error().message();
      EXPECT_TRUE(original == *again) << c.type << hex_of(*bytes);
    }
  }
}

TEST(MsgpackObjects, CustomTypesHaveTheirCode) {
  custom_types types;
  ASSERT_TRUE(types.add({.name = "Point", .msgpack_code = 11}));
  ASSERT_TRUE(types.add({.name = "Raw",
                         .msgpack_code = 12,
                         .to_payload =
                             [](const value& from, builder& to) {
                               to.bytes(from.find("bytes").unchecked_bytes());
                               return std::string();
                             },
                         .from_payload =
                             [](const value& from, builder& to) {
                               to.begin_host("Raw");
                               to.key("bytes").bytes(from.unchecked_bytes());
                               to.end();
                               return std::string();
                             }}));
  ASSERT_TRUE(types.add({.name = "Uncoded"}));
  struct {
    const char* type;
    std::vector<field> fields;
    const char* hex;
  } const cases[] = {
      {"Point", {{"x", 1.0}}, "d40b00d4724091a17801"},
      {"Raw", {{"bytes", bytes_field{1, 2}}}, "d50c0102"},
      {"Raw", {{"bytes", bytes_field{5}}}, "d40c05"},
      {"Raw", {{"bytes", bytes_field{0}}}, "c7010c00"},
      {"Uncoded", {{"x", 1.0}}, "c9000000196892a7556e636f64656481a77061796c6f6164d4724091a17801"},
  };
  for (const auto& c : cases) {
    const document original = host(c.type, c.fields);
    const auto bytes = try_encode(original, {.format = format::msgpack, .types = &types});
    ASSERT_TRUE(bytes) << c.type << bytes.error().message();
    EXPECT_EQ(hex_of(*bytes), c.hex);
    const auto again = try_decode(*bytes, {.format = format::msgpack, .types = &types});
    ASSERT_TRUE(again) << c.type << again.error().message();
    EXPECT_TRUE(original == *again) << c.type;
  }
}

// ---- detection ----

TEST(MsgpackDetection, IsSureOfRecordsOnly) {
  struct {
    const char* hex;
    likelihood sure;
  } const cases[] = {
      {"d4724091a16101", likelihood::certain},
      {"81a16101", likelihood::likely},
      {"93d6690000000190c0c0", likelihood::likely},
      {"920102", likelihood::possible},
  };
  for (const auto& c : cases) {
    const auto found = detect(from_hex(c.hex));
    ASSERT_TRUE(found) << c.hex;
    EXPECT_EQ(found->format, format::msgpack) << c.hex;
    EXPECT_EQ(found->likelihood, c.sure) << c.hex;
  }
  for (const char* text : {"", "1", "{\"a\":1}", "[1,2]", "\"text\"", "hello", "{\"t\":\"null\"}"}) {
    const auto found = detect(as_bytes(text));
    EXPECT_TRUE(!found || found->format != format::msgpack) << text;
  }
}

}  // namespace
}  // namespace clonewire::test
