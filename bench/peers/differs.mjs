// Where two values differ, as a path and a reason; nothing where they do not. Knows the kinds that datasets.mjs makes.
// Sharing counts, and so do cycles. The order of an object's members does not, nor the sign of zero, nor whether NaN has become null: some peers lose those.
export function differs(a, b) {
  const shown = (where, reason) => `${where.length > 60 ? where.slice(0, 20) + '…' + where.slice(-40) : where}: ${reason}`;
  const pairs = [[a, b, '$']];
  const met = new Map();
  while (pairs.length) {
    const [x, y, where] = pairs.pop();
    if (typeof x !== 'object' || x === null) {
      if (x !== y && !(y !== y && (x !== x || x === null))) return shown(where, `${String(x)}, not ${String(y)}`);
      continue;
    }
    if (typeof y !== 'object' || y === null) return shown(where, `an object, not ${String(y)}`);
    if (met.has(x) || met.has(y)) {
      if (met.get(x) !== y || met.get(y) !== x) return shown(where, `another object`);
      continue;
    }
    met.set(x, y).set(y, x);
    const kind = x.constructor?.name;
    if (kind !== y.constructor?.name) return shown(where, `${kind}, not ${y.constructor?.name}`);
    if (kind === 'Date') {
      pairs.push([+x, +y, where]);
    } else if (kind === 'Map' || kind === 'Set') {
      pairs.push([[...x], [...y], where]);
    } else {
      const keys = Object.keys(y);
      if (Object.keys(x).length !== keys.length) return shown(where, `${Object.keys(x)}, not ${keys}`);
      for (const key of keys) {
        if (!Object.hasOwn(x, key)) return shown(where, `no ${key}`);
        pairs.push([x[key], y[key], `${where}.${key}`]);
      }
    }
  }
}
