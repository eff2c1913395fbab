/** Saves the model into files while it trains. Source: https://keras.io/api/callbacks/model_checkpoint/ */
import { dirname } from 'node:path';
import { ArgumentError } from '@inkgrad/tensor';
import type { Callback } from '../callbacks/callback.ts';
import { type ModelCheckpointOptions, modelCheckpoint, modelCheckpointKeys } from '../callbacks/model-checkpoint.ts';
import { flag } from '../define/check.ts';
import { checkKeys, describe } from '../define/names.ts';
import type { Logs } from '../training/history.ts';
import { makeFolders } from './make-folders.ts';
import { replaceFile } from './replace-file.ts';

/** The file of `modelCheckpointFile`, and what is saved when. */
export interface ModelCheckpointFileOptions extends Omit<ModelCheckpointOptions, 'save'> {
  /** The file, replaced each time, or the file for an epoch (counted from 0). Its folder is made if it is absent. */
  readonly path: string | ((epoch: number, logs: Logs) => string);
  /** Only the parameters, for `loadWeights`, instead of all of the training, for `loadState`; false by default. */
  readonly saveWeightsOnly?: boolean;
}

/**
 * Writes safetensors files that are complete or not there: written beside their place, brought to disk and renamed.
 * @throws ArgumentError, UnknownNameError
 */
export function modelCheckpointFile(options: ModelCheckpointFileOptions): Callback {
  const where = 'modelCheckpointFile';
  checkKeys(where, options, ['path', 'saveWeightsOnly', ...modelCheckpointKeys]);
  const { path, saveWeightsOnly = false, ...others } = options;
  if ((typeof path !== 'string' || path === '') && typeof path !== 'function') {
    throw new ArgumentError(where, 'path', 'a file or a function that gives one', describe(path));
  }
  flag(where, 'saveWeightsOnly', saveWeightsOnly);
  return modelCheckpoint({
    ...others,
    save: async ({ epoch, logs, state, weights }) => {
      const file = typeof path === 'string' ? path : path(epoch, logs);
      const bytes = await (saveWeightsOnly ? weights() : state());
      await makeFolders(dirname(file));
      await replaceFile(file, bytes);
    },
  });
}
