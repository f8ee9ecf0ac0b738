// An engine that answers lines of JSON: what a test in Python asks of Node or Deno (engines.py).
//   {make: 'EXPRESSION'} or {seed: 7}: a value of the engine's own → {bytes: base64, graph: notation}
//   {read: base64} → {graph: notation}
// `way` picks one of the engine's ways to write and read (tests/live/engine.mjs). What goes wrong: {error: message}.
import { Buffer } from 'node:buffer';
import process from 'node:process';
import readline from 'node:readline';
import { name, notation, readNotation, ways } from '../../tests/live/engine.mjs';
import { makeValue } from '../../tests/live/values.mjs';

Error.stackTraceLimit = 2;

function written(value, way) {
  const graph = notation(value, way);
  return { bytes: Buffer.from(way.write(value)).toString('base64'), graph: JSON.parse(graph) };
}

function answer(request) {
  const way = ways[request.way];
  if (request.make !== undefined) return written((0, eval)(`(${request.make})`), way);
  if (request.seed !== undefined) return written(makeValue(request.seed, way.features), way);
  return { graph: JSON.parse(readNotation(way, Buffer.from(request.read, 'base64'))) };
}

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
say({ name, ways: ways.map(({ name, dialect, version, features }) => ({ name, dialect, version, features })) });
for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let reply;
  try {
    reply = answer(JSON.parse(line));
  } catch (error) {
    reply = { error: `${error.name}: ${error.message}` };
  }
  say(reply);
}
