/** The experiment that a command with jobs is about: found by name, with the settings and numbers of the command line. */
import { applySettings, type Experiment, parseSetting, type Setting } from '@inkgrad/experiments';
import { findExperiment } from '../find-experiment.ts';

export interface ExperimentOptions {
  readonly epochs?: number;
  readonly seed?: number;
  /** `--set` */
  readonly set?: readonly string[];
}

function settingsOf({ set = [], epochs, seed }: ExperimentOptions): Setting[] {
  const numbers = Object.entries({ epochs, seed }).flatMap(([path, value]) =>
    value === undefined ? [] : [{ path, value }],
  );
  return [...set.map(parseSetting), ...numbers];
}

/**
 * The experiment as a function of further settings. They are applied together with those of the command line, so that a
 * learning rate of `--set` also holds for an optimizer of `--grid`.
 * @throws ConfigError for a file that holds no experiment; the function does for a setting that it cannot have
 */
export async function experimentWith(
  name: string,
  options: ExperimentOptions,
): Promise<(further: readonly Setting[]) => Experiment> {
  const found = await findExperiment(name);
  const own = settingsOf(options);
  return (further) => applySettings(found, [...own, ...further]);
}

/** @throws ConfigError for a setting that the experiment cannot have */
export async function prepareExperiment(name: string, options: ExperimentOptions): Promise<Experiment> {
  return (await experimentWith(name, options))([]);
}
