// Generated values, both ways: what the engine writes must decode to the value, the value must encode to the engine's
// very bytes, and what we write in other versions must be read by the engine as the value.
//   CLONEWIRE_LIVE_SEED: the first seed; CLONEWIRE_LIVE_CASES: how many; CLONEWIRE_BATCH: the program to compare with
import process from 'node:process';
import { Batch, request } from './batch.mjs';
import { features, notation, readNotation, sameNotation, ways } from './engine.mjs';
import { Report } from './report.mjs';
import { makeValue } from './values.mjs';

const FIRST = Number(process.env.CLONEWIRE_LIVE_SEED || 1);
const COUNT = Number(process.env.CLONEWIRE_LIVE_CASES || 4000);
const AT_ONCE = 200;

const report = new Report('generated values');
const batch = new Batch();
Error.stackTraceLimit = 2;

// What the engine cannot read back, although it was written rightly.
function unreadable(text, version) {
  if (!features.numbersErrors && text.includes('"t":"Error"')) return 'Node 16 does not number Errors';
  const hasCause = text.includes('"cause":');
  if (features.causeBeforeStack && hasCause) return 'Node 20 reads causes in its own order';
  if (!features.causeBeforeStack && hasCause && version === 13) return 'version 13 has the cause before the stack, as Node 16 wrote it';
  return null;
}

function checkDecoded(c, answer) {
  if (!answer.ok) report.differs('the engine\'s bytes are refused', { ...c.shown, ours: answer.message });
  else if (!sameNotation(answer.output.toString('utf8'), c.notation)) {
    report.differs('the engine\'s bytes decode to another value', { ...c.shown, ours: answer.output });
  }
}

function checkEncoded(c, answer) {
  if (!answer.ok) report.differs('the value is not written', { ...c.shown, ours: answer.message });
  else if (!answer.output.equals(c.bytes)) {
    const at = answer.output.findIndex((byte, i) => byte !== c.bytes[i]);
    const near = (bytes) => bytes.subarray(Math.max(at - 20, 0), at + 20).toString('hex');
    report.differs(`the value is written otherwise from byte ${at} on`, {
      'engine, near': near(c.bytes), 'ours, near': near(answer.output), ...c.shown, ours: answer.output.toString('hex'),
    });
  }
}

function checkRead(c, version, answer) {
  if (!answer.ok) {
    if (answer.code !== 'cannot_carry') report.differs(`version ${version} is not written`, { ...c.shown, ours: answer.message });
    return;
  }
  const reason = unreadable(c.notation, version);
  if (reason) return report.permit(reason);
  const details = { ...c.shown, ours: answer.output.toString('hex') };
  let read;
  try {
    read = readNotation(c.way, answer.output);
  } catch (e) {
    return report.differs(`the engine refuses our version ${version}`, { ...details, engine: e.message });
  }
  if (!sameNotation(read, c.notation)) {
    report.differs(`the engine reads another value from our version ${version}`, { ...details, engine: read });
  }
}

function makeCase(seed, way) {
  const value = makeValue(seed, way.features);
  const bytes = way.write(value);
  const text = notation(value, way);
  return { way, bytes, notation: text, shown: { seed, way: way.name, bytes: bytes.toString('hex'), notation: text } };
}

async function check(cases, way) {
  const options = { version: way.version, dialect: way.dialect, bits: way.smallIntegerBits };
  const versions = [13, 14, 15, 16].filter((version) => version <= way.version);
  const answers = await batch.ask(cases.flatMap((c) => [
    request({ from: 'v8', to: 'graph', ...options }, c.bytes),
    request({ from: 'graph', to: 'v8', ...options }, c.notation),
    ...versions.map((version) => request({ from: 'graph', to: 'v8', ...options, version }, c.notation)),
  ]));
  let i = 0;
  for (const c of cases) {
    checkDecoded(c, answers[i++]);
    checkEncoded(c, answers[i++]);
    for (const version of versions) checkRead(c, version, answers[i++]);
    report.checked++;
  }
}

for (const way of ways) {
  for (let seed = FIRST; seed < FIRST + COUNT; seed += AT_ONCE) {
    const cases = [];
    for (let s = seed; s < Math.min(seed + AT_ONCE, FIRST + COUNT); s++) cases.push(makeCase(s, way));
    await check(cases, way);
  }
}
await batch.close();
report.finish();
