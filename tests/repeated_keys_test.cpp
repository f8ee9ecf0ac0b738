// Objects in a row whose keys are the same, nearly the same, or twice there: the decoders guess that they are the same.
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

// Keys that are easily mistaken for one another: of all lengths, equal but for a byte, Latin-1 whose bytes are the
// UTF-8 of another, array indices, a text too long to be short.
const std::vector<std::string> key_texts = {"a",
                                            "b",
                                            "",
                                            "ab",
                                            "name",
                                            "name2",
                                            "identifier",
                                            "identifies",
                                            "jdentifier",
                                            "seventeen_bytes_1",
                                            "seventeen_bytes_2",
                                            "\xc3\xa9",
                                            "\xc3\x83\xc2\xa9",
                                            "0",
                                            "1",
                                            "7",
                                            "12345",
                                            "twenty-three bytes long",
                                            "thirty-one bytes are fixstr end",
                                            "thirty-two bytes are not fixstr!",
                                            "thirty-three bytes are not short!",
                                            "forty-four bytes that differ in the 1 middle",
                                            "forty-four bytes that differ in the 2 middle",
                                            "thirty-four bytes, not all \xc3\xa9 ASCII",
                                            "twenty-four bytes, \xc3\xa9t\xc3\xa9",
                                            "sixteen bytes ab",
                                            "sixteen bytes cb"};

class writer {
 public:
  explicit writer(format f) : is_cbor_(f == format::cbor) {}
  void map(std::size_t count) { head(0xa0, 0x80, count); }
  void array(std::size_t count) { head(0x80, 0x90, count); }
  void text(const std::string& t) {
    if (is_cbor_ && t.size() >= 24) {
      byte(0x78);
      byte(t.size());
    } else if (!is_cbor_ && t.size() >= 32) {
      byte(0xd9);
      byte(t.size());
    } else {
      byte((is_cbor_ ? 0x60 : 0xa0) + t.size());
    }
    for (const char c : t) byte(static_cast<std::uint8_t>(c));
  }
  void small(std::size_t n) { byte(n); }
  void byte(std::size_t b) { bytes.push_back(static_cast<std::byte>(b)); }

  std::vector<std::byte> bytes;

 private:
  void head(std::size_t cbor, std::size_t msgpack, std::size_t count) { byte((is_cbor_ ? cbor : msgpack) + count); }
  bool is_cbor_;
};

// An object of `keys`, nested ones among its values.
void write_object(writer& to, const std::vector<std::string>& keys, std::mt19937& random, int depth) {
  to.map(keys.size());
  for (const std::string& key : keys) {
    to.text(key);
    switch (depth == 0 ? 9 : random() % 10) {
      case 0: write_object(to, keys, random, depth - 1); break;
      case 1:
        to.array(2);
        write_object(to, keys, random, depth - 1);
        write_object(to, {}, random, depth - 1);
        break;
      case 2: to.array(0); break;
      case 3: to.text(key); break;
      default: to.small(random() % 16); break;
    }
  }
}

// Keys like the last ones: the same, fewer, more, one changed, or others.
void change(std::vector<std::string>& keys, std::mt19937& random) {
  const auto any = [&random] { return key_texts[random() % key_texts.size()]; };
  switch (random() % 8) {
    case 0:
      if (!keys.empty()) keys.pop_back();
      break;
    case 1:
      if (keys.size() < 12) keys.push_back(any());
      break;
    case 2:
      if (!keys.empty()) keys[random() % keys.size()] = any();
      break;
    case 3:
      keys.clear();
      for (std::size_t i = random() % 8; i != 0; --i) keys.push_back(any());
      break;
    default: break;
  }
}

void compare_with_each_alone(format f, std::string_view variant) {
  const decode_options reading = {.format = f, .variant = variant, .maps = plain_maps::objects};
  std::mt19937 random(7);
  for (int round = 0; round != 2000; ++round) {
    std::vector<std::vector<std::byte>> alone;
    std::vector<std::string> keys;
    writer together(f);
    const std::size_t count = 1 + random() % 15;
    together.array(count);
    for (std::size_t i = 0; i != count; ++i) {
      change(keys, random);
      writer one(f);
      write_object(one, keys, random, 2);
      together.bytes.insert(together.bytes.end(), one.bytes.begin(), one.bytes.end());
      alone.push_back(std::move(one.bytes));
    }
    decode_options borrowing = reading;
    borrowing.input = round % 2 == 0 ? input_lifetime::borrowed : input_lifetime::copied;
    const auto all = try_decode(together.bytes, borrowing);
    ASSERT_TRUE(all) << hex_of(together.bytes) << '\n' << all.error().message();
    ASSERT_EQ(all->root().size(), count);
    std::size_t notes = 0;
    for (std::size_t i = 0; i != count; ++i) {
      const auto one = try_decode(alone[i], reading);
      ASSERT_TRUE(one) << hex_of(alone[i]);
      ASSERT_TRUE(equal(all->root().at(i), one->root())) << hex_of(together.bytes) << " at " << i;
      for (const auto [key, v] : all->root().at(i).entries()) ASSERT_TRUE(all->root().at(i).find(key.key_text()));
      notes += one->notes().size();
    }
    ASSERT_EQ(all->notes().size(), notes < 100 ? notes : 100) << hex_of(together.bytes);
  }
}

TEST(RepeatedKeys, MessagePackReadsEachObjectAsIfItWereAlone) {
  compare_with_each_alone(format::msgpack, "plain");
}
TEST(RepeatedKeys, CborReadsEachObjectAsIfItWereAlone) {
  compare_with_each_alone(format::cbor, "standard");
  compare_with_each_alone(format::cbor, "x");
  compare_with_each_alone(format::cbor, "deterministic");
}

// Containers of short values alone are read without being opened: they count as nested all the same.
TEST(RepeatedKeys, ShortContainersAreNestedAsDeepAsOthers) {
  const struct {
    format in;
    std::string_view variant, bytes;
    std::uint32_t depth;
  } cases[] = {
      {format::msgpack, "plain", "\x91\x91\xa1x", 2},
      {format::msgpack, "plain", "\x92\x81\xa1x\xa1y\x81\xa1x\xa1y", 2},
      {format::msgpack, "records", "\x92\xd4r@\x91\xa1x\xa1y@\xa1y", 2},
      {format::cbor, "standard", "\x81\x81\x61x", 2},
      {format::cbor, "standard", "\x82\xa1\x61x\x61y\xa1\x61x\x61y", 2},
      {format::cbor, "x", "\x82\xd9\xdf\xff\x83\x19\xe0\x01\x81\x61x\x61y\xd9\xe0\x01\x81\x61y", 2},
      {format::cbor, "x",
       "\x83\xd9\xdf\xff\x83\x19\xe0\x01\x81\x61x\x61y\xd9\xe0\x01\x81\x61y\xd9\xe0\x01\x81\x81\x61y", 3},
      // Records that lie alike, then a record with a list of two such, for which memory is at hand.
      {format::msgpack, "records",
       "\x93\x96\xd4r@\x91\xa1x\xce\x01\x01\x01\x01@\xce\x01\x01\x01\x02@\xce\x01\x01\x01\x03"
       "@\xce\x01\x01\x01\x01@\xce\x01\x01\x01\x02@\xce\x01\x01\x01\x03"
       "\x91\xd4rA\x91\xa1l\x92@\xce\x01\x01\x01\x04@\xce\x01\x01\x01\x05"
       "\xd9\x28ssssssssssssssssssssssssssssssssssssssss",
       5},
      {format::cbor, "x",
       "\x83\x86\xd9\xdf\xff\x83\x19\xe0\x01\x81\x61x\x1a\x01\x01\x01\x01"
       "\xd9\xe0\x01\x81\x1a\x01\x01\x01\x01\xd9\xe0\x01\x81\x1a\x01\x01\x01\x02\xd9\xe0\x01\x81\x1a\x01\x01\x01\x03"
       "\xd9\xe0\x01\x81\x1a\x01\x01\x01\x02\xd9\xe0\x01\x81\x1a\x01\x01\x01\x03"
       "\x81\xd9\xdf\xff\x83\x19\xe0\x02\x81\x61l\x82"
       "\xd9\xe0\x01\x81\x1a\x01\x01\x01\x04\xd9\xe0\x01\x81\x1a\x01\x01\x01\x05"
       "\x78\x28ssssssssssssssssssssssssssssssssssssssss",
       5},
  };
  for (const auto& c : cases) {
    const bytes_view bytes = std::as_bytes(std::span(c.bytes));
    SCOPED_TRACE(hex_of(bytes));
    for (std::uint32_t limit = 1; limit != 7; ++limit) {
      decode_options reading = {.format = c.in, .variant = c.variant};
      reading.limits.max_depth = limit;
      const auto doc = try_decode(bytes, reading);
      const auto explained = try_explain(
          bytes, [](const explained_bytes&) {}, reading);
      EXPECT_EQ(doc.ok(), limit >= c.depth) << limit;
      ASSERT_EQ(explained.ok(), doc.ok()) << limit;
      if (!doc) {
        EXPECT_EQ(doc.error().code, errc::limit_exceeded);
        EXPECT_EQ(doc.error().message(), explained.error().message());
      }
    }
  }
}

// A document may repeat keys without end; what is told of it does not grow with it.
TEST(RepeatedKeys, NotesAreCappedInNumber) {
  for (const format f : {format::msgpack, format::cbor}) {
    writer to(f);
    for (int i = 0; i != 150; ++i) {  // [{a, a}, [{a, a}, [...
      to.array(2);
      to.map(2);
      for (int k = 0; k != 2; ++k) {
        to.text("a");
        to.small(1);
      }
    }
    to.array(0);
    const auto doc = try_decode(to.bytes, {.format = f, .maps = plain_maps::objects});
    ASSERT_TRUE(doc) << doc.error().message();
    EXPECT_EQ(doc->notes().size(), 100U) << name_of(f);
  }
}

// Where the second of two objects breaks off, the path is that of its key.
TEST(RepeatedKeys, PathsOfWhatFailsInAGuessedObject) {
  for (const format f : {format::msgpack, format::cbor}) {
    writer to(f);
    to.array(2);
    for (int i = 0; i != 2; ++i) {
      to.map(3);
      for (const char* key : {"first", "second", "third"}) {
        to.text(key);
        to.text(std::string(20, 'x'));
      }
    }
    // The value of "second" in the second object, past the middle: a reserved byte, or one of CBOR's.
    to.bytes[to.bytes.size() - 21 - 6 - 21] = static_cast<std::byte>(f == format::cbor ? 0x1c : 0xc1);
    const auto doc =
        try_decode(to.bytes, {.format = f, .variant = f == format::cbor ? "x" : "plain", .maps = plain_maps::objects});
    ASSERT_FALSE(doc);
    EXPECT_EQ(doc.error().path, "$[1].second") << name_of(f) << doc.error().message();
  }
}

}  // namespace
}  // namespace clonewire::test
