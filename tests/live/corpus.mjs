// Every value of the corpus: written in the engine's own dialect and version and read by the engine, it is the value that
// the case states. (That the case's own bytes decode to that value is for tests/corpus_test.cpp to say.)
import fs from 'node:fs';
import path from 'node:path';
import url from 'node:url';
import { Batch, request } from './batch.mjs';
import { features, readNotation, sameNotation, ways } from './engine.mjs';
import { Report } from './report.mjs';

const corpus = path.join(path.dirname(url.fileURLToPath(import.meta.url)), '..', 'corpus');

/** All cases below the corpus folder that have a graph. */
function readCases(folder) {
  const cases = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) cases.push(...readCases(file));
    if (entry.name !== 'cases.jsonl') continue;
    for (const line of fs.readFileSync(file, 'utf8').trim().split('\n')) {
      const c = JSON.parse(line);
      // Refused bytes; Starlark's values, not JavaScript's; and Typeson's loss of the flag v leaves a RegExp with no meaning.
      if (!c.graph || ['serial', 'typeson'].includes(path.basename(folder))) continue;
      cases.push({ where: path.relative(corpus, folder), name: c.name, graph: JSON.stringify(c.graph) });
    }
  }
  return cases;
}

// Engine by engine: kinds of value that it does not have, or cannot read.
function unreadable(text) {
  if (!features.float16 && text.includes('"Float16Array"')) return 'no Float16Array';
  if (!features.resizable && text.includes('"maxByteLength"')) return 'no resizable buffers';
  if (!features.unicodeSets && /"flags":"[a-z]*v/.test(text)) return 'no RegExp flag v';
  if (!features.hasIndices && /"flags":"[a-z]*d/.test(text)) return 'no RegExp flag d';
  if (!features.numbersErrors && text.includes('"t":"Error"')) return 'Node 16 does not number Errors';
  if (features.causeBeforeStack && text.includes('"cause"')) return 'Node 20 reads causes in its own order';
  return null;
}

const report = new Report('corpus');
const batch = new Batch();

function check(c, way, answer) {
  const shown = { case: `${c.where}/${c.name}`, way: way.name, graph: c.graph };
  if (!answer.ok) {
    if (answer.code === 'cannot_carry') report.permit(`${way.name} cannot carry: ${answer.message.replace(/^.*?: /, '')}`);
    else report.differs('not written', { ...shown, ours: answer.message });
    return;
  }
  const reason = unreadable(c.graph);
  if (reason) return report.permit(reason);
  report.checked++;
  let read;
  try {
    read = readNotation(way, answer.output);
  } catch (e) {
    if (e instanceof RangeError && e.message.includes('call stack')) return report.permit('nested too deeply for the engine');
    return report.differs('refused by the engine', { ...shown, bytes: answer.output.toString('hex'), engine: e.message });
  }
  if (!sameNotation(read, c.graph)) {
    report.differs('another value', { ...shown, bytes: answer.output.toString('hex'), engine: read });
  }
}

for (const way of ways) {
  const cases = readCases(corpus);
  const options = { version: way.version, dialect: way.dialect };
  const answers = await batch.ask(cases.map((c) => request({ from: 'graph', to: 'v8', ...options }, c.graph)));
  cases.forEach((c, i) => check(c, way, answers[i]));
}
await batch.close();
report.finish();
