// Random values of every kind that structured clone keeps, made to meet the console's rules at their edges: lines that
// just fit, lists that just go into columns, characters of every width, stacks with repetitions, references back.
//
//   const next = randomValues(seed);  next()  // a value, the same ones for the same seed

function numbers(seed) {
  let state = seed >>> 0; // mulberry32
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const texts = [
  '', 'a', 'abc', 'hello world', "it's", '"', '\'"', '\'"`', '\'"${', "'`", '\\', '\n', 'a\nb', 'line one\nline two\n',
  '\t\b\f\r\v\0',
  '\x1b[31mred', '\x7f\x80\x9f\xa0', 'é', 'naïve', '日本語', 'ｶﾀｶﾅ', '한국어', '\u1112\u1161\u11ab', 'か\u3099', 'e\u0301',
  '👩‍👩‍👧', '😀', '🇩🇪', '\u{20000}',
  '\ud83d', '\ude00x', '\u200b', '\u2028', '\ufeff', 'constructor', '__proto__', 'a-b', '1', '12', '01', '-1', '$',
  '_x1', '4294967295', '[Circular *1]', '    at x',
];
const patterns = [
  'a', '', 'a+b*?', '(a)(?<n>b)\\k<n>', '[a-z\\d-]', '^\\s{2,3}$', '\\u{1F600}', 'a|(b|(c|(d|(e|f))))', '\\/', '日本',
  '[^\\]]', '(?:x)(?=y)(?!z)',
];
const frames = [
  'f (/app/x.js:1:2)', 'Object.<anonymous> (/app/y.js:3:4)', 'node:internal/main/run_main_module:33:47',
  'read (node:fs:1:2)', 'async z', 'new C (file:///app/z.mjs:5:6)',
  'g (/app/node_modules/express/lib/router.js:7:8)', 'h (/app/node_modules/@scope/pkg/i.js:9:1)',
  'k (/node_modules/a/node_modules/b/c.js:1:1)',
];
const errors = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
const views = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
  Float64Array, BigInt64Array, BigUint64Array];
if (typeof Float16Array === 'function') views.push(Float16Array);

export function randomValues(seed) {
  const random = numbers(seed);
  const below = (n) => Math.floor(random() * n);
  const chance = (p) => random() < p;
  const pick = (list) => list[below(list.length)];
  const times = (n, make) => Array.from({ length: n }, make);

  // Small numbers mostly, now and then one beyond the console's limits.
  const size = () => (chance(0.03) ? 95 + below(12) : chance(0.2) ? below(30) : below(9));

  const number = () => {
    switch (below(8)) {
      case 0: return pick([0, -0, NaN, Infinity, -Infinity, 1e21, 1e-7, 5e-324, 2 ** 53]);
      case 1: return random() * 10 ** below(20);
      case 2: return -below(10 ** below(9));
      default: return below(10 ** below(6));
    }
  };
  const text = () => {
    switch (below(6)) {
      case 0: return times(below(6), () => pick(texts)).join('');
      case 1: return 'x'.repeat(below(90));
      case 2: return times(below(4), () => 'y'.repeat(below(40))).join(pick(['\n', ' ', '日']));
      default: return pick(texts);
    }
  };
  const bytes = () => Uint8Array.from(times(chance(0.1) ? 40 + below(70) : below(9), () => below(256)));
  const date = () => new Date(pick([NaN, 0, -1, 8.64e15, -8.64e15, 253402300800000, -62167219200001, below(2 ** 41),
    -below(2 ** 47)]));
  const bigint = () => BigInt(number() > 0 ? below(1000) : -below(2 ** 30)) ** BigInt(1 + below(6));
  const primitive = () => {
    switch (below(10)) {
      case 0: return undefined;
      case 1: return null;
      case 2: return chance(0.5);
      case 3: return bigint();
      case 4: case 5: case 6: return text();
      default: return number();
    }
  };
  const regexp = () => {
    const source = chance(0.2) ? text() : pick(patterns);
    try {
      return new RegExp(source.replaceAll('\x1b', ''), pick(['', 'g', 'gimsy', 'u', 'd']));
    } catch {
      return /(?:)/v;
    }
  };
  const leaf = () => {
    switch (below(9)) {
      case 0: return date();
      case 1: return regexp();
      case 2: return Object(pick([number, text, bigint, () => chance(0.5)])());
      case 3: return bytes().buffer;
      case 4: return new DataView(bytes().buffer);
      case 5: return Buffer.from(bytes());
      default: {
        const View = pick(views);
        const big = View.name.startsWith('Big');
        return View.from(times(size(), () => (big ? BigInt(below(100000) - 50000) : number())));
      }
    }
  };

  const stack = (name, message) => {
    const head = pick([name, `${name}: ${message}`, message, 'Error: other', `Custom [${name}]: ${message}`]);
    const list = [];
    while (chance(0.85) && list.length < 40) {
      const again = chance(0.3) ? list.slice(below(list.length + 1), below(list.length + 1)) : [];
      for (let i = below(4); i >= 0; i--) list.push(...again);
      list.push(pick(frames));
    }
    return [head, ...list.map((frame) => '    at ' + frame)].join('\n');
  };

  function value() {
    const objects = []; // to refer to again
    let left = pick([3, 10, 30, 100]); // containers
    const depth = pick([2, 4, 7, 30]);
    const plain = chance(0.3); // leaves of one kind, as real data has them
    const only = pick([number, text, () => below(100), bigint, primitive]);

    const any = (level) => {
      if (objects.length && chance(0.02)) return pick(objects);
      if (left > 0 && level < depth && chance(level === 0 ? 0.97 : 0.45)) return container(level + 1);
      return plain ? only() : chance(0.2) ? leaf() : primitive();
    };
    const properties = (target, count, level) => {
      for (let i = 0; i < count; i++) {
        const key = chance(0.7) ? pick(['a', 'b', 'id', 'name', 'value', 'items', 'key' + i]) : text();
        Object.defineProperty(target, key, { value: any(level), enumerable: true, configurable: true, writable: true });
      }
    };
    const container = (level) => {
      left--;
      const count = size();
      switch (below(8)) {
        case 0: {
          const map = new Map();
          objects.push(map);
          for (let i = 0; i < count; i++) map.set(any(level), any(level));
          return map;
        }
        case 1: {
          const set = new Set();
          objects.push(set);
          for (let i = 0; i < count; i++) set.add(any(level));
          return set;
        }
        case 2: {
          const name = pick(errors);
          const error = new name();
          objects.push(error);
          const message = pick([text, () => 'what went wrong'])();
          if (chance(0.9)) Object.defineProperty(error, 'message', { value: message });
          error.stack = chance(0.3) ? undefined : chance(0.2) ? text() : stack(name.name, message);
          if (chance(0.5)) error.cause = any(level);
          return error;
        }
        case 3: case 4: case 5: {
          const array = [];
          objects.push(array);
          const holes = chance(0.1);
          const same = chance(0.3) ? any(level) : undefined;
          for (let i = 0; i < count; i++) {
            if (holes && chance(0.4)) array.length += 1 + below(3);
            else array.push(same !== undefined && chance(0.9) ? same : any(level));
          }
          if (holes && chance(0.3)) array.length += below(200);
          if (holes && chance(0.1)) array[1000000 + below(100)] = 1;
          if (chance(0.05)) properties(array, 1 + below(3), level);
          return array;
        }
        default: {
          const object = {};
          objects.push(object);
          properties(object, count, level);
          return object;
        }
      }
    };
    return chance(0.05) ? (chance(0.5) ? leaf() : primitive()) : any(0);
  }
  return value;
}
