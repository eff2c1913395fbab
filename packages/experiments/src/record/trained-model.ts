/** Models as runs leave them: the network, and the experiment that says how its images are prepared. Node only. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sequential } from '@inkgrad/nn';
import { JsonError, parseJson } from '@inkgrad/nn/json';
import { configFile, loadModel, saveModel } from '@inkgrad/nn/node';
import { ConfigError, DamagedExperimentError, DataError } from '../errors.ts';
import { parseExperiment } from '../experiment/parse.ts';
import type { Experiment } from '../experiment/schema.ts';
import { namedRunsWithin } from './read-run.ts';
import { writeWhole, writing } from './run-folder.ts';

/** Beside the model's own files. */
const experimentFile = 'experiment.json';

/** A model that a run has trained, read from its record. */
export interface TrainedModel {
  readonly model: Sequential;
  readonly experiment: Experiment;
  /** Where the model's files are. */
  readonly directory: string;
}

/** The folder itself, or its `model` folder if it is a run's. */
async function modelFolder(directory: string): Promise<string> {
  for (const candidate of [directory, join(directory, 'model')]) {
    const isThere = await access(join(candidate, configFile)).then(
      () => true,
      () => false,
    );
    if (isThere) return candidate;
  }
  const several = await namedRunsWithin(directory);
  const sentence = several ?? `holds no model (${configFile}); name a run's folder or the model folder in it.`;
  throw new DataError(directory, sentence);
}

async function readExperiment(path: string): Promise<Experiment> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const sentence = 'cannot be read; it says how the images of this model are prepared.';
    throw new DataError(path, sentence, {}, { cause: error });
  }
  try {
    return parseExperiment(parseJson(bytes), path);
  } catch (error) {
    if (error instanceof JsonError) throw new DataError(path, error.message, {}, { cause: error });
    if (error instanceof ConfigError) throw new DamagedExperimentError(path, error.problems, { cause: error });
    throw error;
  }
}

/**
 * Saves a trained model so that it knows how its images are prepared.
 *
 * @throws RunFolderError if it cannot be written
 */
export async function saveTrainedModel(directory: string, model: Sequential, experiment: Experiment): Promise<void> {
  // Before the model itself: a folder that has a model has its experiment.
  await writeWhole(join(directory, experimentFile), `${JSON.stringify(experiment, undefined, 2)}\n`);
  await writing(directory, () => saveModel(directory, model));
}

/**
 * Loads what `saveTrainedModel` saved.
 *
 * @param directory a run's folder, or the model folder in it
 * @throws DataError if there is no model, or its experiment cannot be read
 * @throws DamagedExperimentError if its experiment is not valid
 * @throws ModelFileError if the model's files are damaged or of other shapes
 */
export async function loadTrainedModel(directory: string): Promise<TrainedModel> {
  const folder = await modelFolder(directory);
  const experiment = await readExperiment(join(folder, experimentFile));
  return { model: await loadModel(folder), experiment, directory: folder };
}
