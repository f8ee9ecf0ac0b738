// Every cell of the capability table, of every format and variant: kept, changed by a named loss, or refused; never
// anything else.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "capability.hpp"

namespace clonewire::test {
namespace {

using cli::all_samples;
using cli::capability;
using cli::carrier;
using cli::sample;

std::vector<carrier> all_carriers() {
  std::vector<carrier> all;
  for (const format f : all_formats()) {
    all.push_back({f, {}});
    for (const std::string_view variant : variants_of(f)) all.push_back({f, variant});
  }
  return all;
}

class Capability : public testing::TestWithParam<carrier> {};

TEST_P(Capability, OfEveryCellIsKeptChangedOrRefused) {
  for (const sample& row : all_samples()) {
    const cli::outcome result = cli::tried(row, GetParam());
    EXPECT_NE(result.found, capability::broken) << row.name << ": " << result.reason;
    EXPECT_EQ(result.reason.empty(), result.found == capability::kept) << row.name << ": " << result.reason;
  }
}

// What is refused inside of another value is refused with its path, and the reason names the format or the kind.
TEST_P(Capability, RefusalsNameThePath) {
  for (const sample& row : all_samples()) {
    builder b;  // arrays: the one container that every format has
    b.begin_array();
    b.null();
    b.begin_array();
    row.build(b);
    b.end();
    b.end();
    const document doc = std::move(b).finish().value();
    const auto encoded = try_encode(doc, {.format = GetParam().format, .variant = GetParam().variant});
    if (encoded) continue;
    EXPECT_EQ(encoded.error().code, errc::cannot_carry) << row.name;
    EXPECT_TRUE(encoded.error().path.starts_with("$[1][0]")) << row.name << ": " << encoded.error().message();
    EXPECT_GE(encoded.error().detail.size(), 10U) << row.name << ": " << encoded.error().message();
  }
}

// A lossy writing of what can be carried says nothing and loses nothing.
TEST_P(Capability, LossyWritingOfWhatIsKeptIsTheSame) {
  for (const sample& row : all_samples()) {
    if (cli::tried(row, GetParam()).found != capability::kept) continue;
    builder b;
    row.build(b);
    const document doc = std::move(b).finish().value();
    std::vector<std::string> losses;
    encode_options writing{.format = GetParam().format, .variant = GetParam().variant};
    const auto strictly = try_encode(doc, writing);
    writing.lossy = true;
    writing.on_loss = [&](const error& e) { losses.push_back(e.message()); };
    const auto lossily = try_encode(doc, writing);
    ASSERT_TRUE(strictly && lossily) << row.name;
    EXPECT_EQ(*strictly, *lossily) << row.name;
    EXPECT_EQ(losses, std::vector<std::string>()) << row.name;
  }
}

const auto by_carrier = [](const testing::TestParamInfo<carrier>& info) {
  std::string name(name_of(info.param.format));
  if (!info.param.variant.empty()) (name += '_') += info.param.variant;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
};

INSTANTIATE_TEST_SUITE_P(Formats, Capability, testing::ValuesIn(all_carriers()), by_carrier);

}  // namespace
}  // namespace clonewire::test
