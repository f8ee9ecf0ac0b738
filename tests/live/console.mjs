// What `clonewire cat` prints for generated values is what the engine's own console prints.
import { Buffer } from 'node:buffer';
import process from 'node:process';
import util from 'node:util';
import { Batch, request } from './batch.mjs';
import { ways } from './engine.mjs';
import { Report } from './report.mjs';
import { makeValue } from './values.mjs';

const FIRST = Number(process.env.CLONEWIRE_LIVE_SEED || 1);
const COUNT = Number(process.env.CLONEWIRE_LIVE_CASES || 4000);

const report = new Report('console text');
const batch = new Batch();

// As it leaves the process: a lone surrogate becomes U+FFFD.
const print = (value) => Buffer.from(util.inspect(value, { depth: Infinity })).toString();

Error.stackTraceLimit = 2;
const [way] = ways;
const cases = [];
for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
  const bytes = way.write(makeValue(seed, way.features));
  cases.push({ seed, bytes, printed: print(way.read(bytes)) });
}
const answers = await batch.ask(cases.map((c) => request({ from: 'v8', to: 'console', dialect: way.dialect }, c.bytes)));
cases.forEach((c, i) => {
  report.checked++;
  const text = answers[i].ok ? answers[i].output.toString('utf8') : answers[i].message;
  if (text === c.printed) return;
  const ours = text.split('\n');
  const engine = c.printed.split('\n');
  const at = engine.findIndex((line, n) => line !== ours[n]);
  report.differs(`printed otherwise from line ${at + 1} on`, {
    engine: engine[at], ours: ours[at], seed: c.seed, bytes: c.bytes.toString('hex'), 'engine, in full': c.printed,
  });
});
await batch.close();
report.finish();
