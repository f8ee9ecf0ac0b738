// The example object of "How to (Structurally) Serialize a JavaScript Object" (Florian Klampfer, 2024), in the formats
// that the article compares, byte for byte as it prints them.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

// const ab = new ArrayBuffer(8);
// const data = new Uint8Array(ab).fill(255), view = new Uint16Array(ab);
// const obj = {big: 2n**64n - 1n, set: new Set([1,2,3]), exp: new RegExp("/^\d+$/", "g"), map: new Map([["a", 3]]),
//              data, view};
// obj.self = obj;
document article_object() {
  std::array<std::byte, 8> ones{};
  ones.fill(std::byte{0xff});
  builder b;
  const auto self = b.begin_object();
  b.key("big").bigint(false, ones);
  b.key("set").begin_set();
  b.number(1).number(2).number(3);
  b.end();
  constexpr std::string_view source = "/^d+$/";
  b.key("exp").regexp({string_encoding::latin1, as_bytes(source)}, regexp_global);
  b.key("map").begin_map();
  b.string("a").number(3);
  b.end();
  b.key("data");
  const auto buffer = b.detached().array_buffer(ones);
  b.typed_array(element_type::uint8, buffer, 0, ones.size());
  b.key("view").typed_array(element_type::uint16, buffer, 0, ones.size());
  b.key("self").reference(self);
  b.end();
  return std::move(b).finish().value();
}

struct printed {
  clonewire::format format;
  view_policy views;  // the binary formats and ungap keep views as slices: the article's writer chose so
  bool text;
  std::string_view expected;
};

constexpr printed article[] = {
    {format::ungap, view_policy::slice, true,
     R"([[2,[[1,2],[3,4],[8,9],[10,11],[13,14],[15,16],[17,0]]],[0,"big"],[8,"18446744073709551615"],[0,"set"],)"
     R"([6,[5,6,7]],[0,1],[0,2],[0,3],[0,"exp"],[4,{"source":"\\/^d+$\\/","flags":"g"}],[0,"map"],[5,[[12,7]]],)"
     R"([0,"a"],[0,"data"],["Uint8Array",[255,255,255,255,255,255,255,255]],[0,"view"],)"
     R"(["Uint16Array",[65535,65535,65535,65535]],[0,"self"]])"},
    {format::typeson, view_policy::automatic, true,
     R"({"big":"18446744073709551615","set":[1,2,3],"exp":{"source":"\\/^d+$\\/","flags":"g"},"map":[["a",3]],)"
     R"("data":{"encoded":"//////////8=","byteOffset":0,"length":8},"view":{"index":0,"byteOffset":0,"length":4},)"
     R"("self":"#","$types":{"big":"bigint","set":"set","exp":"regexp","map":"map","map.0":"arrayNonindexKeys",)"
     R"("data":"uint8array","view":"uint16array","self":"#"}})"},
    {format::msgpack, view_policy::slice, false,
     "d66900000001d4724097a3626967a3736574a3657870a36d6170a464617461a4"
     "76696577a473656c66cfffffffffffffffffd4730093010203d4780092a85c2f"
     "5e642b245c2fa16781a16103c7097401ffffffffffffffffc7097404ffffffff"
     "ffffffffd67000000001"},
    {format::cbor, view_policy::slice, false,
     "d81cb90007636269671bffffffffffffffff63736574d9010283010203636578"
     "70d9524a82685c2f5e642b245c2f6167636d6170d90103a16161036464617461"
     "d84048ffffffffffffffff6476696577d84548ffffffffffffffff6473656c66"
     "d81d190000"},
};

TEST(Article, ExampleComesOutByteForByte) {
  const document doc = article_object();
  for (const printed& p : article) {
    const auto encoded = try_encode(doc, {.format = p.format, .views = p.views});
    ASSERT_TRUE(encoded) << name_of(p.format) << ": " << encoded.error().message();
    EXPECT_EQ(p.text ? as_text(*encoded) : hex_of(*encoded), p.expected) << name_of(p.format);
  }
}

// Both views stand over one buffer: without being told, a format that keeps slices says what that would lose.
TEST(Article, SharedBufferIsNotLostSilently) {
  const document doc = article_object();
  for (const printed& p : article) {
    if (p.views == view_policy::automatic) continue;
    const auto encoded = try_encode(doc, {.format = p.format});
    ASSERT_FALSE(encoded) << name_of(p.format);
    EXPECT_EQ(encoded.error().code, errc::cannot_carry);
    EXPECT_EQ(encoded.error().path, "$.data") << encoded.error().message();
  }
}

TEST(Article, ExampleIsReadBackFromEachFormat) {
  for (const printed& p : article) {
    const auto encoded = try_encode(article_object(), {.format = p.format, .views = p.views});
    ASSERT_TRUE(encoded) << name_of(p.format);
    EXPECT_EQ(detect_format(*encoded), p.format);
    const auto decoded = try_decode(*encoded);
    ASSERT_TRUE(decoded) << name_of(p.format) << ": " << decoded.error().message();
    const value root = decoded->root();
    EXPECT_EQ(root["self"].object_number(), root.object_number()) << name_of(p.format);
    EXPECT_TRUE(root["map"].is(kind::map)) << name_of(p.format);
    EXPECT_EQ(root["view"].element(), element_type::uint16) << name_of(p.format);
    const bool shared = root["view"].view_buffer().object_number() == root["data"].view_buffer().object_number();
    EXPECT_EQ(shared, p.views == view_policy::automatic) << name_of(p.format);
  }
}

}  // namespace
}  // namespace clonewire::test
