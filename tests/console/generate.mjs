// Writes tests/console/cases.jsonl: values, and what Node's own console prints for them. Run under the newest Node:
//   node tests/console/generate.mjs > tests/console/cases.jsonl
//
// One case a line: name, js (where there is one), options of util.inspect other than depth: Infinity (where there are
// some), graph (corpus/NOTATION.md) and text. Values are printed as they arrive: written and read by v8.
import fs from 'node:fs';
import process from 'node:process';
import v8 from 'node:v8';
import { describe, readV8 } from '../corpus/describe.mjs';
import { cases } from './cases.mjs';
import { printed } from './printed.mjs';
import { randomValues } from './random_values.mjs';

const LONGEST = 4000; // characters of a line from the corpus or a random value

const seen = new Set();
function line(name, js, value, options) {
  const graph = describe(value);
  const identity = JSON.stringify([graph, options]);
  if (seen.has(identity)) return undefined;
  seen.add(identity);
  return JSON.stringify({ name, js, options, graph, text: printed(value, options) });
}
const arrived = (value) => readV8(v8, v8.serialize(value));
const write = (text) => text && process.stdout.write(text + '\n');

for (const [name, js, options] of cases) write(line(name, js, arrived((0, eval)(js)), options));

const corpus = new URL('../corpus/v8/', import.meta.url);
for (const folder of fs.readdirSync(corpus).filter((f) => /^(node|raw|lenient)/.test(f)).sort()) {
  for (const text of fs.readFileSync(new URL(`${folder}/cases.jsonl`, corpus), 'utf8').trim().split('\n')) {
    const { name, js, file, graph } = JSON.parse(text);
    let value;
    try {
      value = readV8(v8, fs.readFileSync(new URL(`${folder}/${file}`, corpus)));
    } catch {
      continue; // not for this engine
    }
    if (JSON.stringify(describe(value)) !== JSON.stringify(graph)) continue; // this engine reads it otherwise
    const made = line(`corpus ${folder}/${name}`, js, value);
    if (made && made.length <= LONGEST) write(made);
  }
}

const next = randomValues(1);
for (let i = 0; i < 400; i++) {
  const made = line(`random ${i}`, undefined, arrived(next()), i % 2 ? { colors: true } : undefined);
  if (made && made.length <= LONGEST) write(made);
}
