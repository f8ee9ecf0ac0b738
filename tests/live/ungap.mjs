// @ungap/structured-clone, both ways. What the package writes must decode to what its text carries; where the package's own
// clone is lossless our text must be its very text; and whatever we write strictly the package must read as the value.
//   CLONEWIRE_LIVE_SEED: the first seed; CLONEWIRE_LIVE_CASES: how many; CLONEWIRE_BATCH: the program to compare with
import process from 'node:process';
import { deserialize, serialize } from '@ungap/structured-clone';
import { describe } from '../corpus/describe.mjs';
import { Batch, request } from './batch.mjs';
import { features, sameNotation } from './engine.mjs';
import { Report } from './report.mjs';
import { makeValue, random } from './values.mjs';

const FIRST = Number(process.env.CLONEWIRE_LIVE_SEED || 1);
const COUNT = Number(process.env.CLONEWIRE_LIVE_CASES || 4000);
const AT_ONCE = 200;

const report = new Report('@ungap/structured-clone');
const batch = new Batch();

/** What the package reads; an Error's stack is its reader's own. */
function read(records) {
  const value = deserialize(records);
  for (const o of reachable(value)) if (o instanceof Error) delete o.stack;
  return value;
}

const notation = (value, views) => JSON.stringify(describe(value, { views }));

/** All objects that can be reached from a value. */
function reachable(root) {
  const seen = new Set();
  const open = [root];
  while (open.length > 0) {
    const o = open.pop();
    if (o === null || typeof o !== 'object' || seen.has(o)) continue;
    seen.add(o);
    if (o instanceof Map) for (const pair of o) open.push(...pair);
    else if (o instanceof Set) for (const member of o) open.push(member);
    else if (!ArrayBuffer.isView(o)) for (const key of [...Object.keys(o), 'cause']) open.push(o[key]);
  }
  return seen;
}

/** What records cannot carry taken away from most values, so that many can be carried whole. */
function simplify(value, seed) {
  const keepsAll = random(seed)() < 0.2;
  for (const o of reachable(value)) {
    if (Array.isArray(o) && o.length > 1000) o.length = 10;  // the package writes every hole
    if (keepsAll) continue;
    if (o instanceof Error) {
      delete o.stack;
      delete o.cause;
    }
    if (!Array.isArray(o)) continue;
    for (const key of Object.keys(o)) if (!(Number(key) < 1000)) delete o[key];
    for (let i = 0; i < o.length; i++) if (!(i in o)) o[i] = i;
  }
  return value;
}

/** The package's reader makes a new ArrayBuffer or DataView for each use of their record. */
function sharesBuffers(records) {
  const uses = new Map();
  for (const [type, content] of records) {
    if (![1, 2, 5, 6].includes(type)) continue;
    for (const number of content.flat()) uses.set(number, (uses.get(number) || 0) + 1);
  }
  return records.some(([type], i) => (type === 'ArrayBuffer' || type === 'DataView') && uses.get(i) > 1);
}

/** The text that the package writes, null where it throws: BigInt64Array. */
function write(value) {
  try { return JSON.stringify(serialize(value)); } catch { return null; }
}

function makeCase(name, make) {
  const value = make();
  const text = write(value);
  const c = { text, shared: notation(value, 'shared'), slice: notation(value, 'slice') };
  if (text !== null && !sharesBuffers(JSON.parse(text))) c.read = notation(read(JSON.parse(text)), 'slice');
  c.shown = { case: name, package: text, notation: c.shared };
  return c;
}

function checkDecoded(c, answer) {
  if (c.read === undefined) return;
  if (!answer.ok) report.differs('the package\'s text is refused', { ...c.shown, ours: answer.message });
  else if (!sameNotation(answer.output.toString('utf8'), c.read)) {
    report.differs('the package\'s text decodes to another value', { ...c.shown, package: c.read, ours: answer.output });
  }
}

function checkSameText(c, answer) {
  if (c.read === undefined || !sameNotation(c.read, c.slice)) return;
  if (!answer.ok && answer.code === 'cannot_carry' && c.shared !== c.slice) return;
  if (!answer.ok) return report.differs('a value that the package keeps is not written', { ...c.shown, ours: answer.message });
  if (answer.output.toString('utf8') !== c.text) {
    report.differs('a value that the package keeps is written otherwise', { ...c.shown, ours: answer.output });
  }
  report.permit('(the package keeps all of it: the same text)');
}

function checkRead(c, answer) {
  if (!answer.ok) {
    if (answer.code !== 'cannot_carry') report.differs('not written', { ...c.shown, ours: answer.message });
    return;
  }
  const text = answer.output.toString('utf8');
  let records;
  try {
    records = JSON.parse(text);
    if (sharesBuffers(records)) return report.permit('the package forgets the identity of ArrayBuffers and DataViews');
    const theirs = notation(read(records), 'slice');
    if (!sameNotation(theirs, c.slice)) {
      report.differs('the package reads another value from our text', { ...c.shown, ours: text, package: theirs, wanted: c.slice });
    }
    report.permit('(our text, read by the package: the same value)');
  } catch (e) {
    report.differs('the package refuses our text', { ...c.shown, ours: text, package: e.message });
  }
}

/** Lossily, our text is the package's wherever it carries as much. */
function checkLossy(c, answer) {
  if (c.text === null) return;
  const more = /"v":"-0"|Infinity|NaN|Float\d+Array|BigU?int64Array/.test(c.shared);
  const noMessage = /"t":"Error","id":\d+,"name":"\w+"[,}](?!"message)/.test(c.shared);
  if (!answer.ok) return report.differs('not written lossily', { ...c.shown, ours: answer.message });
  if (more || noMessage || answer.output.toString('utf8') === c.text) return;
  report.differs('written otherwise lossily', { ...c.shown, ours: answer.output });
}

async function check(cases) {
  const answers = await batch.ask(cases.flatMap((c) => [
    request({ from: 'ungap', to: 'graph' }, c.text || '[[-1]]'),
    request({ from: 'graph', to: 'ungap' }, c.shared),
    request({ from: 'graph', to: 'ungap', views: 'slice' }, c.shared),
    request({ from: 'graph', to: 'ungap', lossy: true }, c.shared),
  ]));
  let i = 0;
  for (const c of cases) {
    checkDecoded(c, answers[i++]);
    checkSameText(c, answers[i++]);
    checkRead(c, answers[i++]);
    checkLossy(c, answers[i++]);
    report.checked++;
  }
}

const shared = (o) => [o, o, { o }];
const ODD = {
  keys: () => Object.fromEntries(['', '__proto__', 'length', '0', '-0', '4294967294', '4294967295', '01', '\ud800', 'é', '日本', 'toJSON']
    .map((key, i) => [key, i])),
  'proto key': () => JSON.parse('{"__proto__":{"__proto__":1}}'),
  'index texts': () => ['0', '1', { 0: '1', 1: 0 }, 0, 1],
  'texts alike': () => ['é', 'e\u0301', '\u00e9', '日', '日', { é: 'é', 日: '日' }, '\ud83d', '\ude00', '\ud83d\ude00'],
  lengths: () => [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 255, 256, 65535, 65536].flatMap((n) => ['x'.repeat(n), 'é'.repeat(n), '日'.repeat(n)]),
  numbers: () => [0, 1, -1, 5e-324, -5e-324, 2 ** 53, 2 ** 53 + 2, 2 ** 53 - 1, 1e21, 1e-7, 0.1, 1.7976931348623157e308, 2 ** 31, -(2 ** 31), 2 ** 32],
  infinities: () => [Infinity, -Infinity, Infinity, { a: -Infinity }, new Map([[Infinity, new Set([-Infinity])]])],
  'zeros, minus first': () => [-0, 0, -0, 0, { a: -0, b: 0 }],
  'zeros, plus first': () => [0, -0, -0, new Map([[0, -0]]), new Number(-0)],
  'float specials': () => [new Float64Array([NaN, Infinity, -Infinity, -0, 5e-324]), new Float32Array([NaN, Infinity, -0, 0.1])],
  'number objects': () => [new Number(NaN), new Number(Infinity), new Number(-Infinity), new Number(-0), new Number(5e-324)],
  bigints: () => [0n, 1n, -1n, 2n ** 64n, -(2n ** 64n), 10n ** 500n, 0n, Object(0n), Object(-(10n ** 40n)), '1', 1],
  'bigint arrays': () => [new BigInt64Array([0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]), new BigUint64Array([0n, 2n ** 64n - 1n])],
  dates: () => [0, 1, -1, 8.64e15, -8.64e15, NaN, -62198755200000, -62167219200000, -62167219200001, 253402300800000, 951782400000].map((t) => new Date(t)),
  regexps: () => [/(?:)/, /a\/b[/]/, /\n/, new RegExp('\n'), /x/dgimsuy, /x/v, /[\u2028]/, new RegExp('\u2028'), /é日😀/u],
  errors: () => [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Error].flatMap((type) => {
    const none = new type();
    const some = new type('é');
    for (const e of [none, some]) delete e.stack;
    return [none, some, some];
  }),
  'shared leaves': () => [new Date(5), /x/g, new Number(1), new String(''), Object(1n), new Boolean(false), new Uint8Array(3)].map(shared),
  'shared buffers': () => shared(new ArrayBuffer(3)),
  empties: () => [{}, [], new Map(), new Set(), '', new String(''), new ArrayBuffer(0), new Uint8Array(0), new DataView(new ArrayBuffer(0))],
  'map of maps': () => { const m = new Map(); m.set(m, new Map([[new Map([[m, m]]), [m]]])); return m; },
  'cycles everywhere': () => {
    const o = {}, a = [o], m = new Map([[a, o]]), s = new Set([m, a]);
    Object.assign(o, { o, a, m, s });
    m.set(s, m);
    return s;
  },
  views: () => [new Uint8Array(new ArrayBuffer(9), 3, 0), new Uint16Array(new ArrayBuffer(8), 2, 2), new DataView(new ArrayBuffer(4), 4)],
  resizable: () => [new ArrayBuffer(2, { maxByteLength: 4 })],
  'deeply nested': () => { let v = []; for (let i = 0; i < 300; i++) v = i % 2 ? [v] : { v }; return v; },
};
if (features.float16) ODD.halves = () => new Float16Array([0, -0, 1, -1.5, 65504, Infinity, NaN, 2 ** -24, 2 ** -14, 0.1]);

await check(Object.entries(ODD).map(([name, make]) => makeCase(name, make)));
for (let seed = FIRST; seed < FIRST + COUNT; seed += AT_ONCE) {
  const cases = [];
  for (let s = seed; s < Math.min(seed + AT_ONCE, FIRST + COUNT); s++) {
    cases.push(makeCase(`seed ${s}`, () => simplify(makeValue(s, features), s)));
  }
  await check(cases);
}
await batch.close();
report.finish();
