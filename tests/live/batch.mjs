// Talks to clonewire_batch (tests/tools/batch.cpp), which the environment names: many requests at once, answers in order.
import { spawn } from 'node:child_process';
import { Buffer } from 'node:buffer';
import process from 'node:process';

export const dialects = { automatic: 0, node: 1, web: 2, workerd: 3 };
const HEAD = 8;

/** One request. `operation`: as tests/tools/batch.cpp lists them. */
export function request(operation, input, { version = 0, dialect = 'node', smallIntegerBits = 32 } = {}) {
  const body = typeof input === 'string' ? Buffer.from(input, 'utf8') : input;
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(body.length + 4, 0);
  head[4] = operation.charCodeAt(0);
  head[5] = version;
  head[6] = dialects[dialect];
  head[7] = smallIntegerBits;
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
