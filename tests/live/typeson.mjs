// Typeson as both its packages write it, both ways. What a package reads back from its own text as the value, we must
// read so; where its text carries the value, our text must be its very text; whatever we write we must read again, and
// the package too wherever it can read its own.
//   CLONEWIRE_LIVE_SEED: the first seed; CLONEWIRE_LIVE_CASES: how many; CLONEWIRE_BATCH: the program to compare with
import process from 'node:process';
import * as structuredJson from '@worker-tools/structured-json';
import { Typeson } from 'typeson';
import { structuredCloningThrowing } from 'typeson-registry';
import { describe } from '../corpus/describe.mjs';
import { Batch, request } from './batch.mjs';
import { features, sameNotation } from './engine.mjs';
import { Report } from './report.mjs';
import { makeValue, random } from './values.mjs';

const FIRST = Number(process.env.CLONEWIRE_LIVE_SEED || 1);
const COUNT = Number(process.env.CLONEWIRE_LIVE_CASES || 4000);
const AT_ONCE = 200;

const typeson14 = new Typeson().register([structuredCloningThrowing]);
const variants = [{
  name: 'structured-json',
  write: (value) => structuredJson.stringify(value),
  read: (text) => structuredJson.parse(text),
}, {
  name: 'registry14',
  write: (value) => JSON.stringify(typeson14.encapsulate(value)),
  read: (text) => typeson14.revive(JSON.parse(text)),
}];

const report = new Report('typeson');
const batch = new Batch();

const notation = (value) => JSON.stringify(describe(value));
const attempt = (f) => { try { return f(); } catch { return null; } };
const same = (a, b) => a !== null && b !== null && sameNotation(a, b);

/** All objects that can be reached from a value. */
function reachable(root) {
  const seen = new Set();
  const open = [root];
  while (open.length > 0) {
    const o = open.pop();
    if (o === null || typeof o !== 'object' || seen.has(o)) continue;
    seen.add(o);
    if (o instanceof Map) for (const pair of o) open.push(...pair);
    else if (o instanceof Set) open.push(...o);
    else if (!ArrayBuffer.isView(o)) open.push(...Object.keys(o).map((key) => o[key]), o.cause);
  }
  return seen;
}

/** What keeps most values from being carried whole taken away from most of them; arrays too long for the packages. */
function simplify(value, seed) {
  const chance = random(seed);
  const thorough = chance() < 0.8;
  for (const o of reachable(value)) {
    if (thorough && o instanceof Error) {
      if (!Object.hasOwn(o, 'message')) o.message = '';
      if (!Object.hasOwn(o, 'cause')) o.cause = undefined;
    }
    if (!Array.isArray(o) || o.length < 1000) continue;
    for (const key of Object.keys(o)) if (Number(key) >= 1000) delete o[key];
    o.length = 10;
  }
  return value;
}

/** The packages look types up in an object that has Object.prototype: of "constructor" they write ["date", null]. */
const withoutNulls = (text) => text.replace(/(?<="\$types":.*"(constructor|toString)":)\[("\w+"),null\]/gs, '$2');

function makeCase(name, make, variant) {
  const value = make();
  const text = attempt(() => withoutNulls(variant.write(value)));
  const wanted = notation(value);
  const read = text === null ? null : attempt(() => notation(variant.read(text)));
  return { variant, text, wanted, read, shown: { case: name, variant: variant.name, package: text, notation: wanted } };
}

async function check(cases) {
  const first = await batch.ask(cases.flatMap((c) => [
    request({ from: 'typeson', to: 'graph', 'from-variant': c.variant.name }, c.text ?? ''),
    request({ from: 'graph', to: 'typeson', variant: c.variant.name }, c.wanted),
    request({ from: 'graph', to: 'typeson', variant: c.variant.name, lossy: true }, c.wanted),
  ]));
  const again = await batch.ask(cases.map((c, i) => request({ from: 'typeson', to: 'graph', 'from-variant': c.variant.name },
    first[3 * i + 1].ok ? first[3 * i + 1].output : 'null')));
  cases.forEach((c, i) => {
    const [decoded, written, lossy] = first.slice(3 * i, 3 * i + 3);
    checkCase(c, decoded, written, lossy, again[i]);
    report.checked++;
  });
}

function checkCase(c, decoded, written, lossy, again) {
  const readsItself = same(c.read, c.wanted);
  const carries = c.text !== null && decoded.ok && same(decoded.output.toString(), c.wanted);
  if (readsItself && !carries) {
    report.differs('the package\'s text decodes to another value', { ...c.shown, ours: decoded.message ?? decoded.output });
  }
  if (!written.ok && written.code !== 'cannot_carry') return report.differs('an error', { ...c.shown, ours: written.message });
  // structured-json gives a member "" of the root the root's path, and mostly cannot read that itself.
  if (carries && /member named ""/.test(written.message)) return report.permit('a nameless member of the root');
  if (carries && !written.ok) return report.differs('the value is not written', { ...c.shown, ours: written.message });
  if (!lossy.ok) report.differs('not even lossily', { ...c.shown, ours: lossy.message });
  if (!written.ok) return checkLossy(c, lossy);
  const text = written.output.toString();
  if (carries && text !== c.text) report.differs('the value is written otherwise', { ...c.shown, ours: text });
  if (!carries) report.permit('written where the package loses something');
  if (!again.ok || !same(again.output.toString(), c.wanted)) {
    report.differs('our text is read as another value', { ...c.shown, ours: text, again: again.message ?? again.output });
  }
  if (readsItself) {
    const read = attempt(() => notation(c.variant.read(text)));
    if (!same(read, c.wanted)) report.differs('the package reads our text as another value', { ...c.shown, ours: text, read });
  }
}

/** What is lost is lost as the package loses it. */
function checkLossy(c, lossy) {
  if (!lossy.ok || c.text === null) return report.permit('refused, by the package too');
  if (lossy.output.toString() === c.text) return report.permit('lost as the package loses it');
  // Of members that it leaves out structured-json keeps the types; of others it may move "length" to the front, or drop
  // an array's property that looks like a number.
  if (/\["(__proto__|length|-1|4294967295|4294967296)",/.test(c.wanted)) return report.permit('lost otherwise: odd names');
  report.differs('lossily written otherwise', { ...c.shown, ours: lossy.output });
}

const own = (o, key, value) => Object.defineProperty(o, key, { value, enumerable: true, configurable: true, writable: true });
const odd = {
  'nameless members': () => ({ '': { '': [1] }, a: { '': new Date(1) } }),
  'a nameless plain member': () => ({ '': { a: { b: 1 } }, c: 2 }),
  'a nameless member beside types': () => ({ '': { a: 1 }, a: new Date(1) }),
  'quotes in names': () => ({ "''": new Date(1), "'": new Date(2), "it''s": new Date(3), "'''": { '': new Date(4) } }),
  '$ and $types': () => ({ $: { a: new Date(1) }, b: [2] }),
  'own $types with a type list': () => ({ $types: { a: ['date'] }, a: 1 }),
  'own $types deep inside': () => ({ a: { $types: { b: 'date' }, b: 1 }, c: [] }),
  'own $symbolKeys': () => ({ $symbolKeys: { '': [] }, a: 1 }),
  '$types of an array': () => Object.assign([1], { $types: true }),
  'types at array indices': () => ({ 5: new Date(1), 3: [1], b: [2], 1: undefined, 4294967294: [], 4294967295: [] }),
  'nested holes': () => ({ a: [, [1, , [,]], , new Date(3)], b: Object.assign([, 1, ,], { x: undefined }) }),
  'root holes': () => [, [1], , undefined, null, ,],
  'a shared array with holes': () => { const a = [, 1]; return { a, b: [a, a], m: new Map([[a, a]]) }; },
  'Maps in Maps': () => new Map([[new Map([[{}, new Map()]]), new Set([new Set([[]])])]]),
  'references out of and into collections': () => {
    const o = { x: new Date(1) };
    return { o, m: new Map([[o, [o]]]), s: new Set([o]), again: o.x };
  },
  'long cycles': () => { const o = { a: { b: { c: [] } } }; o.a.b.c.push(o, o.a, o.a.b, o.a.b.c); return o; },
  'dotted names in references': () => { const o = {}; return { 'a.b~c': { '~1': o, '~0.': [o] }, o }; },
  'names of every sort': () => own({ 'é': new Date(1), 'ж': [1], '\ud83d': undefined, '"\\\n': 1n, 'a b': NaN }, 'x', {}),
  'a __proto__ member': () => ({ a: own({}, '__proto__', { b: 1 }) }),
  'views of one buffer': () => {
    const b = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer;
    return { v: new Uint16Array(b, 2, 1), b, again: b, d: new DataView(b, 8), e: new Float64Array(b), n: new Uint8Array(0) };
  },
  'numbers': () => [5e-324, 2 ** 53 + 2, -(2 ** 53), 1e21, 1e-7, 123456789012345680000, -1.5, 0.1 + 0.2],
  'wrappers': () => [Object(1n), new Number(-1.5), new String('\udc00'), new Boolean(true), Object(-(2n ** 70n))],
  'RegExps': () => [/a\/b[/]/gimuy, new RegExp(''), new RegExp('\n'), /\u{1F600}|ж/u],
  'Dates': () => [new Date(8.64e15), new Date(-8.64e15), new Date(NaN), new Date(-0)],
};

for (const variant of variants) {
  await check(Object.entries(odd).map(([name, make]) => makeCase(name, make, variant)));
  for (let seed = FIRST; seed < FIRST + COUNT; seed += AT_ONCE) {
    const cases = [];
    for (let s = seed; s < Math.min(seed + AT_ONCE, FIRST + COUNT); s++) {
      cases.push(makeCase(`seed ${s}`, () => simplify(makeValue(s, features), s), variant));
    }
    await check(cases);
  }
}
await batch.close();
report.finish();
