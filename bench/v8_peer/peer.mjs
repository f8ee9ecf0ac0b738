// One row of the benchmark on V8's side: checks that the addon does what node:v8 does, prints one line about itself,
// then runs a batch of N calls for each line "N" on standard input and answers with its nanoseconds. The same
// conversation as `clonewire_bench --serve` has.
//
//   node peer.mjs ADDON decode|encode DATASET DATA_DIR
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import v8 from 'node:v8';
import { make } from '../datasets.mjs';

const [addonFile, op, dataset, dataDir] = process.argv.slice(2);
const addon = { exports: {} };
process.dlopen(addon, path.resolve(addonFile));
const { read, write, timeRead, timeWrite } = addon.exports;

const [name, variant] = dataset.split('.');
const raw = variant === 'raw';

// Equal bytes, or else equal values: an integral number in a property becomes 'I' or 'N' by its object's hidden class,
// which a first reading may change for the second. (Bytes first: on the graph of `events`, comparing values never ends.)
function same(ours, nodes) {
  if (ours.equals(nodes) || isDeepStrictEqual(v8.deserialize(ours), v8.deserialize(nodes))) return;
  console.error(`v8_peer: ${op} ${dataset}: not what node:v8 gives`);
  process.exit(1);
}

function decoder() {
  const bytes = fs.readFileSync(path.join(dataDir, dataset + '.v8'));
  same(v8.serialize(read(bytes)), v8.serialize(v8.deserialize(bytes)));
  return { bytes: bytes.length, batch: (n) => timeRead(bytes, n) };
}

// A value as the program that sends it has it: fresh; for `relay` as V8 read it.
function encoder() {
  const fresh = make(name, (n) => path.join(dataDir, n + '.min.json'));
  const value = variant === 'relay' ? v8.deserialize(v8.serialize(fresh)) : fresh;
  const bytes = write(value, raw);
  same(v8.serialize(read(bytes)), v8.serialize(v8.deserialize(v8.serialize(value))));
  if (!raw) same(bytes, v8.serialize(value));
  return { bytes: bytes.length, batch: (n) => timeWrite(value, raw, n) };
}

const { bytes, batch } = op === 'decode' ? decoder() : encoder();
console.log(JSON.stringify({ node: process.versions.node, v8: process.versions.v8, bytes }));
for await (const line of readline.createInterface({ input: process.stdin })) console.log(batch(Number(line)));
