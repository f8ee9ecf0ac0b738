// Collects what a live test finds: the first differences in full, the rest counted, and the exit status.
import process from 'node:process';
import { name } from './engine.mjs';

const SHOWN = Number(process.env.CLONEWIRE_LIVE_SHOWN || 10);

export class Report {
  constructor(title) {
    this.title = title;
    this.checked = 0;
    this.differences = 0;
    this.permitted = new Map();
  }

  /** A difference: what was done, and lines that let a reader do it again. */
  differs(what, details) {
    if (++this.differences > SHOWN) return;
    console.log(`DIFFERS ${what}`);
    for (const [key, text] of Object.entries(details)) console.log(`  ${key}: ${String(text).slice(0, 2000)}`);
  }

  /** A known difference, by its name in permitted.mjs. */
  permit(reason) { this.permitted.set(reason, (this.permitted.get(reason) || 0) + 1); }

  finish() {
    console.log(`${this.title}, ${name}: ${this.checked} checked, ${this.differences} differ`);
    for (const [reason, count] of this.permitted) console.log(`  known: ${reason}: ${count}`);
    process.exitCode = this.differences === 0 && this.checked > 0 ? 0 : 1;
  }
}
