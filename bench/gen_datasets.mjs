// Deterministic benchmark datasets for structured-clone codecs.
//
//   node gen_datasets.mjs OUT_DIR [--json DIR] [--only a,b,c]
//
// Writes, for each dataset NAME, into OUT_DIR:
//   NAME.v8        what Node's v8.serialize writes (buffer views as Node host objects)
//   NAME.raw.v8    only where the value holds buffer views: the same value as V8's own serializer writes it
//                  (ArrayBuffer 'B' + view 'V' records), which is also the shape browsers produce
//   NAME.relay.v8  canada and ints only: the value after one trip through V8. An array that V8 read is 'holey', so V8
//                  writes it back in the sparse form ('a': index, value pairs), half as long again or twice as long
//   NAME.json      where the value is expressible as JSON (JSON.stringify of the value: minified)
// and, without --only, manifest.json: bytes, sha256, and how many values, keys, bytes of string each dataset has.
//
// The bytes of *.v8 depend on V8's wire-format version (15 for Node 18 to 26) and, for integral numbers, on the engine's
// hidden state ('I' or 'N', both right); use Node 22 to reproduce the recorded sums. The generated sets take nothing
// from outside; twitter, citm_catalog and canada come from the public simdjson-data repository (folder jsonexamples),
// whose copies are passed with --json DIR and are not kept here. Two runs write the same bytes. datasets.mjs makes the values.
import v8 from 'node:v8';
import fs from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { beyondJson, generatedSets, jsonPath, jsonSets, make } from './datasets.mjs';

// V8 writes an integral number in an array as 'I' or 'N' according to the array's elements kind, and one in a property
// according to its hidden class; both depend on when the garbage collector ran. --predictable settles that.
if (!process.execArgv.includes('--predictable')) {
  const r = spawnSync(process.execPath, ['--predictable', ...process.argv.slice(1)], { stdio: 'inherit' });
  process.exit(r.status ?? 1);
}

const args = process.argv.slice(2);
const opt = (name) => { const i = args.indexOf('--' + name); return i < 0 ? undefined : args.splice(i, 2)[1]; };
const jsonDir = opt('json');
const only = opt('only')?.split(',');
const out = args[0];
if (!out) { console.error('usage: node gen_datasets.mjs OUT_DIR [--json DIR] [--only a,b]'); process.exit(2); }
fs.mkdirSync(out, { recursive: true });

const hasView = (v) => Array.isArray(v) && ArrayBuffer.isView(v[0]);

// ---- counting: values (keys not counted), containers, keys, string units ----
function measure(root) {
  const seen = new Set();
  const c = { values: 0, containers: 0, references: 0, keys: 0, numbers: 0, strings: 0, stringUnits: 0, keyUnits: 0 };
  const stack = [root];
  while (stack.length) {
    const v = stack.pop();
    c.values++;
    if (typeof v === 'string') { c.strings++; c.stringUnits += v.length; continue; }
    if (typeof v === 'number') { c.numbers++; continue; }
    if (typeof v !== 'object' || v === null) continue;
    if (seen.has(v)) { c.references++; continue; }
    seen.add(v);
    c.containers++;
    if (ArrayBuffer.isView(v) || v instanceof Date) continue;
    if (Array.isArray(v)) for (let i = v.length - 1; i >= 0; i--) stack.push(v[i]);
    else if (v instanceof Map) for (const [k, x] of v) stack.push(k, x);
    else if (v instanceof Set) for (const x of v) stack.push(x);
    else for (const k of Object.keys(v)) { c.keys++; c.keyUnits += k.length; stack.push(v[k]); }
  }
  return c;
}

class RawSerializer extends v8.Serializer {
  constructor() { super(); this._setTreatArrayBufferViewsAsHostObjects?.(false); }
}
const rawSerialize = (v) => { const s = new RawSerializer(); s.writeHeader(); s.writeValue(v); return s.releaseBuffer(); };

const sets = [...(jsonDir ? jsonSets : []), ...generatedSets];
const manifest = { generator: 'gen_datasets.mjs', node: process.version, v8: process.versions.v8, files: {}, values: {} };
const put = (name, data) => {
  const b = Buffer.isBuffer(data) ? data : Buffer.from(data);
  fs.writeFileSync(path.join(out, name), b);
  manifest.files[name] = { bytes: b.length, sha256: createHash('sha256').update(b).digest('hex') };
};
for (const name of sets) {
  if (only && !only.includes(name)) continue;
  const v = make(name, (n) => path.join(jsonDir, n + '.json'));
  manifest.values[name] = measure(v);
  put(name + '.v8', v8.serialize(v));
  if (hasView(v)) put(name + '.raw.v8', rawSerialize(v));
  if (name === 'canada' || name === 'ints') put(name + '.relay.v8', v8.serialize(v8.deserialize(v8.serialize(v))));
  if (!beyondJson.includes(name)) put(path.basename(jsonPath(out, name)), JSON.stringify(v));
}
if (!only) fs.writeFileSync(path.join(out, 'manifest.json'), JSON.stringify(manifest, null, 1) + '\n');
for (const [n, f] of Object.entries(manifest.files)) console.log(n.padEnd(26), String(f.bytes).padStart(10), f.sha256.slice(0, 16));
