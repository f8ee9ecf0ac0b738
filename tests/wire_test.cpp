// Text on the wire: encodings, numbers, bigints, base64 and hexadecimal, dates. Expected values are Node's own.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "wire/base64.hpp"
#include "wire/date_text.hpp"
#include "wire/half.hpp"
#include "wire/number_text.hpp"
#include "wire/utf.hpp"
#include "wire/utf8_validation.hpp"
#include "wire/word.hpp"

namespace clonewire::wire {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

octets octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string utf16le(std::u16string_view units) {
  std::string bytes;
  for (const char16_t unit : units) {
    bytes += static_cast<char>(unit & 0xff);
    bytes += static_cast<char>(unit >> 8);
  }
  return bytes;
}

template <class Append>
std::string appended(Append append, std::string_view text) {
  std::string out = "kept";
  append(octets_of(text), out);
  EXPECT_EQ(out.substr(0, 4), "kept");
  return out.substr(4);
}

// ---- UTF-8 ----

TEST(Utf8, ReplacesEachMaximalSubpartOfAnInvalidSequence) {
  const struct {
    std::string_view bytes;
    std::u16string_view units;
    std::size_t valid_prefix;
  } cases[] = {
      {"", u"", 0},
      {"abc", u"abc", 3},
      {"a\0b"sv, u"a\0b"sv, 3},
      {"\u00e9\u3042\U0001f600", u"\u00e9\u3042\U0001f600", 9},
      {"\xef\xbb\xbf"
       "x",
       u"\ufeffx", 4},
      {"\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff",
       u"\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff", 24},
      {"\x80", u"\ufffd", 0},
      {"a\xbf", u"a\ufffd", 1},
      {"\xc0\x80", u"\ufffd\ufffd", 0},  // overlong
      {"\xc1\xbf", u"\ufffd\ufffd", 0},
      {"\xc2", u"\ufffd", 0},  // cut
      {"\xc2"
       "a",
       u"\ufffda", 0},
      {"\xe0\x9f\xbf", u"\ufffd\ufffd\ufffd", 0},  // overlong
      {"\xe0\xa0", u"\ufffd", 0},
      {"\xe3\x81", u"\ufffd", 0},
      {"\xe3\x81"
       "a",
       u"\ufffda", 0},
      {"ab\xe3\x81\xe3\x81\x82", u"ab\ufffd\u3042", 2},
      {"\xed\xa0\xbd", u"\ufffd\ufffd\ufffd", 0},  // a surrogate
      {"\xed\x9f\xbf", u"\ud7ff", 3},
      {"\xf0\x8f\xbf\xbf", u"\ufffd\ufffd\ufffd\ufffd", 0},
      {"\xf0\x9f\x98", u"\ufffd", 0},
      {"\xf0\x9f\x98"
       "a",
       u"\ufffda", 0},
      {"\xf0\x9f"
       "\xf0\x9f\x98\x80",
       u"\ufffd\U0001f600", 0},
      {"\xf4\x90\x80\x80", u"\ufffd\ufffd\ufffd\ufffd", 0},  // beyond U+10FFFF
      {"\xf5\x80\x80\x80", u"\ufffd\ufffd\ufffd\ufffd", 0},
      {"\xff\xfe", u"\ufffd\ufffd", 0},
      {"0123456789abcdef\xff"
       "0123456789abcdef",
       u"0123456789abcdef\ufffd0123456789abcdef", 16},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(hex_text(octets_of(c.bytes)));
    EXPECT_EQ(appended(append_utf16_from_utf8, c.bytes), utf16le(c.units));
    EXPECT_EQ(valid_utf8_prefix(octets_of(c.bytes)), c.valid_prefix);
    const bool valid = c.valid_prefix == c.bytes.size();
    EXPECT_EQ(is_valid_utf8(octets_of(c.bytes)), valid);
    if (valid) {
      EXPECT_EQ(utf16_length(octets_of(c.bytes)), c.units.size());
      EXPECT_EQ(appended(append_utf8_from_utf16, utf16le(c.units)), c.bytes);
    }
  }
}

// RFC 3629, section 4, a line for each of its ranges.
bool is_utf8_by_grammar(std::string_view text) {
  struct range {
    unsigned first_from, first_to, second_from, second_to;
    std::size_t size;
  };
  constexpr range ranges[] = {
      {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
      {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
      {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
  };
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i != text.size();) {
    const range* r = ranges;
    while (r != std::end(ranges) && (byte(i) < r->first_from || byte(i) > r->first_to)) ++r;
    if (r == std::end(ranges) || text.size() - i < r->size) return false;
    if (r->size > 1 && (byte(i + 1) < r->second_from || byte(i + 1) > r->second_to)) return false;
    for (std::size_t k = 2; k < r->size; ++k) {
      if (byte(i + k) < 0x80 || byte(i + k) > 0xbf) return false;
    }
    i += r->size;
  }
  return true;
}

void expect_told_as_by_grammar(const std::string& text) {
  const bool valid = is_utf8_by_grammar(text);
  ASSERT_EQ(is_valid_utf8(octets_of(text)), valid) << hex_text(octets_of(text));
  ASSERT_EQ(utf8_ways::is_valid_by_automaton(octets_of(text)), valid) << hex_text(octets_of(text));
  if (utf8_ways::has_vectors()) {
    ASSERT_EQ(utf8_ways::is_valid_by_vectors(octets_of(text)), valid) << hex_text(octets_of(text));
  }
  if (text.size() < 32) {
    for (const char behind : {'x', '\x80', '\xff'}) {
      const std::string surrounded = text + std::string(32, behind);
      ASSERT_EQ(is_short_utf8(octets_of(surrounded).data(), static_cast<std::uint32_t>(text.size())), valid)
          << hex_text(octets_of(text));
    }
  }
}

TEST(Utf8, IsValidAsTheGrammarSays) {
  // Each pair of bytes, with what could make it whole, at each place around the middle and the end of a block of 32.
  constexpr std::string_view rests[] = {"", "\x80", "\x80\x80", "\xbf\xbf\xbf", "a", "\xc3\xa9"};
  for (const std::size_t at : {0u, 1u, 13u, 15u, 26u, 28u, 29u, 30u, 31u, 32u}) {
    for (unsigned pair = 0; pair != 0x10000; ++pair) {
      for (const std::string_view rest : rests) {
        std::string text(at, 'x');
        text += static_cast<char>(pair >> 8);
        text += static_cast<char>(pair);
        text += rest;
        expect_told_as_by_grammar(text);
      }
    }
  }
}

TEST(Utf8, IsValidAsTheGrammarSaysWithOneByteChanged) {
  std::mt19937 random(1);
  constexpr char32_t last_of_each_size[] = {0x7f, 0x7ff, 0xffff, 0x10ffff};
  for (int round = 0; round != 20000; ++round) {
    std::string text;
    for (std::size_t count = random() % 60; count != 0; --count) {
      auto code_point = static_cast<std::uint32_t>(random() % (last_of_each_size[random() % 4] + 1));
      if (code_point >= 0xd800 && code_point < 0xe000) code_point = 0xfffd;
      char bytes[4];
      text.append(bytes, static_cast<std::size_t>(put_utf8(code_point, bytes) - bytes));
    }
    ASSERT_TRUE(is_utf8_by_grammar(text));
    expect_told_as_by_grammar(text);
    if (text.empty()) continue;
    text[random() % text.size()] = static_cast<char>(random());
    expect_told_as_by_grammar(text);
    text.resize(random() % text.size());
    expect_told_as_by_grammar(text);
  }
}

TEST(Utf8, IsFoundInvalidWhereverItStands) {
  // Every length and place around the word sizes that runs are taken in.
  for (std::size_t size = 1; size != 70; ++size) {
    for (std::size_t at = 0; at != size; ++at) {
      std::string text(size, 'x');
      EXPECT_TRUE(is_ascii(octets_of(text)));
      text[at] = '\xff';
      ASSERT_FALSE(is_ascii(octets_of(text))) << size << ", " << at;
      ASSERT_EQ(valid_utf8_prefix(octets_of(text)), at) << size;
      std::u16string units(size, u'x');
      units[at] = 0xfffd;
      ASSERT_EQ(appended(append_utf16_from_utf8, text), utf16le(units)) << size << ", " << at;
    }
  }
}

TEST(Utf8, CountsUtf16UnitsOfLongText) {
  std::string text;
  std::size_t units = 0;
  for (int i = 0; i != 300; ++i) {
    const std::string_view pieces[] = {"a", "\u00e9", "\u3042", "\U0001f600"};
    text += pieces[i % 4];
    units += i % 4 == 3 ? 2 : 1;
    ASSERT_EQ(utf16_length(octets_of(text)), units);
  }
}

// ---- UTF-16 and Latin-1 ----

TEST(Utf16, LoneSurrogatesSurviveAsTheirThreeBytes) {
  const struct {
    std::u16string_view units;
    std::string_view bytes;
    bool lone;
  } cases[] = {
      {u"\xd83d", "\xed\xa0\xbd", true},
      {u"\xde00", "\xed\xb8\x80", true},
      {u"a\xd83d", "a\xed\xa0\xbd", true},
      {u"\xd83d\xd83d\xde00", "\xed\xa0\xbd\xf0\x9f\x98\x80", true},
      {u"\xde00\xd83d", "\xed\xb8\x80\xed\xa0\xbd", true},
      {u"\xd83d\xde00", "\xf0\x9f\x98\x80", false},
      {u"\xd7ff\xe000", "\xed\x9f\xbf\xee\x80\x80", false},
      {u"long enough for a word \xdfff and more", "long enough for a word \xed\xbf\xbf and more", true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(hex_text(octets_of(c.bytes)));
    const std::string bytes = utf16le(c.units);
    EXPECT_EQ(has_lone_surrogate(octets_of(bytes)), c.lone);
    EXPECT_EQ(appended(append_utf8_from_utf16, bytes), c.bytes);
    EXPECT_EQ(appended(append_utf16_from_wtf8, c.bytes), bytes);
  }
}

TEST(Latin1, GoesToEveryEncodingAndBack) {
  std::string all;
  for (int c = 0; c != 256; ++c) all += static_cast<char>(c);
  for (std::size_t size = 0; size != 257; ++size) {
    const std::string_view text = std::string_view(all).substr(256 - size);
    const std::string units = appended(append_utf16_from_latin1, text);
    ASSERT_EQ(units.size(), 2 * size);
    ASSERT_TRUE(fits_latin1(octets_of(units)));
    ASSERT_EQ(appended(append_latin1_from_utf16, units), text);
    ASSERT_EQ(appended(append_utf8_from_latin1, text), appended(append_utf8_from_utf16, units));
  }
}

TEST(Latin1, DoesNotFitOneUnitAbove255) {
  for (std::size_t size = 1; size != 40; ++size) {
    for (std::size_t at = 0; at != size; ++at) {
      std::u16string units(size, u'\xff');
      units[at] = 0x100;
      ASSERT_FALSE(fits_latin1(octets_of(utf16le(units)))) << size << ", " << at;
    }
  }
}

TEST(Word, TestsFindTheFirstByte) {
  for (unsigned at = 0; at != 8; ++at) {
    std::uint8_t bytes[8] = {'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x'};
    bytes[at] = '"';
    EXPECT_EQ(first_marked(bytes_equal(load_word(bytes), '"')), at);
    bytes[at] = 0x1f;
    EXPECT_EQ(first_marked(bytes_below(load_word(bytes), 0x20)), at);
    for (const int other : {0x20, 0x7f, 0x80, 0xa2, 0xff}) {
      bytes[at] = static_cast<std::uint8_t>(other);
      EXPECT_EQ(bytes_equal(load_word(bytes), '"') | bytes_below(load_word(bytes), 0x20), 0U) << other;
    }
  }
  EXPECT_EQ(byte_swap(0x0102030405060708), 0x0807060504030201U);
}

// ---- numbers ----

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(NumberText, IsWhatJavaScriptWritesAndReads) {
  const struct {
    double value;
    std::string_view text;
  } cases[] = {
      {0, "0"},
      {-0.0, "-0"},
      {1, "1"},
      {-1, "-1"},
      {nan, "NaN"},
      {infinity, "Infinity"},
      {-infinity, "-Infinity"},
      {0.1, "0.1"},
      {-1.5, "-1.5"},
      {123456.789, "123456.789"},
      {1e-6, "0.000001"},
      {1.234e-6, "0.000001234"},
      {1e-7, "1e-7"},
      {-1.5e-7, "-1.5e-7"},
      {100000000000000000000.0, "100000000000000000000"},
      {123456789012345680000.0, "123456789012345680000"},
      {1e21, "1e+21"},
      {-1.5e21, "-1.5e+21"},
      {1e100, "1e+100"},
      {4294967295, "4294967295"},
      {9007199254740991, "9007199254740991"},
      {9007199254740992, "9007199254740992"},
      {9007199254740994, "9007199254740994"},
      {9007199254740996, "9007199254740996"},
      {36028797018963970.0, "36028797018963970"},
      {5e-324, "5e-324"},
      {2.2250738585072014e-308, "2.2250738585072014e-308"},
      {2.225073858507201e-308, "2.225073858507201e-308"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {5.684341886080802e-14, "5.684341886080802e-14"},  // 2^-44: the interval is narrower below
      {2e-3, "0.002"},
      {1.0 / 3, "0.3333333333333333"},
      {-1.2345678901234566e-290, "-1.2345678901234566e-290"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(number_text(c.value), c.text);
    double read = 7;
    ASSERT_TRUE(parse_number(c.text, read)) << c.text;
    EXPECT_TRUE(read == c.value || (read != read && c.value != c.value)) << c.text;
    EXPECT_EQ(std::signbit(read), std::signbit(c.value)) << c.text;
  }
}

TEST(NumberText, AnyJsonNumberIsReadToTheNearestDouble) {
  const struct {
    std::string text;
    double value;
  } cases[] = {
      {"0.0", 0},
      {"-0.0e5", -0.0},
      {"1E5", 1e5},
      {"1e+05", 1e5},
      {"123e-2", 1.23},
      {"9007199254740993", 9007199254740992},
      {"9007199254740993.00001", 9007199254740994},
      {"18446744073709551616", 18446744073709551616.0},
      {"184467440737095516150000000000", 184467440737095516150000000000.0},
      {"1e22", 1e22},
      {"1e23", 1e23},
      {"7450580596923828125e-25", 7450580596923828125e-25},
      {"1e400", infinity},
      {"-1e400", -infinity},
      {"1e-400", 0},
      {"-1e-400", -0.0},
      {"1.7976931348623158e308", 1.7976931348623157e308},
      {"1.7976931348623159e308", infinity},
      {"2.4703282292062327e-324", 0},
      {"2.4703282292062328e-324", 5e-324},
      {"2.2250738585072011e-308", 2.225073858507201e-308},
      {"1e99999999999999999999", infinity},
      {"1e-99999999999999999999", 0},
      {"0e99999999999999999999", 0},
      {"1" + std::string(400, '0') + "e-400", 1},
      {"0." + std::string(400, '0') + "1e401", 1},
      {"1" + std::string(310, '0'), infinity},
      {"0." + std::string(400, '0') + "1", 0},
      {std::string(800, '9') + "e-800", 1},
  };
  for (const auto& c : cases) {
    double read = 7;
    ASSERT_TRUE(parse_number(c.text, read)) << c.text;
    EXPECT_EQ(read, c.value) << c.text;
    EXPECT_EQ(std::signbit(read), std::signbit(c.value)) << c.text;
  }
}

TEST(NumberText, RefusesAllElse) {
  for (const std::string_view text :
       {"",   "-",  "+1",  "01",  "-01",      ".5",   "5.",        "1e",    "1e+", "1.e5", "0x10",  " 1",
        "1 ", "1n", "nan", "inf", "infinity", "-NaN", "+Infinity", "1_000", "1,5", "--1",  "1e5.5", "\xd9\xa1"}) {
    double read;
    EXPECT_FALSE(parse_number(text, read)) << text;
  }
}

TEST(NumberText, ReadsTheNumberThatATextBeginsWith) {
  const struct {
    std::string_view text;
    std::size_t length;
    std::size_t broken_at;
  } cases[] = {
      {"12,", 2, 0}, {"0123", 1, 0}, {"1.5e3]", 5, 0}, {"-", 0, 1},    {"-a", 0, 1}, {"1.", 0, 2},
      {"1.x", 0, 2}, {"1e", 0, 2},   {"1e+", 0, 3},    {"1e-x", 0, 3}, {"", 0, 0},   {"x", 0, 0},
  };
  for (const auto& c : cases) {
    double read;
    std::size_t broken_at = 0;
    EXPECT_EQ(read_json_number(c.text, read, broken_at), c.length) << c.text;
    EXPECT_EQ(broken_at, c.broken_at) << c.text;
  }
}

TEST(NumberText, RoundTripsAnyBits) {
  std::mt19937_64 random(1);
  for (int i = 0; i != 100'000; ++i) {
    const std::uint64_t bits = random();
    double value;
    std::memcpy(&value, &bits, sizeof value);
    if (value != value) continue;
    char text[number_text_capacity];
    const char* end = write_number(value, text);
    double read;
    ASSERT_TRUE(parse_number({text, static_cast<std::size_t>(end - text)}, read));
    ASSERT_EQ(read, value);
  }
}

TEST(ArrayIndex, IsCanonicalAndBelow4294967295) {
  const struct {
    std::string_view text;
    std::int64_t index;  // -1: none
  } cases[] = {
      {"0", 0},           {"1", 1},           {"10", 10},         {"4294967294", 4294967294},
      {"4294967295", -1}, {"4294967296", -1}, {"9999999999", -1}, {"42949672940", -1},
      {"", -1},           {"00", -1},         {"01", -1},         {"-0", -1},
      {"-1", -1},         {"1.0", -1},        {"1e3", -1},        {" 1", -1},
      {"a", -1},          {"/", -1},          {":", -1},
  };
  for (const auto& c : cases) {
    std::uint32_t index = 7;
    EXPECT_EQ(parse_array_index(c.text, index), c.index >= 0) << c.text;
    if (c.index >= 0) {
      EXPECT_EQ(index, c.index) << c.text;
    }
  }
}

// ---- bigints ----

TEST(BigintText, IsDecimal) {
  const struct {
    std::string_view text;
    bool negative;
    std::string_view magnitude;  // little-endian, hexadecimal
  } cases[] = {
      {"0", false, ""},
      {"1", false, "01"},
      {"-1", true, "01"},
      {"255", false, "ff"},
      {"256", false, "0001"},
      {"18446744073709551615", false, "ffffffffffffffff"},
      {"18446744073709551616", false, "000000000000000001"},
      {"-18446744073709551616", true, "000000000000000001"},
      {"999999999999999999", false, "ffff63a7b3b6e00d"},
      {"1000000000000000000", false, "000064a7b3b6e00d"},
      {"1000000000000000000000000000000000000", false, "00000000109f4bb31507c97bce97c0"},
      {"340282366920938463463374607431768211455", false, "ffffffffffffffffffffffffffffffff"},
      {"340282366920938463463374607431768211456", false, "0000000000000000000000000000000001"},
  };
  for (const auto& c : cases) {
    std::vector<std::uint8_t> magnitude;
    bool negative = true;
    ASSERT_TRUE(parse_bigint(c.text, negative, magnitude)) << c.text;
    EXPECT_EQ(negative, c.negative) << c.text;
    EXPECT_EQ(hex_text(magnitude), c.magnitude) << c.text;
    magnitude.resize(magnitude.size() + 11);
    EXPECT_EQ(bigint_text(negative, magnitude), c.text) << "leading zeros";
  }
}

TEST(BigintText, MayHaveLeadingZerosAndNothingElse) {
  const struct {
    std::string_view text;
    std::string_view read;  // "": refused
  } cases[] = {
      {"000", "0"}, {"-0", "0"}, {"-000", "0"}, {"007", "7"}, {"-00000000000000000000000000000000000000000001", "-1"},
      {"", ""},     {"-", ""},   {"+1", ""},    {"1n", ""},   {" 1", ""},
      {"1 ", ""},   {"0x1", ""}, {"1.0", ""},   {"--1", ""},  {"1-", ""},
      {"1e3", ""}};
  for (const auto& c : cases) {
    std::vector<std::uint8_t> magnitude;
    bool negative;
    ASSERT_EQ(parse_bigint(c.text, negative, magnitude), !c.read.empty()) << c.text;
    if (!c.read.empty()) {
      EXPECT_EQ(bigint_text(negative, magnitude), c.read) << c.text;
    }
  }
}

// The definition: one digit after the other.
std::vector<std::uint8_t> magnitude_digit_by_digit(std::string_view digits) {
  std::vector<std::uint8_t> magnitude;
  for (const char c : digits) {
    unsigned carry = static_cast<unsigned>(c - '0');
    for (std::uint8_t& byte : magnitude) {
      carry += byte * 10U;
      byte = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0) magnitude.push_back(static_cast<std::uint8_t>(carry));
  }
  return magnitude;
}

TEST(BigintText, OfEveryLengthIsExact) {
  std::mt19937_64 random(2);
  // Lengths around the blocks that are converted at once (270 and 288 digits) and joined.
  for (const std::size_t size : {17,  18,  19,  20,  35,  36,  37,  269,  270,  271,  287,  288, 289,
                                 539, 540, 541, 576, 577, 863, 865, 1100, 1153, 2303, 2305, 4000}) {
    for (const char fill : {'r', '0', '9'}) {
      std::string digits(size, fill);
      if (fill == 'r') {
        for (char& c : digits) c = static_cast<char>('0' + random() % 10);
      }
      digits[0] = fill == '9' ? '9' : '1';
      std::vector<std::uint8_t> magnitude;
      bool negative;
      ASSERT_TRUE(parse_bigint(digits, negative, magnitude));
      ASSERT_EQ(magnitude, magnitude_digit_by_digit(digits)) << size << " digits, " << fill;
      ASSERT_EQ(bigint_text(false, magnitude), digits);
    }
  }
}

TEST(BigintText, OfPowersOfTwoRoundTrips) {
  for (std::size_t bytes = 1; bytes < 3000; bytes += 1 + bytes / 8) {
    std::vector<std::uint8_t> ones(bytes, 0xff);
    std::vector<std::uint8_t> read;
    bool negative;
    ASSERT_TRUE(parse_bigint(bigint_text(true, ones), negative, read));
    EXPECT_TRUE(negative);
    ASSERT_EQ(read, ones);
  }
}

TEST(BigintText, OfManyDigitsTakesNoTime) {
  const std::string digits(std::size_t{1} << 18, '7');  // quadratic conversion takes 40 times as long
  std::vector<std::uint8_t> magnitude;
  bool negative;
  ASSERT_TRUE(parse_bigint(digits, negative, magnitude));
  EXPECT_EQ(bigint_text(false, magnitude), digits);
}

// ---- bytes as text ----

TEST(Base64, FollowsTheStandard) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xfb\xff\xbf", "+/+/"},
      {"\0\0"sv, "AAA="},
      {"\xff\xff\xff\xff", "/////w=="},
  };
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(base64_text(octets_of(bytes)), text);
    std::vector<std::uint8_t> read;
    ASSERT_TRUE(parse_base64(text, read)) << text;
    EXPECT_EQ(hex_text(read), hex_text(octets_of(bytes))) << text;
  }
}

TEST(Base64, IsForgivingAsAtobIs) {
  const struct {
    std::string_view text;
    std::string_view bytes;
    bool valid;
  } cases[] = {
      {"Zg", "f", true},
      {"Zm8", "fo", true},
      {"Zm9vYg", "foob", true},
      {"-_-_", "\xfb\xff\xbf", true},
      {" Z m 9\nv\r\tY\fg = = ", "foob", true},
      {"   ", "", true},
      {"Zh==", "f", true},
      {"Zm9=", "fo", true},  // bits to spare
      {"Z", "", false},
      {"Zm9vY", "", false},
      {"Z===", "", false},
      {"=", "", false},
      {"====", "", false},
      {"Zg=", "", false},
      {"Zm8==", "", false},
      {"Zm9v=", "", false},
      {"Zm9v====", "", false},
      {"Zg==Zg==", "", false},
      {"Zg==Z", "", false},
      {"Z*g=", "", false},
      {"Zg\x80=", "", false},
      {"Zm9v,", "", false},
  };
  for (const auto& c : cases) {
    std::vector<std::uint8_t> read = {1, 2, 3};
    EXPECT_EQ(parse_base64(c.text, read), c.valid) << c.text;
    if (c.valid) {
      EXPECT_EQ(hex_text(read), hex_text(octets_of(c.bytes))) << c.text;
    }
  }
}

TEST(Base64, RoundTripsEveryLength) {
  std::mt19937 random(3);
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i != 200; ++i) {
    std::vector<std::uint8_t> read;
    ASSERT_TRUE(parse_base64(base64_text(bytes), read));
    ASSERT_EQ(read, bytes);
    ASSERT_TRUE(parse_hex(hex_text(bytes), read));
    ASSERT_EQ(read, bytes);
    bytes.push_back(static_cast<std::uint8_t>(random()));
  }
}

TEST(Hex, TakesEitherCaseAndSpaces) {
  const struct {
    std::string_view text;
    std::string_view hex;
    bool valid;
  } cases[] = {
      {"", "", true},           {"00ff", "00ff", true},  {"00FFaB", "00ffab", true}, {" 0 0\nf f ", "00ff", true},
      {"0x00ff", "00ff", true}, {"\n0X00", "00", true},  {"0x", "", true},           {"0", "", false},
      {"000", "", false},       {"0g", "", false},       {"00x0", "", false},        {"0x0x00", "", false},
      {"-1", "", false},        {"\xff\xff", "", false},
  };
  for (const auto& c : cases) {
    std::vector<std::uint8_t> read = {1, 2, 3};
    EXPECT_EQ(parse_hex(c.text, read), c.valid) << c.text;
    if (c.valid) {
      EXPECT_EQ(hex_text(read), c.hex) << c.text;
    }
  }
}

// ---- dates ----

TEST(DateText, IsReadAsDateParseReadsIt) {
  const std::pair<std::string_view, double> cases[] = {
      {"1970-01-01T00:00:00.000Z", 0},
      {"2024-01-02T03:04:05.678Z", 1704164645678},
      {"2024-02-29", 1709164800000},
      {"2024-02", 1706745600000},
      {"2024", 1704067200000},
      {"2024-01-02T03:04Z", 1704164640000},
      {"2024-01-02T03:04:05.6Z", 1704164645600},
      {"2024-01-02T03:04:05.6789999Z", 1704164645678},
      {"2024-01-02T03:04:05+05:30", 1704144845000},
      {"2024-01-02T03:04:05-00:01", 1704164705000},
      {"2024-01-02T24:00:00Z", 1704240000000},
      {"+275760-09-13T00:00:00.000Z", 8.64e15},
      {"-271821-04-20T00:00:00.000Z", -8.64e15},
      {"-000001-01-01T00:00:00.000Z", -62198755200000},
      {"0000-01-01", -62167219200000},
  };
  for (const auto& [text, expected] : cases) {
    double v = 0.5;
    EXPECT_TRUE(parse_iso_date(text, v)) << text;
    EXPECT_EQ(v, expected) << text;
  }
  for (const std::string_view text : {"",
                                      "x",
                                      "24",
                                      "2024-",
                                      "2024-1",
                                      "2024-00",
                                      "2024-13",
                                      "2023-02-29",
                                      "2024-01-32",
                                      "2024-01-02T",
                                      "2024-01-02T03",
                                      "2024-01-02T03:04",
                                      "2024-01-02T03:04:05.Z",
                                      "2024-01-02T03:04.5Z",
                                      "2024-01-02T25:00Z",
                                      "2024-01-02T24:00:01Z",
                                      "2024-01-02T03:60Z",
                                      "2024-01-02T03:04z",
                                      "2024-01-02 03:04Z",
                                      "2024-01-02Z",
                                      "2024-01-02T03:04+0530",
                                      "-000000-01-01",
                                      "+12345-01-01",
                                      "+275760-09-13T00:00:00.001Z",
                                      " 2024",
                                      "2024 "}) {
    double v;
    EXPECT_FALSE(parse_iso_date(text, v)) << text;
  }
}

TEST(DateText, ReadsWhatItWrites) {
  for (double v = -8.64e15; v <= 8.64e15; v += 7919'000'000'123) {
    double again = 0.5;
    EXPECT_TRUE(parse_iso_date(iso_date_text(v), again));
    EXPECT_EQ(again, v);
  }
}

TEST(Half, EveryOneIsANumberThatIsStoredAsIt) {
  for (unsigned bits = 0; bits != 0x10000; ++bits) {
    const double v = half_value(static_cast<std::uint16_t>(bits));
    EXPECT_EQ(half_bits(v), v == v ? bits : 0x7e00U) << bits;
  }
}

TEST(Half, IsTheNearestWithTiesToEven) {
  const std::pair<double, unsigned> cases[] = {
      {1, 0x3c00},         {-2, 0xc000},        {0.1, 0x2e66},     {65504, 0x7bff},       {65519.999, 0x7bff},
      {65520, 0x7c00},     {1e300, 0x7c00},     {-1e300, 0xfc00},  {0x1p-24, 0x0001},     {0x1p-25, 0x0000},
      {0x1.8p-24, 2},      {0x1.0001p-25, 1},   {0x1p-14, 0x0400}, {0x1.ff8p-15, 0x03ff}, {0x1.ffep-15, 0x0400},
      {0x1.002p0, 0x3c00}, {0x1.006p0, 0x3c02}, {5e-324, 0},       {-5e-324, 0x8000},
  };
  for (const auto& [v, bits] : cases) EXPECT_EQ(half_bits(v), bits) << v;
}

TEST(DateText, IsToISOString) {
  const std::pair<double, std::string_view> cases[] = {
      {0, "1970-01-01T00:00:00.000Z"},
      {-1, "1969-12-31T23:59:59.999Z"},
      {1704153600000, "2024-01-02T00:00:00.000Z"},
      {951782400000, "2000-02-29T00:00:00.000Z"},
      {951868800000, "2000-03-01T00:00:00.000Z"},
      {-2203891200001, "1900-02-28T23:59:59.999Z"},
      {-2203891200000, "1900-03-01T00:00:00.000Z"},
      {-62167219200000, "0000-01-01T00:00:00.000Z"},
      {-62167219200001, "-000001-12-31T23:59:59.999Z"},
      {253402300799999, "9999-12-31T23:59:59.999Z"},
      {253402300800000, "+010000-01-01T00:00:00.000Z"},
      {8.64e15, "+275760-09-13T00:00:00.000Z"},
      {-8.64e15, "-271821-04-20T00:00:00.000Z"},
  };
  for (const auto& [time, text] : cases) EXPECT_EQ(iso_date_text(time), text);
}

}  // namespace
}  // namespace clonewire::wire
