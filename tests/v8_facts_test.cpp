// Facts about V8's format that are easy to miss, each with its bytes: one row a fact. What real engines write as a
// whole is in the corpus; these are the single rules.
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/clonewire.hpp>
#include <clonewire/text_encoding.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

struct fact {
  std::string_view name;
  std::string_view hex;
  std::string_view graph;  // the notation, or an error's name
  dialect told = dialect::automatic;
};

std::ostream& operator<<(std::ostream& out, const fact& f) {
  return out << f.name << ": " << f.hex;
}

constexpr std::string_view ab_view =
    R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"0102"},"byteOffset":0,"length":2})";

constexpr fact facts[] = {
    // versions
    {"Version0ClosesAnObjectByItsEndTagAlone", "53016149547b0100",
     R"({"t":"object","id":0,"p":[["a",{"t":"number","v":"42"}]]})"},
    {"Version0MayBeExplicit", "ff004902", R"({"t":"number","v":"1"})"},
    {"BeforeVersion11UndefinedInADenseArrayIsAHole", "ff0941015f240001",
     R"({"t":"array","id":0,"length":1,"e":[],"p":[]})"},
    {"FromVersion11UndefinedIsUndefined", "ff0b41015f240001",
     R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"undefined"}]],"p":[]})"},
    {"BeforeVersion12ARegExpHoldsBareText", "ff0b5203666f6f01", R"({"t":"RegExp","id":0,"source":"foo","flags":"g"})"},
    {"FromVersion12ARegExpHoldsATaggedString", "ff0c522203666f6f01",
     R"({"t":"RegExp","id":0,"source":"foo","flags":"g"})"},
    {"BeforeVersion12AStringObjectHoldsBareText", "ff0b7303666f6f", R"({"t":"String","id":0,"v":"foo"})"},
    {"Version13ViewsHaveNoFlags", "ff0d420201025642 0002", ab_view},
    {"Version13MayHaveFlagsAllTheSame", "ff0d4102420201025642000200 4902 240002",
     R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"Uint8Array","id":1,"buffer":{"t":"ArrayBuffer","id":2,"bytes":"0102"},"byteOffset":0,"length":2}],[1,{"t":"number","v":"1"}]],"p":[]})"},
    {"Version14ViewsHaveFlags", "ff0e4202010256420002 00", ab_view},
    {"Version16LengthsHave64Bits", "ff1042828000010256428000828000 00", ab_view},
    {"AVersionOfTheFutureIsRefused", "ff114902", "unsupported_version"},
    // numbers
    {"VarintsDropBitsPastThe32nd", "ff0f49ffffffffffefff", R"({"t":"number","v":"-2147483648"})"},
    {"VarintsMayBeOverlong", "ff0f4982808000", R"({"t":"number","v":"1"})"},
    {"UnsignedIsANumberToo", "ff0f55ffffffff0f", R"({"t":"number","v":"4294967295"})"},
    {"ANanIsTheOneNan", "ff0f4e010000000000f0ff", R"({"t":"number","v":"NaN"})"},
    {"MinusZeroIsADouble", "ff0f4e0000000000000080", R"({"t":"number","v":"-0"})"},
    {"ABigintSignWithoutDigitsIsRefused", "ff0f5a01", "invalid_value"},
    {"AMinusZeroBigintIsZero", "ff0f5a110000000000000000", R"({"t":"bigint","v":"0"})"},
    // strings
    {"AnOddTwoByteLengthIsRefused", "ff0f6303610062", "invalid_string"},
    {"AsciiMayComeInTwoBytes", "ff0f630461006200", R"({"t":"string","v":"ab"})"},
    {"Utf8InAnyVersion", "ff0f5303e282ac", R"({"t":"string","v":"€"})"},
    {"BadUtf8IsReplacedBytewise", "ff0f5304f0908041", R"({"t":"string","v":"\ufffdA"})"},
    {"PaddingStandsBeforeAnyTag", "ff0f00006f00220161 0049027b01",
     R"({"t":"object","id":0,"p":[["a",{"t":"number","v":"1"}]]})"},
    {"AnObjectCountIsSkipped", "ff0f3f054902", R"({"t":"number","v":"1"})"},
    // objects and arrays
    {"ADuplicateKeyIsRefused", "ff0f6f2201614902220161 49047b02", "duplicate_key"},
    {"AnIndexIsTheSameKeyAsItsText", "ff0f6f49024902220131 49047b02", "duplicate_key"},
    {"AnObjectIsNoKey", "ff0f6f6f7b0049027b01", "invalid_key"},
    {"AKeyBeyondInt32IsADouble", "ff0f6f4e0000c0ffffffef4149027b01",
     R"({"t":"object","id":0,"p":[["4294967294",{"t":"number","v":"1"}]]})"},
    {"ALengthPropertyOnAnArrayIsRefused", "ff0f4101490222066c656e6774684904240101", "duplicate_key"},
    {"ADenseArrayMayHaveHoles", "ff0f41022d4902240002",
     R"({"t":"array","id":0,"length":2,"e":[[1,{"t":"number","v":"1"}]],"p":[]})"},
    {"AnIndexPastTheLengthGrowsTheArray", "ff0f6102490a4902400102",
     R"({"t":"array","id":0,"length":6,"e":[[5,{"t":"number","v":"1"}]],"p":[]})"},
    {"TheLengthAtTheEndMustAgree", "ff0f41014902240002", "count_mismatch"},
    {"AMapCountsKeysAndValues", "ff0f3b490249043a02",
     R"({"t":"Map","id":0,"e":[[{"t":"number","v":"1"},{"t":"number","v":"2"}]]})"},
    {"ASetCountsDuplicates", "ff0f27490249022c02", R"({"t":"Set","id":0,"e":[{"t":"number","v":"1"}]})"},
    {"ZeroAndMinusZeroAreOneMember", "ff0f2749004e00000000000000802c02",
     R"({"t":"Set","id":0,"e":[{"t":"number","v":"0"}]})"},
    {"MinusZeroBecomesZeroInASet", "ff0f274e00000000000000802c01",
     R"({"t":"Set","id":0,"e":[{"t":"number","v":"0"}]})"},
    // dates, regexps, errors
    {"ADateIsClipped", "ff0f44000000dcc2086343", R"({"t":"Date","id":0,"v":"NaN"})"},
    {"ADateIsAnInteger", "ff0f44000000000000fc3f", R"({"t":"Date","id":0,"v":"1"})"},
    {"FlagVIs256", "ff0f522201618002", R"({"t":"RegExp","id":0,"source":"a","flags":"v"})"},
    {"UWithVIsRefused", "ff0f522201619002", "invalid_value"},
    {"AnErrorInNode22sOrder", "ff0f726d220161732201746322016 32e",
     R"({"t":"Error","id":0,"name":"Error","message":"a","stack":"t","cause":{"t":"string","v":"c"}})"},
    {"AnErrorInNode20sOrder", "ff0f726d2201616322016373220174 2e",
     R"({"t":"Error","id":0,"name":"Error","message":"a","stack":"t","cause":{"t":"string","v":"c"}})"},
    {"AnErrorMayBeItsOwnCause", "ff0f72635e002e", R"({"t":"Error","id":0,"name":"Error","cause":{"t":"ref","v":0}})"},
    {"ABufferAsCauseIsFollowedByTheEnd", "ff0f7263420201022e",
     R"({"t":"Error","id":0,"name":"Error","cause":{"t":"ArrayBuffer","id":1,"bytes":"0102"}})"},
    // buffers and views
    {"ABufferMayBeImmutable", "ff0f4302aabb", R"({"t":"ArrayBuffer","id":0,"bytes":"aabb"})"},
    {"FlagsMustMatchTheBuffer", "ff0f42040305070b5642010201", "invalid_view"},
    {"ALengthTrackingViewHasLengthZero", "ff0f7e0408010203045642000003",
     R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"01020304","maxByteLength":8},"byteOffset":0,"length":4,"lengthTracking":true})"},
    {"ATransferredBufferIsRefused", "ff0f7400", "content_not_in_bytes"},
    {"BytesAfterTheValueAreIgnored", "ff0f490221", R"({"t":"number","v":"1"})"},
    // host objects
    {"NodesViewsAreHostObjects", "ff0f5c01020102", ab_view, dialect::node},
    {"NodesLengthsAreRoundedDown", "ff0f5c0603010203",
     R"({"t":"Uint32Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":""},"byteOffset":0,"length":0})",
     dialect::node},
    {"NodesFloat16ArrayIsType13", "ff0f5c0d02003c",
     R"({"t":"Float16Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"003c"},"byteOffset":0,"length":1})",
     dialect::node},
    {"AnUnknownHostTypeIsRefused", "ff0f5c0e020102", "unknown_host_object", dialect::node},
    {"FiveCTenIsABufferInNode", "ff0f5c0a020102",
     R"({"t":"Buffer","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"0102"},"byteOffset":0,"length":2})",
     dialect::node},
};

class V8Fact : public testing::TestWithParam<fact> {};

TEST_P(V8Fact, Holds) {
  const fact& f = GetParam();
  decode_options reading;
  reading.format = format::v8;
  reading.dialect = f.told;
  const auto decoded = try_decode(parse_hex(f.hex).value(), reading);
  if (!f.graph.starts_with("{")) {
    ASSERT_FALSE(decoded);
    EXPECT_EQ(name_of(decoded.error().code), f.graph) << decoded.error().message();
    return;
  }
  ASSERT_TRUE(decoded) << decoded.error().message();
  const auto expected = try_decode(as_bytes(f.graph), {.format = format::graph});
  ASSERT_TRUE(expected) << expected.error().message();
  EXPECT_TRUE(*decoded == *expected) << as_text(encode(*decoded, {.format = format::graph}));
}

const auto by_name = [](const testing::TestParamInfo<fact>& row) { return std::string(row.param.name); };

INSTANTIATE_TEST_SUITE_P(Table, V8Fact, testing::ValuesIn(facts), by_name);

}  // namespace
}  // namespace clonewire::test
