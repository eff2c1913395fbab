/** A model as bytes and as JSON. These functions are methods of the main entry's `Model`. */
import { graphConfig, type ModelConfig, sequentialConfig } from '../serialize/model-config.ts';
import * as state from '../serialize/save-state.ts';
import { decodeWeights, encodeWeights } from '../serialize/weights.ts';
import { storedObjective } from '../training/objective.ts';
import type { TrainingState } from '../training/progress.ts';
import { type BasicModel, coreOf } from './basic-model.ts';

/**
 * The weights as a safetensors file.
 * @example
 * const bytes = await saveWeights(model);
 * await loadWeights(model, bytes);
 */
export async function saveWeights(model: BasicModel): Promise<Uint8Array> {
  const core = coreOf(model);
  const { weights } = core.requireBuilt('saveWeights');
  return core.session.inTurn(() => encodeWeights(core.session.store, weights));
}

/**
 * Takes weights from a safetensors file; where it does not fit, nothing changes.
 * @param file what the bytes are called in errors
 * @throws ModelFileError for a damaged file or one of another model
 * @throws NonFiniteValueError for weights that are NaN or infinite, with the tensor and the index
 * @example
 * const bytes = await saveWeights(model);
 * await loadWeights(model, bytes);
 */
export async function loadWeights(model: BasicModel, bytes: Uint8Array, file = 'weights'): Promise<void> {
  const core = coreOf(model);
  const { weights } = core.requireBuilt('loadWeights');
  await core.session.inTurn(() => decodeWeights(core.session.store, weights, bytes, file));
}

/**
 * All of a training as a safetensors file: weights, optimizer state, learning rate, epoch, history and what
 * callbacks remember. A model that loads it continues as if training had never stopped.
 * @throws ModelStateError within an epoch, or after a training that ended within one; a callback saves in onCheckpoint
 * @example
 * await model.fit(x, y, { epochs: 1 });
 * const bytes = await saveState(model);
 * const resume = await loadState(model, bytes);
 * await model.fit(x, y, { epochs: 2, resume });
 */
export async function saveState(model: BasicModel): Promise<Uint8Array> {
  return state.saveState(coreOf(model));
}

/**
 * Takes all of a training from `saveState`'s bytes; where they do not fit, nothing changes. The model must be built
 * and compiled as the one that saved them.
 * @param file what the bytes are called in errors
 * @returns what `fit({ resume })` needs to continue
 * @throws ModelFileError for a damaged file or one of another model, optimizer or seed
 * @example
 * await model.fit(x, y, { epochs: 2 });
 * const bytes = await saveState(model);
 * const state = await loadState(model, bytes);
 * await model.fit(x, y, { epochs: 4, resume: state });
 */
export async function loadState(model: BasicModel, bytes: Uint8Array, file = 'training state'): Promise<TrainingState> {
  return state.loadState(coreOf(model), bytes, file);
}

/**
 * The model without its weights, as plain JSON; `modelFromConfig` makes it again.
 * @example
 * const config = toConfig(model);
 * JSON.stringify(config).includes('dense'); // → true
 */
export function toConfig(model: BasicModel): ModelConfig {
  const { source, seed, objective, built } = coreOf(model);
  const common = {
    name: model.name,
    seed,
    ...(objective === undefined ? {} : { objective: storedObjective(objective) }),
  };
  if ('graph' in source) return graphConfig(source.graph, common);
  const inputShape = built?.inputs[0]?.shape;
  return sequentialConfig({ ...common, layers: source.layers, ...(inputShape === undefined ? {} : { inputShape }) });
}
