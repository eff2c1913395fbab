/**
 * The process in which inputs are tried: whatever an input does to it, the campaign sees. It is told the module and the
 * name of a target, then gets inputs one by one and answers each with a verdict.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FuzzInput, Target } from '../target.ts';
import { judge, type Verdict } from './verdict.ts';

export interface Answer {
  readonly verdict: Verdict;
  readonly milliseconds: number;
  /** The most memory that the process ever had. */
  readonly peakBytes: number;
}

const [module = '', name = ''] = process.argv.slice(2);
const { targets } = (await import(pathToFileURL(module).href)) as { readonly targets: readonly Target[] };
const target = targets.find((each) => each.name === name)!;
const folder = await mkdtemp(join(tmpdir(), `inkgrad-fuzz-${name}-`));
const subject = await target.open(folder);

process.on('message', async (input: FuzzInput) => {
  const started = performance.now();
  const verdict = await judge(target, (each) => subject.try(each), input);
  const milliseconds = performance.now() - started;
  // Errors that nobody waits for end the process before it answers.
  await new Promise((resolve) => setImmediate(resolve));
  const answer: Answer = { verdict, milliseconds, peakBytes: process.resourceUsage().maxRSS * 1024 };
  process.send!(answer);
});
process.once('disconnect', async () => {
  await subject.close();
  await rm(folder, { recursive: true, force: true });
});
process.send!('ready');
