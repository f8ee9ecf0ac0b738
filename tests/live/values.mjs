// Structured-clone values from a seed: every kind, shared and cyclic, with the odd contents that serializers trip over.
//
// The values are "fresh": built so that V8 holds each in the form that its content alone decides, for only then can the
// bytes be foretold. Arrays are filled by push (never preallocated) and do not come from a literal, whose place in the
// source remembers what its earlier arrays held. A property name that is used twice holds no numbers, since V8 would keep
// an integer as a double where an earlier object of the same shape had a double.

/** A generator of numbers in [0, 1): mulberry32. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const INTEGERS = [0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, 2 ** 30 - 1, 2 ** 30, -(2 ** 30), -(2 ** 30) - 1,
  2 ** 31 - 1, -(2 ** 31)];
const DOUBLES = [-0, NaN, Infinity, -Infinity, 0.1, 1.5, 5e-324, Number.MAX_VALUE, 2 ** 31, -(2 ** 31) - 1, 2 ** 32,
  2 ** 53, 1e21, 1e-7, 123456789012345680000];
const TEXTS = ['', 'a', 'hello', '\0', 'é', '\x80\xff', 'ж', '日本', '😀', '\ud83d', '\udc00x', 'a\u2028b', '\ufeff',
  'toString', '"\\\n', 'x'.repeat(127), 'x'.repeat(128), 'ж'.repeat(64), 'ж'.repeat(63)];
const INDEX_KEYS = ['0', '1', '7', '255', '2147483647', '2147483648', '4294967294'];
const ODD_KEYS = ['', '__proto__', 'constructor', 'length', '-1', '01', '1.5', '4294967295', '4294967296', 'é', 'ж', '\ud83d',
  'a b', '\0'];
const DATES = [0, -1, 1704153600000, 8.64e15, -8.64e15, NaN, 1.5];
const SOURCES = ['', 'a', '^x$', '[/]', 'a/b', 'é+', 'ж*', '(?<n>.)\\k<n>', '\\u{1F600}', '.|\\d'];
const ERRORS = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError];
const VIEWS = ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'];

// V8 keeps the result of a computation as a double, also where it is a small integer; a parsed number it does not.
const canonical = (n) => (Number.isInteger(n) && n !== 0 ? JSON.parse(String(n)) : n);

class Maker {
  constructor(seed, features) {
    this.random = random(seed);
    this.seed = seed;
    this.names = 0;
    this.features = features;
    this.made = [];  // objects so far, those still open among them
    this.left = 1 + this.below(60);
  }

  below(n) { return Math.floor(this.random() * n); }
  chance(p) { return this.random() < p; }
  pick(list) { return list[this.below(list.length)]; }

  // Mostly below n; at times so large that the fast paths for many of a kind are taken.
  size(n) { return this.below(this.chance(0.1) ? n * 15 : n); }

  text() {
    const kind = this.below(5);
    if (kind < 3) return this.pick(TEXTS);
    let s = '';
    for (let n = this.size(40); n > 0; n--) s += String.fromCharCode(kind === 3 ? this.below(256) : this.below(65536));
    return s;
  }

  number() {
    switch (this.below(4)) {
      case 0: return this.pick(INTEGERS);
      case 1: return this.pick(DOUBLES);
      case 2: return canonical(this.below(1000));
      default: return canonical((this.random() - 0.5) * 2 ** this.below(80));
    }
  }

  bigint() {
    let n = 0n;
    for (let words = this.below(5); words > 0; words--) n = (n << 32n) | BigInt(this.below(2 ** 32));
    if (this.chance(0.1)) n = 2n ** BigInt(this.below(600));
    return this.chance(0.5) ? -n : n;
  }

  primitive() {
    switch (this.below(9)) {
      case 0: return undefined;
      case 1: return null;
      case 2: return this.chance(0.5);
      case 3: return this.bigint();
      case 4: case 5: return this.text();
      default: return this.number();
    }
  }

  // A property name that no other value has: see above.
  freshName(stem) { return `${stem}${this.seed}_${this.names++}`; }

  keep(object) {
    this.made.push(object);
    return object;
  }

  value(depth) {
    if (--this.left < 0 || depth > 40) return this.primitive();
    if (this.made.length > 0 && this.chance(0.12)) return this.pick(this.made);
    if (this.chance(0.4)) return this.primitive();
    switch (this.below(14)) {
      case 0: case 1: case 2: return this.object(depth);
      case 3: case 4: return this.array(depth);
      case 5: return this.numbers();
      case 6: return this.map(depth);
      case 7: return this.set(depth);
      case 8: return this.error(depth);
      case 9: return this.keep(new Date(this.pick(DATES)));
      case 10: return this.regexp();
      case 11: return this.keep(Object(this.pick([true, false, this.number(), this.bigint(), this.text()])));
      case 12: return this.buffer();
      default: return this.view();
    }
  }

  nonNumber(depth) {
    for (;;) {
      const value = this.value(depth);
      if (typeof value !== 'number') return value;
    }
  }

  object(depth) {
    const o = this.keep({});
    for (let n = this.size(7); n > 0; n--) {
      let key;
      let value;
      if (this.chance(0.15)) {
        key = this.pick(INDEX_KEYS);
        value = this.value(depth + 1);
      } else if (this.chance(0.2)) {
        key = this.pick(ODD_KEYS);
        value = this.nonNumber(depth + 1);
      } else {
        key = this.freshName(this.pick(['n', 'key', 'größe', 'ключ']));
        value = this.value(depth + 1);
      }
      if (key !== '__proto__') o[key] = value;
      else Object.defineProperty(o, key, { value, enumerable: true, configurable: true, writable: true });
    }
    return o;
  }

  properties(o, depth) {
    for (let n = this.below(3); n > 0; n--) o[this.freshName('extra')] = this.value(depth + 1);
  }

  array(depth) {
    const a = this.keep(JSON.parse('[]'));
    if (this.chance(0.3)) {  // with holes
      for (let n = this.below(6); n > 0; n--) a[this.below(10)] = this.value(depth + 1);
      if (this.chance(0.2)) a[this.pick([1000000, 4294967293])] = this.value(depth + 1);
      a.length = Math.min(a.length + 1, 4294967295);
    } else {
      if (!this.features.undefinedAmongNumbers) a.push('text');
      // What is no number comes first: a double that V8 has kept raw stays a double when others join it.
      for (let n = this.size(8); n > 0; n--) a.push(a.length === 0 ? this.nonNumber(depth + 1) : this.value(depth + 1));
    }
    if (this.chance(0.3)) this.properties(a, depth);
    return a;
  }

  // Nothing but numbers: V8 keeps integers and doubles apart.
  numbers() {
    const a = this.keep(JSON.parse('[]'));
    const doubles = this.chance(0.5);
    for (let n = this.size(20); n > 0; n--) a.push(doubles ? this.number() : this.pick(INTEGERS));
    return a;
  }

  map(depth) {
    const m = this.keep(new Map());
    for (let n = this.size(5); n > 0; n--) m.set(this.value(depth + 1), this.value(depth + 1));
    return m;
  }

  set(depth) {
    const s = this.keep(new Set());
    for (let n = this.size(6); n > 0; n--) s.add(this.value(depth + 1));
    return s;
  }

  error(depth) {
    const type = this.pick(ERRORS);
    const e = this.chance(0.8) ? new type(this.text()) : new type();
    if (this.features.numbersErrors) this.keep(e);
    const stack = this.below(3);
    if (stack === 0) e.stack = undefined;
    if (stack === 1) e.stack = this.text();
    const hasStack = typeof e.stack === 'string';
    if (this.features.cause && this.chance(0.5) && !(this.features.causeBeforeStack && hasStack)) {
      Object.defineProperty(e, 'cause', { value: this.nonNumber(depth + 1), configurable: true, writable: true });
    }
    return e;
  }

  regexp() {
    let flags = '';
    for (const flag of 'gimsy') if (this.chance(0.3)) flags += flag;
    if (this.features.hasIndices && this.chance(0.2)) flags += 'd';
    if (this.features.unicodeSets && this.chance(0.2)) flags += 'v';
    else if (this.chance(0.3)) flags += 'u';
    const source = this.pick(this.features.escapedSlashes ? SOURCES : SOURCES.filter((s) => !s.includes('/')));
    try { return this.keep(new RegExp(source, flags)); } catch { return this.keep(new RegExp('z', flags)); }
  }

  buffer() {
    const size = this.pick([0, 1, 2, 8, 16, 24, 40]);
    const resizable = this.features.resizable && this.chance(0.3);
    const buffer = resizable ? new ArrayBuffer(size, { maxByteLength: size + this.below(20) }) : new ArrayBuffer(size);
    const bytes = new Uint8Array(buffer);
    for (let i = 0; i < size; i++) bytes[i] = this.below(256);
    return this.keep(buffer);
  }

  view() {
    if (this.features.buffers && this.chance(0.2)) return this.keep(Buffer.from(this.text(), this.pick(['utf8', 'latin1'])));
    const old = this.made.filter((o) => o instanceof ArrayBuffer);
    const buffer = old.length > 0 && this.chance(0.5) ? this.pick(old) : this.buffer();
    if (this.chance(0.15)) return this.keep(this.dataView(buffer));
    const type = globalThis[this.pick(this.features.float16 ? [...VIEWS, 'Float16Array'] : VIEWS)];
    const unit = type.BYTES_PER_ELEMENT;
    const offset = this.below(Math.floor(buffer.byteLength / unit) + 1) * unit;
    if (this.mayTrack(buffer, offset, unit)) {
      try { return this.keep(new type(buffer, offset)); } catch { /* V8 11 wants a whole number of elements */ }
    }
    return this.keep(new type(buffer, offset, this.below(Math.floor((buffer.byteLength - offset) / unit) + 1)));
  }

  // An empty length-tracking view that can never grow looks like a fixed one: describe.mjs cannot tell.
  mayTrack(buffer, offset, unit) {
    return buffer.resizable && this.chance(0.5) && offset + unit <= buffer.maxByteLength;
  }

  dataView(buffer) {
    const offset = this.below(buffer.byteLength + 1);
    if (this.mayTrack(buffer, offset, 1)) return new DataView(buffer, offset);
    return new DataView(buffer, offset, this.below(buffer.byteLength - offset + 1));
  }
}

/** The value that `seed` stands for, made anew on each call. */
export function makeValue(seed, features) {
  return new Maker(seed, features).value(0);
}
