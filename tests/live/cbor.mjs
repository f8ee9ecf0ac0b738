// cbor-x, both ways: what it writes under any of its options must decode to the value as far as its bytes carry it; what
// it carries must encode to its very bytes; and what we write of any value must come back as that value.
//   CLONEWIRE_LIVE_SEED: the first seed; CLONEWIRE_LIVE_CASES: how many; CLONEWIRE_BATCH: the program to compare with
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { addExtension, Encoder } from 'cbor-x';
import { Batch, request } from './batch.mjs';
import { describe } from '../corpus/describe.mjs';
import { features, sameNotation } from './engine.mjs';
import { Report } from './report.mjs';
import { makeValue } from './values.mjs';

const FIRST = Number(process.env.CLONEWIRE_LIVE_SEED || 1);
const COUNT = Number(process.env.CLONEWIRE_LIVE_CASES || 4000);
const AT_ONCE = 200;

const clone = { structuredClone: true };
const plainObjects = { ...clone, useRecords: false, pack: false, tagUint8Array: true, structures: null };

// What cbor-x is told, how we read that, and in which variant our bytes are the same.
const writers = [
  { name: 'standard', options: plainObjects, variant: 'standard', same: true, regexp: true },
  { name: 'x', options: clone, variant: 'x', same: true },
  { name: 'small maps', options: { ...plainObjects, variableMapSize: true }, variant: 'standard' },
  { name: 'pack', options: { ...plainObjects, pack: true }, variant: 'standard' },
  { name: 'pack, records', options: { ...clone, pack: true }, variant: 'x' },
  { name: 'bundled strings', options: { ...clone, bundleStrings: true }, variant: 'x', bundles: true },
  { name: 'bundled strings, maps', options: { ...plainObjects, bundleStrings: true }, variant: 'standard', bundles: true },
  { name: 'self-described', options: { ...plainObjects, useSelfDescribedHeader: true }, variant: 'standard' },
  { name: 'floats', options: { ...plainObjects, alwaysUseFloat: true }, variant: 'standard' },
].map((w) => ({ ...w, encoder: new Encoder(w.options) }));

// The article's extension; for all encoders, and only while it is there.
const regexpExtension = {
  tag: 21066, Class: RegExp,
  encode: (regexp, encode) => encode([regexp.source, regexp.flags]),
  decode: (data) => new RegExp(data[0], data[1]),
};
const without = writers.filter((w) => !w.regexp);
const withExtension = writers.filter((w) => w.regexp);

const hasLoneSurrogate = (text) => /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
const wellFormed = (text) => Buffer.from(text, 'utf8').toString('utf8');

/** The value as cbor-x's bytes carry it: what it flattens is flat. */
function asWritten(value, writer) {
  const seen = new Map();
  const text = (s) => {
    const isBundled = writer.bundles && s.length >= 4 && s.length < 0x400;
    return (s.length >= 64 || isBundled) && hasLoneSurrogate(s) ? wellFormed(s) : s;
  };
  const keep = (object, copy) => {
    seen.set(object, copy);
    return copy;
  };
  const bytesOf = (v) => (ArrayBuffer.isView(v) ? Buffer.from(v.buffer, v.byteOffset, v.byteLength) : Buffer.from(v));
  const members = (from, to) => {
    for (const key of Object.keys(from)) {
      Object.defineProperty(to, text(key), { value: visit(from[key]), enumerable: true, configurable: true, writable: true });
    }
    return to;
  };
  function visit(v) {
    if (typeof v === 'string') return text(v);
    if (Object.is(v, -0)) return writer.options.alwaysUseFloat ? -0 : 0;
    if (v === null || typeof v !== 'object') return v;
    if (seen.has(v)) return seen.get(v);
    if (Array.isArray(v)) {
      const copy = keep(v, []);
      for (let i = 0; i < v.length; i++) copy.push(visit(v[i]));
      return copy;
    }
    if (v instanceof Map) {
      const copy = keep(v, new Map());
      for (const [key, member] of v) {
        const k = visit(key);
        copy.set(k, visit(member));
      }
      return copy;
    }
    if (v instanceof Set) {
      const copy = keep(v, new Set());
      for (const member of v) copy.add(visit(member));
      return copy;
    }
    if (v instanceof Error) {
      const copy = keep(v, new Error(text(v.message)));
      copy.name = v.name;
      copy.stack = undefined;
      return copy;
    }
    if (v instanceof String) {
      const copy = keep(v, []);
      copy.push(...[...v.valueOf()].map(text));
      return copy;
    }
    if (v instanceof Boolean || v instanceof Number || v instanceof BigInt) return keep(v, {});
    if (v instanceof ArrayBuffer || v instanceof DataView) return keep(v, bytesOf(v));
    if (v instanceof RegExp) return keep(v, new RegExp(v.source, v.flags));
    if (v instanceof Date || ArrayBuffer.isView(v)) return keep(v, v);
    return members(v, keep(v, {}));
  }
  return visit(value);
}

const notation = (v) => JSON.stringify(describe(v, { views: 'slice' }));

const report = new Report('cbor-x');
const batch = new Batch();
Error.stackTraceLimit = 0;

function makeCase(seed, writer) {
  const value = makeValue(seed, { ...features, buffers: true, float16: false });
  if (/"length":\d{6,}/.test(notation(value))) return null;  // a sparse array, which cbor-x writes in full
  const flat = asWritten(value, writer);
  let bytes;
  try {
    bytes = Buffer.from(writer.encoder.encode(flat));
  } catch (e) {
    return report.permit(`cbor-x does not write it (${writer.name}): ${e.message}`);
  }
  return { seed, writer, value, bytes, flat: notation(flat), whole: JSON.stringify(describe(value)), sliced: notation(value) };
}

function canRead(c) {
  try {
    return sameNotation(JSON.stringify(describe(c.writer.encoder.decode(c.bytes), { views: 'slice' })), c.flat);
  } catch { return false; }
}

async function check(cases) {
  const answers = await batch.ask(cases.flatMap((c) => [
    request({ from: 'cbor', to: 'graph', 'from-variant': c.writer.variant }, c.bytes),
    request({ from: 'graph', to: 'cbor', variant: c.writer.variant }, c.flat),
    request({ from: 'graph', to: 'cbor', variant: c.writer.variant, views: 'slice' }, c.whole),
    request({ from: 'graph', to: 'cbor', variant: c.writer.variant, views: 'share' }, c.whole),
  ]));
  const again = [];
  cases.forEach((c, i) => {
    const [read, written, slices, shares] = answers.slice(4 * i, 4 * i + 4);
    const shown = { seed: c.seed, writer: c.writer.name, bytes: c.bytes.toString('hex'), notation: c.flat };
    if (!read.ok && c.writer.bundles && !canRead(c)) report.permit('cbor-x cannot read its own bundled strings where it marks shared objects');
    else if (!read.ok) report.differs('cbor-x\'s bytes are refused', { ...shown, ours: read.message });
    else if (!sameNotation(read.output.toString('utf8'), c.flat)) {
      report.differs('cbor-x\'s bytes decode to another value', { ...shown, ours: read.output });
    }
    if (c.writer.same) {
      if (!written.ok) report.differs('the value is not written', { ...shown, ours: written.message });
      else if (!written.output.equals(c.bytes)) {
        report.differs('the value is written otherwise', { ...shown, ours: written.output.toString('hex') });
      }
    }
    for (const [answer, views, expected] of [[slices, 'slice', c.sliced], [shares, 'share', c.whole]]) {
      if (answer.ok) again.push({ c, views, expected, bytes: answer.output });
      else if (answer.code !== 'cannot_carry' || !/hole|named property/.test(answer.message)) {
        report.differs(`not written with --views ${views}`, { ...shown, ours: answer.message });
      }
    }
    report.checked++;
  });
  const back = await batch.ask(again.map((a) =>
    request({ from: 'cbor', to: 'graph', 'from-variant': a.c.writer.variant }, a.bytes)));
  back.forEach((answer, i) => {
    const a = again[i];
    const shown = { seed: a.c.seed, variant: a.c.writer.variant, views: a.views, bytes: a.bytes.toString('hex'), notation: a.expected };
    if (!answer.ok) report.differs('our bytes are refused', { ...shown, ours: answer.message });
    else if (!sameNotation(answer.output.toString('utf8'), a.expected)) {
      report.differs('our bytes decode to another value', { ...shown, ours: answer.output });
    }
  });
}

async function checkWriters(list) {
  for (const writer of list) {
    for (let seed = FIRST; seed < FIRST + COUNT; seed += AT_ONCE) {
      const cases = [];
      for (let s = seed; s < Math.min(seed + AT_ONCE, FIRST + COUNT); s++) {
        const c = makeCase(s, writer);
        if (c) cases.push(c);
      }
      await check(cases);
    }
  }
}

await checkWriters(without);
addExtension(regexpExtension);
await checkWriters(withExtension);
await batch.close();
report.finish();
