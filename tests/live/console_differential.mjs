// Prints random values with `clonewire cat` and with the engine's own console, in colours and without, at several
// widths, and shows the first differences. For the newest Node, whose console is the one that clonewire follows:
//   node tests/live/console_differential.mjs build/clonewire [COUNT [SEED]]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import v8 from 'node:v8';
import { printed } from '../console/printed.mjs';
import { randomValues } from '../console/random_values.mjs';
import { readV8 } from '../corpus/describe.mjs';

const [program, count = '5000', seed = '1'] = process.argv.slice(2);
if (!program) {
  console.error('usage: node console_differential.mjs CLONEWIRE [COUNT [SEED]]');
  process.exit(2);
}
const BATCH = 200;        // values a call
const LONGEST = 2 ** 24;  // of a printed value: not far beyond, Node begins to leave things out
const SHOWN = 5;          // differences
const ways = [{}, { colors: true }, { breakLength: 40 }, { breakLength: 120, colors: true }, { breakLength: 20 }, { breakLength: 1000 }];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'clonewire-console-'));
const next = randomValues(Number(seed));

function cat(files, { colors = false, breakLength = 80 }) {
  const options = ['--color', colors ? 'always' : 'never', '--width', String(breakLength)];
  const run = spawnSync(program, ['cat', '-f', 'v8', '--dialect', 'node', ...options, ...files], { maxBuffer: 2 ** 31 - 1 });
  if (run.error) throw run.error;
  return run;
}

function show({ file, expected }, way) {
  const { stdout, stderr } = cat([file], way);
  const ours = stdout.toString().split('\n'), theirs = expected.toString().split('\n');
  let line = 0;
  while (ours[line] === theirs[line] && line < theirs.length) line++;
  console.log(`DIFFERS ${JSON.stringify(way)}, line ${line + 1}; kept as ${file}`);
  for (const [who, lines] of [['node', theirs], ['ours', ours]]) {
    for (const text of lines.slice(Math.max(0, line - 1), line + 3)) console.log(`  ${who} ${JSON.stringify(text.slice(0, 300))}`);
  }
  if (stderr.length) console.log(`  ${stderr}`);
}

let checked = 0, differing = 0;
for (let done = 0, round = 0; done < Number(count); done += BATCH, round++) {
  const way = ways[round % ways.length];
  const batch = [];
  for (let i = 0; i < BATCH; i++) {
    const bytes = v8.serialize(next());
    const text = printed(readV8(v8, bytes), way);
    if (text.length > LONGEST) continue;
    const file = path.join(folder, `${done + i}.bin`);
    fs.writeFileSync(file, bytes);
    batch.push({ file, expected: Buffer.from(text + '\n') });
  }
  const { stdout } = cat(batch.map(({ file }) => file), way);
  let offset = 0, same = true; // once a value differs, those behind it are printed one by one
  for (const one of batch) {
    const ours = same ? stdout.subarray(offset, offset + one.expected.length) : cat([one.file], way).stdout;
    offset += one.expected.length;
    checked++;
    if (ours.equals(one.expected)) {
      fs.unlinkSync(one.file);
    } else {
      same = false;
      if (++differing <= SHOWN) show(one, way);
    }
  }
}
if (differing === 0) fs.rmSync(folder, { recursive: true });
console.log(`node ${process.versions.node}: ${checked} checked, ${differing} differ`);
process.exitCode = differing === 0 && checked > 0 ? 0 : 1;
