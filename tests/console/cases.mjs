// The console's hand-picked cases: [name, JavaScript expression], and for some the options of util.inspect to print
// with. generate.mjs adds the corpus and random values.

/** An error as it arrives: stack and message as given, the cause not enumerable. */
globalThis.failure = (name, message, stack, ...cause) => {
  const error = new globalThis[name]();
  if (message !== undefined) Object.defineProperty(error, 'message', { value: message });
  error.stack = stack;
  if (cause.length) error.cause = cause[0];
  return error;
};
/** A stack of the given frames. */
globalThis.frames = (head, ...places) => [head, ...places.map((place) => '    at ' + place)].join('\n');
/** n values made by f(0), f(1), …; the indices themselves without f. */
globalThis.seq = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));

const primitives = ['undefined', 'null', 'true', 'false', '0', '-0', '1', '-1', '1.5', '0.1', '1e21', '1e-7',
  '123456789012345680000', '5e-324', '1.7976931348623157e308',
  'NaN', 'Infinity', '-Infinity', '0n', '-1n', '2n**64n', '-(2n**100n)'];

const strings = ["''", "'abc'", '"it\'s"', "'say \"hi\"'", "'it\\'s \"x\"'", "'it\\'s \"x\" `y`'",
  "'it\\'s \"x\" ${y}'", "'${x}'", "'back\\\\slash'", "'\\n\\t\\r\\b\\f\\v\\0'",
  "'\\x01\\x1b[0m\\x1f\\x7f\\x80\\x9f\\xa0'", "'é日本😀'", "'\\ud83d'", "'\\ude00'", "'\\ude00\\ud83d'",
  "'a\\ud83d\\ud83d\\ude00z'", "'\\u2028\\u200b\\ufeff'", "'x'.repeat(200)",
  "'a\\nb'", "'line\\n'", "'short\\n'.repeat(3)", "('y'.repeat(30)+'\\n').repeat(4)", "'y'.repeat(76)+'\\nz'",
  "'y'.repeat(60)+'\\nz'", "'\\n'.repeat(90)", "'x'.repeat(9999)+'\\n'",
  "'x'.repeat(10000)", "'x'.repeat(10001)", "'x'.repeat(9999)+'😀'"];

const keys = ['a', '_a1', '$a', 'a-b', '', '1a', '12', '-1', '01', '4294967295', 'é', "it's", '"', 'a b', '__proto__',
  'constructor', '日本', '\n', '\ud83d'];

const texts = { kana: 'か', 'kana-nfd': 'か\u3099', hangul: '한', 'hangul-nfd': '\u1112\u1161\u11ab', 'e-nfd': 'e\u0301',
  cjk: '日本', halfwidth: 'ｶﾅ', fullwidth: 'Ａ', emoji: '😀',
  family: '👨‍👩‍👧', flag: '🇩🇪', keycap: '1️⃣', tone: '👍🏽', heart: '❤️', 'zero-width': '\u200b', ambiguous: '±',
  arabic: 'عربى', devanagari: 'नि', tamil: 'ெ\u0bbe', astral: '𝒳' };

const regexps = ['/a/', '/a/dgimsuy', '/[a-z]+\\d{2,3}?/g', '/(?<year>\\d{4})-(?<m>\\d\\d)\\k<year>/',
  '/((((((a))))))/', '/a|(b|(c|d))/', '/(?:x)(?=y)(?!z)(?<=a)(?<!b)/', '/[^\\]\\w-]|[-a]|[a-]/',
  '/\\u{1F600}\\p{L}\\x41\\u0041\\cA\\0/u', '/\\//', '/./', '/^$/', '/a{,3}a{2,}a{x}/', '/[[a-z]--[b]]/v',
  '/(?i:a)(?-m:b)/', "new RegExp('')", "new RegExp('\\n')", '/日本😀/u', '/\\x4/', '/}]{/', '/(\\1)\\12/'];

const dates = ['0', '1704153600000', '-1', '8.64e15', '-8.64e15', 'NaN', '253402300799999', '253402300800000',
  '-62167219200000', '-62167219200001', '951782400000', '1.5', '-0.5'];

const stacks = {
  missing: "failure('Error','boom')",
  'missing-type': "failure('TypeError','boom')",
  'no-message': "failure('RangeError')",
  'empty-message': "failure('URIError','')",
  'message-of-two-lines': "failure('Error','a\\nb')",
  'message-with-frames': "failure('Error','a\\n    at b')",
  empty: "failure('EvalError','x','')",
  'without-frames': "failure('Error','boom','Error: boom')",
  'other-text': "failure('Error','boom','something else')",
  'with-frames': "failure('TypeError','bad',frames('TypeError: bad','f (file.js:1:2)'))",
  'without-the-message': "failure('TypeError','bad',frames('Error: other','f (file.js:1:2)'))",
  'message-first': "failure('Error','boom',frames('boom','f (file.js:1:2)'))",
  'frames-in-the-message': "failure('Error','boom\\n    at z',frames('Error: boom','z'))",
  'custom-name': "failure('Error','m',frames('ValidationError: m','f (file.js:1:2)'))",
  places: "failure('Error','m',frames('Error: m','node:fs:1:2','read (node:fs:3:4)','new X (/a/node_modules/express/x.js:1:1)','/a/node_modules/@s/p/y.js:2:2','async z (file:///b.mjs:1:1)','node:nothing:1'))",
  'ten-lines-repeated': "failure('Error','m',frames('Error: m',...seq(10,()=>'f (x.js:1:1)')))",
  'eleven-lines-repeated': "failure('Error','m',frames('Error: m',...seq(11,()=>'f (x.js:1:1)')))",
  'block-repeated': "failure('Error','m',frames('Error: m',...seq(14,i=>'f'+i%3)))",
  'block-repeated-once': "failure('Error','m',frames('Error: m',...seq(12,i=>'f'+i%6)))",
  'two-blocks-repeated': "failure('Error','m',frames('Error: m',...seq(9,i=>'f'+i%2),...seq(9,i=>'g'+i%3)))",
  'cause-string': "failure('Error','outer',undefined,'inner')",
  'cause-undefined': "failure('Error','outer',undefined,undefined)",
  'cause-object': "failure('Error','outer',frames('Error: outer','a','b'),{code:7})",
  'cause-error': "failure('Error','outer',undefined,failure('TypeError','inner'))",
  'cause-shares-frames': "failure('Error','o',frames('Error: o','a','b','c','d','e'),failure('Error','i',frames('Error: i','z','b','c','d','e')))",
  'cause-shares-three-frames': "failure('Error','o',frames('Error: o','a','b','c','d'),failure('Error','i',frames('Error: i','z','b','c','d')))",
  'cause-itself': '(()=>{const e=failure("Error","loop");e.cause=e;return e})()',
  'cause-with-frames-itself': '(()=>{const e=failure("Error","loop",frames("Error: loop","a"));e.cause={e};return e})()',
};

const arrays = ['[]', '[1]', '[[]]', '[{}]', '[,]', '[,,]', '[1,,2]', '[,1,,,2,,]', 'new Array(5)',
  '(()=>{const a=[];a[1000000]="far";a[5]="near";return a})()', '(()=>{const a=[1];a.length=4294967295;return a})()',
  'Object.assign([],{x:1})', 'Object.assign([1,2],{x:3,"-1":4,"01":5})', 'Object.assign([1,,2],{x:3})',
  'Object.assign(seq(8),{x:3})', 'Object.assign(seq(100),{x:3})', 'Object.assign(seq(101),{x:3})',
  'seq(6)', 'seq(7)', 'seq(10)', 'seq(26)', 'seq(27)', 'seq(99)', 'seq(100)', 'seq(101)', 'seq(102)', 'seq(1000)',
  'seq(120,i=>i%40?i:undefined)', 'seq(7,i=>-i)', 'seq(30,i=>i**3)', 'seq(9,i=>i/7)',
  'seq(9,i=>10n**BigInt(i))', 'seq(7,i=>i%2?i:BigInt(i))', "seq(8,i=>'s'.repeat(i))", "seq(8,i=>'s'.repeat(i*i))",
  "seq(7,i=>'x'.repeat(24))", "seq(7,i=>'x'.repeat(23))", "seq(7,i=>'x'.repeat(22))",
  'seq(7,i=>i===6?"last":i)', 'seq(8,()=>null)', 'seq(30,()=>true)', 'seq(7,()=>({a:1}))', 'seq(7,i=>[i])',
  'seq(7,()=>[[[[1]]]])', 'seq(8,i=>i===3?{a:{b:{c:{}}}}:i)', 'seq(101,()=>"")', 'seq(20,i=>new Date(i))',
  '[seq(7),seq(7)]', '[[[seq(30)]]]', '[[1,2,[3,4,[5,[6]]],{a:{b:{c:{d:1}}}}]]', 'seq(7,()=>"multi\\nline")',
  'seq(7,()=>new Map([[1,2]]))', '[[[[]]]]', '[[[[1]]]]', '[[[[[1]]]]]', '[[[[[]]]],[[1]]]'];

const objects = ['({})', '({a:1})', '({a:{}})', '({a:{b:{}}})', '({a:{b:{c:{}}}})', '({a:{b:{c:{d:{}}}}})',
  '({a:{b:{c:{d:1}}}})', '({a:{b:{c:{d:1}}},e:{f:1}})', '({a:{b:{c:{d:1}}},e:1})', '({12:1,3:2,b:3})',
  'Object.fromEntries(seq(26,i=>[String.fromCharCode(97+i),i]))', 'Object.fromEntries(seq(27,i=>["k"+i,i]))',
  'Object.fromEntries(seq(200,i=>["k"+i,i]))', '({a:undefined,b:null,c:NaN})',
  '({text:"x".repeat(90)})', '({text:"x".repeat(50)+"\\n"+"y".repeat(50)})', '({a:{b:{c:"x\\n".repeat(40)}}})',
  '({a:[],b:{},c:new Map(),d:new Set(),e:new Uint8Array(),f:Buffer.alloc(0)})'];

const collections = ['new Map()', 'new Map([[1,2]])', 'new Map([["a",{b:1}],[{k:1},[1,2,3]]])',
  'new Map([[new Map([[1,2]]),new Set([1])]])', 'new Map(seq(100,i=>[i,i]))', 'new Map(seq(102,i=>[i,i]))',
  'new Map([[-0,NaN]])',
  'new Map([["key","x\\n".repeat(50)]])', 'new Map([["x\\n".repeat(50),1]])', 'new Set()', 'new Set([1,"1",undefined])',
  'new Set(seq(7))', 'new Set(seq(100))', 'new Set(seq(101))', 'new Set([new Set([new Set([new Set([1])])])])',
  'new Set([[1,2],{a:1}])',
  'new Set(seq(30,i=>"item "+i))', '({m:new Map([[1,{a:{b:{c:1}}}]])})'];

const references = ['(()=>{const a=[];a.push(a);return a})()', '(()=>{const o={};o.o=o;return o})()',
  '(()=>{const o={a:{}};o.a.o=o;o.a.a=o.a;return o})()', '(()=>{const m=new Map();m.set(m,m);return m})()',
  '(()=>{const s=new Set();s.add(s);s.add([s]);return s})()', '(()=>{const a={},b={a};a.b=b;return [a,b]})()',
  '(()=>{const a={x:1};return [a,a,{a}]})()', '(()=>{const a=[];const b=[a];a.push(b,a);return {b,a}})()',
  '(()=>{const inner={};inner.self=inner;return {one:inner,two:inner}})()',
  '(()=>{const o={list:seq(10)};o.list.push(o);return o})()', '(()=>{const e=[];return [e,e,e]})()',
  '(()=>{const o={text:"x".repeat(60)};o.o=o;return o})()',
  '(()=>{const o={text:"x".repeat(50)};o.o=o;return o})()'];

const buffers = ['new ArrayBuffer(0)', 'new Uint8Array([0,1,127,255]).buffer', 'new ArrayBuffer(50)',
  'new ArrayBuffer(100)', 'new ArrayBuffer(101)', 'new ArrayBuffer(102)', 'new Uint8Array()',
  'new Uint8Array([1,2,255])',
  'new Int8Array([-1,-128,127])', 'new Uint8ClampedArray([1])', 'new Int16Array([-1,32767])',
  'new Uint16Array([65535])', 'new Int32Array([-2147483648])', 'new Uint32Array([4294967295])',
  'new Float16Array([1.1,-0,NaN,65504,Infinity,5.960464477539063e-8])',
  'new Float32Array([0.1,-0,NaN,3.4028234663852886e38,-Infinity])', 'new Float64Array([0.1,-0,1e300])',
  'new BigInt64Array([1n,-1n,-(2n**63n)])', 'new BigUint64Array([2n**64n-1n])', 'new Uint8Array(seq(6))',
  'new Uint8Array(seq(7))',
  'new Uint8Array(200)', 'new Float64Array(seq(20,i=>i/3))', 'new BigInt64Array(seq(9,BigInt))',
  'new DataView(new ArrayBuffer(0))', 'new DataView(new Uint8Array([1,2,3]).buffer)',
  '[new DataView(new ArrayBuffer(1))]',
  'Buffer.alloc(0)', 'Buffer.from("abc")', 'Buffer.alloc(50)', 'Buffer.alloc(51)', 'Buffer.alloc(60,255)',
  '[[Buffer.from("abc")]]', '({b:Buffer.alloc(30)})'];

const wrappers = ['new Number(3)', 'new Number(-0)', 'new Boolean(false)', 'Object(-12n)', 'new String("")',
  'new String("it\'s")', 'new String("x\\n".repeat(50))', '[new String("x\\n".repeat(50))]',
  '[new Number(1),new Boolean(true)]'];

const list = (prefix, expressions, options) => expressions.map((js) => [`${prefix} ${js}`.slice(0, 80), js, options]);
const wrapped = (expressions) => expressions.map((js) => `[${js}]`);

const plain = [
  ...list('primitive', primitives),
  ...list('string', strings),
  ...list('string in an array', wrapped(strings.filter((s) => s.includes('\\n') || s.includes('repeat')))),
  ...keys.map((key) => JSON.stringify(key)).map((key) => [`key ${key}`, `({[${key}]:1})`]),
  ...Object.entries(texts)
    .map(([name, text]) => [`width of ${name}`, `seq(9,i=>i%3?'x'.repeat(i):${JSON.stringify(text)}.repeat(i))`]),
  ...list('regexp', regexps),
  ...dates.map((time) => [`date ${time}`, `new Date(${time})`]),
  ...Object.entries(stacks)
    .flatMap(([name, js]) => [[`error: ${name}`, js], [`error in an object: ${name}`, `({e:${js}})`]]),
  ...list('array', arrays),
  ...list('object', objects),
  ...list('collection', collections),
  ...list('references', references),
  ...list('buffer', buffers),
  ...list('wrapper', wrappers),
  // Where a line is full: 72 characters and what stands around them.
  ...seq(8, (i) => [`object of width ${70 + i}`, `({a:'x'.repeat(${60 + i})})`]),
  ...seq(8, (i) => [`array of width ${70 + i}`, `['x'.repeat(30),'y'.repeat(${30 + i})]`]),
  ...seq(8, (i) => [`map of width ${70 + i}`, `new Map([['k','x'.repeat(${52 + i})]])`]),
  ...seq(8, (i) => [`marked object of width ${70 + i}`, `(()=>{const o={a:'x'.repeat(${32 + i})};o.o=o;return o})()`]),
];

const coloured = [
  ...list('coloured', ['[undefined,null,true,1,1n,"a",new Date(0),,]', '({a:1,"b-c":2,["__proto__"]:3,12:4})',
    'new Map([["a",/b/]])', 'new Set(["x"])', '[new Number(1),new String("x"),Object(1n),new Boolean(true)]',
    'new DataView(new ArrayBuffer(2))', 'Buffer.from("abc")', 'new Uint8Array([1,2])', 'seq(101)',
    'seq(7,i=>"é日"[i%2].repeat(i))', '"x".repeat(10001)', '["x\\n".repeat(50)]', 'new String("x\\n".repeat(50))',
    'new Array(3)',
    '({a:"x".repeat(66)})', '({a:"x".repeat(67)})', 'new Date(NaN)', ...references.slice(0, 3),
    ...references.slice(-2)], { colors: true }),
  ...list('coloured', regexps, { colors: true }),
  ...Object.entries(stacks).map(([name, js]) => [`coloured error: ${name}`, `[${js}]`, { colors: true }]),
];

const sized = [20, 40, 60, 100, 120, 1000].flatMap((breakLength) => [
  ...list(`at width ${breakLength}`, ['seq(101,i=>i*i)', '({a:"x".repeat(20),b:[1,2,3],c:{d:{e:{f:1}}}})',
    '["x\\n".repeat(10)]', 'seq(20,i=>"item "+i)', 'new Map(seq(3,i=>["key "+i,{i}]))'], { breakLength }),
]);

const limited = [
  ...list('without limits', ['seq(150)', 'new Set(seq(150))', "'x'.repeat(10100)", 'new ArrayBuffer(120)',
    'new Uint8Array(120)', 'Buffer.alloc(60)', 'new Map(seq(101,i=>[i,i]))'], { maxArrayLength: null,
    maxStringLength: null }),
  ...list('limited', ['seq(9)', 'new Set(seq(9))', '["x".repeat(9)]', 'new ArrayBuffer(9)', 'new Uint8Array(9)',
    '[,,1,,,2]'], { maxArrayLength: 3, maxStringLength: 4 }),
  ...list('limited to nothing', ['[1,2]', 'new Set([1])', '["x"]', 'new ArrayBuffer(2)', 'seq(9)'], { maxArrayLength: 0,
    maxStringLength: 0 }),
];

export const cases = [...plain, ...coloured, ...sized, ...limited];
