/**
 * The entry of the `inkgrad` command: reads the command line, runs one command, turns any error into one sentence on
 * stderr and an exit code. Light on purpose: what a command needs is imported when it runs.
 */
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { enableRelaxedSimd } from './backends/relaxed-simd.ts';
import type { CommandContext } from './context.ts';
import { type Interrupt, listenForInterrupt } from './interrupt.ts';
import { usageErrorOf } from './program/usage-error.ts';
import { createProgram } from './program.ts';
import { createOutput, type Terminal } from './terminal/output.ts';

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}

async function report(error: unknown, terminal: Terminal): Promise<number> {
  const { describeFailure } = await import('./failure.ts');
  const { exitCode, message } = describeFailure(error);
  const { colors } = terminal.err;
  terminal.err.line(`${colors.red('inkgrad:')} ${message}`);
  if (process.env['INKGRAD_DEBUG'] && error instanceof Error) terminal.err.line(error.stack ?? '');
  return exitCode;
}

function interruptOf(terminal: Terminal): Interrupt {
  return listenForInterrupt(process, {
    onFirst: () => terminal.err.line('\nStopping after what is under way; Ctrl-C again quits at once.'),
    quit: (code) => process.exit(code),
  });
}

/** Runs the command line `args` and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
  const terminal: Terminal = {
    out: createOutput(process.stdout, process.env),
    err: createOutput(process.stderr, process.env),
  };
  const fail = (error: unknown): void => {
    void report(error, terminal).then((code) => process.exit(code));
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  enableRelaxedSimd();

  let exitCode = 0;
  const version = readVersion();
  const program = createProgram(version, async (run) => {
    const interrupt = interruptOf(terminal);
    try {
      const context: CommandContext = { terminal, env: process.env, version, interrupt };
      exitCode = await run(context);
    } catch (error) {
      if (!interrupt.signal.aborted || error !== interrupt.signal.reason) throw error;
      terminal.err.line('inkgrad: interrupted; nothing was saved.');
      exitCode = interrupt.exitCode()!;
    } finally {
      interrupt.dispose();
    }
  });
  const write = {
    writeOut: terminal.out.write,
    // Errors go through report(), as one sentence; only help that was asked for is written.
    writeErr: () => {},
    getOutHelpWidth: () => Math.min(100, terminal.out.columns()),
    getOutHasColors: () => terminal.out.colorDepth > 1,
  };
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput(write);
  }

  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const isCommanders = error instanceof CommanderError;
    if (isCommanders && error.exitCode === 0) exitCode = 0;
    else exitCode = await report(isCommanders ? usageErrorOf(error, program, args) : error, terminal);
  }
  try {
    await terminal.out.flush();
    await terminal.err.flush();
  } catch (error) {
    exitCode = (await report(error, terminal)) || 1;
  }
  process.exitCode = exitCode;
}
