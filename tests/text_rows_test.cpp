// Lists of texts in many scripts: the decoders examine short ones in a row by vectors.
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"
#include "support/exact_copy.hpp"

namespace clonewire::test {
namespace {

constexpr format formats[] = {format::msgpack, format::cbor};

void put_head(std::string& to, format f, std::size_t size) {
  const std::size_t short_sizes = f == format::cbor ? 24 : 32;
  if (size < short_sizes) {
    to += static_cast<char>((f == format::cbor ? 0x60 : 0xa0) + size);
  } else if (size < 256) {
    to += {f == format::cbor ? '\x78' : '\xd9', static_cast<char>(size)};
  } else {
    to += {f == format::cbor ? '\x79' : '\xda', static_cast<char>(size >> 8), static_cast<char>(size)};
  }
}

std::string list_of(format f, const std::vector<std::string>& texts) {
  std::string bytes = f == format::cbor ? "\x99" : "\xdc";
  bytes += {static_cast<char>(texts.size() >> 8), static_cast<char>(texts.size())};
  for (const std::string& text : texts) {
    put_head(bytes, f, text.size());
    bytes += text;
  }
  return bytes;
}

// So many bytes, the last of which belong to one character of so many bytes.
std::string text_ending(std::size_t size, const std::string& character) {
  return std::string(size - character.size(), 'x') + character;
}

const std::string characters[] = {"a", "\xc3\xa9", "\xe6\x97\xa5", "\xf0\x9f\x9a\x80"};

std::vector<std::string> texts_of_all_sizes(std::mt19937& random) {
  std::vector<std::string> texts;
  for (int i = 0; i != 400; ++i) {
    const std::string& character = characters[random() % std::size(characters)];
    const std::size_t size = character.size() + random() % (random() % 8 == 0 ? 300 : 40);
    texts.push_back(random() % 20 == 0 ? "" : text_ending(size, character));
  }
  return texts;
}

bool is_ascii(const std::string& text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

TEST(TextRows, HoldEachText) {
  std::mt19937 random(1);
  for (int round = 0; round != 40; ++round) {
    const std::vector<std::string> texts = texts_of_all_sizes(random);
    for (const format f : formats) {
      const std::string list = list_of(f, texts);
      const exact_copy bytes(list.data(), list.size());
      const auto doc = try_decode(bytes, {.format = f, .input = input_lifetime::borrowed});
      ASSERT_TRUE(doc) << doc.error().message();
      ASSERT_EQ(doc->root().size(), texts.size());
      for (std::size_t i = 0; i != texts.size(); ++i) {
        const value text = doc->root().at(i);
        ASSERT_EQ(text.to_utf8(), texts[i]) << i;
        ASSERT_EQ(text.unchecked_string().encoding,
                  is_ascii(texts[i]) ? string_encoding::latin1 : string_encoding::utf8)
            << i;
      }
    }
  }
}

TEST(TextRows, EndWhereATextIsNoUtf8) {
  const std::string endings[] = {
      "\x80",
      "\xbf",
      "\xc3",
      "\xc0\x80",
      "\xc1\xbf",
      "\xe6\x97",
      "\xe0\x9f\xbf",
      "\xf0\x9f\x9a",
      "\xf0\x8f\xbf\xbf",
      "\xf4\x90\x80\x80",
      "\xf5\x80\x80\x80",
      "\xff",
      "\xc3\xa9\x80",
      "\xf0\x9f\x9a\x80\x80",
  };
  std::mt19937 random(2);
  for (const std::string& ending : endings) {
    for (const std::size_t size : {5U, 6U, 23U, 24U, 31U, 32U, 33U, 34U, 63U, 64U, 65U, 96U, 255U, 256U}) {
      std::vector<std::string> texts = texts_of_all_sizes(random);
      const std::size_t place = random() % texts.size();
      texts[place] = text_ending(size, ending);
      for (const format f : formats) {
        const std::string list = list_of(f, texts);
        const exact_copy bytes(list.data(), list.size());
        const auto doc = try_decode(bytes, {.format = f, .input = input_lifetime::borrowed});
        ASSERT_FALSE(doc) << hex_of(std::as_bytes(std::span(texts[place])));
        EXPECT_EQ(doc.error().code, errc::invalid_string);
        EXPECT_EQ(doc.error().path, "$[" + std::to_string(place) + "]");
        const auto explained = try_explain(bytes, [](const explained_bytes&) {}, {.format = f});
        ASSERT_FALSE(explained);
        EXPECT_EQ(doc.error().message(), explained.error().message());
      }
    }
  }
}

TEST(TextRows, BreakOffWhereTheInputDoes) {
  std::mt19937 random(4);
  std::vector<std::string> texts = texts_of_all_sizes(random);
  texts.resize(60);
  texts[0] = "\xc3\xa9";
  for (const format f : formats) {
    const std::string list = list_of(f, texts);
    for (std::size_t size = 0; size != list.size(); ++size) {
      const exact_copy bytes(list.data(), size);
      const auto doc = try_decode(bytes, {.format = f, .input = input_lifetime::borrowed});
      ASSERT_FALSE(doc) << size;
      const auto explained = try_explain(bytes, [](const explained_bytes&) {}, {.format = f});
      ASSERT_FALSE(explained) << size;
      EXPECT_EQ(doc.error().message(), explained.error().message());
    }
  }
}

// Text that is nothing but UTF-8 with lone surrogates is a JavaScript string all the same.
TEST(TextRows, GoOnBehindALoneSurrogate) {
  std::mt19937 random(3);
  std::vector<std::string> texts = texts_of_all_sizes(random);
  texts[200] = "\xc3\xa9\xed\xa0\x80";
  for (const format f : formats) {
    const std::string list = list_of(f, texts);
    const auto doc = try_decode(std::as_bytes(std::span(list)), {.format = f});
    ASSERT_TRUE(doc) << doc.error().message();
    for (std::size_t i = 0; i != texts.size(); ++i) {
      const value text = doc->root().at(i);
      ASSERT_EQ(text.unchecked_string().encoding == string_encoding::utf16, i == 200) << i;
      if (i != 200) {
        ASSERT_EQ(text.to_utf8(), texts[i]) << i;
      }
    }
  }
}

}  // namespace
}  // namespace clonewire::test
