// The engine that this runs in: its name, its ways to write and read a value, and what it can do.
import { Buffer } from 'node:buffer';
import process from 'node:process';
import v8 from 'node:v8';
import { describe, readV8 } from '../corpus/describe.mjs';

const isDeno = typeof Deno === 'object';
if (isDeno) globalThis.Buffer = Buffer;

export const name = isDeno ? `deno ${Deno.version.deno}` : `node ${process.versions.node}`;
export const major = isDeno ? 0 : Number(process.versions.node.split('.')[0]);

export const features = {
  resizable: new ArrayBuffer(1, { maxByteLength: 2 }).resizable === true,
  float16: typeof Float16Array === 'function',
  cause: new Error('', { cause: 1 }).cause === 1,
  // Node 16 to 20 write an Error's cause before its stack, and cannot read one that refers to its own Error.
  causeBeforeStack: !isDeno && major < 22,
  // Node 16 forgets to number Errors when it reads.
  numbersErrors: isDeno || major >= 18,
  // Node 16 writes a RegExp's slash without the backslash that it shows.
  escapedSlashes: isDeno || major >= 18,
  unicodeSets: (() => { try { return new RegExp('', 'v').unicodeSets; } catch { return false; } })(),
  hasIndices: (() => { try { return new RegExp('', 'd').hasIndices; } catch { return false; } })(),
  // V8 15 keeps an undefined that is first, or among numbers, as a kind of hole, and writes such arrays sparse.
  undefinedAmongNumbers: !isDeno,
};

const view = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * The engine's ways: clonewire's dialect and version, how views are described, what values it keeps, `write` and `read`.
 */
export const ways = isDeno ? [{
  name: 'Deno.core', features, dialect: 'web', version: 16, views: 'shared', smallIntegerBits: 32,
  write: (value) => view(Deno[Deno.internal].core.serialize(value)),
  read: (bytes) => Deno[Deno.internal].core.deserialize(bytes),
}] : [{
  name: 'v8.serialize', features: { ...features, buffers: true }, dialect: 'node', version: major < 18 ? 13 : 15, views: 'slice', smallIntegerBits: 32,
  write: (value) => v8.serialize(value),
  read: (bytes) => readV8(v8, bytes),
}, {
  name: 'v8.Serializer', features, dialect: 'web', version: major < 18 ? 13 : 15, views: 'shared', smallIntegerBits: 32,
  write: (value) => {
    const serializer = new v8.Serializer();
    serializer.writeHeader();
    serializer.writeValue(value);
    return serializer.releaseBuffer();
  },
  read: (bytes) => {
    const deserializer = new v8.Deserializer(bytes);
    deserializer.readHeader();
    return deserializer.readValue();
  },
}];

/** JSON text of the notation of a value as `way` keeps it. */
export const notation = (value, way) => JSON.stringify(describe(value, { views: way.views }));

/** JSON text of the notation of the value that `way` reads from bytes. */
export const readNotation = (way, bytes) => JSON.stringify(describe(way.read(bytes)));

const sorted = (x) => {
  if (Array.isArray(x)) return x.map(sorted);
  if (x === null || typeof x !== 'object') return x;
  return Object.fromEntries(Object.keys(x).sort().map((key) => [key, sorted(x[key])]));
};

/** Equality of two notations given as JSON text; the order of members does not matter. */
export const sameNotation = (a, b) => a === b || JSON.stringify(sorted(JSON.parse(a))) === JSON.stringify(sorted(JSON.parse(b)));
