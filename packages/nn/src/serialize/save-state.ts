/** Saving all of a training and loading it again: what `model.saveState` and `model.loadState` do. */
import type { Variable } from '@inkgrad/tensor';
import { ModelFileError, ModelStateError } from '../errors.ts';
import { weightVariables } from '../model/built-model.ts';
import type { ModelCore } from '../model/model-core.ts';
import { copyHistory } from '../training/history.ts';
import type { TrainingState } from '../training/progress.ts';
import { optimizerVariables } from '../training/training-setup.ts';
import { describeModel, firstDifference } from './model-description.ts';
import { decodeTraining, encodeProgress, encodeTraining } from './training-state.ts';
import { matchVariables, readVariables, writeVariables } from './weights.ts';

export async function saveState(core: ModelCore): Promise<Uint8Array> {
  const variables = stateVariables(core, 'saveState');
  // Progress and values of one moment, whatever goes on meanwhile.
  return core.session.inTurn(async () => {
    const { progress, seed, learningRate } = core;
    if (progress === undefined) {
      throw new ModelStateError(
        'saveState: training is, or was ended, within an epoch, and only whole epochs can be continued exactly; ' +
          'save in the onCheckpoint hook, as modelCheckpoint does.',
      );
    }
    const texts = encodeProgress({ seed, learningRate, state: progress, model: modelOf(core, 'saveState') });
    return encodeTraining(await readVariables(core.session.store, variables), progress.callbacks, texts);
  });
}

export async function loadState(core: ModelCore, bytes: Uint8Array, file: string): Promise<TrainingState> {
  const variables = stateVariables(core, 'loadState');
  if (core.isRunning('fit')) throw new ModelStateError('loadState: fit is running on this model.');
  const { seed, learningRate, state, tensors, model } = decodeTraining(bytes, file);
  if (seed !== core.seed) {
    throw new ModelFileError(file, `the state of a model with seed ${core.seed}`, `seed ${seed}`);
  }
  const values = matchVariables(variables, tensors, file, 'variable');
  const difference = firstDifference(modelOf(core, 'loadState'), model);
  if (difference !== undefined) {
    const { path, own, other } = difference;
    throw new ModelFileError(file, `a training with ${path} ${own}, as this model has it`, other);
  }
  core.restoreLearningRate(learningRate);
  await core.session.inTurn(() => writeVariables(core.session.store, values));
  await core.lookAtSteps();
  core.progress = { ...state, history: copyHistory(state.history) };
  return state;
}

function modelOf(core: ModelCore, action: string): unknown {
  return describeModel(core.requireBuilt(action), core.requireObjective(action));
}

/** Everything that steps change, except for the learning rate, which the host keeps. */
export function stateVariables(core: ModelCore, action: string): Variable[] {
  const built = core.requireBuilt(action);
  const setup = core.setup(built, action);
  const ofOptimizer = optimizerVariables(setup).filter((variable) => variable !== setup.learningRate);
  return [...weightVariables(built), ...ofOptimizer];
}
