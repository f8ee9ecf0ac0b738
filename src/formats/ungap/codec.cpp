#include "formats/codec.hpp"

#include <algorithm>

#include "formats/json_text.hpp"
#include "formats/ungap/record_reader.hpp"

namespace clonewire::formats::ungap {

namespace {

bool is_bare_primitive(const detail::slot& record) noexcept {
  return record.kind == kind::null || record.kind == kind::boolean || record.kind == kind::number ||
         record.kind == kind::string;
}

/// Of all records: the numbers are there, and whether each record is used.
likelihood judge(const record_list& list) {
  std::vector<bool> is_used(list.records.size());
  is_used[0] = true;
  for (const std::uint32_t number : list.numbers) {
    if (number >= is_used.size()) return likelihood::no;
    is_used[number] = true;
  }
  const bool all_used = std::find(is_used.begin(), is_used.end(), false) == is_used.end();
  if (std::all_of(list.records.begin(), list.records.end(), is_bare_primitive))
    return list.records.size() == 1 ? likelihood::likely : likelihood::no;
  return all_used ? likelihood::certain : likelihood::likely;
}

}  // namespace

/// Records have no mark, but the package never writes one that it does not use: a JSON text whose parts all are
/// records, each used, is nothing else. One primitive alone could be plain JSON as well ([[0,1]]), and several
/// ([[0,1],[0,2]]) are. Of a long text only the beginning is looked at.
likelihood detect(bytes_view input) {
  constexpr std::size_t enough_records = 256;
  if (input.size() > 0xffffffff) return likelihood::no;
  detail::store scratch;
  record_reader reader(octets_of(input), scratch, nullptr);
  while (reader.list.records.size() != enough_records && reader.next()) {
  }
  const record_list& list = reader.list;
  if (list.records.empty()) return likelihood::no;
  if (!reader.failed() && list.records.size() != enough_records) return judge(list);
  const bool is_cut_short = reader.failed() && reader.failure().code == errc::unexpected_end;
  const bool is_long = !reader.failed() || (is_cut_short && list.records.size() > 1);
  return is_long && !is_bare_primitive(list.records[0]) ? likelihood::likely : likelihood::no;
}

const codec codec_entry = {
    "ungap", "@ungap/structured-clone: JSON text of records", true, &detect, &decode, &encode, nullptr, {},
};

}  // namespace clonewire::formats::ungap
