// Generated values against msgpackr, both ways and in each variant: what msgpackr writes must decode to the value, the
// value must encode to msgpackr's very bytes, and what we write must be read by msgpackr as the value. Where msgpackr
// loses something in silence, lossy writing must give its bytes.
//   CLONEWIRE_LIVE_SEED: the first seed; CLONEWIRE_LIVE_CASES: how many; CLONEWIRE_BATCH: the program to compare with
import process from 'node:process';
import { Packr } from 'msgpackr';
import { describe } from '../corpus/describe.mjs';
import { Batch, request } from './batch.mjs';
import { features } from './engine.mjs';
import { Report } from './report.mjs';
import { makeValue } from './values.mjs';

const FIRST = Number(process.env.CLONEWIRE_LIVE_SEED || 1);
const COUNT = Number(process.env.CLONEWIRE_LIVE_CASES || 150);
const AT_ONCE = 100;

const VARIANTS = {
  records: { structuredClone: true },
  norecords: { structuredClone: true, useRecords: false },
  bundle: { structuredClone: true, bundleStrings: true },
  plain: { useRecords: false, variableMapSize: true },
};

const report = new Report('msgpackr');
const batch = new Batch();

// ---- odd values that chance seldom makes ----

const shape = (n, v) => ({ [`key${n}`]: v });
const many = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const shapesTwice = (count) => [...many(count, (i) => shape(i, i)), ...many(count, (i) => shape(i, -i))];

function nestedShapes(depth) {
  let v = 1;
  for (let i = 0; i < depth; i++) v = { [`k${i % 70}`]: v, [`again${i % 3}`]: shape(i % 80, i) };
  return v;
}

function sharedAmongShapes() {
  const shared = { deep: [1, 2] };
  return [shared, ...shapesTwice(70), shared, { shared }, ...shapesTwice(66), shared.deep];
}

const ODD = [
  ...[15, 16, 31, 32, 255, 256, 65535, 65536].flatMap((n) => ['x'.repeat(n), 'é'.repeat(n), '日'.repeat(n)]),
  ...[63, 64, 65, 66, 128, 129, 130, 300].map(shapesTwice),
  nestedShapes(5), nestedShapes(100), nestedShapes(300), sharedAmongShapes(), [{}, ...shapesTwice(64), {}, [], {}],
  many(70000, (i) => i), many(20, () => ({})), Object.fromEntries(many(70, (i) => [`long${i}`, i])),
  Object.fromEntries(many(3000, (i) => [i * 1000, 'some text'])),
  [-(2n ** 63n), 2n ** 63n, -(2n ** 63n) - 1n, 2n ** 127n, -(2n ** 127n), 2n ** 128n - 1n, -(2n ** 128n)],
  ...[65535n, 65536n, 65537n, 65543n, 65544n].flatMap((n) => [2n ** n, -(2n ** n), 2n ** n - 1n, 1n - 2n ** n, -1n - 2n ** n]),
  [0, 1, 1000, 4294967295000, 4294967295001, 4294967296000, 4294967296001, -1, -999, -1000, -1001, 8.64e15, -8.64e15, 1.5e12 + 7]
    .map((t) => new Date(t)),
  many(6000, (i) => `text number ${i}${i % 5 === 0 ? 'ü' : ''}`), many(3000, (i) => ({ name: `a name ${i}`, text: 'ж'.repeat(i % 9) })),
  many(40, (i) => 'y'.repeat(i * 137)), ['abc', 'abcd', 'z'.repeat(4095), 'z'.repeat(4096), 'éa', 'éabc'],
  (() => { const a = many(3000, (i) => ({ text: `words ${i}` })); return [a, a[0], a[2999], a[1500], 'tail text', a]; })(),
  new Map(many(20, (i) => [i, `value ${i}`])), new Set(many(70000, (i) => i)), new Map(many(70000, (i) => [i, i])),
  Buffer.alloc(300, 1), new Uint8Array(70000), new ArrayBuffer(255), new ArrayBuffer(254), new Float32Array(20),
];

// ---- notations ----

// What msgpackr cannot tell apart: an Error's cause of undefined from none, a message "" from none. Stacks are ours.
function withoutErrorDetails(x) {
  if (Array.isArray(x)) return x.map(withoutErrorDetails);
  if (x === null || typeof x !== 'object') return x;
  const copy = {};
  for (const key of Object.keys(x).sort()) {
    const isError = x.t === 'Error';
    if (isError && (key === 'stack' || (key === 'message' && x[key] === '') || (key === 'cause' && x[key].t === 'undefined'))) continue;
    copy[key] = withoutErrorDetails(x[key]);
  }
  return copy;
}
const plainly = (text) => JSON.stringify(withoutErrorDetails(typeof text === 'string' ? JSON.parse(text) : text));

const describeSlices = (value) => describe(value, { views: 'slice' });
const loneSurrogate = /\\ud[89a-f]/i;

// What msgpackr writes in silence otherwise, although its bytes could carry it.
function writtenOtherwise(text) {
  if (text.includes('"v":"-0"')) return '-0 is written as 0';
  if (loneSurrogate.test(text)) return 'a lone surrogate is written as U+FFFD';
  return null;
}

// What msgpackr's plain writer writes no bytes of.
const garbled = (c) => c.variant === 'plain' && /"t":"(Data|Int|Uint16|Uint32|Float|Big)\w*(View|Array)"/.test(c.text);
// What is an object when it is read again.
const isMapWithoutRecords = (c) => ['norecords', 'plain'].includes(c.variant) && c.text.includes('"t":"Map"');

// What msgpackr's reader makes something else of.
function readOtherwise(text, variant) {
  if (loneSurrogate.test(text)) return 'a lone surrogate is read as U+FFFD';
  if (text.includes('"__proto__"')) return 'the key __proto__ is read as __proto_';
  if (text.includes('"t":"Error"') && text.includes('"t":"ref"')) return 'an Error in a cycle is read as an empty object';
  if (['norecords', 'plain'].includes(variant)) {
    if (text.includes('"t":"Map"')) return 'a Map is read as an object';
    if (text.includes('"t":"ref"')) return 'a cyclic object is not read';
  }
  return null;
}

// ---- the three ways ----

function near(a, b) {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  const part = (bytes) => bytes.subarray(Math.max(at - 12, 0), at + 40).toString('hex');
  return { at, msgpackr: part(b), ours: part(a) };
}

function checkRead(c, answer) {
  if (!answer.ok) return report.differs('our own bytes are refused', { ...c.shown, ours: answer.message });
  if (plainly(answer.output.toString()) !== c.plain) {
    report.differs('our own bytes are read as another value', { ...c.shown, bytes: c.ours.toString('hex').slice(0, 400), ours: answer.output.toString().slice(0, 400) });
  }
  const reason = readOtherwise(c.text, c.variant);
  if (reason) return report.permit(`${c.variant}: ${reason}`);
  let read;
  try {
    read = new Packr(VARIANTS[c.variant]).unpack(c.ours);
  } catch (e) {
    return report.differs('msgpackr refuses our bytes', { ...c.shown, bytes: c.ours.toString('hex').slice(0, 400), msgpackr: e.message });
  }
  const theirs = plainly(describeSlices(read));
  if (theirs !== c.plain) report.differs('msgpackr reads another value', { ...c.shown, bytes: c.ours.toString('hex').slice(0, 400), msgpackr: theirs.slice(0, 400) });
}

function makeCase(value, variant, shown) {
  const text = JSON.stringify(describeSlices(value));
  let bytes = null;
  try {
    // An array of 2^32-1 holes takes gigabytes there.
    if (!/"length":4294967/.test(text)) bytes = Buffer.from(new Packr(VARIANTS[variant]).pack(value));
  } catch (e) {
    // Plain: cycles, large bigints, arrays of bigints.
    if (variant !== 'plain' && !/larger than maximum/.test(e.message)) throw e;
  }
  const graph = JSON.stringify(withoutErrorDetails(JSON.parse(text)));
  return { variant, bytes, text, graph, plain: plainly(text), shown: { ...shown, variant, value: text.slice(0, 500) } };
}

async function check(cases) {
  const written = await batch.ask(cases.map((c) => request({ from: 'graph', to: 'msgpack', variant: c.variant, views: 'slice' }, c.graph)));
  const lossy = await batch.ask(cases.map((c) => request({ from: 'graph', to: 'msgpack', variant: c.variant, views: 'slice', lossy: true }, c.graph)));
  const again = await batch.ask(cases.filter((c) => c.bytes).map((c) => request({ from: 'msgpack', 'from-variant': c.variant, to: 'msgpack', variant: c.variant }, c.bytes)));
  const reads = [];
  let i = 0;
  for (const c of cases) {
    const answer = written[cases.indexOf(c)];
    const reason = writtenOtherwise(c.text);
    report.checked++;
    if (answer.ok) {
      c.ours = answer.output;
      reads.push(c);
      if (c.bytes && !c.ours.equals(c.bytes)) {
        if (reason) report.permit(reason);
        else report.differs('the value is written otherwise', { ...near(c.ours, c.bytes), ...c.shown });
      }
    } else {
      if (answer.code !== 'cannot_carry') report.differs('the value is not written', { ...c.shown, ours: answer.message });
      const loss = lossy[cases.indexOf(c)];
      if (!c.bytes || c.text.includes('Float16Array')) report.permit('msgpackr throws, or writes what it cannot read');
      else if (!loss.ok) report.differs('the value is not written lossily', { ...c.shown, ours: loss.message });
      else if (!loss.output.equals(c.bytes)) {
        if (reason) report.permit(reason);
        else if (garbled(c)) report.permit('plain: views of more than bytes are not written as their bytes');
        else report.differs('a lossy value is written otherwise', { ...near(loss.output, c.bytes), ...c.shown, refused: answer.message });
      }
    }
    if (!c.bytes) continue;
    const copy = again[i++];
    if (!copy.ok) {
      if (copy.code !== 'cannot_carry' && !c.text.includes('Float16Array')) report.differs("msgpackr's bytes are refused", { ...c.shown, bytes: c.bytes.toString('hex').slice(0, 400), ours: copy.message });
    } else if (!copy.output.equals(c.bytes) && !reason && !isMapWithoutRecords(c)) {
      report.differs("msgpackr's bytes are written otherwise after reading", { ...near(copy.output, c.bytes), ...c.shown });
    }
  }
  const answers = await batch.ask(reads.map((c) => request({ from: 'msgpack', 'from-variant': c.variant, to: 'graph' }, c.ours)));
  reads.forEach((c, k) => checkRead(c, answers[k]));
}

for (const variant of Object.keys(VARIANTS)) {
  await check(ODD.map((value, i) => makeCase(value, variant, { odd: i })));
  for (let seed = FIRST; seed < FIRST + COUNT; seed += AT_ONCE) {
    const seeds = many(Math.min(AT_ONCE, FIRST + COUNT - seed), (i) => seed + i);
    await check(seeds.map((s) => {
      // Every other value is of the kinds that msgpackr keeps.
      const kept = s % 2 === 0;
      const value = makeValue(s, { ...features, buffers: true, resizable: !kept && features.resizable, float16: !kept && features.float16 });
      return makeCase(value, variant, { seed: s });
    }));
  }
}
await batch.close();
report.finish();
