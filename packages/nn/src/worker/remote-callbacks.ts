/**
 * Callbacks that run in the page while a worker trains: the worker calls each hook by a question and goes on with the
 * answer. What callbacks set on the model, and what the page sets on it meanwhile, comes with the answer.
 */
import { type Callback, type CallbackState, callHooks, hookNames, type TrainedModel } from '../callbacks/callback.ts';
import type { NdArray } from '../data/nd-array.ts';
import { coreOf } from '../model/basic-model.ts';
import type { Model } from '../model/model.ts';
import type { Channel } from './channel.ts';
import type { HookAnswer, HookCall, RemoteCallback } from './protocol.ts';

export function describeCallback(callback: Callback): RemoteCallback {
  return {
    name: callback.name,
    schedulesLearningRate: callback.schedulesLearningRate ?? false,
    hooks: hookNames.filter((hook) => callback[hook] !== undefined),
    state: callback.getState?.(),
  };
}

/** The model as callbacks in the page see it: settings are the page's, weights the worker's. */
export function trainedElsewhere(model: Model, channel: Channel): TrainedModel {
  return {
    get stopTraining() {
      return model.stopTraining;
    },
    set stopTraining(value) {
      model.stopTraining = value;
    },
    get learningRate() {
      return model.learningRate;
    },
    set learningRate(value) {
      model.learningRate = value;
    },
    get history() {
      return model.history;
    },
    set history(value) {
      model.history = value;
    },
    getWeights: async () => (await channel.ask('getWeights')) as NdArray<Float32Array>[],
    setWeights: async (weights) => void (await channel.ask('setWeights', weights)),
    saveWeights: async () => (await channel.ask('saveWeights')) as Uint8Array,
    saveState: async () => (await channel.ask('saveState')) as Uint8Array,
  };
}

/** The page's side of a hook. */
export async function answerHook(
  { callback: at, hook, args, history }: HookCall,
  callbacks: readonly Callback[],
  model: Model,
  trained: TrainedModel,
): Promise<HookAnswer> {
  if (history !== undefined) model.history = history;
  const callback = callbacks[at];
  const all = (hook === 'onTrainBegin' ? [trained, ...args] : args) as never;
  const stops = callback !== undefined && (await callHooks([callback], hook, ...(all as [never])));
  if (stops) model.stopTraining = true;
  const { stopTraining, learningRate } = model;
  return { stops, stopTraining, learningRate, state: callback?.getState?.() };
}

/**
 * The worker's side: a callback for each of the page's, and one in front that keeps the page's model up to date and asks
 * what was set on it.
 */
export function remoteCallbacks(channel: Channel, callbacks: readonly RemoteCallback[], model: Model): Callback[] {
  const first: RemoteCallback = {
    name: undefined,
    schedulesLearningRate: false,
    hooks: ['onTrainBegin', 'onBatchesEnd', 'onEpochEnd'],
    state: undefined,
  };
  return [
    remoteCallback(channel, first, -1, model),
    ...callbacks.map((own, at) => remoteCallback(channel, own, at, model)),
  ];
}

function remoteCallback(channel: Channel, described: RemoteCallback, at: number, model: Model): Callback {
  let state = described.state;
  let restored: Promise<unknown> | undefined;
  const call = async (hook: HookCall['hook'], args: readonly unknown[]): Promise<'stop' | undefined> => {
    await restored;
    const history = hook === 'onBatchesEnd' ? undefined : model.history;
    const question: HookCall = { callback: at, hook, args: hook === 'onTrainBegin' ? args.slice(1) : args, history };
    const answer = (await channel.ask('hook', question)) as HookAnswer;
    state = answer.state;
    coreOf(model).restoreLearningRate(answer.learningRate);
    if (answer.stopTraining) model.stopTraining = true;
    return answer.stops ? 'stop' : undefined;
  };
  const hooks = Object.fromEntries(
    described.hooks.map((hook) => [hook, (...args: readonly unknown[]) => call(hook, args)]),
  );
  return {
    ...(described.name === undefined ? {} : { name: described.name }),
    schedulesLearningRate: described.schedulesLearningRate,
    ...hooks,
    ...(described.state === undefined
      ? {}
      : {
          getState: () => state!,
          setState: (saved: CallbackState) => {
            state = saved;
            restored = channel.ask('setState', { callback: at, state: saved });
            // An error of it is the next hook's.
            restored.catch(() => undefined);
          },
        }),
  };
}
