// @ts-check
/**
 * A process that runs command lines of the built command one after another, as `served-inkgrad.ts` sends them: its modules
 * are loaded and compiled once. Each gets a working directory and an environment of its own, and has to leave nothing behind
 * that would keep a process of its own from ending.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { main } from '../../dist/main.js';

/** Milliseconds for what a command has begun to close; what it left is named after that. */
const patience = 10_000;
const executable = /** @type {string[]} */ (process.argv.slice(0, 2));
const streams = [process.stdout, process.stderr];
const events = ['uncaughtException', 'unhandledRejection'];

/** What keeps this process from ending beside `known`, by kind. @param {string[]} known */
function openBeside(known) {
  const rest = [...known];
  return process.getActiveResourcesInfo().filter((kind) => {
    const at = rest.indexOf(kind);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
}

/** @param {{ args: string[], cwd: string, env: NodeJS.ProcessEnv }} line */
async function run({ args, cwd, env }) {
  process.chdir(cwd);
  process.env = env;
  process.argv = [...executable, ...args];
  process.exitCode = undefined;
  const said = streams.map(() => '');
  const writes = streams.map((stream) => stream.write);
  streams.forEach((stream, at) => {
    stream.write = /** @type {typeof stream.write} */ (
      (/** @type {string | Uint8Array} */ text, /** @type {unknown} */ encoding, /** @type {unknown} */ callback) => {
        said[at] += typeof text === 'string' ? text : Buffer.from(text).toString();
        const written = typeof encoding === 'function' ? encoding : callback;
        if (typeof written === 'function') process.nextTick(written);
        return true;
      }
    );
  });
  const before = process.getActiveResourcesInfo();
  await main(args);
  const since = performance.now();
  await setImmediate();
  // Two more turns at least, as what a promise nobody waited for fails with comes late.
  do await setTimeout(1);
  while (openBeside(before).length > 0 && performance.now() - since < patience);
  const left = openBeside(before).join(', ');
  streams.forEach((stream, at) => {
    stream.write = writes[at];
    stream.removeAllListeners('error');
  });
  for (const event of events) process.removeAllListeners(event);
  return { exitCode: process.exitCode ?? 0, stdout: said[0], stderr: said[1], left };
}

process.on('message', async (line) => {
  process.send?.(await run(/** @type {Parameters<typeof run>[0]} */ (line)));
});
