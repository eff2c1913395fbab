/**
 * Tries inputs in a child process, one at a time, and makes faults of what a process can do: end, hang, take too much
 * memory. After each of these the next input gets a new process.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FuzzInput } from '../target.ts';
import type { Answer } from './child.ts';
import type { Verdict } from './verdict.ts';

export interface Limits {
  /** Longer is a hang. */
  readonly milliseconds: number;
  /** What the process may have at most, all in all. */
  readonly bytes: number;
}

/** Far beyond what any input needs, on a machine that is busy too. */
const usualLimits: Limits = { milliseconds: 60_000, bytes: 2 ** 30 };
/** Until a target's process can take its first input. */
const startMilliseconds = 120_000;

export interface Outcome {
  readonly verdict: Verdict;
  readonly milliseconds: number;
}

/** As it is built, also for tests, which run the sources: Node loads no TypeScript. */
const childModule = fileURLToPath(new URL('../../dist/run/child.js', import.meta.url));
const mostKept = 4000;

type Reply = { readonly message: unknown } | { readonly ended: string } | 'late';

/** A child process with what it said last. */
class Process {
  readonly #child: ChildProcess;
  #said = '';
  #ended: string | undefined;
  #waiting: ((reply: Reply) => void) | undefined;

  constructor(module: string, target: string) {
    this.#child = fork(childModule, [module, target], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: ['--max-old-space-size=512'],
    });
    const streams = [this.#child.stdout!, this.#child.stderr!];
    for (const stream of streams) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#said = (this.#said + text).slice(-mostKept);
      });
    }
    this.#child.on('message', (message) => this.#waiting?.({ message }));
    // With all that it said. The child's own `close` does not come where its channel was closed from here.
    const closed = Promise.all([once(this.#child, 'exit'), ...streams.map((stream) => once(stream, 'close'))]);
    closed.then(
      ([[code, signal]]) => {
        this.#ended = signal === null ? `with exit code ${code}` : `by ${signal}`;
        this.#waiting?.({ ended: this.#ended });
      },
      () => {},
    );
    // It may end while something is sent to it; `close` says so.
    this.#child.on('error', () => {});
  }

  get said(): string {
    return this.#said;
  }

  /** What comes next. */
  async reply(milliseconds: number): Promise<Reply> {
    if (this.#ended !== undefined) return { ended: this.#ended };
    const reply = await new Promise<Reply>((resolve) => {
      const timer = setTimeout(() => resolve('late'), milliseconds);
      this.#waiting = (found) => {
        clearTimeout(timer);
        resolve(found);
      };
    });
    this.#waiting = undefined;
    return reply;
  }

  send(input: FuzzInput): void {
    this.#child.send(input, () => {});
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.reply(startMilliseconds);
  }

  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    if ((await this.reply(startMilliseconds)) === 'late') await this.kill();
  }
}

export class Trial {
  readonly #module: string;
  readonly #target: string;
  readonly #limits: Limits;
  #process: Process | undefined;

  /** @param module the file that exports `targets` */
  constructor(module: string, target: string, limits: Limits = usualLimits) {
    this.#module = module;
    this.#target = target;
    this.#limits = limits;
  }

  async #open(): Promise<Process> {
    if (this.#process !== undefined) return this.#process;
    const process = new Process(this.#module, this.#target);
    const reply = await process.reply(startMilliseconds);
    if (typeof reply !== 'string' && 'message' in reply) {
      this.#process = process;
      return process;
    }
    await process.kill();
    throw new Error(`the process of target "${this.#target}" does not start:\n${process.said}`);
  }

  async try(input: FuzzInput): Promise<Outcome> {
    const process = await this.#open();
    const started = performance.now();
    process.send(input);
    const reply = await process.reply(this.#limits.milliseconds);
    const fault = async (reason: string): Promise<Outcome> => {
      await process.kill();
      this.#process = undefined;
      const milliseconds = performance.now() - started;
      return { verdict: { outcome: 'fault', reason, details: process.said }, milliseconds };
    };
    if (reply === 'late') return fault(`no answer within ${this.#limits.milliseconds / 1000} s`);
    if ('ended' in reply) return fault(`the process ended ${reply.ended}`);
    const { verdict, milliseconds, peakBytes } = reply.message as Answer;
    if (peakBytes > this.#limits.bytes) return fault(`${Math.round(peakBytes / 2 ** 20)} MiB of memory`);
    return { verdict, milliseconds };
  }

  async close(): Promise<void> {
    await this.#process?.end();
    this.#process = undefined;
  }
}
