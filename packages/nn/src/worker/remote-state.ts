/** Weights, optimizer state and progress of a model, to be handed over to one that is the same elsewhere, and taken there. */
import type { TypedArray } from '@inkgrad/tensor';
import { turn } from '@inkgrad/tensor/host';
import type { ModelCore } from '../model/model-core.ts';
import { stateVariables } from '../serialize/save-state.ts';
import type { RemoteState } from './protocol.ts';

export function readState(core: ModelCore): Promise<RemoteState> {
  const variables = stateVariables(core, 'fit');
  return core.session.inTurn(async () => {
    const values: TypedArray[] = [];
    for (const variable of variables) {
      await turn();
      values.push(await core.session.store.read(variable));
    }
    const { learningRate, progress } = core;
    return { values, learningRate, progress };
  });
}

export function writeState(core: ModelCore, { values, learningRate, progress }: RemoteState): Promise<void> {
  const variables = stateVariables(core, 'fit');
  return core.session.inTurn(async () => {
    for (const [at, variable] of variables.entries()) {
      await turn();
      await core.session.store.write(variable, values[at]!);
    }
    core.restoreLearningRate(learningRate);
    core.progress = progress;
    await core.lookAtSteps();
  });
}

export const buffersOf = ({ values }: RemoteState): ArrayBufferLike[] => values.map(({ buffer }) => buffer);
