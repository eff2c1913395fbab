/** `inkgrad config`: an experiment as it would run, with defaults and settings, or what an experiment may say at all. */
import { experimentJsonSchema } from '@inkgrad/experiments';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { findExperiment } from '../find-experiment.ts';
import { renderJson } from '../terminal/json.ts';

export interface ConfigOptions {
  readonly set?: readonly string[];
  readonly schema?: boolean;
  readonly json?: boolean;
}

async function chosen(name: string | undefined, { schema, set }: ConfigOptions): Promise<object> {
  if (schema) {
    if (name === undefined && set === undefined) return experimentJsonSchema();
    throw new UsageError('--schema stands alone: it is the same for every experiment.');
  }
  if (name === undefined)
    throw new UsageError('an experiment is missing: v1, v2, v3, lenet, keras-convnet or a JSON file of your own.');
  return findExperiment(name, set);
}

export async function config(
  name: string | undefined,
  options: ConfigOptions,
  { terminal: { out }, answer }: CommandContext,
): Promise<void> {
  const value = await chosen(name, options);
  if (options.json) answer(value);
  else for (const line of renderJson(value, out.colors)) out.line(line);
}
