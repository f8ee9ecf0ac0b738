// Broken bytes: thousands of mutants of the corpus. What the engine accepts we accept, as the same value; what it refuses
// we refuse. permitted.mjs lists where the answers may differ.
//   CLONEWIRE_LIVE_SEED: the seed; CLONEWIRE_LIVE_MUTANTS: mutants a case; CLONEWIRE_BATCH: the program to compare with
import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import url from 'node:url';
import { Batch, request } from './batch.mjs';
import { readNotation, sameNotation, ways } from './engine.mjs';
import { mayBeRefused, mayDiffer, mayRefuse } from './permitted.mjs';
import { Report } from './report.mjs';
import { random } from './values.mjs';

const SEED = Number(process.env.CLONEWIRE_LIVE_SEED || 1);
const MUTANTS = Number(process.env.CLONEWIRE_LIVE_MUTANTS || 40);
const AT_ONCE = 1000;
const LARGEST = 600;  // longer cases repeat what the short ones have
const TAGS = Buffer.from('\0?-_0TFIUNZS"c^o{aA$@DyxnzsR;:\',rmsc.ERFSTUB~CtuVbBChwWdDfFqQ?\\wp', 'latin1');

const corpus = path.join(path.dirname(url.fileURLToPath(import.meta.url)), '..', 'corpus');

function readFiles(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return readFiles(file);
    return entry.name.endsWith('.bin') ? [fs.readFileSync(file)] : [];
  });
}

class Mutator {
  constructor(seed, seeds) {
    this.random = random(seed);
    this.seeds = seeds;
  }

  below(n) { return Math.floor(this.random() * n); }

  // Past the header, mostly: a broken header is soon told.
  place(bytes) { return Math.min(this.random() < 0.05 ? 0 : 2, bytes.length) + this.below(Math.max(bytes.length - 2, 1)); }

  once(bytes) {
    const i = this.place(bytes);
    const before = bytes.subarray(0, i);
    const after = bytes.subarray(i + 1);
    const put = (byte) => Buffer.concat([before, Buffer.from([byte]), after]);
    switch (this.below(9)) {
      case 0: return put((bytes[i] || 0) ^ (1 << this.below(8)));
      case 1: return put(this.below(256));
      case 2: return put(TAGS[this.below(TAGS.length)]);
      case 3: return put((bytes[i] || 0) + (this.random() < 0.5 ? 1 : 255) & 255);
      case 4: return before;
      case 5: return Buffer.concat([before, after]);
      case 6: return Buffer.concat([before, Buffer.from([TAGS[this.below(TAGS.length)]]), bytes.subarray(i)]);
      case 7: {  // a piece of this again, somewhere else
        const from = this.place(bytes);
        return Buffer.concat([before, bytes.subarray(from, from + 1 + this.below(12)), bytes.subarray(i)]);
      }
      default: {  // a piece of another
        const other = this.seeds[this.below(this.seeds.length)];
        const from = this.place(other);
        return Buffer.concat([before, other.subarray(from, from + 1 + this.below(20)), after]);
      }
    }
  }

  mutant(bytes) {
    let mutant = bytes;
    for (let n = 1 + (this.random() < 0.4 ? this.below(3) : 0); n > 0; n--) mutant = this.once(mutant);
    return mutant;
  }
}

const report = new Report('mutated bytes');
const batch = new Batch();

function readByEngine(way, bytes) {
  try {
    return { notation: readNotation(way, bytes) };
  } catch (e) {
    return { message: String(e && e.message) };
  }
}

function withVersion(bytes, version) {
  const copy = Buffer.from(bytes);
  copy[1] = version;
  return copy;
}

async function compare(way, bytes, ours) {
  report.checked++;
  const theirs = readByEngine(way, bytes);
  const graph = ours.ok ? ours.output.toString('utf8') : undefined;
  if (graph === undefined && theirs.notation === undefined) return;
  if (graph !== undefined && theirs.notation !== undefined && sameNotation(graph, theirs.notation)) return;
  const answer = {
    bytes, way, graph, code: ours.code, message: theirs.message,
    // The value as we write it, where that has the same bytes in another order, but for padding.
    rewritten: async () => {
      const [rewriting, size] = await batch.ask([
        request({ from: 'v8', to: 'v8', dialect: way.dialect, version: Math.max(bytes[1], 15) }, bytes),
        request({ from: 'v8', to: 'length', dialect: way.dialect }, bytes),
      ]);
      if (!rewriting.ok) return undefined;
      const content = (data) => Buffer.from(data.subarray(2).filter((byte) => byte !== 0).sort());
      if (!content(rewriting.output).equals(content(bytes.subarray(0, Number(size.output))))) return undefined;
      return readByEngine(way, rewriting.output).notation;
    },
    relabelled: () => readByEngine(way, withVersion(bytes, 15)).notation,
  };
  const [what, rule] = graph === undefined ? ['we refuse what the engine accepts', mayBeRefused] :
    theirs.notation === undefined ? ['the engine refuses what we accept', mayRefuse] : ['another value', mayDiffer];
  const reason = await rule(answer);
  if (reason) return report.permit(reason);
  report.differs(what, { way: way.name, bytes: bytes.toString('hex'), engine: theirs.notation || theirs.message,
    ours: graph || ours.message });
}

const files = readFiles(corpus).filter((bytes) => bytes.length <= LARGEST);
for (const way of ways) {
  // A version that the engine does not read would hide what comes after it.
  const seeds = files.map((bytes) => (bytes[1] >= 14 && bytes[1] <= 16 ? withVersion(bytes, way.version) : bytes));
  const mutator = new Mutator(SEED, seeds);
  const mutants = seeds.flatMap((bytes) => Array.from({ length: MUTANTS }, () => mutator.mutant(bytes)));
  for (let i = 0; i < mutants.length; i += AT_ONCE) {
    const some = mutants.slice(i, i + AT_ONCE);
    const answers = await batch.ask(some.map((bytes) => request({ from: 'v8', to: 'graph', dialect: way.dialect }, bytes)));
    for (const [n, bytes] of some.entries()) await compare(way, bytes, answers[n]);
  }
}
await batch.close();
report.finish();
