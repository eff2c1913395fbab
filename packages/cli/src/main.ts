/**
 * The entry of the `inkgrad` command: reads the command line, runs one command, turns any error into one sentence on
 * stderr and an exit code. Light on purpose: what a command needs is imported when it runs.
 */
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { enableRelaxedSimd } from './backends/relaxed-simd.ts';
import type { CommandContext } from './context.ts';
import { type Interrupt, listenForInterrupt } from './interrupt.ts';
import { InterruptedError } from './interrupted-error.ts';
import { createProgram } from './program.ts';
import { createOutput, type Terminal } from './terminal/output.ts';

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}

/** Whether the command line asks for JSON, also one that cannot be read to its end. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? undefined : end).includes('--json');
}

/** One command line from its beginning to its exit code. */
class Main {
  readonly #args: readonly string[];
  readonly #isJson: boolean;
  readonly #terminal: Terminal;
  /** What `--json` prints. */
  #answer: object | undefined;

  constructor(args: readonly string[]) {
    this.#args = args;
    this.#isJson = asksForJson(args);
    this.#terminal = {
      out: createOutput(process.stdout, process.env),
      err: createOutput(process.stderr, process.env),
    };
  }

  async run(): Promise<void> {
    const fail = (error: unknown): void => {
      void this.#end(error).then((code) => process.exit(code));
    };
    process.on('uncaughtException', fail);
    process.on('unhandledRejection', fail);
    enableRelaxedSimd();
    const version = readVersion();
    const program = createProgram(version, async (run) => {
      const interrupt = this.#listen();
      const context: CommandContext = {
        ...{ terminal: this.#terminal, env: process.env, version, interrupt },
        answer: (object) => {
          this.#answer = object;
        },
      };
      try {
        await run(context);
      } catch (error) {
        if (!interrupt.signal.aborted || error !== interrupt.signal.reason) throw error;
        throw new InterruptedError('interrupted; nothing was saved.', interrupt.exitCode()!);
      } finally {
        interrupt.dispose();
      }
    });
    const { out } = this.#terminal;
    const write = {
      writeOut: out.write,
      // Errors go through #end, as one sentence; only help that was asked for is written.
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(100, out.columns()),
      getOutHasColors: () => out.colorDepth > 1,
    };
    for (const command of [program, ...program.commands]) {
      command.exitOverride().configureOutput(write);
    }
    try {
      if (this.#args.length === 0) program.outputHelp();
      else await program.parseAsync(this.#args, { from: 'user' });
    } catch (error) {
      const isCommanders = error instanceof CommanderError;
      // Help and version were asked for, and printed.
      if (!isCommanders || error.exitCode !== 0) {
        const { usageErrorOf } = await import('./program/usage-error.ts');
        process.exitCode = await this.#end(isCommanders ? usageErrorOf(error, program, this.#args) : error);
        return;
      }
    }
    process.exitCode = await this.#end(undefined);
  }

  #listen(): Interrupt {
    const { err } = this.#terminal;
    return listenForInterrupt(process, {
      onFirst: () => err.line('\nStopping after what is under way; Ctrl-C again quits at once.'),
      quit: (code) => {
        if (!this.#isJson) process.exit(code);
        void this.#end(new InterruptedError('interrupted twice, and ended at once.', code)).then(process.exit);
      },
    });
  }

  /** Says the error that ended the command, if any, prints the answer, and gives the exit code. */
  async #end(error: unknown): Promise<number> {
    const { out } = this.#terminal;
    const failed = error === undefined ? undefined : await this.#report(error);
    const answer = this.#answer;
    this.#answer = undefined;
    if (this.#isJson && (answer !== undefined || failed !== undefined)) {
      out.line(JSON.stringify({ ...answer, ...(failed && { error: failed.json }) }));
    }
    const exitCode = failed?.exitCode ?? 0;
    try {
      await out.flush();
      await this.#terminal.err.flush();
      return exitCode;
    } catch (reason) {
      return (await this.#report(reason)).exitCode;
    }
  }

  async #report(error: unknown): Promise<{ readonly exitCode: number; readonly json: object }> {
    const { describeFailure, failureJson } = await import('./failure.ts');
    const failure = describeFailure(error);
    const { err } = this.#terminal;
    err.line(`${err.colors.red('inkgrad:')} ${failure.message}`);
    if (failure.note !== undefined) err.line(failure.note);
    if (process.env['INKGRAD_DEBUG'] && error instanceof Error) err.line(error.stack ?? '');
    return { exitCode: failure.exitCode, json: failureJson(failure) };
  }
}

/** Runs the command line `args` and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
  await new Main(args).run();
}
