// The comparison itself; started by bench/run, which has built both sides. For each row every side is a process of its
// own that has checked itself and waits; they then run batches in turns, so that what disturbs the machine disturbs all.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { parseArgs } from 'node:util';
import { generatedSets, jsonSets } from './datasets.mjs';

const bench = import.meta.dirname;
const batchSeconds = 0.15;
const fewestCalls = 4; // a batch: so that V8's collector runs within each, not only in unlucky ones

const { values: options } = parseArgs({ options: {
  cache: { type: 'string' }, nodes: { type: 'string' }, data: { type: 'string' }, json: { type: 'string' },
  only: { type: 'string' }, format: { type: 'string', default: 'v8' }, rounds: { type: 'string', default: '9' },
} });
const cache = options.cache;
const data = path.resolve(options.data ?? path.join(cache, 'data'));
const rounds = Math.max(1, Number(options.rounds));
const allTargets = JSON.parse(fs.readFileSync(path.join(bench, 'targets.json'), 'utf8'));
if (!(options.format in allTargets)) stop(`no benchmark for format ${options.format}; there is: ${Object.keys(allTargets)}`);
const targets = allTargets[options.format];

function stop(message) {
  console.error('bench: ' + message);
  process.exit(2);
}

const nodes = options.nodes.split(',').map((version) => ({
  label: `V8 C++ (Node ${version})`,
  program: path.join(cache, 'node_modules', 'node-' + version, 'bin', 'node'),
  addon: path.join(cache, `v8_peer-${version}.node`),
}));

// ---- datasets ----

const allRows = [...jsonSets, ...generatedSets.filter((n) => n !== 'buffers'), 'buffers', 'buffers.raw', 'canada.relay', 'ints.relay'];
const only = options.only?.split(',');
for (const name of only ?? []) if (!allRows.includes(name)) stop(`no dataset ${name}; there are: ${allRows}`);
const fileOf = (row) => path.join(data, row + '.v8');
const setOf = (row) => row.split('.')[0];

// The folder with the JSON documents, if there is one.
function jsonFolder() {
  const places = [options.json, process.env.CLONEWIRE_JSON_DIR, path.join(bench, '../../shared/bench/json')];
  return places.find((dir) => dir && fs.existsSync(dir));
}

// Makes the datasets that are not there yet; gives the rows that can be run.
function prepare() {
  let rows = allRows.filter((row) => !only || only.includes(row));
  // The peer wants a JSON set's text too, to make the value afresh.
  const there = (row) => fs.existsSync(fileOf(row)) &&
    (!jsonSets.includes(setOf(row)) || fs.existsSync(path.join(data, setOf(row) + '.min.json')));
  const json = jsonFolder();
  const missing = new Set(rows.filter((row) => !there(row)).map(setOf));
  const skipped = jsonSets.filter((set) => missing.has(set) && !(json && fs.existsSync(path.join(json, set + '.json'))));
  for (const set of skipped) missing.delete(set);
  if (skipped.length) {
    console.log(`skipped, for want of their JSON (--json DIR with ${skipped.map((s) => s + '.json').join(', ')}): ${skipped.join(', ')}`);
    rows = rows.filter((row) => !skipped.includes(setOf(row)));
  }
  if (missing.size) {
    console.log(`making ${[...missing].join(', ')} in ${data}`);
    const json_args = json && [...missing].some((set) => jsonSets.includes(set)) ? ['--json', json] : [];
    const made = spawnSync(nodes[0].program, [path.join(bench, 'gen_datasets.mjs'), data, '--only', [...missing].join(','), ...json_args],
      { stdio: ['ignore', 'ignore', 'inherit'] });
    if (made.status !== 0) stop('making the datasets failed');
  }
  return rows;
}

// Other bytes would be other figures.
function verify(rows) {
  const manifest = JSON.parse(fs.readFileSync(path.join(bench, 'manifest.json'), 'utf8')).files;
  const wrong = rows.filter((row) =>
    createHash('sha256').update(fs.readFileSync(fileOf(row))).digest('hex') !== manifest[row + '.v8'].sha256);
  if (wrong.length) stop(`not the bytes that bench/manifest.json records: ${wrong.map(fileOf).join(', ')}`);
  console.log(`checksums: ${rows.length} of ${rows.length} datasets are as bench/manifest.json records them`);
}

// ---- the sides ----

class Side {
  constructor(label, program, args) {
    this.label = label;
    this.samples = [];
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdin.on('error', () => {}); // a side that died says so by giving no line
    this.lines = readline.createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }
  async line() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`${this.label} failed`);
    return value;
  }
  async ready() { this.about = JSON.parse(await this.line()); }
  async run(calls) {
    this.child.stdin.write(calls + '\n');
    return Number(await this.line());
  }
  // How many calls a batch takes; warms up on the way.
  async calibrate() {
    for (let calls = 1; ; calls *= 2) {
      const seconds = (await this.run(calls)) / 1e9;
      if (seconds < batchSeconds / 4) continue;
      this.calls = Math.max(fewestCalls, Math.round(calls * batchSeconds / seconds));
      return;
    }
  }
  async sample() { this.samples.push((await this.run(this.calls)) / this.calls); }
  get least() { return Math.min(...this.samples); }
  get median() { return this.samples.toSorted((a, b) => a - b)[this.samples.length >> 1]; }
  end() { this.child.stdin.end(); }
}

async function measure(op, dataset) {
  const ours = (name) => new Side(name, path.join(cache, 'release/clonewire_bench'), ['--data', data, '--serve', name, dataset]);
  const mine = ours(op);
  const peerOp = op === 'skip' ? 'decode' : op; // V8 finds the end of a value by reading it
  const copied = op === 'decode' ? ours('decode_copied') : undefined;
  const peers = nodes.map((n) => new Side(n.label, n.program, [path.join(bench, 'v8_peer/peer.mjs'), n.addon, peerOp, dataset, data]));
  const sides = [mine, copied, ...peers].filter(Boolean);
  try {
    for (const side of sides) await side.ready();
    for (const side of sides) await side.calibrate();
    for (let round = 0; round < rounds; round++) for (const side of sides) await side.sample();
  } finally {
    for (const side of sides) side.end();
  }
  const peer = peers.reduce((a, b) => (b.least < a.least ? b : a));
  const round = (x, digits) => Number(x.toFixed(digits));
  return {
    format: options.format, op, dataset, bytes: mine.about.bytes,
    ours_ns: round(mine.least, 1), peer: peer.label, peer_ns: round(peer.least, 1),
    ratio: round(peer.least / mine.least, 3), target: targets[op]?.[dataset],
    ours_median_ns: round(mine.median, 1), peer_median_ns: round(peer.median, 1),
    ratio_of_medians: round(peer.median / mine.median, 3),
    ...(copied && { ours_copied_ns: round(copied.least, 1), memory_ratio: mine.about.memory_ratio,
      memory_ratio_copied: copied.about.memory_ratio }),
    peers: Object.fromEntries(peers.map((p) => [p.label, round(p.least, 1)])),
    ...(mine.about.same_bytes === false && { same_bytes: false, differs_at: mine.about.differs_at }),
    compiler: mine.about.compiler,
  };
}

// ---- the table ----

function time(ns) {
  if (ns === undefined) return '';
  return ns < 1e4 ? ns.toFixed(0) + ' ns' : ns < 1e7 ? (ns / 1e3).toFixed(0) + ' µs' : (ns / 1e6).toFixed(1) + ' ms';
}
const columns = [ // title, width, cell
  ['dataset', -13, (r) => r.dataset],
  ['op', -7, (r) => r.op],
  ['bytes', 9, (r) => String(r.bytes)],
  ['ours', 9, (r) => time(r.ours_ns)],
  ['copied', 9, (r) => time(r.ours_copied_ns)],
  ['MB/s', 7, (r) => (r.bytes / r.ours_ns * 1e3).toFixed(0)],
  ['V8', 9, (r) => time(r.peer_ns)],
  ['Node', 5, (r) => r.peer.match(/Node (\d+)/)[1]],
  ['ratio', 7, (r) => r.ratio.toFixed(2)],
  ['medians', 8, (r) => r.ratio_of_medians.toFixed(2)],
  ['target', 7, (r) => (r.target === undefined ? '' : r.target + (r.ratio < r.target ? ' !' : '  '))],
  ['memory', 7, (r) => r.memory_ratio?.toFixed(2) ?? ''],
  ['', 0, (r) => (r.same_bytes === false ? ' OTHER BYTES' : '')],
];
const line = (cell) => columns.map((c) => (c[1] < 0 ? cell(c).padEnd(-c[1]) : cell(c).padStart(c[1]))).join(' ').trimEnd();

const rows = prepare();
if (!rows.length) stop('nothing to run');
verify(rows);
const machine = `${os.cpus()[0].model}, ${os.cpus().length} cores, ${os.type()} ${os.machine()}`;
console.log(`${machine}; the least of ${rounds} batches each, in turns; peers: ${nodes.map((n) => n.label).join(', ')}`);
const load = Number(os.loadavg()[0].toFixed(2)); // before we add our own
if (load > 1) console.log(`the machine is busy (load ${load}): these figures are not to be published`);
console.log(line((c) => c[0]));
const results = [];
let failed = 0;
for (const op of ['decode', 'encode', 'skip']) {
  for (const dataset of rows) {
    try {
      const result = await measure(op, dataset);
      results.push(result);
      console.log(line((c) => c[2](result)));
    } catch (e) {
      failed++;
      console.log(`${dataset.padEnd(13)} ${op}: ${e.message}`);
    }
  }
}
const compiler = results[0]?.compiler;
for (const result of results) delete result.compiler;
const missed = results.filter((r) => r.ratio < r.target).length;
console.log('ratio: V8\'s time over ours. memory: what the document holds, over the size of its bytes (which it borrows).');
console.log(`${results.filter((r) => r.target).length - missed} targets met, ${missed} missed (!)${failed ? `, ${failed} rows failed` : ''}`);
const other = [...new Set(results.filter((r) => r.same_bytes === false).map((r) => `${r.dataset} (from byte ${r.differs_at})`))];
if (other.length) console.log(`OTHER BYTES: the same value, but not written as the engine wrote it: ${other.join(', ')}`);
fs.writeFileSync(path.join(bench, 'results.json'),
  JSON.stringify({ machine, date: new Date().toISOString().slice(0, 10), load, compiler, results }, null, 1) + '\n');
process.exit(failed || other.length ? 1 : 0);
