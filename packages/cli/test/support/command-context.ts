/** What a command gets, with streams that keep what is written: for commands that a test calls itself. */
import type { CommandContext } from '../../src/context.ts';
import { createOutput } from '../../src/terminal/output.ts';
import { type FakeStream, fakeStream } from './fake-stream.ts';

export interface CommandStage {
  readonly context: CommandContext;
  readonly out: FakeStream;
  readonly err: FakeStream;
}

export function commandStage(options: Parameters<typeof fakeStream>[0] = {}): CommandStage {
  const [out, err] = [fakeStream(options), fakeStream(options)];
  const interrupt = { signal: new AbortController().signal, exitCode: () => undefined, dispose: () => {} };
  const env = {};
  const terminal = { out: createOutput(out, env), err: createOutput(err, env) };
  const answer = (object: object): void => terminal.out.line(JSON.stringify(object));
  return { context: { terminal, env, version: '1.2.3', interrupt, answer }, out, err };
}
