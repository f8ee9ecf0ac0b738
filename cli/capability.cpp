#include "capability.hpp"

namespace clonewire::cli {
namespace {

document made(const sample& row) {
  builder b;
  row.build(b);
  return std::move(b).finish().value();
}

// Lossy writing must succeed, name at least one loss, and give bytes that are read.
outcome tried_lossily(const document& value, encode_options writing, const decode_options& reading, error refusal) {
  if (refusal.code != errc::cannot_carry) return {capability::broken, refusal.message()};
  int losses = 0;
  writing.lossy = true;
  writing.on_loss = [&losses](const error&) { ++losses; };
  const auto encoded = try_encode(value, writing);
  if (!encoded) return {capability::refused, std::move(refusal.detail)};
  if (losses == 0) return {capability::broken, "written lossily without naming a loss"};
  if (const auto decoded = try_decode(*encoded, reading); !decoded) {
    return {capability::broken, "written lossily, but not read: " + decoded.error().message()};
  }
  return {capability::changed, std::move(refusal.detail)};
}

}  // namespace

std::string carrier::name() const {
  std::string text(name_of(format));
  if (!variant.empty()) (text += ':') += variant;
  return text;
}

std::string_view name_of(capability c) noexcept {
  switch (c) {
    case capability::kept: return "kept";
    case capability::changed: return "changed";
    case capability::refused: return "refused";
    case capability::broken: return "broken";
  }
  return "";
}

outcome tried(const sample& row, const carrier& in) {
  const document value = made(row);
  encode_options writing;
  writing.format = in.format;
  writing.variant = in.variant;
  decode_options reading;
  reading.format = in.format;
  reading.variant = in.variant;
  auto encoded = try_encode(value, writing);
  if (!encoded) return tried_lossily(value, writing, reading, std::move(encoded).error());
  const auto decoded = try_decode(*encoded, reading);
  if (!decoded) return {capability::broken, "written, but not read: " + decoded.error().message()};
  if (!(*decoded == value)) return {capability::broken, "another value came back"};
  return {capability::kept, {}};
}

}  // namespace clonewire::cli
