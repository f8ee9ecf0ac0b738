// Talks to clonewire_batch (tests/tools/batch.cpp), which the environment names: many requests at once, answers in order.
import { spawn } from 'node:child_process';
import { Buffer } from 'node:buffer';
import process from 'node:process';

/**
 * One request: to convert `input`. `options` are the words that tests/tools/batch.cpp knows: {from: 'v8', to: 'graph',
 * dialect: 'node', …}; those that are undefined or false are left out.
 */
export function request(options, input) {
  const body = typeof input === 'string' ? Buffer.from(input, 'utf8') : input;
  const words = Object.entries(options).filter(([, value]) => value !== undefined && value !== false)
    .map(([key, value]) => `${key}=${value === true ? 1 : value}`).join(' ');
  const head = Buffer.alloc(5 + words.length);
  head.writeUInt32LE(1 + words.length + body.length, 0);
  head[4] = words.length;
  head.write(words, 5, 'latin1');
  return [head, body];
}

export class Batch {
  constructor(program = process.env.CLONEWIRE_BATCH) {
    if (!program) throw new Error('CLONEWIRE_BATCH names no program');
    this.child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.waiting = [];
    this.pending = [];       // chunks of answers not complete yet
    this.pendingSize = 0;
    this.child.stdout.on('data', (chunk) => this.receive(chunk));
    this.child.stdin.on('error', () => {});  // 'exit' tells more
    this.child.on('exit', (code, signal) => {
      for (const { reject } of this.waiting) reject(new Error(`clonewire_batch ended: ${signal || code}`));
    });
  }

  /** Answers to a list of requests, each {ok: true, output: Buffer} or {ok: false, code, message}. */
  ask(requests) {
    if (requests.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.waiting.push({ answers: [], count: requests.length, resolve, reject });
      this.child.stdin.write(Buffer.concat(requests.flat()));
    });
  }

  receive(chunk) {
    this.pending.push(chunk);
    this.pendingSize += chunk.length;
    if (this.wanted > this.pendingSize) return;
    let data = this.pending.length === 1 ? chunk : Buffer.concat(this.pending);
    while (data.length >= 4 && data.length >= 4 + data.readUInt32LE(0)) {
      const end = 4 + data.readUInt32LE(0);
      this.deliver(data[4], data.subarray(5, end));
      data = data.subarray(end);
    }
    this.pending = [data];
    this.pendingSize = data.length;
    this.wanted = data.length >= 4 ? 4 + data.readUInt32LE(0) : 4;
  }

  deliver(status, output) {
    const call = this.waiting[0];
    if (status === 0) {
      call.answers.push({ ok: true, output });
    } else {
      const text = output.toString('utf8');
      const end = text.indexOf('\n');
      call.answers.push({ ok: false, code: text.slice(0, end), message: text.slice(end + 1) });
    }
    if (call.answers.length === call.count) {
      this.waiting.shift();
      call.resolve(call.answers);
    }
  }

  close() {
    this.child.stdin.end();
    return new Promise((resolve) => this.child.on('close', resolve));
  }
}
