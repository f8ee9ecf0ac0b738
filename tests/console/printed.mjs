// What the engine's own console prints, as UTF-8 can hold it.
import { Buffer } from 'node:buffer';
import util from 'node:util';

// Node colours the halves of a surrogate pair in a RegExp apart; clonewire keeps them together.
const SPLIT_PAIR = /([\ud800-\udbff])\x1b\[39m\x1b\[\d\dm([\udc00-\udfff])/g;

export function printed(value, options) {
  const text = util.inspect(value, { depth: Infinity, ...options });
  return Buffer.from(text.replace(SPLIT_PAIR, '$1$2')).toString();
}
