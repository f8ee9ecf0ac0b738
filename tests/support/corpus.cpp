#include "support/corpus.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <utility>

namespace clonewire::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t dump_limit = 512;

fs::path tests_folder() {
  return CLONEWIRE_TESTS_FOLDER;
}

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "corpus: %s\n", what.c_str());
  std::exit(1);
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) give_up("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::byte> to_bytes(std::string_view text) {
  const bytes_view view = as_bytes(text);
  return {view.begin(), view.end()};
}

std::string member_text(const value& line, std::string_view name) {
  const value member = line.find(name);
  return member ? member.to_utf8() : std::string();
}

bool member_flag(const value& line, std::string_view name) {
  const value member = line.find(name);
  return member && member.unchecked_boolean();
}

// Node's own folders keep views as host objects; what was made by hand was checked against Node.
dialect dialect_of(std::string_view folder) {
  if (folder == "v8-workerd") return dialect::workerd;
  const std::string_view leaf = folder.substr(folder.rfind('/') + 1);
  const bool node = leaf.starts_with("node") || leaf == "deno" || leaf == "lenient" || leaf == "errors" ||
                    leaf == "robust" || leaf.starts_with("found");
  return node ? dialect::node : dialect::web;
}

format format_of(std::string_view folder) {
  constexpr std::string_view found = "found/";
  if (folder.starts_with(found)) folder.remove_prefix(found.size());
  if (folder.starts_with("v8") || folder == "found") return format::v8;
  if (folder == "msgpackr") return format::msgpack;
  const auto named = format_named(folder);
  if (!named) give_up("no format for the folder " + std::string(folder));
  return *named;
}

/// The variant of ours that reads and writes what a producer's configuration does.
std::string_view variant_of(const corpus_case& c) {
  if (c.format == format::cbor) return c.variant.starts_with("x-") ? "x" : "";
  if (c.format == format::ungap || c.format == format::serial) return "";
  return c.variant;
}

corpus_case read_case(const fs::path& folder, const std::string& folder_name, const value& line) {
  corpus_case c;
  c.folder = folder_name;
  c.name = member_text(line, "name");
  c.js = member_text(line, "js");
  c.reason = member_text(line, "error");
  c.bytes = to_bytes(read_file(folder / member_text(line, "file")));
  c.reencode = member_flag(line, "reencode");
  c.format = format_of(folder_name);
  c.variant = member_text(line, "variant");
  c.may_fail = !member_text(line, "orError").empty();
  if (member_flag(line, "maySucceed")) c.reason.clear();
  c.dialect = dialect_of(folder_name);
  c.noted = member_flag(line, "noted") || c.dialect == dialect::workerd;  // 5c0a is a Buffer in Node
  c.small_integer_bits = folder_name == "v8/workerd" ? 31 : 32;
  if (const value graph = line.find("graph")) {
    auto text = try_encode(graph, {.format = format::json});
    if (!text) give_up(folder_name + "/" + c.name + ": graph: " + text.error().message());
    c.graph = as_text(*text);
  }
  return c;
}

void read_cases(const fs::path& list, const std::string& folder_name, std::vector<corpus_case>& cases) {
  const std::string text = read_file(list);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const auto line = try_decode(as_bytes(std::string_view(text).substr(begin, end - begin)), {.format = format::json});
    if (!line) give_up(list.string() + ", offset " + std::to_string(begin) + ": " + line.error().message());
    cases.push_back(read_case(list.parent_path(), folder_name, line->root()));
    begin = end + 1;
  }
}

std::vector<corpus_case> read_corpus() {
  const fs::path root = tests_folder() / "corpus";
  std::vector<fs::path> lists;
  for (const auto& file : fs::recursive_directory_iterator(root)) {
    const std::string name = file.path().filename().string();
    if (name.starts_with("cases") && name.ends_with(".jsonl")) lists.push_back(file.path());
  }
  std::sort(lists.begin(), lists.end());
  const char* const chosen = std::getenv("CLONEWIRE_CORPUS");
  std::vector<corpus_case> cases;
  for (const fs::path& list : lists) {
    const std::string folder = fs::relative(list.parent_path(), root).generic_string();
    if (chosen == nullptr || folder.starts_with(chosen)) read_cases(list, folder, cases);
  }
  if (cases.empty()) give_up("no cases below " + root.string());
  return cases;
}

}  // namespace

std::uint32_t corpus_case::version() const {
  if (format != format::v8 || bytes.size() < 2 || bytes[0] != std::byte{0xff}) return 0;
  return std::to_integer<std::uint32_t>(bytes[1]);
}

decode_options corpus_case::reading() const {
  decode_options options;
  options.format = format;
  options.dialect = dialect;
  options.variant = variant_of(*this);
  return options;
}

encode_options corpus_case::writing() const {
  encode_options options;
  options.format = format;
  options.variant = variant_of(*this);
  options.dialect = dialect;
  if (format == format::v8) options.v8_version = version();
  options.small_integer_bits = small_integer_bits;
  return options;
}

const std::vector<corpus_case>& corpus() {
  static const std::vector<corpus_case> cases = read_corpus();
  return cases;
}

std::string test_name(const corpus_case& c) {
  std::string name;
  const bool has_variants = !c.variant.empty();
  for (const char letter : c.folder + "__" + (has_variants ? c.variant + "__" : "") + c.name) {
    if (letter == '.') {
      name += "dot";
    } else {
      name += std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
    }
  }
  return name;
}

std::ostream& operator<<(std::ostream& out, const corpus_case& c) {
  out << c.folder << '/' << c.name;
  if (!c.js.empty()) out << "\n  js:    " << c.js;
  if (!c.reason.empty()) out << "\n  error: " << c.reason;
  out << "\n  bytes: ";
  out << hex_of(bytes_view(c.bytes).first(std::min(c.bytes.size(), dump_limit)));
  if (c.bytes.size() > dump_limit) out << "… (" << c.bytes.size() << " bytes)";
  return out << '\n';
}

std::string read_test_file(std::string_view path) {
  return read_file(tests_folder() / path);
}

namespace {

void erase_all(std::string& text, std::string_view part) {
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos;) text.erase(at, part.size());
}

std::string lenient_notation(const document& doc, const corpus_case& c) {
  const auto notation = try_encode(doc, {.format = format::graph});
  if (!notation) give_up(c.folder + "/" + c.name + ": " + notation.error().message());
  std::string text = as_text(*notation);
  erase_all(text, R"(,"cause":{"t":"undefined"})");
  if (c.format == format::msgpack) erase_all(text, R"(,"message":"")");
  return text;
}

}  // namespace

bool same_value(const document& a, const document& b, const corpus_case& c) {
  if (a == b) return true;
  if (c.format != format::msgpack && c.format != format::typeson) return false;
  return lenient_notation(a, c) == lenient_notation(b, c);
}

bool same_json(const value& a, const value& b) {
  std::vector<std::pair<value, value>> open{{a, b}};  // pairs still to compare: graphs nest thousands of levels
  while (!open.empty()) {
    const auto [x, y] = open.back();
    open.pop_back();
    if (x.kind() != y.kind() || x.size() != y.size()) return false;
    if (x.is(kind::object)) {
      for (const auto [key, member] : x.entries()) {
        const value other = y.find(key.key_text());
        if (!other) return false;
        open.emplace_back(member, other);
      }
    } else if (x.is(kind::array)) {
      for (std::uint64_t i = 0; i < x.size(); ++i) open.emplace_back(x.find(i), y.find(i));
    } else if (!equal(x, y)) {
      return false;
    }
  }
  return true;
}

std::string hex_of(bytes_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::byte b : bytes) {
    text += digits[std::to_integer<unsigned>(b) >> 4];
    text += digits[std::to_integer<unsigned>(b) & 15];
  }
  return text;
}

bytes_view as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

std::string as_text(bytes_view bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace clonewire::test
