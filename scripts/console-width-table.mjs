// Writes src/console/width_table.hpp from what Node itself counts:
//   node --expose-internals scripts/console-width-table.mjs > src/console/width_table.hpp
import { createRequire } from 'node:module';

const { getStringWidth } = createRequire(import.meta.url)('internal/util/inspect');
const width = (...characters) => getStringWidth(String.fromCodePoint(...characters));
const hex = (n) => '0x' + n.toString(16);

const runs = [];
for (let c = 0, last = -1; c < 0x110000; c++) {
  if (c === 0xd800) c = 0xe000; // surrogates are printed as escapes
  const w = width(c);
  if (w !== last) runs.push(hex(c * 4 + w));
  last = w;
}

// Every character that normal form C makes of two others (a longer one is made of a shorter one and the last mark).
// Hangul syllables go by arithmetic.
const pairs = [];
for (let c = 0xa0; c < 0x110000; c++) {
  if ((c >= 0xd800 && c < 0xe000) || (c >= 0xac00 && c < 0xd7a4)) continue;
  const whole = String.fromCodePoint(c);
  const marks = [...whole.normalize('NFD')];
  if (marks.length < 2 || whole.normalize('NFC') !== whole) continue;
  const second = marks.pop().codePointAt(0);
  const first = marks.join('').normalize('NFC').codePointAt(0);
  pairs.push({ first, second, composed: c, changes: width(c) !== width(first) + width(second) });
}
// Those that change the width, and those from which they grow.
const kept = (p) => p.changes || pairs.some((q) => q.first === p.composed && kept(q));
const compositions = pairs
  .filter(kept)
  .sort((a, b) => a.second - b.second || a.first - b.first)
  .map((p) => `{${hex(p.first)}, ${hex(p.second)}, ${hex(p.composed)}}`);

const wrap = (items) => {
  const lines = [''];
  for (const item of items) {
    if (lines.at(-1).length + item.length > 114) lines.push('');
    lines.push((lines.pop() + ' ' + item + ',').trimStart());
  }
  return lines.map((line) => '    ' + line).join('\n');
};

console.log(`// Made by scripts/console-width-table.mjs from Node ${process.versions.node} (Unicode ${process.versions.unicode}). Do not edit.
#pragma once

#include <cstdint>

namespace clonewire::console {

// clang-format off

// Where the number of terminal columns changes, ascending: first character * 4 + columns.
inline constexpr std::uint32_t width_runs[] = {
${wrap(runs)}
};

// Pairs that normal form C makes one character of, with another width than the two; by second, then first character.
struct composition {
  char32_t first, second, composed;
};
inline constexpr composition compositions[] = {
${wrap(compositions)}
};

// clang-format on

}  // namespace clonewire::console`);
