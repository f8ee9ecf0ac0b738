// The comparison itself; started by bench/run, which has built our side. For each row every side is a process of its
// own that has checked itself and waits; they then run batches in turns, so that what disturbs the machine disturbs all.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { beyondJson, jsonPath, jsonSets } from './datasets.mjs';
import { benches } from './rows.mjs';
import { Side } from './side.mjs';

const bench = import.meta.dirname;
const quickSets = ['twitter', 'canada', 'events', 'events2k', 'tiny'];

function stop(message) {
  console.error('bench: ' + message);
  process.exit(2);
}

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: {
  cache: { type: 'string' }, nodes: { type: 'string' }, data: { type: 'string' }, json: { type: 'string' },
  only: { type: 'string' }, rounds: { type: 'string' }, quick: { type: 'boolean' },
  'cpu-time': { type: 'boolean' },
} });
const cache = options.cache;
const data = path.resolve(options.data ?? path.join(cache, 'data'));
const rounds = Math.max(1, Number(options.rounds ?? (options.quick ? 3 : 9)));
if (options['cpu-time']) process.env.CLONEWIRE_BENCH_CPU_TIME = '1';
const batchSeconds = options.quick ? 0.05 : 0.15;
const targets = JSON.parse(fs.readFileSync(path.join(bench, 'targets.json'), 'utf8'));
const nodes = options.nodes.split(',').map((version) => ({
  version,
  program: path.join(cache, 'node_modules', 'node-' + version, 'bin', 'node'),
  addon: path.join(cache, `v8_peer-${version}.node`),
}));

const table = benches({ cache, data, nodes });
for (const name of positionals) if (!table[name]) stop(`nothing to measure for ${name}; there is: ${Object.keys(table).join(', ')}`);
const formats = positionals.length ? positionals : Object.keys(table);
const only = options.only?.split(',') ?? (options.quick ? quickSets : undefined);
const allSets = new Set(Object.values(table).flatMap((b) => b.sets));
for (const name of only ?? []) if (!allSets.has(name)) stop(`no dataset ${name}; there are: ${[...allSets].join(', ')}`);
const chosen = (sets) => sets.filter((set) => !only || only.includes(set));

// ---- datasets ----

const setOf = (row) => row.split('.')[0];

// The folder with the JSON documents, if there is one.
function jsonFolder() {
  const places = [options.json, process.env.CLONEWIRE_JSON_DIR, path.join(bench, '../../shared/bench/json')];
  return places.find((dir) => dir && fs.existsSync(dir));
}

// Makes the datasets that are not there yet; gives those of `rows` that can be run.
function prepare(rows) {
  const there = (row) => fs.existsSync(path.join(data, row + '.v8')) &&
    (beyondJson.includes(setOf(row)) || fs.existsSync(jsonPath(data, setOf(row))));
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
  const wrong = rows.map((row) => row + '.v8').filter((file) =>
    createHash('sha256').update(fs.readFileSync(path.join(data, file))).digest('hex') !== manifest[file].sha256);
  if (wrong.length) stop(`not the bytes that bench/manifest.json records, in ${data}: ${wrong.join(', ')}`);
  console.log(`checksums: ${rows.length} of ${rows.length} datasets are as bench/manifest.json records them`);
}

// ---- what the rows need ----

const readiness = new Map();
// Whether peers/set_up could make `name` ready; says so once where it could not.
function isReady(name) {
  if (!readiness.has(name)) {
    const made = spawnSync(path.join(bench, 'peers/set_up'), [name], { stdio: ['ignore', 'inherit', 'pipe'], encoding: 'utf8' });
    readiness.set(name, made.status === 0);
    if (made.status !== 0) console.log(`skipped, for it cannot be had here: ${name} (${made.stderr.trim().split('\n').at(-1)})`);
  }
  return readiness.get(name);
}

// The file of `input` for a dataset, made if it is not there or is older than what makes it; nothing where it cannot be.
function fileOf(input, set) {
  const file = path.join(data, input.file(set));
  if (!input.maker) return file;
  const { set_up, argv } = input.maker(set, file);
  if (!isReady(set_up)) return input.fallback && fileOf(input.fallback, set);
  const age = (name) => fs.statSync(name, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const makers = ['package-lock.json', 'starlet/go.sum', '../datasets.mjs'].map((name) => age(path.join(bench, 'peers', name)));
  if (age(file) < Math.max(...makers)) {
    const made = spawnSync(argv[0], argv.slice(1), { stdio: ['ignore', 'inherit', 'inherit'] });
    if (made.status !== 0) throw new Error(`${input.file(set)} could not be made`);
  }
  return file;
}

// ---- the sides ----

const failures = [];
function failure(format, dataset, op, error) {
  failures.push(`${format} ${dataset} ${op}: ${error.message}`);
  console.log('failed: ' + failures.at(-1));
}

const round = (x, digits) => Number(x.toFixed(digits));
const holds = (x, dataset) => !(x.jsonOnly && beyondJson.includes(setOf(dataset)));

// The forms of the format that can hold the dataset, each with the command that serves it.
function ourSides(format, op, dataset) {
  return table[format].ours.flatMap((form) => {
    const file = holds(form.input, dataset) && (!form.set_up || isReady(form.set_up)) && fileOf(form.input, dataset);
    if (!file) return [];
    if (form.argv) return [{ form, commands: { side: form.argv(op, dataset) }, label: `clonewire ${form.variant}` }];
    const expected = format === 'v8' || format === 'serial' ? [] : [dataset + '.v8', path.basename(file) + '.v8'];
    const row = [...form.args, '--file', path.basename(file),
      ...expected.filter((name) => fs.existsSync(path.join(data, name))).flatMap((name) => ['--expect', name]),
      ...(form.input.canonical && path.basename(file) === form.input.file(dataset) ? ['--same-bytes'] : [])];
    const serve = (name) => [path.join(cache, 'release/clonewire_bench'), '--data', data, ...row, '--serve', name, dataset];
    const copied = op === 'decode' && format === 'v8';
    return { form, commands: { side: serve(op), ...(copied && { copied: serve('decode_copied') }) }, label: `clonewire ${form.variant}`.trim() };
  });
}

function peerSides(format, op, dataset) {
  return table[format].peers
    .filter((peer) => peer.ops.includes(op) && holds(peer, dataset) && holds(peer.input, dataset) && isReady(peer.set_up) &&
      fileOf(peer.input, dataset))
    .map((peer) => ({ peer, commands: { side: peer.argv(op, dataset) }, label: peer.label }));
}

// One dataset, one operation: every variant of ours and every peer in one run; a result for each pair that the table
// sets side by side. A side that fails its own check, or reads another value, is left out; the rest goes on.
async function measure(format, op, dataset) {
  const sides = [];
  let digest;
  const start = async (each) => {
    const made = Object.entries(each.commands).map(([name, command]) => [name, new Side(each.label, command, batchSeconds)]);
    try {
      for (const [, side] of made) {
        await side.ready();
        digest ??= side.about.digest;
        if (side.about.digest && side.about.digest !== digest) throw new Error(`${side.label} gives another value`);
      }
    } catch (e) {
      for (const [, side] of made) side.end();
      failure(format, dataset, op, e);
      return [];
    }
    sides.push(...made.map(([, side]) => side));
    return [{ ...each, ...Object.fromEntries(made) }];
  };
  const mine = [];
  const others = [];
  try {
    for (const each of ourSides(format, op, dataset)) mine.push(...(await start(each)));
    if (mine.length) for (const each of peerSides(format, op, dataset)) others.push(...(await start(each)));
    for (const side of sides) await side.calibrate();
    for (let i = 0; i < rounds; i++) for (const side of sides) await side.sample();
  } finally {
    for (const side of sides) side.end();
  }
  return mine.flatMap(({ form, side, copied }) => {
    const beside = others.filter(({ peer }) => peer.against?.includes(form.variant) ?? true);
    const groups = Object.groupBy(beside, ({ peer }) => peer.group ?? peer.label);
    const common = {
      format, op, dataset, ...(form.variant && { variant: form.variant }), bytes: side.about.bytes, ours_ns: round(side.least, 1),
      ours_median_ns: round(side.median, 1),
      ...(side.about.memory_ratio && { memory_ratio: side.about.memory_ratio }),
      ...(copied && { ours_copied_ns: round(copied.least, 1), memory_ratio_copied: copied.about.memory_ratio }),
      ...(side.about.same_bytes === false && { same_bytes: false, differs_at: side.about.differs_at }),
      ...(targets[format]?.['GB/s']?.[form.variant]?.[dataset] && { target_gb_per_s: targets[format]['GB/s'][form.variant][dataset] }),
      compiler: side.about.compiler,
    };
    return Object.entries(groups).map(([name, members]) => {
      const named = members.map((m) => ({ ...m, name: `${m.peer.label} (${m.peer.version ?? m.side.about.version})` }));
      const best = named.reduce((a, b) => (b.side.least < a.side.least ? b : a));
      const target = targets[format]?.[op]?.[name];
      return {
        ...common, peer: best.name, peer_ns: round(best.side.least, 1), ratio: round(best.side.least / side.least, 3),
        target: typeof target === 'object' ? target[form.variant] ?? target[dataset] : target,
        peer_median_ns: round(best.side.median, 1), ratio_of_medians: round(best.side.median / side.median, 3),
        ...(named.length > 1 && { peers: Object.fromEntries(named.map((m) => [m.name, round(m.side.least, 1)])) }),
      };
    });
  });
}

// ---- the table ----

function time(ns) {
  if (ns === undefined) return '';
  return ns < 1e4 ? ns.toFixed(0) + ' ns' : ns < 1e7 ? (ns / 1e3).toFixed(0) + ' µs' : (ns / 1e6).toFixed(1) + ' ms';
}
const isMissed = (r) => r.ratio < r.target || r.bytes / r.ours_ns < r.target_gb_per_s;
const targetOf = (r) => (r.target ? r.target : r.target_gb_per_s ? r.target_gb_per_s + ' GB/s' : undefined);
const columns = [ // title, width, cell, whether it speaks of ours alone
  ['dataset', -13, (r) => r.dataset, true],
  ['op', -7, (r) => r.op, true],
  ['variant', -15, (r) => r.variant ?? '', true],
  ['bytes', 9, (r) => String(r.bytes), true],
  ['ours', 9, (r) => time(r.ours_ns), true],
  ['MB/s', 7, (r) => (r.bytes / r.ours_ns * 1e3).toFixed(0), true],
  ['peer', 9, (r) => time(r.peer_ns)],
  ['ratio', 7, (r) => r.ratio.toFixed(2)],
  ['medians', 8, (r) => r.ratio_of_medians.toFixed(2)],
  ['target', 8, (r) => { const t = targetOf(r); return t === undefined ? '' : t + (isMissed(r) ? ' !' : '  '); }],
  ['memory', 7, (r) => r.memory_ratio?.toFixed(2) ?? '', true],
  [' peer', 0, (r) => '  ' + r.peer + (r.same_bytes === false ? ' OTHER BYTES' : '')],
];
const line = (cell) => columns.map((c) => (c[1] < 0 ? cell(c).padEnd(-c[1]) : cell(c).padStart(c[1]))).join(' ').trimEnd();

const sets = prepare(chosen([...allSets].filter((set) => formats.some((format) => table[format].sets.includes(set)))));
if (!sets.length) stop('nothing to run');
verify(sets);
const machine = `${os.cpus()[0].model}, ${os.cpus().length} cores, ${os.type()} ${os.machine()}`;
console.log(`${machine}; the least of ${rounds} batches each, in turns${options['cpu-time'] ? '; the processor\'s time' : ''}`);
const load = round(os.loadavg()[0], 2); // before we add our own
if (load > 1 && !options['cpu-time']) console.log(`the machine is busy (load ${load}): these figures are not to be published`);
const results = [];
for (const format of formats) {
  const { ops, sets: ofFormat } = table[format];
  console.log(`\n${format}\n${line((c) => c[0])}`);
  for (const op of ops) {
    for (const dataset of ofFormat.filter((set) => sets.includes(set))) {
      try {
        let above; // what of ours stands in the line above is not said again
        for (const result of await measure(format, op, dataset)) {
          results.push(result);
          console.log(line((c) => (above === (result.variant ?? '') && c[3] ? '' : c[2](result))));
          above = result.variant ?? '';
        }
      } catch (e) {
        failure(format, dataset, op, e);
      }
    }
  }
}
const compiler = results[0]?.compiler;
for (const result of results) delete result.compiler;
const missed = results.filter(isMissed);
console.log('\nratio: the peer\'s time over ours. memory: what the document holds, over the size of its bytes (which it borrows).');
console.log(`${results.filter(targetOf).length - missed.length} targets met, ${missed.length} missed (!)${failures.length ? `, ${failures.length} failures` : ''}`);
const other = [...new Set(results.filter((r) => r.same_bytes === false).map((r) => `${r.format} ${r.dataset} (from byte ${r.differs_at})`))];
if (other.length) console.log(`OTHER BYTES: the same value, but not written as the peer wrote it: ${other.join(', ')}`);
fs.writeFileSync(path.join(bench, 'results.json'),
  JSON.stringify({ machine, date: new Date().toISOString().slice(0, 10), load,
    clock: options['cpu-time'] ? 'cpu' : 'wall', compiler, results }, null, 1) + '\n');
process.exit(failures.length || other.length ? 1 : 0);
