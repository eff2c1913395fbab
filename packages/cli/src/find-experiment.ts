/** The experiment that the command line names: one that inkgrad brings along, or a JSON file. */
import { existsSync } from 'node:fs';
import { applySettings, type Experiment, parseSetting } from '@inkgrad/experiments';
import { loadExperimentFile } from '@inkgrad/experiments/node';
import { namedExperiments } from '@inkgrad/mnist';
import { suggestionEnding } from '@inkgrad/tensor/text';
import { UsageError } from './errors.ts';

function looksLikeFile(name: string): boolean {
  return name.endsWith('.json') || /[\\/]/.test(name) || existsSync(name);
}

async function named(name: string): Promise<Experiment> {
  if (Object.hasOwn(namedExperiments, name)) return namedExperiments[name]!;
  if (looksLikeFile(name)) return loadExperimentFile(name);
  const known = Object.keys(namedExperiments);
  throw new UsageError(
    `unknown experiment "${name}", known: ${known.join(', ')} or a JSON file${suggestionEnding(name, known)}`,
  );
}

/**
 * @param set what `--set` says, each as `path=value`
 * @throws UsageError for an unknown name. @throws ConfigError for a file that holds no valid experiment, and for a setting
 * that the experiment cannot have
 */
export async function findExperiment(name: string, set: readonly string[] = []): Promise<Experiment> {
  return applySettings(await named(name), set.map(parseSetting));
}
