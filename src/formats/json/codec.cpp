#include "formats/codec.hpp"

#include "formats/json/json.hpp"
#include "formats/json_text.hpp"

namespace clonewire::formats::json {
namespace {

/// JSON has no mark of its own. Two events in order are taken for JSON whatever follows: the error further on is then
/// told as JSON's. A text that is but a scalar has to end where that ends.
likelihood detect(bytes_view input) {
  constexpr int events_to_judge_by = 16;
  wire::json_reader reader(octets_of(input), events_to_judge_by);
  auto whole = likelihood::possible;
  for (int i = 0; i != events_to_judge_by; ++i) {
    switch (reader.next()) {
      case wire::json_event::end: return whole;
      case wire::json_event::failed: {
        const bool cut_short = reader.failure().code == errc::unexpected_end;
        return i >= 2 || (i == 1 && cut_short) ? likelihood::possible : likelihood::no;
      }
      case wire::json_event::begin_object:
      case wire::json_event::begin_array: whole = likelihood::likely; break;
      default: break;
    }
  }
  return likelihood::likely;
}

}  // namespace

const codec codec_entry = {
    "json", "plain JSON: only what JSON can carry, unless lossy", true, &detect, &decode, &encode, nullptr, {}, false,
};

}  // namespace clonewire::formats::json
