// One side of a row: a process that has checked itself, says one line of JSON about itself, and then runs N calls for
// each line "N" on its standard input and answers with their nanoseconds.
import { spawn } from 'node:child_process';
import readline from 'node:readline';

const fewestCalls = 4; // a batch: so that a garbage collector runs within each, not only in unlucky ones
const slowCall = 0.4; // seconds: what takes longer is called once a batch, and in three batches

export class Side {
  constructor(label, [program, ...args], batchSeconds) {
    this.label = label;
    this.batchSeconds = batchSeconds;
    this.samples = [];
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdin.on('error', () => {}); // a side that died says so by giving no line
    this.closed = new Promise((resolve) => this.child.on('close', resolve).on('error', resolve));
    this.said = '';
    this.child.stderr.on('data', (text) => (this.said += text));
    this.lines = readline.createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }
  async line() {
    const { value, done } = await this.lines.next();
    if (done) {
      await this.closed;
      throw new Error(`${this.label} failed: ${this.said.trim().split('\n').at(-1)}`);
    }
    return value;
  }
  async ready() { this.about = JSON.parse(await this.line()); }
  async run(calls) {
    this.child.stdin.write(calls + '\n');
    return Number(await this.line());
  }
  // How many calls a batch takes; warms up on the way.
  async calibrate() {
    for (let calls = 1; ; calls *= 2) {
      const seconds = (await this.run(calls)) / 1e9;
      this.slow = seconds / calls > slowCall;
      if (seconds < this.batchSeconds / 4) continue;
      this.calls = this.slow ? 1 : Math.max(fewestCalls, Math.round(calls * this.batchSeconds / seconds));
      return;
    }
  }
  async sample() {
    if (!this.slow || this.samples.length < 3) this.samples.push((await this.run(this.calls)) / this.calls);
  }
  // Nanoseconds a call.
  get least() { return Math.min(...this.samples); }
  get median() { return this.samples.toSorted((a, b) => a - b)[this.samples.length >> 1]; }
  end() { this.child.stdin.end(); }
}
