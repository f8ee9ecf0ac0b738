// Where clonewire may answer otherwise than the engine, each with its reason. Everything else is a difference.
import { Buffer } from 'node:buffer';

const objects = function* (x) {
  if (x === null || typeof x !== 'object') return;
  if (!Array.isArray(x) && typeof x.t === 'string') yield x;
  for (const child of Array.isArray(x) ? x : Object.values(x)) yield* objects(child);
};

const has = (graph, wanted) => {
  for (const o of objects(JSON.parse(graph))) if (wanted(o)) return true;
  return false;
};

const isBadRegExp = (o) => {
  if (o.t !== 'RegExp') return false;
  try {
    new RegExp(o.source, o.flags);
    return false;
  } catch {
    return true;
  }
};

// The header's version, or NaN.
function versionOf(bytes) {
  if (bytes[0] !== 0xff) return NaN;
  let version = 0;
  for (let i = 1; i < 6 && i < bytes.length; i++) {
    version += (bytes[i] & 127) * 2 ** (7 * (i - 1));
    if (bytes[i] < 128) return version;
  }
  return NaN;
}

const LARGE = 2 ** 32;

// A length that does not fit 32 bits, or takes more bytes than that needs: Deno's node:v8 writes these, labelled version
// 15. We read all of it; Node takes five bytes at most, and drops the bits past the 32nd.
const LONG_LENGTH = 'a length beyond 32 bits before version 16';
const hasLongLength = (bytes) => {
  const version = versionOf(bytes);
  if (version !== 14 && version !== 15) return false;
  return /[~BV].?[\x80-\xff]{4}[^\0-\x0f]/s.test(Buffer.from(bytes).toString('latin1'));
};
/**
 * What the rules look at.
 * @typedef {object} Answer
 * @property {Uint8Array} bytes
 * @property {{name: string, version: number}} way  the engine's; version: the newest that it reads
 * @property {string} graph  our answer's notation, where we accept
 * @property {string} code  our error's name, where we refuse
 * @property {string} message  the engine's, where it refuses
 * @property {() => Promise<string | undefined>} rewritten  what the engine reads from our rewriting of the value, if that
 *   has the same bytes in another order
 * @property {() => string | undefined} relabelled  what the engine reads from the bytes when they say version 15
 */

/** Why the engine may refuse what we accept; null: it may not. */
export async function mayRefuse({ bytes, way, graph, message, rewritten }) {
  if (message.includes('call stack')) return 'nested too deeply for the engine';
  const version = versionOf(bytes);
  if (Number.isNaN(version)) return 'the engine refuses bytes without a header';
  if (version < 13) return 'the engine refuses headers below 13';
  if (version === 16 && way.version < 16) return 'the engine does not read version 16';
  if (has(graph, isBadRegExp)) return 'a pattern that is no regular expression';
  if (has(graph, (o) => o.t === 'host')) return 'what is not in the bytes reads as a host object';
  // V8 reserves it at once, and refuses what the system does not grant; to us it is a number.
  if (has(graph, (o) => o.maxByteLength >= LARGE)) return 'the engine cannot reserve maxByteLength';
  if (has(graph, (o) => o.t === 'Error' && 'cause' in o && 'stack' in o) && await rewritten() !== undefined) {
    return 'an error with its cause before its stack';
  }
  if (has(graph, (o) => o.t === 'ArrayBuffer') && readsLongLengths(bytes, way)) return LONG_LENGTHS;
  if (way.version === 16 && has(graph, (o) => o.t === 'bigint' || o.t === 'BigInt')) return 'V8 15 wants a clean bigint bit field';
  return null;
}

const LONG_LENGTHS = 'V8 15 reads 64-bit lengths before version 16 too';
const readsLongLengths = (bytes, way) => way.version === 16 && versionOf(bytes) < 16;

// V8 reads version 13 a second time when the first fails, and still has the first attempt's objects and their numbers: a
// reference may name one of those.
const LEFTOVERS = 'version 13: a reference to an object of V8\'s failed first attempt';

/** Why we may refuse what the engine accepts; null: we may not. */
export function mayBeRefused({ bytes, way, code, relabelled }) {
  if (versionOf(bytes) === 13 && code === 'invalid_reference' && relabelled() === undefined) return LEFTOVERS;
  if (hasLongLength(bytes)) return LONG_LENGTH;
  return readsLongLengths(bytes, way) ? LONG_LENGTHS : null;
}

/** Why the engine may read another value than we; null: it may not. */
export function mayDiffer({ bytes, way, graph, relabelled }) {
  if (hasLongLength(bytes)) return LONG_LENGTH;
  if (versionOf(bytes) === 13 && relabelled() === graph) return LEFTOVERS;
  if (has(graph, (o) => o.t === 'ArrayBuffer') && readsLongLengths(bytes, way)) return LONG_LENGTHS;
  return null;
}
