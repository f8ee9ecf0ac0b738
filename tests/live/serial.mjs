// The format serial against its original (serial_peer: github.com/1set/starlet's lib/serial, v0.2.1), both ways:
// generated Starlark values must be dumped to the very text, its text must load as the same value, and broken text must
// be refused where the original refuses it. Node's own values go through the variant js, whose text the original must
// load too.
//   CLONEWIRE_LIVE_SEED: the first seed; CLONEWIRE_LIVE_CASES: how many; CLONEWIRE_SERIAL_PEER: the original's program
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe } from '../corpus/describe.mjs';
import { Batch, request } from './batch.mjs';
import { features } from './engine.mjs';
import { Report } from './report.mjs';
import { makeValue, random } from './values.mjs';

const FIRST = Number(process.env.CLONEWIRE_LIVE_SEED || 1);
const COUNT = Number(process.env.CLONEWIRE_LIVE_CASES || 4000);
const AT_ONCE = 200;
const PEER = process.env.CLONEWIRE_SERIAL_PEER || fileURLToPath(new URL('../../build/serial_peer', import.meta.url));

if (!existsSync(PEER)) {
  console.log('the Go original of serial is not built (scripts/set_up): skipped');
  process.exit(process.env.CI === 'true' ? 1 : 77);
}

/** The original: answers in the order of the requests. */
class Peer {
  constructor() {
    this.child = spawn(PEER, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async next() { return JSON.parse((await this.lines.next()).value); }

  async ask(requests) {
    this.child.stdin.write(requests.map((r) => `${JSON.stringify(r)}\n`).join(''));
    const answers = [];
    for (let i = 0; i < requests.length; i++) answers.push(await this.next());
    return answers;
  }

  close() { this.child.stdin.end(); }
}

const report = new Report('serial');
const batch = new Batch();
const peer = new Peer();
const { go } = await peer.next();
// From Go 1.22 on, encoding/json writes \b and \f where it wrote \u0008 and \u000c.
const hasShortEscapes = Number(go.split('.')[1]) >= 22;

// ---- Starlark values: a model that gives both the source and the notation ----

const TEXTS = ['', 'a', 'hello', '$t', 'v', '\0\x01\x1f\x7f', '<b>&amp;</b>', '"\\/\n\r\t', '\u2028\u2029\u202a', 'é', '日本', '😀',
  '\uffff\ue000', '\ud7ff', '10', '9', 'x'.repeat(70), '\u00e2\u20ac', 'a\u2028'.repeat(9), hasShortEscapes ? 'b' : '\b\f'];
const INTEGERS = [0n, 1n, -1n, 9n, 10n, 2n ** 31n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n,
  2n ** 64n, 10n ** 30n];
const FLOATS = [0.5, -0.25, 0.1, 1e21, 1e-7, 1e-6, 9.5e20, 1.5e300, 5e-324, Number.MAX_VALUE, -1e21, 123456.789];
const WHOLE_FLOATS = [0, -0, 1, -3, 1e20, 2 ** 53];
const TIMES = ['1970-01-01T00:00:00Z', '2024-02-29T23:59:59.999999999Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.5Z',
  '2020-06-15T12:00:00.25+05:30', '1969-12-31T23:59:59-09:30', '2021-03-22T23:20:50.52Z', '0000-01-01T00:00:00.000000001Z'];
const KEY_TIMES = TIMES.filter((text) => text.endsWith('Z'));

const quote = (text) => `"${[...text].map((c) => {
  const point = c.codePointAt(0);
  if (point >= 0x20 && point < 0x7f && c !== '"' && c !== '\\') return c;
  return point < 0x80 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\U${point.toString(16).padStart(8, '0')}`;
}).join('')}"`;

class Maker {
  constructor(seed, allowsWholeFloats) {
    this.random = random(seed);
    this.left = 1 + this.below(50);
    this.isLossy = false;
    this.allowsWholeFloats = allowsWholeFloats;
  }

  below(n) { return Math.floor(this.random() * n); }
  chance(p) { return this.random() < p; }
  pick(list) { return list[this.below(list.length)]; }

  text() {
    if (this.chance(0.6)) return this.pick(TEXTS);
    let s = '';
    for (let n = this.below(30); n > 0; n--) {
      const unit = this.chance(0.5) ? 0x20 + this.below(0x60) : 0x80 + this.below(0xd700);
      s += String.fromCodePoint(this.chance(0.1) ? 0x10000 + this.below(0x1000) : unit);
    }
    return s;
  }

  integer() {
    if (this.chance(0.4)) return this.pick(INTEGERS);
    let n = 0n;
    for (let words = 1 + this.below(3); words > 0; words--) n = (n << 32n) | BigInt(this.below(2 ** 32));
    return this.chance(0.5) ? -n : n;
  }

  float() {
    if (this.allowsWholeFloats && this.chance(0.2)) {
      this.isLossy = true;
      return this.pick(WHOLE_FLOATS);
    }
    const n = this.chance(0.5) ? this.pick(FLOATS) : (this.random() - 0.5) * 10 ** (this.below(60) - 30);
    return Number.isInteger(n) && Math.abs(n) < 1e21 ? 0.5 : n;
  }

  leaf(isKey) {
    switch (this.below(8)) {
      case 0: return { t: 'null' };
      case 1: return { t: 'boolean', v: this.chance(0.5) };
      case 2: return { t: 'number', v: isKey ? this.pick(FLOATS.slice(0, 3)) : this.float() };
      case 3: case 4: return { t: 'bigint', v: this.integer() };
      case 5: return { t: 'bytes', v: Array.from({ length: this.below(9) }, () => this.below(256)) };
      case 6: return { t: 'time', v: this.pick(isKey ? KEY_TIMES : TIMES) };
      default: return { t: 'string', v: this.text() };
    }
  }

  /** What may be a set's element or a dict's key. */
  key(depth) {
    if (this.chance(0.85) || depth > 3) return this.leaf(true);
    return { t: 'tuple', e: this.list(() => this.key(depth + 1), 4) };
  }

  list(make, most) { return Array.from({ length: this.below(this.chance(0.1) ? 5 * most : most) }, make); }

  distinct(keys) {
    const seen = new Set();
    return keys.filter((key) => {
      const text = source(key);
      return seen.has(text) ? false : seen.add(text);
    });
  }

  value(depth) {
    if (--this.left < 0 || depth > 30 || this.chance(0.35)) return this.leaf(false);
    switch (this.below(6)) {
      case 0: return { t: 'array', e: this.list(() => this.value(depth + 1), 6) };
      case 1: return { t: 'tuple', e: this.list(() => this.value(depth + 1), 5) };
      case 2: return { t: 'Set', e: this.distinct(this.list(() => this.key(0), 7)) };
      case 3: {
        const keys = this.distinct(this.list(() => this.key(0), 6));
        return { t: 'Map', e: keys.map((key) => [key, this.value(depth + 1)]) };
      }
      default: {
        const keys = this.distinct(this.list(() => ({ t: 'string', v: this.text() }), 8));
        return { t: 'Map', e: keys.map((key) => [key, this.value(depth + 1)]) };
      }
    }
  }
}

const numberText = (n) => (Object.is(n, -0) ? '-0' : String(n));

/** The Starlark expression of a model. */
function source(m) {
  switch (m.t) {
    case 'null': return 'None';
    case 'boolean': return m.v ? 'True' : 'False';
    case 'number': return `float("${numberText(m.v)}")`;
    case 'bigint': return String(m.v);
    case 'bytes': return `b"${m.v.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
    case 'time': return `time.parse_time("${m.v}")`;
    case 'string': return quote(m.v);
    case 'array': return `[${m.e.map(source).join(', ')}]`;
    case 'tuple': return `(${m.e.map((e) => `${source(e)},`).join(' ')})`;
    case 'Set': return `set([${m.e.map(source).join(', ')}])`;
    default: return `{${m.e.map(([k, v]) => `${source(k)}: ${source(v)}`).join(', ')}}`;
  }
}

/** The notation of a model, ids in order of entering. */
function notation(m, ids = { next: 0 }) {
  switch (m.t) {
    case 'null': case 'boolean': case 'string': case 'time': return m;
    case 'number': return { t: m.t, v: numberText(m.v) };
    case 'bigint': return { t: m.t, v: String(m.v) };
    case 'bytes': return { t: m.t, v: Buffer.from(m.v).toString('hex') };
    default: {
      const id = ids.next++;
      const of = (child) => notation(child, ids);
      if (m.t === 'array') return { t: m.t, id, length: m.e.length, e: m.e.map((e, i) => [i, of(e)]), p: [] };
      if (m.t === 'Map') return { t: m.t, id, e: m.e.map(([k, v]) => [of(k), of(v)]) };
      return { t: m.t, id, e: m.e.map(of) };
    }
  }
}

const sorted = (x) => {
  if (Array.isArray(x)) return x.map(sorted);
  if (x === null || typeof x !== 'object') return x;
  return Object.fromEntries(Object.keys(x).sort().map((key) => [key, sorted(x[key])]));
};
const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

async function checkStarlark(first, count) {
  const cases = Array.from({ length: count }, (_, i) => {
    const maker = new Maker(first + i, (first + i) % 4 === 0);
    const model = maker.value(0);
    return { seed: first + i, source: `v = ${source(model)}`, graph: notation(model), isLossy: maker.isLossy };
  });
  const dumped = await peer.ask(cases.map((c) => ({ dumps: c.source })));
  const loaded = await peer.ask(dumped.map((d) => ({ loads: d.text ?? 'null' })));
  const answers = await batch.ask(cases.flatMap((c, i) => [
    request({ from: 'graph', to: 'serial' }, JSON.stringify(c.graph)),
    request({ from: 'graph', to: 'serial', lossy: true }, JSON.stringify(c.graph)),
    request({ from: 'serial', to: 'graph' }, dumped[i].text ?? 'null'),
  ]));
  cases.forEach((c, i) => {
    const [strict, lossy, read] = answers.slice(3 * i, 3 * i + 3);
    const shown = { seed: c.seed, source: c.source, original: dumped[i].text };
    report.checked++;
    if (dumped[i].error) return report.differs('the original does not dump it', { ...shown, error: dumped[i].error });
    if (c.isLossy ? strict.ok || strict.code !== 'cannot_carry' : !strict.ok) {
      return report.differs('written, or not, against expectation', { ...shown, ours: strict.output ?? strict.message });
    }
    for (const answer of c.isLossy ? [lossy] : [strict, lossy]) {
      const text = answer.ok ? answer.output.toString('utf8') : answer.message;
      if (text !== dumped[i].text) report.differs('another text', { ...shown, ours: text });
    }
    if (!read.ok) return report.differs('the original\'s text is refused', { ...shown, ours: read.message });
    if (!same(JSON.parse(read.output), loaded[i].graph)) {
      report.differs('loaded as another value', { ...shown, ours: read.output, theirs: JSON.stringify(loaded[i].graph) });
    }
  });
  return dumped.map((d) => d.text).filter((text) => text !== undefined);
}

// ---- broken and odd texts ----

const PARTS = ['{', '}', '[', ']', ',', ':', '"', '\\', '\\u0024', '\\ud83d', '\\n', '"$t"', '"v"', '"$t":"tuple",', '"bytes"', '"set"',
  '"mapkv"', '"object"', '"time"', '"bigint"', '"x"', '0', '1', '-', '.', 'e5', '1.0', '1e400', 'null', 'true', ' ', '=', '+05', 'Z'];

// Where ours refuses what v0.2.1 takes; each by what ours says.
const STRICTER = [
  [/trailing_bytes/, 'text behind the value (later versions of the original refuse it too)'],
  [/invalid (tuple|set|mapkv|bytes|object) payload: expected/, 'a payload of another type (likewise)'],
  [/an envelope has this member twice/, 'an envelope with a member twice'],
  [/lone surrogate/, 'a lone surrogate'],
  [/invalid time payload/, 'a time that RFC 3339 does not have'],
];

function mutated(text, chance) {
  const letters = [...text];
  for (let n = 1 + chance.below(3); n > 0; n--) {
    const at = chance.below(letters.length + 1);
    letters.splice(at, chance.below(3), ...(chance.chance(0.8) ? [chance.pick(PARTS)] : []));
  }
  return letters.join('');
}

async function checkTexts(texts) {
  const theirs = await peer.ask(texts.map((loads) => ({ loads })));
  const ours = await batch.ask(texts.map((text) => request({ from: 'serial', to: 'graph' }, text)));
  texts.forEach((text, i) => {
    report.checked++;
    const shown = { text, theirs: JSON.stringify(theirs[i].graph) ?? theirs[i].error, ours: ours[i].output ?? ours[i].message };
    if (theirs[i].error !== undefined) {
      if (ours[i].ok) report.differs('loaded what the original refuses', shown);
    } else if (ours[i].ok) {
      if (!same(JSON.parse(ours[i].output), theirs[i].graph)) report.differs('loaded as another value', shown);
    } else {
      const known = STRICTER.find(([pattern]) => pattern.test(`${ours[i].message} ${ours[i].code}`));
      if (known) report.permit(known[1]);
      else report.differs('refused what the original loads', shown);
    }
  });
}

const HAND_PICKED = [
  '{"w":{"$t":"nope"},"v":[],"$t":"set"}', '{"v":{"$t":"bytes","v":5},"$t":"object"}',
  '{"v":[1,2],"$t":"tuple"}', '{"a":{"v":"AA==","$t":"bytes"},"$t":5}', '{"$t":5,"$t":"bytes","v":"AA=="}',
  '{"v":{"$t":"bytes","v":"AA=="},"$t":"object"}', '{"\\u0024t":"tuple","v":[]}', '{"$t":"tuple","x":{"$t":"nope"},"v":[1]}',
  '{"x":[{"v":1,"$t":"bigint","w":{}}]}', '{"$t":"object","v":{"$t":{"$t":"set","v":[]},"z":1,"a":2}}',
  '{"$t":"set","v":[[]]}', '{"$t":"set","v":[{"$t":"tuple","v":[[]]}]}', '{"$t":"set","v":[{"$t":"object","v":{}}]}',
  '{"$t":"set","v":[1,1.0,{"$t":"bigint","v":"1"},true,"1"]}', '{"$t":"mapkv","v":[[1,"a"],[1.0,"b"],[1e0,"c"]]}',
  '{"$t":"set","v":[1e21,{"$t":"bigint","v":"1000000000000000000000"},1000000000000000000000]}',
  '{"$t":"set","v":[{"$t":"tuple","v":[1,"a"]},{"$t":"tuple","v":[1.0,"a"]},{"$t":"tuple","v":[]}]}',
  '{"$t":"set","v":[{"$t":"time","v":"2020-01-01T01:00:00+01:00"},{"$t":"time","v":"2020-01-01T00:00:00Z"}]}',
  '{"$t":"time","v":"2020-01-01T00:00:00.1234567890Z"}', '{"$t":"time","v":"2020-01-01T00:00:00.1234567891Z"}',
  '{"$t":"time","v":"2020-01-01T00:00:00-00:00"}', '{"$t":"time","v":"2020-01-01T00:00:60Z"}', '{"$t":"time","v":"2020-01-01T24:00:00Z"}',
  '{"$t":"time","v":"2020-01-01t00:00:00z"}', '{"$t":"time","v":"0000-02-29T00:00:00Z"}', '{"$t":"time","v":"10000-01-01T00:00:00Z"}',
  '{"b":1,"a":2,"b":3}', '{"é":1,"z":2,"\\ud83d\\ude00":3,"\\uffff":4}', '-0', '-0.0', '0e0', '1E+2', '123456789012345678901234567890',
  '{"$t":"bigint","v":"--5"}', '{"$t":"bigint","v":"+-5"}', '{"$t":"bigint","v":"1_0"}', '{"$t":"bigint","v":" 5"}',
  '{"$t":"bytes","v":"AB=="}', '{"$t":"bytes","v":"A==="}', '{"$t":"bytes","v":"===="}', '{"$t":"bytes","v":"QQ==QQ=="}',
  '{"$t":"bytes","v":"QQ="}', '{"$t":"bytes","v":"QUI"}', '{"$t":"bytes","v":"Q\\nQ\\r=="}', '{"$t":"bytes","v":"=QQQ"}',
  '{"$t":"Tuple","v":[]}', '{"$t":"tuple\\u0000","v":[]}', '{"":{"$t":"set","v":[""]}}',
];

async function checkDepth() {
  for (const depth of [9999, 10000, 10001]) {
    const text = '['.repeat(depth) + ']'.repeat(depth);
    const [theirs] = await peer.ask([{ loads: text }]);
    const [ours] = await batch.ask([request({ from: 'serial', to: 'length' }, text)]);
    report.checked++;
    if (ours.ok === (theirs.error !== undefined)) report.differs('another depth', { depth, theirs: theirs.error, ours: ours.message });
  }
}

// ---- Node's values in the variant js ----

/** Without ids and order: what the text keeps. Nothing where an object occurs twice. */
function unordered(graph) {
  if (Array.isArray(graph)) return graph.map(unordered);
  if (graph === null || typeof graph !== 'object') return graph;
  const { id, ...rest } = Object.fromEntries(Object.entries(graph).map(([key, part]) => [key, unordered(part)]));
  const byText = (list) => [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (rest.t === 'object') rest.p = byText(rest.p);
  if (rest.t === 'Map' || rest.t === 'Set') rest.e = byText(rest.e);
  return rest;
}

async function checkNode(first, count) {
  const graphs = Array.from({ length: count }, (_, i) => describe(makeValue(first + i, features), { views: 'slice' }));
  // Whole values are seldom carried: their parts are tried too.
  const parts = graphs.flatMap((graph) => {
    const found = [graph];
    const visit = (x) => {
      if (Array.isArray(x)) x.forEach(visit);
      else if (x !== null && typeof x === 'object') {
        if (x.t !== undefined && x !== graph && x.id === undefined && x.t !== 'ref') found.push(x);
        Object.values(x).forEach(visit);
      }
    };
    visit(graph);
    return found.slice(0, 12);
  });
  const words = { from: 'graph', to: 'serial', variant: 'js' };
  const written = await batch.ask(parts.map((graph) => request(words, JSON.stringify(graph))));
  const carried = parts.map((graph, i) => ({ graph, answer: written[i] })).filter(({ answer }) => answer.ok);
  for (const { answer } of parts.map((graph, i) => ({ answer: written[i] }))) {
    report.checked++;
    if (!answer.ok && answer.code !== 'cannot_carry') report.differs('not written', { ours: answer.message });
  }
  const read = await batch.ask(carried.map(({ answer }) => (
    request({ from: 'serial', 'from-variant': 'js', to: 'graph' }, answer.output))));
  const loaded = await peer.ask(carried.map(({ answer }) => ({ loads: answer.output.toString('utf8') })));
  carried.forEach(({ graph, answer }, i) => {
    const shown = { graph: JSON.stringify(graph), text: answer.output };
    if (!read[i].ok) return report.differs('our own text is refused', { ...shown, ours: read[i].message });
    if (!same(unordered(JSON.parse(read[i].output)), unordered(graph))) {
      report.differs('another value comes back', { ...shown, ours: read[i].output });
    }
    // Keys may be anything in JavaScript.
    if (loaded[i].error !== undefined && !loaded[i].error.includes('unhashable type')) {
      report.differs('the original refuses our text', { ...shown, theirs: loaded[i].error });
    }
  });
  return carried.length;
}

let texts = [];
for (let seed = FIRST; seed < FIRST + COUNT; seed += AT_ONCE) {
  texts = await checkStarlark(seed, Math.min(AT_ONCE, FIRST + COUNT - seed));
  const chance = new Maker(seed, false);
  await checkTexts(texts.filter((text) => text.length < 4000).flatMap((text) => [mutated(text, chance), mutated(text, chance)]));
}
await checkTexts(HAND_PICKED);
await checkDepth();
let carried = 0;
for (let seed = FIRST; seed < FIRST + COUNT; seed += AT_ONCE) carried += await checkNode(seed, AT_ONCE);
if (carried < COUNT) report.differs('too few of Node\'s values are carried', { carried });

await batch.close();
peer.close();
report.finish();
