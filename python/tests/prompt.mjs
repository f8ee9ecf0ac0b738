// A JavaScript prompt that answers lines of JSON: {source} → {output}, what Node's prompt would show for it. Deno's shows
// the same values, in part in other words.
import process from 'node:process';
import readline from 'node:readline';
import { inspect } from 'node:util';
import vm from 'node:vm';

async function shown(source) {
  const awaited = /^(let|const) (\w+) = (await .*)$/s.exec(source);
  if (awaited !== null) {  // a script cannot await; prompts can
    globalThis.awaited = await (0, eval)(`(async () => ${awaited[3]})()`);
    source = `${awaited[1]} ${awaited[2]} = awaited`;
  }
  try {
    return inspect(vm.runInThisContext(source));
  } catch (error) {
    return `Uncaught ${error.name}: ${error.message}`;
  }
}

for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify({ output: await shown(JSON.parse(line).source) })}\n`);
}
