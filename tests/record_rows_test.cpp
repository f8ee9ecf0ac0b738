// Lists of records, most of whose bytes lie alike: the decoders read such rows by comparison with the record before.
// And lists of texts in many scripts, which are examined by vectors.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"
#include "support/exact_copy.hpp"

namespace clonewire::test {
namespace {

// The same values in two forms: their objects as records, and as plain maps.
class writer {
 public:
  writer(format f, std::mt19937& random) : is_cbor_(f == format::cbor), random_(random) {}

  std::string records, plain;
  std::size_t keys = 0;  // of all shapes

  void both(std::string_view bytes) {
    records += bytes;
    plain += bytes;
  }
  void array(std::size_t count) {
    if (count < 16) return both({byte_of((is_cbor_ ? 0x80 : 0x90) + count), 1});
    both(is_cbor_ ? "\x99" : "\xdc");
    big_endian(count, 2);
  }

  // Kinds of values; the same kind is written in as many bytes, but for texts and lists.
  enum kind : unsigned {  // beyond them: lists
    small,
    unsigned8,
    unsigned16,
    unsigned32,
    negative,
    float64,
    constant,
    no_elements,
    ascii,
    beyond_ascii,
    point,
    numbers,
    texts,
    list,
    kinds
  };

  void value(unsigned k, int depth) {
    switch (k) {
      case small: return both({byte_of(random_() % 16), 1});
      case unsigned8: return sized(is_cbor_ ? "\x18" : "\xcc", 1);
      case unsigned16: return sized(is_cbor_ ? "\x19" : "\xcd", 2);
      case unsigned32: return sized(is_cbor_ ? "\x1a" : "\xce", 4);
      case negative: {
        const std::size_t size = std::size_t{1} << random_() % 3;
        constexpr std::string_view cbor = "\x38\x39\x3a", msgpack = "\xd0\xd1\xd2";
        return sized((is_cbor_ ? cbor : msgpack).substr(size / 2, 1), size);
      }
      case float64: {
        constexpr double odd[] = {-0.0, 0, 1, std::numeric_limits<double>::quiet_NaN(), 4294967296.0};
        return number(random_() % 4 == 0 ? odd[random_() % std::size(odd)] : static_cast<double>(random_()) / 1024);
      }
      case constant: {
        constexpr std::string_view cbor = "\xf4\xf5\xf6\xf7\x20\x37", msgpack = "\xc2\xc3\xc0\xff\xe0\x3f";
        return both((is_cbor_ ? cbor : msgpack).substr(random_() % 6, 1));
      }
      case no_elements: return array(0);
      case ascii: return text(std::string(random_() % 40, 'a'));
      case beyond_ascii: return text("\xc3\xa9" + std::string(random_() % 40, 'b'));
      case point:
        array(2);
        number(0.5);
        return number(static_cast<double>(random_()));
      case texts: {
        const std::size_t length = 1 + any(5);
        array(length);
        text(std::string(any(20), 't'));
        for (std::size_t i = 1; i != length; ++i) value(any(8) == 0 ? any(numbers) : unsigned{ascii}, 0);
        return;
      }
      case numbers:
        array(3);
        for (int i = 0; i != 3; ++i) value(any(float64 + 1), 0);
        return;
      default: return depth == 0 ? array(0) : write_list(any(20), static_cast<int>(any(static_cast<unsigned>(depth))));
    }
  }

  // Records of one of that depth's shapes, which may be defined anew on the way. Now and then the kinds of their values
  // change.
  void write_list(std::size_t length, int depth) {
    const std::size_t count = depth == 0 ? 2 : 3;
    const unsigned id = 4 * static_cast<unsigned>(depth) + any(4);
    const unsigned changes = any(2);  // in eight records
    std::vector<unsigned> kinds_of(count);
    array(length);
    for (std::size_t i = 0; i != length; ++i) {
      if (i == 0 || any(8) < changes) {
        for (unsigned& k : kinds_of) k = any(3) == 0 ? unsigned{unsigned32} : any(kinds + 3);
      }
      if (any(40) == 0) is_defined_[id] = false;
      const std::vector<std::string> names = record(id, count);
      for (std::size_t field = 0; field != count; ++field) {
        plain_text(names[field]);
        value(kinds_of[field], depth);
      }
    }
  }

  unsigned any(unsigned end) { return static_cast<unsigned>(random_() % end); }

 private:
  // A record's beginning, and its keys. A list of the lower depth may stand in a record before the rest of it: a shape
  // is defined where it is first written.
  std::vector<std::string> record(unsigned id, std::size_t count) {
    const bool is_defined = std::exchange(is_defined_[id], true);
    if (!is_defined) ++definitions_[id];
    std::vector<std::string> names;
    for (std::size_t field = 0; field != count; ++field)
      names.push_back({static_cast<char>('a' + id), static_cast<char>('A' + 3 * (definitions_[id] % 8) + field)});
    plain += static_cast<char>((is_cbor_ ? 0xa0 : 0x80) + count);
    if (is_cbor_) {
      const std::string number = {'\xe0', static_cast<char>(id)};
      const auto members = static_cast<char>((is_defined ? 0x80 : 0x82) + count);
      records += is_defined ? "\xd9" + number + members : std::string("\xd9\xdf\xff") + members + "\x19" + number;
      if (!is_defined) records += static_cast<char>(0x80 + count);
    } else {
      if (!is_defined) records += "\xd4\x72";
      records += static_cast<char>(0x40 + id);
      if (!is_defined) records += static_cast<char>(0x90 + count);
    }
    if (is_defined) return names;
    keys += count;
    for (const std::string& name : names) records += static_cast<char>((is_cbor_ ? 0x60 : 0xa0) + 2) + name;
    return names;
  }
  void plain_text(const std::string& t) { plain += static_cast<char>((is_cbor_ ? 0x60 : 0xa0) + t.size()) + t; }
  void text(const std::string& t) {
    if (t.size() < 24) {
      both({byte_of((is_cbor_ ? 0x60 : 0xa0) + t.size()), 1});
    } else {
      both(is_cbor_ ? "\x78" : "\xd9");
      big_endian(t.size(), 1);
    }
    both(t);
  }
  void number(double v) {
    std::uint64_t bits;
    std::memcpy(&bits, &v, sizeof bits);
    both(is_cbor_ ? "\xfb" : "\xcb");
    big_endian(bits, 8);
  }
  void sized(std::string_view head, std::size_t size) {
    both(head);
    // Small ones too, which could have been written in less.
    big_endian(random_() % 4 == 0 ? random_() % 100 : random_(), size);
  }
  void big_endian(std::uint64_t v, std::size_t size) {
    while (size-- != 0) both({byte_of(v >> 8 * size), 1});
  }
  const char* byte_of(std::uint64_t v) {
    byte_ = static_cast<char>(v);
    return &byte_;
  }

  bool is_cbor_;
  std::mt19937& random_;
  bool is_defined_[12] = {};
  unsigned definitions_[12] = {};
  char byte_ = 0;
};

struct form {
  format in;
  std::string_view records, plain;
};
constexpr form forms[] = {{format::msgpack, "records", "plain"}, {format::cbor, "x", "standard"}};

bytes_view view_of(const std::string& bytes) {
  return std::as_bytes(std::span(bytes));
}

decode_options options_of(format f, std::string_view variant, unsigned round) {
  decode_options options = {.format = f, .variant = variant, .maps = plain_maps::objects};
  options.input = round % 2 == 0 ? input_lifetime::borrowed : input_lifetime::copied;
  options.numbers = round % 4 < 2 ? number_storage::canonical : number_storage::as_written;
  return options;
}

// Decoded, with the same refusal as the explanation's, which takes no short way.
result<document> decode(const exact_copy& bytes, const decode_options& options) {
  auto doc = try_decode(bytes, options);
  const auto explained = try_explain(
      bytes, [](const explained_bytes&) {}, options);
  EXPECT_EQ(doc.ok(), explained.ok()) << hex_of(bytes);
  if (!doc && !explained) {
    EXPECT_EQ(doc.error().message(), explained.error().message()) << hex_of(bytes);
  }
  return doc;
}

class RecordRows : public testing::TestWithParam<form> {};

TEST_P(RecordRows, AreTheObjectsThatPlainMapsAre) {
  const form& f = GetParam();
  std::mt19937 random(3);
  for (unsigned round = 0; round != 800; ++round) {
    writer to(f.in, random);
    // Long ones outgrow the memory that is at hand.
    to.write_list(round % 500 == 0 ? 5000 : random() % 40, static_cast<int>(random() % 3));
    const auto options = options_of(f.in, f.records, round);
    const exact_copy records_bytes(view_of(to.records)), plain_bytes(view_of(to.plain));
    const auto records = decode(records_bytes, options);
    const auto plain = decode(plain_bytes, options_of(f.in, f.plain, round));
    ASSERT_TRUE(records) << hex_of(view_of(to.records)) << records.error().message();
    ASSERT_TRUE(plain) << hex_of(view_of(to.plain)) << plain.error().message();
    ASSERT_TRUE(equal(records->root(), plain->root())) << hex_of(view_of(to.records));
    ASSERT_TRUE(records->notes().empty());
  }
}

TEST_P(RecordRows, BreakOffWhereTheInputDoes) {
  const form& f = GetParam();
  std::mt19937 random(5);
  for (unsigned round = 0; round != 15; ++round) {
    writer to(f.in, random);
    to.write_list(3 + random() % 12, static_cast<int>(random() % 2));
    for (std::size_t size = 0; size != to.records.size(); ++size) {
      const exact_copy part(to.records.data(), size);
      ASSERT_FALSE(decode(part, options_of(f.in, f.records, round))) << hex_of(part);
    }
  }
}

TEST_P(RecordRows, AreRefusedWhereTheirBytesAreBroken) {
  const form& f = GetParam();
  std::mt19937 random(7);
  for (unsigned round = 0; round != 800; ++round) {
    writer to(f.in, random);
    to.write_list(3 + random() % 30, static_cast<int>(random() % 3));
    to.records[random() % to.records.size()] = static_cast<char>(random());
    static_cast<void>(decode(exact_copy(view_of(to.records)), options_of(f.in, f.records, round)));
  }
}

TEST_P(RecordRows, NestAsDeepAsTheLimit) {
  const form& f = GetParam();
  std::mt19937 random(9);
  for (unsigned round = 0; round != 300; ++round) {
    writer to(f.in, random);
    to.write_list(30, static_cast<int>(random() % 3));
    for (std::uint32_t limit = 0; limit != 8; ++limit) {
      decode_options options = options_of(f.in, f.records, round);
      options.limits.max_depth = limit;
      static_cast<void>(decode(exact_copy(view_of(to.records)), options));
    }
  }
}

// The least limit of slots with which it is read. Above it is always read, below never.
std::uint64_t least_slots(const std::string& bytes, decode_options options) {
  const exact_copy copy(view_of(bytes));
  std::uint64_t least = 0;
  for (std::uint64_t limit = 1; limit != 1500; ++limit) {
    options.limits.max_slots = limit;
    const auto doc = try_decode(copy, options);
    if (doc && least == 0) least = limit;
    EXPECT_EQ(doc.ok(), least != 0) << limit << ' ' << hex_of(copy);
    if (!doc) {
      EXPECT_EQ(doc.error().code, errc::limit_exceeded) << hex_of(copy);
    }
  }
  return least;
}

TEST_P(RecordRows, TakeTheSlotsOfTheirObjectsAndOfTheirKeysOnce) {
  const form& f = GetParam();
  std::mt19937 random(11);
  for (unsigned round = 0; round != 20; ++round) {
    writer to(f.in, random);
    to.write_list(6, round % 2);
    const std::uint64_t of_objects = least_slots(to.plain, options_of(f.in, f.plain, round));
    ASSERT_NE(of_objects, 0);
    EXPECT_EQ(least_slots(to.records, options_of(f.in, f.records, round)), of_objects + to.keys)
        << hex_of(view_of(to.records));
  }
}

INSTANTIATE_TEST_SUITE_P(Forms, RecordRows, testing::ValuesIn(forms),
                         [](const auto& name) { return std::string(name_of(name.param.in)); });

}  // namespace
}  // namespace clonewire::test
