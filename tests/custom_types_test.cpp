// Custom types, Blob and File through every format: what is written comes back as the same value, or is refused.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

class EveryFormat : public testing::TestWithParam<format> {};

/// Point: its payload is the array [x, y]. Pair: the plain object of its fields. Label: a string.
custom_types example_types() {
  custom_types types;
  const auto point_to_payload = [](const value& from, builder& to) {
    if (!from.find("x") || !from.find("y")) return std::string("a Point has x and y");
    to.begin_array();
    to.copy(from["x"]).copy(from["y"]);
    to.end();
    return std::string();
  };
  const auto point_from_payload = [](const value& from, builder& to) {
    if (!from.is(kind::array) || from.size() != 2) return std::string("the payload of a Point is an array of two");
    to.begin_host("Point");
    to.key("x").copy(from.at(0));
    to.key("y").copy(from.at(1));
    to.end();
    return std::string();
  };
  const auto label_to_payload = [](const value& from, builder& to) {
    to.copy(from["text"]);
    return std::string();
  };
  const auto label_from_payload = [](const value& from, builder& to) {
    to.begin_host("Label");
    to.key("text").copy(from);
    to.end();
    return std::string();
  };
  EXPECT_TRUE(types.add({"Point", 100, 11, 4711, point_to_payload, point_from_payload}));
  EXPECT_TRUE(types.add({"Pair", 101, 12, 4712}));
  EXPECT_TRUE(types.add({"Label", 102, 13, std::nullopt, label_to_payload, label_from_payload}));
  return types;
}

struct custom_case {
  const char* name;
  void (*build)(builder& b);
};

void point(builder& b, double x, double y) {
  b.begin_host("Point");
  b.key("x").number(x);
  b.key("y").number(y);
  b.end();
}

constexpr custom_case custom_cases[] = {
    {"alone", [](builder& b) { point(b, 1, -2.5); }},
    {"in an object",
     [](builder& b) {
       b.begin_object();
       b.key("at");
       point(b, 3, 4);
       b.key("label").begin_host("Label");
       b.key("text").string("h\u00e9");
       b.end();
       b.end();
     }},
    {"in an array, then other values",
     [](builder& b) {
       b.begin_array();
       point(b, 3, 4);
       point(b, 5, 6);
       b.number(7);
       b.begin_object();
       b.key("deep");
       point(b, 8, 9);
       b.end();
       b.end();
     }},
    {"fields without conversions",
     [](builder& b) {
       b.begin_host("Pair");
       b.key("first").string("a");
       b.key("second").boolean(true);
       b.end();
     }},
    {"no fields",
     [](builder& b) {
       b.begin_host("Pair");
       b.end();
     }},
    {"one type inside another",
     [](builder& b) {
       b.begin_host("Pair");
       b.key("first");
       point(b, 1, 2);
       b.key("second").begin_host("Pair");
       b.key("first").begin_host("Label");
       b.key("text").string("");
       b.end();
       b.end();
       b.end();
     }},
};

constexpr custom_case shared_cases[] = {
    {"met twice",
     [](builder& b) {
       b.begin_array();
       const auto shared = b.begin_host("Point");
       b.key("x").number(1);
       b.key("y").number(2);
       b.end();
       b.reference(shared);
       b.end();
     }},
    {"holds what holds it",
     [](builder& b) {
       const auto outer = b.begin_object();
       b.key("pair").begin_host("Pair");
       b.key("owner").reference(outer);
       b.end();
       b.end();
     }},
    {"holds itself",
     [](builder& b) {
       const auto self = b.begin_host("Pair");
       b.key("self").reference(self);
       b.end();
     }},
    {"shares with its surroundings",
     [](builder& b) {
       b.begin_array();
       const auto shared = b.date(0);
       b.begin_host("Pair");
       b.key("when").reference(shared);
       b.end();
       b.end();
     }},
};

constexpr custom_case blob_cases[] = {
    {"a Blob",
     [](builder& b) {
       b.begin_host("Blob");
       b.key("mimeType").string("text/plain");
       b.key("bytes").bytes(as_bytes("hello"));
       b.end();
     }},
    {"an empty Blob without type",
     [](builder& b) {
       b.begin_host("Blob");
       b.key("mimeType").string("");
       b.key("bytes").bytes({});
       b.end();
     }},
    {"a File among other values",
     [](builder& b) {
       b.begin_array();
       b.date(5);
       b.begin_host("File");
       b.key("mimeType").string("text/plain");
       b.key("name").string("h\u00e9.txt");
       b.key("lastModified").number(1704153600123);
       b.key("bytes").bytes(as_bytes(std::string_view("a\0\xff\x80", 4)));
       b.end();
       b.begin_object();
       b.key("after").number(1);
       b.end();
       b.end();
     }},
};

document built(const custom_case& c) {
  builder b;
  c.build(b);
  return std::move(b).finish().value();
}

/// The variant for JavaScript's values.
std::string_view variant_of(format f) {
  return f == format::serial ? "js" : "";
}

/// Writes and reads with the same types; a format may refuse to write only where `may_refuse`.
void expect_same_after_a_round_trip(const custom_case& c, format f, const custom_types* types, bool may_refuse) {
  const document doc = built(c);
  const auto bytes = try_encode(doc, {.format = f, .variant = variant_of(f), .types = types});
  if (!bytes) {
    EXPECT_TRUE(may_refuse) << c.name << ": " << bytes.error().message();
    EXPECT_EQ(bytes.error().code, errc::cannot_carry) << c.name << ": " << bytes.error().message();
    return;
  }
  const auto again = try_decode(*bytes, {.format = f, .variant = variant_of(f), .types = types});
  ASSERT_TRUE(again) << c.name << ": " << again.error().message();
  EXPECT_TRUE(doc == *again) << c.name << ": " << as_text(encode(*again, {.format = format::graph}));
}

TEST_P(EveryFormat, CarriesCustomTypes) {
  const custom_types types = example_types();
  for (const custom_case& c : custom_cases) {
    expect_same_after_a_round_trip(c, GetParam(), &types, GetParam() == format::json);
  }
}

TEST_P(EveryFormat, KeepsTheirIdentityOrRefuses) {
  const custom_types types = example_types();
  const bool is_tree = GetParam() == format::json || GetParam() == format::serial;
  for (const custom_case& c : shared_cases) expect_same_after_a_round_trip(c, GetParam(), &types, is_tree);
}

TEST_P(EveryFormat, CarriesBlobsOrRefuses) {
  const bool may_refuse = GetParam() == format::json;
  for (const custom_case& c : blob_cases) expect_same_after_a_round_trip(c, GetParam(), nullptr, may_refuse);
}

TEST_P(EveryFormat, RefusesABlobWithoutContent) {
  builder b;
  b.begin_array();
  b.begin_host("Blob");
  b.key("index").number(0);
  b.end();
  b.end();
  const document doc = std::move(b).finish().value();
  const auto bytes = try_encode(doc, {.format = GetParam()});
  if (bytes) {
    const auto again = try_decode(*bytes, {.format = GetParam()});
    ASSERT_TRUE(again) << again.error().message();
    EXPECT_TRUE(doc == *again);
  } else {
    EXPECT_EQ(bytes.error().code, errc::cannot_carry) << bytes.error().message();
    EXPECT_EQ(bytes.error().path, "$[0]") << bytes.error().message();
  }
}

TEST_P(EveryFormat, NamesThePathWhereAConversionFails) {
  const custom_types types = example_types();
  builder b;
  b.begin_object();
  b.key("list").begin_array();
  b.begin_host("Point");
  b.key("x").number(1);
  b.end();
  b.end();
  b.end();
  const document doc = std::move(b).finish().value();
  const auto bytes = try_encode(doc, {.format = GetParam(), .types = &types});
  if (GetParam() == format::graph) return;  // writes host objects as they are
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, errc::cannot_carry);
  EXPECT_EQ(bytes.error().path, "$.list[0]");
  if (GetParam() != format::json) {
    EXPECT_EQ(bytes.error().detail, "a Point has x and y");
  }
}

const auto by_format = [](const testing::TestParamInfo<format>& info) { return std::string(name_of(info.param)); };

INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat, testing::ValuesIn(all_formats().begin(), all_formats().end()),
                         by_format);

TEST(CustomTypes, AreNestedToALimit) {
  custom_types types;
  ASSERT_TRUE(types.add({.name = "Box", .v8_id = 100}));
  for (const int depth : {60, 70}) {
    builder b;
    for (int i = 0; i != depth; ++i) {
      b.begin_host("Box");
      b.key("inside");
    }
    b.null();
    for (int i = 0; i != depth; ++i) b.end();
    const document doc = std::move(b).finish().value();
    const auto bytes = try_encode(doc, {.format = format::v8, .types = &types});
    ASSERT_EQ(bytes.ok(), depth == 60);
    if (!bytes) {
      EXPECT_EQ(bytes.error().code, errc::limit_exceeded);
    }
  }
}

TEST(CustomTypes, RefuseNamesAndNumbersThatAreTaken) {
  custom_types types = example_types();
  const custom_type refused[] = {
      {.name = ""},
      {.name = "Point"},
      {.name = "Other", .v8_id = 100},
      {.name = "Other", .v8_id = 10},
      {.name = "Other", .v8_id = 0xffffffff},
      {.name = "Other", .msgpack_code = std::uint8_t{11}},
      {.name = "Other", .msgpack_code = std::uint8_t{'t'}},
      {.name = "Other", .msgpack_code = std::uint8_t{200}},
      {.name = "Other", .cbor_tag = 4711},
      {.name = "Other", .cbor_tag = 258},
  };
  for (const custom_type& type : refused) {
    const auto added = types.add(type);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, errc::invalid_option);
  }
  EXPECT_EQ(types.named("Point")->cbor_tag, 4711U);
  EXPECT_EQ(types.with_msgpack_code(12)->name, "Pair");
  EXPECT_EQ(types.with_cbor_tag(1), nullptr);
}

// What V8's own Serializer, subclassed, writes for a host object: its number, then a value.
TEST(CustomTypes, AreReadFromV8ByTheirNumber) {
  const custom_types types = example_types();
  const auto bytes = encode(built(custom_cases[0]), {.format = format::v8, .types = &types});
  constexpr std::string_view expected(
      "\xff\x0f\\d"
      "A\2"
      "N\0\0\0\0\0\0\xf0\x3f"
      "N\0\0\0\0\0\0\4\xc0"
      "$\0\2",
      27);
  EXPECT_EQ(as_text(bytes), expected);
  const auto unknown = try_decode(bytes, {.format = format::v8, .dialect = dialect::node});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, errc::unknown_host_object);
}

}  // namespace
}  // namespace clonewire::test
