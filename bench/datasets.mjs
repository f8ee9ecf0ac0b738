// The generated datasets' values. Everything is seeded: two calls make the same value, in any engine.
// Here rather than in gen_datasets.mjs, because the V8 peer needs the values themselves: a value that V8 has just made
// (packed arrays) is encoded otherwise, and faster, than one that V8 has read.
import fs from 'node:fs';
import path from 'node:path';

// These come from the public simdjson-data repository; their text is not kept here.
export const jsonSets = ['twitter', 'citm_catalog', 'canada'];

// ---- seeded random numbers (splitmix-style 32-bit mixer) ----
function rng(seed) {
  let s = seed >>> 0;
  const u32 = () => {
    s = (s + 0x9e3779b9) >>> 0;
    let z = s;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return {
    u32,
    below: (n) => Math.floor((u32() / 4294967296) * n),
    unit: () => (u32() * 2097152 + (u32() >>> 11)) / 9007199254740992, // 53 bits
    pick(a) { return a[this.below(a.length)]; },
  };
}

const SYL = ['ka', 'lo', 'mir', 'ten', 'sa', 'vo', 'ri', 'ne', 'du', 'pel', 'ash', 'or', 'qui', 'bex', 'tam', 'zu'];
const LATIN = ['é', 'ü', 'ñ', 'ß', 'å', 'ø', 'ç', 'à', 'î', 'ö'];
const WIDE = [...'時間出来事記録東京大阪データ解析ΑΒΓΔабвгде中文字符串測試한국어', '🎉', '🚀', '😀'];
const word = (r, n) => { let s = ''; for (let i = 0; i < n; i++) s += r.pick(SYL); return s; };
const latin = (r, n) => { let s = ''; for (let i = 0; i < n; i++) s += r.below(3) ? r.pick(SYL) : r.pick(LATIN); return s; };
const wide = (r, n) => { let s = ''; for (let i = 0; i < n; i++) s += r.pick(WIDE); return s; };

// 20,000 events in 200 groups. Structured-clone specific: Date, Map, Set, bigint, undefined, -0/NaN, shared
// references (256 users, group objects), back references (prev) and cycles (group.members -> event.group, self).
export function events(count = 20000, perGroup = 100) {
  const r = rng(0xe7e);
  const users = Array.from({ length: 256 }, (_, i) => ({
    uid: i, login: word(r, 2 + r.below(3)), display: i % 5 ? latin(r, 3) : wide(r, 4 + r.below(5)),
    since: new Date(Date.UTC(2015, 0, 1) + r.below(86400) * 86400), roles: new Set(['user', ...(i % 7 ? [] : ['admin', 'ops'])]),
  }));
  const list = [];
  let group;
  for (let i = 0; i < count; i++) {
    if (i % perGroup === 0) group = { gid: i / perGroup, label: word(r, 3), members: [], totals: new Map([['n', 0], ['cost', 0n]]) };
    const k = r.below(8);
    const e = {
      id: i,
      at: new Date(1700000000000 + i * 977 + r.below(977)),
      kind: r.pick(['click', 'view', 'purchase', 'login', 'error']),
      text: k < 5 ? word(r, 3 + r.below(6)) : k < 6 ? latin(r, 3 + r.below(6)) : wide(r, 6 + r.below(14)),
      seq: k === 0 ? -(BigInt(r.u32()) << 70n) - BigInt(r.u32()) : BigInt(r.u32()) * 4096n + BigInt(r.below(4096)),
      parent: undefined,
      ok: r.below(10) !== 0,
      score: k === 7 ? NaN : k === 6 ? -0 : r.unit() * 1000,
      pos: [[r.below(1 << 20), r.below(200) - 100], [r.unit(), r.unit() * 90]],
      tags: new Set([r.pick(SYL), r.pick(SYL), r.below(50)]),
      attrs: new Map([['ip', `${r.below(256)}.${r.below(256)}.0.${r.below(256)}`], ['ms', r.below(100000)],
        [r.below(1000), { depth: [r.below(4), [r.below(4), []]], note: null }]]),
      user: users[r.below(256)],
      group,
    };
    if (group.members.length) e.prev = group.members[group.members.length - 1];
    if (i % 4 === 0) e.self = e;
    group.members.push(e);
    group.totals.set('n', group.members.length);
    group.totals.set('cost', group.totals.get('cost') + e.seq);
    list.push(e);
  }
  return list;
}

// 100,000 short strings: 60 % ASCII, 15 % Latin-1 above 0x7f, 25 % two-byte.
export function strings(count = 100000) {
  const r = rng(0x57);
  return Array.from({ length: count }, () => {
    const k = r.below(100);
    return k < 60 ? word(r, 1 + r.below(8)) : k < 75 ? latin(r, 2 + r.below(8)) : wide(r, 2 + r.below(14));
  });
}

export function doubles(count = 1_000_000) {
  const r = rng(0xd0);
  const scale = [1e-4, 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7]; // not **: engines round it differently
  const a = [];
  for (let i = 0; i < count; i++) a.push((r.unit() - 0.5) * r.pick(scale));
  return a;
}

// int32, magnitudes spread evenly over the bit widths (so every varint length occurs)
export function ints(count = 1_000_000) {
  const r = rng(0x17);
  const a = [];
  for (let i = 0; i < count; i++) { const v = r.u32() >>> (1 + r.below(31)); a.push(r.below(2) ? v : -v | 0); }
  return a;
}

// 64 views of 1 MiB each over their own buffers: 32 Uint8Array, 16 Float64Array, 16 Int32Array.
export function buffers(count = 64, bytes = 1 << 20) {
  const r = rng(0xb0f);
  return Array.from({ length: count }, (_, i) => {
    const ab = new ArrayBuffer(bytes);
    const w = new Uint32Array(ab);
    for (let j = 0; j < w.length; j++) w[j] = r.u32();
    if (i % 4 === 1) { const f = new Float64Array(ab); for (let j = 0; j < f.length; j++) f[j] = r.unit(); return f; }
    return i % 4 === 3 ? new Int32Array(ab) : new Uint8Array(ab);
  });
}

// a small message, 60 bytes as v8.serialize writes it
export const tiny = () => ({ id: 40961, name: 'Ada Lovelace', admin: false, tags: ['xx', 'yz'] });

const makers = { events, events2k: () => events(2000), strings, doubles, ints, buffers, tiny };
export const generatedSets = Object.keys(makers);

// Values that JSON cannot hold.
export const beyondJson = ['events', 'events2k', 'buffers'];

// Where a dataset's JSON text lies in the folder of the datasets.
export const jsonPath = (data, name) => path.join(data, name + (jsonSets.includes(name) ? '.min' : '') + '.json');

// The value of `name`, freshly made. `pathOf(name)` gives the file of a JSON set.
export function make(name, pathOf) {
  return jsonSets.includes(name) ? JSON.parse(fs.readFileSync(pathOf(name), 'utf8')) : makers[name]();
}
