// Telling formats apart: over the corpora of all formats, each input is taken for its own format, or for one that reads
// it as well and says that it is not sure.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

struct tally {
  int cases = 0;
  int right = 0;
};

// How many in a hundred must be told. The rest bear no mark: a lone integer in CBOR or MessagePack is most of them, and
// a JSON text without anything special is plain JSON, whoever wrote it.
struct share {
  clonewire::format format;
  int percent;
};
constexpr share least_shares[] = {
    {format::v8, 100},     {format::ungap, 100}, {format::typeson, 70},
    {format::msgpack, 70}, {format::cbor, 70},   {format::serial, 30},
};

std::string found_text(const std::optional<detection>& found) {
  if (!found) return "nothing";
  return std::string(name_of(found->format)) + ", " + std::string(name_of(found->likelihood));
}

TEST(Detection, TellsTheCorporaApart) {
  std::map<format, tally> tallies;
  for (const corpus_case& c : corpus()) {
    if (c.graph.empty() || (c.format == format::v8 && c.version() == 0)) continue;
    const auto found = detect(c.bytes);
    tally& t = tallies[c.format];
    ++t.cases;
    if (found && found->format == c.format) {
      ++t.right;
      continue;
    }
    if (!found) {
      // A number, null or boolean of few bytes could be anything.
      const auto lone = try_decode(c.bytes, c.reading());
      EXPECT_TRUE(lone && c.bytes.size() <= 9 && !lone->root().is(kind::string)) << c << "not recognised";
      continue;
    }
    EXPECT_NE(found->likelihood, likelihood::certain) << c << "taken for " << found_text(found);
    EXPECT_TRUE(try_decode(c.bytes, {.format = found->format})) << c << "taken for " << found_text(found);
  }
  for (const share& s : least_shares) {
    const tally t = tallies[s.format];
    EXPECT_GE(100 * t.right, s.percent * t.cases) << name_of(s.format) << ": " << t.right << " of " << t.cases;
    RecordProperty(std::string(name_of(s.format)), std::to_string(t.right) + " of " + std::to_string(t.cases));
  }
}

struct named_input {
  std::string_view input;
  std::optional<clonewire::format> format;
  clonewire::likelihood likelihood;
};

constexpr named_input inputs[] = {
    {"", std::nullopt, likelihood::no},
    {"\xff\x0fo{", format::v8, likelihood::certain},
    {R"({"t":"undefined"})", format::graph, likelihood::certain},
    {R"({"a":1})", format::json, likelihood::likely},
    {"[1,2]", format::json, likelihood::likely},
    {"5", format::json, likelihood::possible},
    {"[[2,[[1,2]]],[0,\"a\"],[0,1]]", format::ungap, likelihood::certain},
    {R"({"a":"5","$types":{"a":"bigint"}})", format::typeson, likelihood::certain},
    {R"({"$t":"bytes","v":"AP8="})", format::serial, likelihood::certain},
    {"\xd9\xd9\xf7\x01", format::cbor, likelihood::certain},
    {"\xd4\x72\x40\x91\xa1"
     "a"
     "\x01",
     format::msgpack, likelihood::certain},
    {"\xa1\x61"
     "a"
     "\x01",
     format::cbor, likelihood::likely},
    {"\x81\xa1"
     "a"
     "\x01",
     format::msgpack, likelihood::likely},
    {"hello, world", std::nullopt, likelihood::no},
    {"\xff\xff\xff\xff", std::nullopt, likelihood::no},
};

TEST(Detection, SaysHowSureItIs) {
  for (const named_input& i : inputs) {
    const auto found = detect(as_bytes(i.input));
    EXPECT_EQ(found ? std::optional(found->format) : std::nullopt, i.format) << i.input << ": " << found_text(found);
    EXPECT_EQ(found ? found->likelihood : likelihood::no, i.likelihood) << i.input << ": " << found_text(found);
  }
}

}  // namespace
}  // namespace clonewire::test
