// Writes the corpus as the harnesses' seeds: write_seeds FOLDER makes FOLDER/v8, FOLDER/graph and FOLDER/json.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "support/corpus.hpp"

namespace {

namespace fs = std::filesystem;
namespace test = clonewire::test;

constexpr std::size_t largest_seed = 4096;  // what is larger repeats what the small ones have, and slows the fuzzer

bool write(const fs::path& path, clonewire::bytes_view bytes) {
  if (bytes.size() > largest_seed) return true;
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return file.good();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_seeds FOLDER\n");
    return 2;
  }
  const fs::path folder = argv[1];
  for (const clonewire::format f : clonewire::all_formats()) fs::create_directories(folder / name_of(f));
  bool written = true;
  for (const test::corpus_case& c : test::corpus()) {
    const std::string name = test::test_name(c);
    written = written && write(folder / name_of(c.format) / name, c.bytes);
    if (c.graph.empty()) continue;
    written = written && write(folder / "graph" / name, test::as_bytes(c.graph));
    written = written && write(folder / "json" / name, test::as_bytes(c.graph));
  }
  return written ? 0 : 1;
}
