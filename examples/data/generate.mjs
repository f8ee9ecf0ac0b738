// Writes one of this folder's values with the engine that runs it; README.md says which engine wrote which.
//   node generate.mjs profile > profile.v8
//   deno run --allow-all generate.mjs kv > kv.v8
import { Buffer } from 'node:buffer';
import process from 'node:process';
import v8 from 'node:v8';

const values = {
  // A profile whose pet belongs to the profile itself.
  profile() {
    const bob = {
      name: 'Bob',
      favourite_number: 2n ** 128n,
      registration_date: new Date('2024-01-02T00:00:00.000Z'),
      groups: new Set(['moderators', 'editors']),
      missing: undefined,
    };
    bob.pets = [{ name: 'Nipper', owner: bob }];
    return bob;
  },

  // What a task runner keeps between runs: binary hashes, a failed task, an array with holes.
  cache() {
    const cause = new TypeError('exit status 2');
    cause.stack = 'TypeError: exit status 2\n    at run (build.js:14:9)';
    const failure = new Error('task "lint" failed', { cause });
    failure.stack = 'Error: task "lint" failed\n    at main (build.js:30:5)';
    const attempts = ['ok', 'ok'];
    attempts[4] = 'failed';
    return new Map([
      ['build', { hash: Buffer.from('9f86d081884c7d65', 'hex'), seconds: 12.5, inputs: /\.(c|m)?js$/i }],
      ['lint', { hash: Buffer.from('60303ae22b998861', 'hex'), seconds: -0, failure, attempts }],
      ['weights', new Float16Array([0.5, -1, 65504])],
    ]);
  },

  // As Deno KV stores a value: version 16, views over a shared buffer.
  kv() {
    const samples = new Float64Array([20.5, 21, 21.25, 20.75]).buffer;
    return {
      sensor: 'Büro',
      note: '温度 °C',
      all: new Float64Array(samples),
      latest: new Float64Array(samples, 24),
      taken: [new Date(1718000000000), new Date(NaN)],
      limits: { low: -Infinity, high: 40 },
    };
  },
};

function serialize(value) {
  if (typeof Deno === 'object') return Deno[Deno.internal].core.serialize(value);
  return v8.serialize(value);
}

process.stdout.write(serialize(values[process.argv[2]]()));
