// The fast ways through JSON text against the slow ones: blocks against bytes, json_parser against json_reader, digits
// against the standard library.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wire/decimal.hpp"
#include "wire/json_reader.hpp"
#include "wire/json_string.hpp"
#include "wire/json_tree.hpp"
#include "wire/json_writer.hpp"
#include "wire/number_text.hpp"
#include "wire/shortest.hpp"
#include "wire/text_block.hpp"
#include "wire/utf.hpp"

namespace clonewire::wire {
namespace {

using namespace std::string_literals;

octets octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Text that ends where memory does: reading one byte further is a crash.
class at_page_end {
 public:
  explicit at_page_end(std::string_view text) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t size = (text.size() + page - 1) / page * page + page;
    mapped_ = {static_cast<char*>(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)),
               size};
    char* const end = mapped_.data() + size - page;
    mprotect(end, page, PROT_NONE);
    std::memcpy(end - text.size(), text.data(), text.size());
    text_ = {end - text.size(), text.size()};
  }
  at_page_end(const at_page_end&) = delete;
  at_page_end& operator=(const at_page_end&) = delete;
  ~at_page_end() { munmap(mapped_.data(), mapped_.size()); }

  octets bytes() const noexcept { return octets_of(text_); }

 private:
  std::span<char> mapped_;
  std::string_view text_;
};

// ---- blocks ----

template <class Block>
void expect_masks(const std::uint8_t* bytes) {
  const Block block(bytes);
  byte_mask stops = 0, not_plain = 0, backslashes = 0, non_ascii = 0, non_blanks = 0;
  for (unsigned i = 0; i != 16; ++i) {
    const std::uint8_t c = bytes[i];
    const bool stop = c < 0x20 || c == '"' || c == '\\';
    stops |= byte_mask{stop} << i;
    not_plain |= byte_mask{stop || c >= 0x80} << i;
    backslashes |= byte_mask{c == '\\'} << i;
    non_ascii |= byte_mask{c >= 0x80} << i;
    non_blanks |= byte_mask{c != ' '} << i;
  }
  const auto same_first = [](byte_mask a, byte_mask b) {
    return (a == 0) == (b == 0) && (a == 0 || first(a) == first(b));
  };
  EXPECT_TRUE(same_first(block.string_stops(), stops));
  EXPECT_TRUE(same_first(block.not_plain(), not_plain));
  EXPECT_TRUE(same_first(block.backslashes(), backslashes));
  EXPECT_EQ(block.non_ascii(), non_ascii);
  EXPECT_EQ(block.non_blanks(), non_blanks);
  char copy[16];
  block.store(copy);
  EXPECT_EQ(std::memcmp(copy, bytes, 16), 0);
}

TEST(TextBlock, TellsWhatItsBytesAre) {
  std::mt19937_64 random(1);
  constexpr std::string_view likely = "a\"\\ \n\x1f\x20\x7f\x80\xff[";
  for (int i = 0; i != 20'000; ++i) {
    std::uint8_t bytes[16];
    for (std::uint8_t& b : bytes) {
      const auto r = random();
      b = r % 4 == 0   ? static_cast<std::uint8_t>(likely[(r >> 8) % likely.size()])
          : i % 2 == 0 ? static_cast<std::uint8_t>(r >> 16)
                       : static_cast<std::uint8_t>(' ');
    }
    expect_masks<text_block>(bytes);
    expect_masks<word_block>(bytes);
  }
}

TEST(Utf8, IsValidAsTheGrammarSays) {
  // RFC 3629, section 4: every lead with every second byte, and what may follow.
  const auto is_tail = [](int c) { return c >= 0x80 && c <= 0xbf; };
  for (int lead = 0x80; lead != 256; ++lead) {
    for (int second = 0; second != 256; ++second) {
      for (int tails = 0; tails != 4; ++tails) {
        std::string text(11, 'x');  // so that the sequence spans two words
        text.resize(static_cast<std::size_t>(6 + lead % 2));
        text += static_cast<char>(lead);
        text += static_cast<char>(second);
        text.append(static_cast<std::size_t>(tails), '\xbf');
        bool valid = false;
        if (lead >= 0xc2 && lead <= 0xdf) valid = is_tail(second) && tails == 0;
        if (lead >= 0xe0 && lead <= 0xef) {
          valid = is_tail(second) && tails == 1 && !(lead == 0xe0 && second < 0xa0) && !(lead == 0xed && second > 0x9f);
        }
        if (lead >= 0xf0 && lead <= 0xf4) {
          valid = is_tail(second) && tails == 2 && !(lead == 0xf0 && second < 0x90) && !(lead == 0xf4 && second > 0x8f);
        }
        ASSERT_EQ(is_valid_utf8(octets_of(text)), valid) << lead << " " << second << " " << tails;
        ASSERT_EQ(is_valid_utf8(octets_of(text + "and more text, then")), valid) << lead << " " << second;
        ASSERT_EQ(valid_utf8_prefix(octets_of(text)) == text.size(), valid);
      }
    }
  }
}

// ---- numbers ----

/// from_chars, which does not tell an overflow from an underflow.
double standard_double(std::string_view text, double out_of_range) {
  double v = out_of_range;
  return std::from_chars(text.data(), text.data() + text.size(), v).ec == std::errc{} ? v : out_of_range;
}

void expect_standard(std::string_view text) {
  double read = -1;
  ASSERT_TRUE(parse_number(text, read)) << text;
  // Out of range only where it is far from 1.
  const double limit =
      read > 1 || read < -1 ? std::copysign(std::numeric_limits<double>::infinity(), read) : std::copysign(0.0, read);
  const double expected = standard_double(text, limit);
  ASSERT_EQ(std::memcmp(&read, &expected, sizeof read), 0) << text << " " << read << " " << expected;

  // The same in an array, which is read another way.
  const std::string array = "[" + std::string(text) + "]";
  json_reader reader(octets_of(array), 9);
  json_tree tree;
  ASSERT_TRUE(tree.read(octets_of(array), reader)) << text;
  ASSERT_EQ(tree.number(1), expected) << text;
  ASSERT_EQ(std::signbit(tree.number(1)), std::signbit(expected)) << text;
}

TEST(Decimal, OfAnyDigitsIsTheNearestDouble) {
  std::mt19937_64 random(2);
  const auto digits = [&](std::size_t count) {
    std::string text;
    while (text.size() != count) text += static_cast<char>('0' + random() % 10);
    if (text.size() > 1 && text[0] == '0') text[0] = '1';
    return text;
  };
  for (int i = 0; i != 200'000; ++i) {
    std::string text = random() % 4 == 0 ? "-" : "";
    text += random() % 3 == 0 ? "0" : digits(1 + random() % 25);
    if (random() % 3 != 0)
      text += '.' + std::string(random() % 3 == 0 ? random() % 25 : 0, '0') + digits(1 + random() % 25);
    if (random() % 3 == 0) text += "e" + std::to_string(static_cast<int>(random() % 700) - 350);
    expect_standard(text);
    if (HasFatalFailure()) return;
  }
}

TEST(Decimal, HalfwayBetweenTwoDoublesIsTheEvenOne) {
  std::mt19937_64 random(3);
  for (int i = 0; i != 50'000; ++i) {
    // All digits of the middle between a double and the next, cut, as they are, and a little more.
    const double v = std::ldexp(static_cast<double>(random() >> 11), static_cast<int>(random() % 120) - 60);
    char text[200];
    const char* end = std::to_chars(text, text + sizeof text, v, std::chars_format::scientific, 16).ptr;
    expect_standard(std::string_view(text, static_cast<std::size_t>(end - text)));
    const double next = std::nextafter(v, std::numeric_limits<double>::infinity());
    const auto middle =
        static_cast<long double>(v) + (static_cast<long double>(next) - static_cast<long double>(v)) / 2;
    const std::string digits(text, static_cast<std::size_t>(std::snprintf(text, sizeof text, "%.90Lf", middle)));
    expect_standard(digits);
    expect_standard(digits + "1");
    expect_standard(digits.substr(0, digits.size() - random() % 60));
    if (HasFatalFailure()) return;
  }
}

TEST(Decimal, AtTheLimits) {
  for (const char* text : {"4.9406564584124654e-324",
                           "2.4703282292062327e-324",
                           "2.4703282292062328e-324",
                           "2.2250738585072014e-308",
                           "2.2250738585072011e-308",
                           "2.225073858507201136057409796709131975934819546351645648023426109724822222021e-308",
                           "1.7976931348623157e308",
                           "1.7976931348623158e308",
                           "1.7976931348623159e308",
                           "179769313486231580793728971405303"
                           "4150799341327100378269361737789804449682927647509466490179775872070963302864166928879109465"
                           "555478519404026306574"
                           "8867150582068190890200070838367627385484581771153176447573027006985557136695962284291481986"
                           "083493647529271907416"
                           "8444365510704342711559699508093042880177904174497791",
                           "9007199254740993",
                           "9007199254740992.5",
                           "9007199254740993.0000000000000000000000001",
                           "18446744073709551615",
                           "18446744073709551616",
                           "9999999999999999999",
                           "10000000000000000000",
                           "0e99999999999",
                           "1e-99999999999",
                           "1e00000000000000000000001",
                           "-0",
                           "-0.0e5",
                           "2147483647",
                           "2147483648",
                           "-2147483648",
                           "-2147483649",
                           "99999999",
                           "100000000"}) {
    expect_standard(text);
  }
}

TEST(Shortest, IsWhatTheStandardLibraryFinds) {
  std::mt19937_64 random(4);
  const auto expect_same = [](double v) {
    char text[64];
    char* const end = std::to_chars(text, text + sizeof text, v, std::chars_format::scientific).ptr;
    const auto [significand, exponent] = shortest(v);
    std::string digits = std::to_string(significand);
    const int point = static_cast<int>(digits.size()) + exponent - 1;
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
    if (digits.size() > 1) digits.insert(1, ".");
    const std::string expected(text, end);
    const std::string sign = point < 0 ? "-" : "+";
    const std::string power = std::to_string(std::abs(point));
    ASSERT_EQ(digits + "e" + sign + (power.size() < 2 ? "0" : "") + power, expected);
  };
  for (int exponent = -1074; exponent != 1024; ++exponent) {
    const double v = std::ldexp(1.0, exponent);
    expect_same(v);
    expect_same(std::nextafter(v, 0.0) == 0 ? v : std::nextafter(v, 0.0));
    expect_same(std::nextafter(v, std::numeric_limits<double>::infinity()));
  }
  for (int i = 0; i != 300'000; ++i) {
    const std::uint64_t bits = i % 8 == 0 ? random() >> 12 : random() >> 1;  // subnormal, or any
    double v;
    std::memcpy(&v, &bits, sizeof v);
    if (std::isfinite(v) && v != 0) expect_same(v);
    expect_same(static_cast<double>(1 + (random() >> random() % 64)) / std::pow(10.0, random() % 20));
    if (HasFatalFailure()) return;
  }
}

TEST(NumberText, OfIntegersIsTheirDigits) {
  std::mt19937_64 random(5);
  for (int i = 0; i != 100'000; ++i) {
    const auto v =
        static_cast<std::int32_t>(static_cast<std::uint32_t>(random()) >> random() % 32) * (random() % 2 == 0 ? 1 : -1);
    char text[number_text_capacity];
    ASSERT_EQ(std::string(+text, write_integer(v, text)), std::to_string(v));
  }
  for (const std::int32_t v : {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()}) {
    char text[number_text_capacity];
    EXPECT_EQ(std::string(+text, write_integer(v, text)), std::to_string(v));
  }
}

// ---- the parser ----

/// What the reader's events and what the tree say, each as text: kinds, strings, numbers and where each begins.
std::string told_by_reader(octets text) {
  json_reader reader(text, 16);
  std::string told;
  for (;;) {
    switch (reader.next()) {
      case json_event::begin_object: told += '{'; break;
      case json_event::end_object: told += '}'; continue;  // the tree does not say where

      case json_event::begin_array: told += '['; break;
      case json_event::end_array: told += ']'; continue;
      case json_event::key:
      case json_event::string: {
        const json_string& s = reader.string();
        told += "s" + std::to_string(s.escaped) + std::to_string(s.is_ascii);
        told.append(reinterpret_cast<const char*>(s.raw.data()), s.raw.size());
        break;
      }
      case json_event::number: told += number_text(reader.number()); break;
      case json_event::boolean: told += reader.boolean() ? "t" : "f"; break;
      case json_event::null: told += "n"; break;
      case json_event::end: return told;
      case json_event::failed: return "refused";
    }
    told += '@' + std::to_string(reader.offset()) + ' ';
  }
}

void tell(const json_tree& tree, json_tree::index node, std::string& told) {
  const auto at = [&](json_tree::index i) { return '@' + std::to_string(tree.offset(i)) + ' '; };
  switch (tree.kind_of(node)) {
    case json_tree::kind::object:
    case json_tree::kind::array: {
      const bool is_object = tree.is(node, json_tree::kind::object);
      told += (is_object ? "{" : "[") + at(node);
      std::uint32_t count = 0;
      for (json_tree::index child = node + 1; child != tree.after(node); child = tree.after(child)) {
        tell(tree, child, told);
        ++count;
      }
      EXPECT_EQ(count, tree.size(node) * (is_object ? 2 : 1));
      told += is_object ? "}" : "]";
      return;
    }
    case json_tree::kind::string: {
      const json_string s = tree.string(node);
      told += "s" + std::to_string(s.escaped) + std::to_string(s.is_ascii);
      told.append(reinterpret_cast<const char*>(s.raw.data()), s.raw.size());
      break;
    }
    case json_tree::kind::number: told += number_text(tree.number(node)); break;
    case json_tree::kind::boolean: told += tree.boolean(node) ? "t" : "f"; break;
    case json_tree::kind::null: told += "n"; break;
  }
  told += at(node);
}

std::string told_by_tree(octets text) {
  json_reader reader(text, 16);
  json_tree tree;
  if (!tree.read(text, reader)) return "refused";
  std::string told;
  tell(tree, 0, told);
  return told;
}

void expect_agreement(std::string_view text) {
  const at_page_end exact(text);
  ASSERT_EQ(told_by_tree(exact.bytes()), told_by_reader(exact.bytes())) << text;
}

TEST(JsonParser, AgreesWithTheReaderOnWhateverItIsGiven) {
  std::mt19937_64 random(6);
  const std::string_view pieces[] = {"{",
                                     "}",
                                     "[",
                                     "]",
                                     ",",
                                     ":",
                                     "\"",
                                     "\"a\"",
                                     "\"key\":",
                                     "\"\":",
                                     "\"longer than one block of text\":",
                                     "1",
                                     "-0",
                                     "12.5e3",
                                     "123456789012345678901",
                                     "true",
                                     "false",
                                     "null",
                                     " ",
                                     "\n",
                                     "\n                      ",
                                     "\t",
                                     "\r\n",
                                     "\"\\u0041\\n\"",
                                     "\"\xc3\xa9\"",
                                     "\"\xe3\x81\x82\xf0\x9f\x98\x80 and more\"",
                                     "\"\xff\"",
                                     "\\",
                                     "\x01",
                                     "-",
                                     "0",
                                     "e",
                                     ".",
                                     "\"\\ud800\"",
                                     "[]",
                                     "{}",
                                     "[1,2]",
                                     "{\"a\":[]}"};
  for (int i = 0; i != 20'000; ++i) {
    std::string text;
    for (auto left = random() % 8; left != 0; --left) text += pieces[random() % std::size(pieces)];
    expect_agreement(text);
    expect_agreement("[" + text + "]");
    expect_agreement("{\"a\":" + text + "}");
    if (HasFatalFailure()) return;
  }
}

TEST(JsonParser, AgreesWithTheReaderOnDamagedText) {
  const std::string whole =
      "{\"name\" : \"some text that is longer than a block\", \"n\":[1,-2.5,1e5,123456789,0.1],\n    \"deep\":[[[{}]]],"
      "\"t\":true,\"f\" :false,\"z\":null,\"e\":\"a\\\"b\\u00e9\",\"\xc3\xa9\":\"\xe3\x81\x82\",\"\":\"\"}";
  constexpr std::string_view damage =
      "\"\\{}[],: \n\x01\xff"
      "0a-e.";
  for (std::size_t i = 0; i <= whole.size(); ++i) {
    expect_agreement(whole.substr(0, i));
    expect_agreement(whole.substr(0, i) + "]");
    expect_agreement(whole.substr(0, i) + "}");
    for (const char c : damage) {
      std::string text = whole;
      if (i != whole.size()) {
        text[i] = c;
        expect_agreement(text);
      }
      expect_agreement(whole.substr(0, i) + c + whole.substr(i));
    }
    if (HasFatalFailure()) return;
  }
}

TEST(JsonParser, FindsTheEndOfStringsWhereverTheyStand) {
  for (const std::string_view piece : {"", "\\n", "\\u00e9", "\xc3\xa9", "\\\"", "\\ud83d", "\\\\"}) {
    for (std::size_t size = 0; size != 50; ++size) {
      for (std::size_t rest = 0; rest < 20; rest += 3) {
        const std::string s = '"' + std::string(size, 'x') + std::string(piece) + std::string(rest, 'y') + '"';
        expect_agreement("[" + s + "]");
        expect_agreement("{" + s + ":" + s + "}");
        expect_agreement("[" + s.substr(0, s.size() - 1) + "]");
        expect_agreement("[" + s + std::string(rest, ' ') + "," + std::string(rest, '\n') + s + "]");
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(JsonParser, KeepsToTheDepthThatItIsAllowed) {
  for (std::size_t depth = 0; depth != 20; ++depth) {
    expect_agreement(std::string(depth, '[') + std::string(depth, ']'));  // 16 are allowed
  }
}

// ---- the writer ----

TEST(JsonWriter, WritesStringsOfAnyLengthWhereverTheyLie) {
  const std::string_view specials[] = {"", "\"", "\\", "\n", "\x1f", "\x7f"};
  for (std::size_t size = 0; size != 40; ++size) {
    for (const std::string_view special : specials) {
      for (std::size_t place = 0; place <= size; ++place) {
        const std::string text = std::string(place, 'x') + std::string(special) + std::string(size - place, 'y');
        const at_page_end exact(text);
        std::vector<std::byte> out, from_source;
        json_writer writer(out);
        writer.string(string_encoding::latin1, exact.bytes());
        writer.finish();
        const std::string source = text + std::string(16, '"');
        json_writer sourced(from_source);
        sourced.set_source(octets_of(source));
        sourced.string(string_encoding::utf8, octets_of(source).first(text.size()));
        sourced.finish();
        ASSERT_EQ(out, from_source);

        const std::string written(reinterpret_cast<const char*>(out.data()), out.size());
        json_reader reader(octets_of(written), 1);
        ASSERT_EQ(reader.next(), json_event::string) << written;
        std::string content;
        unescape_json(reader.string().raw, content);
        ASSERT_EQ(content, text);
      }
    }
  }
}

TEST(JsonWriter, MakesRoomForNothingButEscapes) {
  const std::string text(100'000, '\x01');
  std::vector<std::byte> out;
  json_writer writer(out);
  writer.begin_array();
  writer.string(string_encoding::latin1, octets_of(text));
  writer.string(string_encoding::latin1, octets_of(std::string(100'000, '\xe9')));
  writer.end_array();
  writer.finish();
  EXPECT_EQ(out.size(), 600'000 + 200'000 + 7U);
}

TEST(JsonWriter, WritesRowsOfNumbers) {
  std::vector<std::byte> out;
  json_writer writer(out, 1);
  writer.begin_array();
  writer.int32s(std::vector<std::int32_t>{1, -2});
  writer.doubles(std::vector<double>{0.5, -0.0, 1e21});
  writer.int32s({});
  writer.int32(7);
  writer.end_array();
  writer.finish();
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(out.data()), out.size()),
            "[\n [\n  1,\n  -2\n ],\n [\n  0.5,\n  -0,\n  1e+21\n ],\n [],\n 7\n]");
}

}  // namespace
}  // namespace clonewire::wire
