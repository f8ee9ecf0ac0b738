#include "formats/codec.hpp"

#include "formats/json_text.hpp"
#include "formats/ungap/record_reader.hpp"

namespace clonewire::formats::ungap {

/// Records have no mark, and plain JSON may look like them: an array of arrays that begin with a number. They are
/// taken for what they are where all of them are well-formed, the first is more than one primitive, which [[0,1]] could
/// be as well, and each is used. Of a long text only the beginning is looked at.
likelihood detect(bytes_view input) {
  constexpr std::size_t enough_records = 256;
  if (input.size() > 0xffffffff) return likelihood::no;
  detail::store scratch;
  record_reader reader(octets_of(input), scratch, nullptr);
  while (reader.list.records.size() != enough_records && reader.next()) {
  }
  const record_list& list = reader.list;
  if (list.records.empty()) return likelihood::no;
  const kind root = list.records[0].kind;
  const bool is_cut_short = reader.failed() && reader.failure().code == errc::unexpected_end;
  if (reader.failed() && !(is_cut_short && list.records.size() > 1)) return likelihood::no;
  if (root == kind::null || root == kind::boolean || root == kind::number || root == kind::string)
    return likelihood::no;
  if (reader.failed() || list.records.size() == enough_records) return likelihood::likely;

  std::vector<bool> is_used(list.records.size());
  is_used[0] = true;
  for (const std::uint32_t number : list.numbers) {
    if (number >= is_used.size()) return likelihood::no;
    is_used[number] = true;
  }
  for (const bool used : is_used) {
    if (!used) return likelihood::no;
  }
  return likelihood::likely;
}

const codec codec_entry = {
    "ungap", "@ungap/structured-clone: JSON text of records", true, &detect, &decode, &encode, nullptr, {},
};

}  // namespace clonewire::formats::ungap
