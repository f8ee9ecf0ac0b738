// Writes the tables of docs/performance.md from a results.json: one a format and operation, a column a peer.
//
//   node bench/markdown.mjs [RESULTS] >tables.md
import fs from 'node:fs';
import path from 'node:path';

const file = process.argv[2] ?? path.join(import.meta.dirname, 'results.json');
const { results } = JSON.parse(fs.readFileSync(file, 'utf8'));

const time = (ns) => (ns < 1e4 ? ns.toFixed(0) + ' ns' : ns < 1e7 ? (ns / 1e3).toFixed(0) + ' µs' : (ns / 1e6).toFixed(1) + ' ms');
// The peer's name without its version, which stands above the table.
const nameOf = (r) => r.peer.replace(/ \(.*\)$/, '');
const cell = (r) => (r ? r.ratio.toFixed(r.ratio < 10 ? 2 : 0) + (r.target ? ` (${r.target})` : '') : '');
const inOrder = (items) => [...new Set(items)];
const row = (cells) => `| ${cells.join(' | ')} |`;

for (const [title, ofTable] of Object.entries(Object.groupBy(results, (r) => (r.op === r.format ? r.op : `${r.format} ${r.op}`)))) {
  const peers = inOrder(ofTable.map(nameOf));
  const versions = inOrder(ofTable.map((r) => r.peer));
  console.log(`**${title}** against ${versions.join(', ')}\n`);
  console.log(row(['dataset', 'bytes', 'ours', 'MB/s', ...peers]));
  console.log(row(Array(4 + peers.length).fill('---')));
  for (const ofRow of Object.values(Object.groupBy(ofTable, (r) => `${r.variant ?? ''} ${r.dataset}`))) {
    const [r] = ofRow;
    const goal = r.target_gb_per_s ? ` (${r.target_gb_per_s * 1000})` : '';
    console.log(row([[r.dataset, r.variant].filter(Boolean).join(', '), r.bytes.toLocaleString('en'), time(r.ours_ns),
      (r.bytes / r.ours_ns * 1e3).toFixed(0) + goal, ...peers.map((p) => cell(ofRow.find((x) => nameOf(x) === p)))]));
  }
  console.log();
}
