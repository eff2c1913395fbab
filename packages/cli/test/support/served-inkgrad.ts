/**
 * Runs the built command as `inkgrad.ts` does, but all lines of a test file one after another in one process beside it: to
 * load the command takes longer than most lines do. For tests that look at what a line says and leaves; one that is to be
 * interrupted or killed has a process of its own here too.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { checkIsBuilt, environmentOf, type InkgradOptions, inkgrad, type Outcome, patience } from './inkgrad.ts';

const server = fileURLToPath(new URL('./serve-inkgrad.mjs', import.meta.url));

/** With what the command left open, by name. */
type Served = Outcome & { readonly left: string };

class Server {
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** After the lines that were asked for before. */
  run(args: readonly string[], options: InkgradOptions): Promise<Outcome> {
    const outcome = this.#last.then(() => this.#ask(args, options));
    this.#last = outcome.catch(() => undefined);
    return outcome;
  }

  async #ask(args: readonly string[], { cwd = process.cwd(), env }: InkgradOptions): Promise<Outcome> {
    checkIsBuilt();
    this.#child ??= fork(server, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    const child = this.#child;
    const { left, ...outcome } = await new Promise<Served>((resolve, reject) => {
      const fail = (why: string) => () => {
        clearTimeout(timer);
        this.close();
        reject(new Error(`inkgrad ${args.join(' ')}: ${why}`));
      };
      const gone = fail('its process has ended');
      const timer = setTimeout(fail('no end'), patience);
      child.once('exit', gone);
      child.once('message', (message) => {
        clearTimeout(timer);
        child.off('exit', gone);
        resolve(message as Served);
      });
      child.send({ args, cwd, env: environmentOf(env) });
    });
    if (left !== '') throw new Error(`inkgrad ${args.join(' ')}: would not end, as it left open ${left}`);
    return outcome;
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}

/** Call once in a test file, where its tests are defined. */
export function serveInkgrad(): typeof inkgrad {
  const lines = new Server();
  afterAll(() => lines.close());
  return (args, options = {}) => (options.started === undefined ? lines.run(args, options) : inkgrad(args, options));
}
