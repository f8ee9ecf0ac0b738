// V8 data beyond one value behind one header: several values, values without a header, bytes after the value.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include <clonewire/clonewire.hpp>
#include <clonewire/text_encoding.hpp>

namespace clonewire {
namespace {

std::vector<std::byte> bytes_of(std::string_view hex) {
  return parse_hex(hex).value();
}

// Node 26: a v8.Serializer that wrote {name: 'Ada'}, {from: the first, text: 'ж'}, 'жз', and the first again.
constexpr std::string_view four_values =
    "ff0f 6f22046e616d6522034164617b01 6f220466726f6d5e0022047465787400630236047b02 630436043704 5e00";

document sender_and_message() {
  builder b;
  b.begin_array();
  const auto sender = b.begin_object();
  b.key("name").string("Ada");
  b.end();
  b.begin_object();
  b.key("from").reference(sender);
  b.key("text").string("ж");
  b.end();
  b.string("жз");
  b.reference(sender);
  b.end();
  return std::move(b).finish().value();
}

TEST(V8Reader, LaterValuesReferToObjectsOfEarlierOnes) {
  const auto bytes = bytes_of(four_values);
  v8::reader reader(bytes);
  EXPECT_EQ(reader.version().value(), 15U);
  EXPECT_EQ(reader.offset(), 2U);
  const value sender = reader.next().value();
  const value message = reader.next().value();
  const value text = reader.next().value();
  const value again = reader.next().value();
  EXPECT_EQ(message["from"].object_number(), sender.object_number());
  EXPECT_EQ(again.object_number(), sender.object_number());
  EXPECT_EQ(text.to_utf8(), "жз");
  EXPECT_EQ(reader.remaining(), 0U);
  const document doc = std::move(reader).finish();
  EXPECT_EQ(doc.root().object_number(), sender.object_number());
  EXPECT_EQ(to_console(doc.root()), "{ name: 'Ada' }");
}

TEST(V8Reader, EndsWithUnexpectedEndAndStaysThere) {
  const auto bytes = bytes_of("ff0f49024904");
  v8::reader reader(bytes);
  EXPECT_EQ(reader.next().value().unchecked_number(), 1);
  EXPECT_EQ(reader.remaining(), 2U);
  EXPECT_EQ(reader.next().value().unchecked_number(), 2);
  for (int i = 0; i < 2; ++i) {
    const auto none = reader.next();
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, errc::unexpected_end);
    EXPECT_EQ(none.error().offset, 6U);
    EXPECT_EQ(none.error().path, "$");
  }
}

TEST(V8Reader, GivesTheSameErrorAfterAnError) {
  const auto bytes = bytes_of("ff0f4902214902");
  v8::reader reader(bytes);
  EXPECT_TRUE(reader.next());
  for (int i = 0; i < 2; ++i) {
    const auto bad = reader.next();
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, errc::unknown_tag);
    EXPECT_EQ(bad.error().offset, 4U);
  }
}

TEST(V8Reader, RefusesAVersionOfTheFuture) {
  const auto bytes = bytes_of("ff114902");
  v8::reader reader(bytes);
  ASSERT_FALSE(reader.version());
  EXPECT_EQ(reader.version().error().code, errc::unsupported_version);
  EXPECT_EQ(reader.next().error().code, errc::unsupported_version);
}

TEST(V8Writer, WritesAnObjectThatWasWrittenAsAReference) {
  const document doc = sender_and_message();
  v8::writer writer;
  for (const value v : doc.root().elements()) ASSERT_TRUE(writer.write(v));
  EXPECT_EQ(hex_text(std::move(writer).take()), hex_text(bytes_of(four_values)));
}

TEST(V8Writer, AppendsNothingAfterAnError) {
  builder b;
  b.begin_tuple();
  b.end();
  const document tuple = std::move(b).finish().value();
  const document doc = sender_and_message();
  v8::writer writer;
  ASSERT_TRUE(writer.write(doc.root().at(0)));
  const auto refused = writer.write(tuple.root());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::cannot_carry);
  EXPECT_EQ(hex_text(std::move(writer).take()), "ff0f6f22046e616d6522034164617b01");
}

TEST(V8Header, MayBeLeftOutAndTold) {
  const document doc = sender_and_message();
  const auto bare = encode(doc.root().at(2), {.format = format::v8, .header = false});
  EXPECT_EQ(hex_text(bare), "630436043704");
  decode_options reading;
  reading.format = format::v8;
  reading.v8_version = 15;
  EXPECT_EQ(decode(bare, reading).root().to_utf8(), "жз");
}

// V8 takes bytes without a header for version 0: {a: 21}, closed by the end tag alone.
TEST(V8Header, IsVersionZeroWhereThereIsNone) {
  const auto bytes = bytes_of("530161492a7b01");
  const document doc = decode(bytes, {.format = format::v8});
  EXPECT_EQ(doc.root()["a"].get<int>(), 21);
}

TEST(V8Trailing, IsAcceptedAndReportedUnlessStrict) {
  const auto bytes = bytes_of("ff0f49024904");
  const document doc = decode(bytes, {.format = format::v8});
  EXPECT_EQ(doc.root().get<int>(), 1);
  EXPECT_EQ(doc.consumed_bytes(), 4U);
  decode_options strict;
  strict.format = format::v8;
  strict.strict = true;
  const auto refused = try_decode(bytes, strict);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::trailing_bytes);
  EXPECT_EQ(refused.error().offset, 4U);
}

TEST(V8Transfer, IsAHostObjectOnlyWhenAskedFor) {
  const auto bytes = bytes_of("ff0f4101740524 0001");
  const auto refused = try_decode(bytes, {.format = format::v8});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::content_not_in_bytes);
  EXPECT_EQ(refused.error().path, "$[0]");
  decode_options reading;
  reading.format = format::v8;
  reading.transfers = true;
  const document doc = decode(bytes, reading);
  EXPECT_TRUE(doc.root().at(0).is(kind::host));
}

// 5c0a begins a Buffer in Node and an Error in workerd.
TEST(V8Dialect, IsChosenAndSaidWhereTheBytesDoNotTell) {
  const auto bytes = bytes_of("ff0f5c0a012204626f6f6d6f2205737461636b5f7b01");
  const document guessed = decode(bytes, {.format = format::v8});
  EXPECT_FALSE(guessed.notes().empty());
  for (const dialect told : {dialect::node, dialect::workerd}) {
    const document doc = decode(bytes, {.format = format::v8, .dialect = told});
    EXPECT_EQ(doc.root().kind(), told == dialect::node ? kind::typed_array : kind::error);
    EXPECT_TRUE(doc.notes().empty());
  }
}

// No workerd Error has the length 2.
TEST(V8Dialect, IsNodeWhereItCanBeNothingElse) {
  const document doc = decode(bytes_of("ff0f5c0a020102"), {.format = format::v8});
  EXPECT_EQ(doc.root().element(), element_type::buffer);
  EXPECT_TRUE(doc.notes().empty());
}

TEST(V8Version, IsRaisedOnlyWhereTheValueNeedsIt) {
  const document doc = sender_and_message();
  EXPECT_EQ(encode(doc, {.format = format::v8})[1], std::byte{15});
  for (const std::uint32_t version : {13U, 14U, 15U, 16U}) {
    const auto bytes = encode(doc, {.format = format::v8, .v8_version = version});
    EXPECT_EQ(std::to_integer<std::uint32_t>(bytes[1]), version);
  }
  for (const std::uint32_t version : {0U, 12U, 17U}) {
    const auto refused = try_encode(doc, {.format = format::v8, .v8_version = version});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::unsupported_version);
  }
}

}  // namespace
}  // namespace clonewire
