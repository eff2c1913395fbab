/**
 * A model as a folder: model.json (its config) and weights.safetensors. For Node only; browsers have `toConfig`,
 * `saveWeights` and their counterparts.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isInkgradError } from '@inkgrad/tensor';
import { ModelFileError } from '../errors.ts';
import { JsonError, parseJson } from '../json/index.ts';
import { modelFromConfig } from '../model/make-model.ts';
import type { Model } from '../model/model.ts';
import { makeFolders } from './make-folders.ts';
import { replaceFile } from './replace-file.ts';

/** The file of a model's folder that describes it. */
export const configFile = 'model.json';
/** The file of a model's folder that holds its weights. */
export const weightsFile = 'weights.safetensors';

/**
 * Writes a model's config and weights into a folder, which is made if it is absent. Each file is complete or not
 * there: it is written beside its place, brought to disk, and then renamed.
 */
export async function saveModel(directory: string, model: Model): Promise<void> {
  const weights = await model.saveWeights();
  const config = `${JSON.stringify(model.toConfig(), null, 2)}\n`;
  await makeFolders(directory);
  // The config goes last: a folder that has one has the weights it belongs to.
  await replaceFile(join(directory, weightsFile), weights);
  await replaceFile(join(directory, configFile), config);
}

/**
 * Reads a model from a folder; it is built, has its weights, and is compiled if it was.
 * @throws ModelFileError that names the file, what was expected in it and what was found
 * @throws NonFiniteValueError for weights that are NaN or infinite
 */
export async function loadModel(directory: string): Promise<Model> {
  const configPath = join(directory, configFile);
  const weightsPath = join(directory, weightsFile);
  const model = modelOf(configPath, await readModelFile(configPath));
  if (model.inputShape === undefined) throw new ModelFileError(configPath, 'inputShape', 'none');
  try {
    await model.loadWeights(await readModelFile(weightsPath), weightsPath);
    return model;
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

function modelOf(file: string, bytes: Uint8Array): Model {
  try {
    return modelFromConfig(parseJson(bytes));
  } catch (cause) {
    if (!isInkgradError(cause)) throw cause;
    const expected = cause instanceof JsonError ? 'JSON' : 'the config of a model';
    throw new ModelFileError(file, expected, `a mistake: ${cause.message.replace(/\.$/, '')}`, { cause });
  }
}

async function readModelFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const found = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : `error ${code}`;
    throw new ModelFileError(path, 'a file of a model', found, { cause });
  }
}
