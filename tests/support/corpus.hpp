// The conformance corpus (tests/corpus) as tables for the tests.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/clonewire.hpp>

namespace clonewire::test {

/// One line of a cases.jsonl, with its bytes.
struct corpus_case {
  std::string folder;  ///< "v8/node22"
  clonewire::format format = clonewire::format::v8;
  std::string variant;  ///< the producer's configuration, as the corpus names it; empty where there is but one
  std::string name;     ///< "map-nested"
  std::string js;       ///< the expression that made it; empty where there is none
  std::string reason;   ///< a case to be refused: why
  std::string graph;    ///< the value's notation as JSON text; empty where the case is refused, or may be
  std::vector<std::byte> bytes;
  clonewire::dialect dialect = clonewire::dialect::web;  ///< of the folder's producer
  bool reencode = false;                                 ///< encoding the decoded value must give these bytes again
  bool may_fail = false;                                 ///< a clear error will do in place of `graph`
  bool noted = false;                                    ///< reading it without being told its dialect leaves a note
  std::uint32_t small_integer_bits = 32;                 ///< of the folder's producer

  /// How the folder's bytes are read and written.
  decode_options reading() const;
  encode_options writing() const;
  /// The version in the bytes' header, 0 without one.
  std::uint32_t version() const;
};

/// All cases, read on the first call; with CLONEWIRE_CORPUS in the environment, those of folders that begin so. A
/// corpus that cannot be read ends the program with the reason.
const std::vector<corpus_case>& corpus();

/// The cases that a predicate picks, for INSTANTIATE_TEST_SUITE_P.
template <class Predicate>
std::vector<corpus_case> corpus_where(Predicate wanted) {
  std::vector<corpus_case> cases;
  for (const corpus_case& c : corpus()) {
    if (wanted(c)) cases.push_back(c);
  }
  return cases;
}

/// Equality but for what the case's producer cannot tell apart: msgpackr and Typeson an Error's cause of undefined from
/// none, msgpackr its message "" from none (the folders' README.md).
bool same_value(const document& a, const document& b, const corpus_case& c);

/// "v8_node22__map_nested": GoogleTest takes letters, digits and underscores only.
std::string test_name(const corpus_case& c);
/// What a failure prints: name, source and a hex dump.
std::ostream& operator<<(std::ostream& out, const corpus_case& c);

/// A file below tests/; ends the program where it cannot be read.
std::string read_test_file(std::string_view path);

/// Equality of two JSON documents: unlike clonewire::equal, the order of an object's members does not matter.
bool same_json(const value& a, const value& b);

/// Lower-case hexadecimal.
std::string hex_of(bytes_view bytes);

/// Text as bytes, and bytes as text.
bytes_view as_bytes(std::string_view text);
std::string as_text(bytes_view bytes);

}  // namespace clonewire::test
