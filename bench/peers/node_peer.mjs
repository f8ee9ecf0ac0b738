// One JavaScript library, which the module FAMILY.mjs describes, in the same conversation as the C++ peers: checks that
// it gives the dataset's value, prints one line about itself, then runs N calls for each line "N" on standard input and
// answers with their nanoseconds.
//
//   node node_peer.mjs FAMILY VARIANT decode|encode DATASET FILE DATA_DIR
//   node node_peer.mjs FAMILY VARIANT convert DATASET FILE DATA_DIR   V8 data to the library's
//   node node_peer.mjs FAMILY VARIANT make DATASET FILE DATA_DIR     writes FILE, and FILE.v8: what it reads from it
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import v8 from 'node:v8';
import { jsonPath, make } from '../datasets.mjs';
import { differs } from './differs.mjs';

const [family, variant, op, dataset, file, data] = process.argv.slice(2);
const { npm, variants } = await import(`./${family}.mjs`);
const { read, write } = variants[variant];

function packageVersion(name) {
  return JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'node_modules', name, 'package.json'), 'utf8')).version;
}

const fresh = make(dataset, (name) => jsonPath(data, name));
const isText = typeof write(0) === 'string';
const load = () => fs.readFileSync(file, isText ? 'utf8' : undefined);

if (op === 'make') {
  const written = write(fresh);
  fs.writeFileSync(file + '.v8', v8.serialize(read(written)));
  fs.writeFileSync(file, written);
  process.exit();
}

const calls = {
  decode: () => read(input),
  encode: () => write(fresh),
  convert: () => write(v8.deserialize(input)),
};
const input = op === 'decode' ? load() : op === 'convert' ? fs.readFileSync(file) : write(fresh);
const call = calls[op];
const difference = differs(op === 'decode' ? call() : read(call()), fresh);
if (difference) {
  console.error(`${npm ?? family}: ${op} ${dataset}: gives another value: ${difference}`);
  process.exit(1);
}
// The processor's time is the main thread's: what the collector's other threads do is not held against the peer.
const cpuTime = () => { const { user, system } = process.threadCpuUsage(); return (user + system) * 1e3; };
const now = process.env.CLONEWIRE_BENCH_CPU_TIME ? cpuTime : () => performance.now() * 1e6;
console.log(JSON.stringify({
  version: (npm ? packageVersion(npm) + ', ' : '') + 'Node ' + process.versions.node, bytes: Buffer.byteLength(input),
}));
for await (const line of readline.createInterface({ input: process.stdin })) {
  const start = now();
  for (let times = Number(line); times > 0; times--) call();
  console.log((now() - start).toFixed(0));
}
