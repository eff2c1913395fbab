/**
 * The epochs of a training with their hooks: what happens between passes, and how training ends. Knows nothing of data
 * and devices.
 */
import { type Callback, callEndHooks, callHooks, type HookName, type WatchedModel } from '../callbacks/callback.ts';
import type { ModelCore } from '../model/model-core.ts';
import { checkSameConditions, checkSameNames, type TrainingConditions } from './conditions.ts';
import { addEpoch, copyHistory, emptyHistory, type History, type Logs, validationName } from './history.ts';
import type { Measure } from './objective.ts';
import { callbackStates, checkLoaded, restoreCallbacks, type TrainingState } from './progress.ts';

type AfterChunk = (step: number, steps: number, logs: Logs) => boolean | Promise<boolean>;

/** The passes of one epoch, ready to run. */
export interface Passes {
  /** Of "loss" and the metrics. */
  readonly measures: readonly Measure[];
  /** Of the data, and how it is gone through. */
  readonly conditions: TrainingConditions;
  train(epoch: number, afterChunk: AfterChunk): Promise<Logs>;
  validate?: (epoch: number) => Promise<Logs>;
  /** After the last epoch, before callbacks know that training ended, so that what they restore stays. */
  finish(): Promise<void>;
}

export interface Schedule {
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly callbacks: readonly Callback<WatchedModel>[];
  readonly resume: TrainingState | undefined;
}

/** Trains epochs [initialEpoch, epochs). `onTrainEnd` is called in any case, and never hides why training ended. */
export async function runEpochs(
  core: ModelCore,
  model: WatchedModel,
  passes: Passes,
  schedule: Schedule,
): Promise<History> {
  const { callbacks, resume } = schedule;
  if (showsRate(callbacks)) core.checkSettableRate();
  if (resume !== undefined) {
    checkLoaded(resume, core.progress);
    if (resume.conditions !== undefined) checkSameConditions(passes.conditions, resume.conditions);
    checkSameNames(logNames(passes, showsRate(callbacks)), resume.history);
  }
  const history = resume === undefined ? emptyHistory() : copyHistory(resume.history);
  model.history = history;
  model.stopTraining = resume?.stopped ?? false;
  try {
    await trainEpochs(core, model, passes, schedule, history);
    await passes.finish();
  } catch (error) {
    await callEndHooks(callbacks).catch(() => undefined);
    throw error;
  }
  await callEndHooks(callbacks);
  return history;
}

async function trainEpochs(
  core: ModelCore,
  model: WatchedModel,
  passes: Passes,
  { epochs, initialEpoch, callbacks, resume }: Schedule,
  history: History,
): Promise<void> {
  // Epochs of little data take as long as what is awaited in them, so nothing is where nobody is to be asked.
  const isWatched = callbacks.length > 0;
  // Whether training is to end.
  const ask = async <K extends HookName>(
    hook: K,
    ...args: Parameters<NonNullable<Callback<WatchedModel>[K]>>
  ): Promise<boolean> => {
    if (await callHooks(callbacks, hook, ...args)) model.stopTraining = true;
    return model.stopTraining;
  };
  const logs = logNames(passes, showsRate(callbacks));
  const parameters = { epochs, initialEpoch, logs, directions: directionsOf(passes) };
  if (isWatched) await ask('onTrainBegin', model, parameters);
  if (resume !== undefined) restoreCallbacks(callbacks, resume);
  for (let epoch = initialEpoch; epoch < epochs && !model.stopTraining; epoch++) {
    const started = performance.now();
    core.progress = undefined;
    if (isWatched) await ask('onEpochBegin', epoch);
    let isWhole = false;
    const training = await passes.train(epoch, (step, steps, running) => {
      isWhole = step === steps;
      return isWatched ? ask('onBatchesEnd', { epoch, step, steps, logs: running }) : model.stopTraining;
    });
    const looks = core.lookAtSteps();
    if (looks !== undefined) await looks;
    const validation = passes.validate === undefined ? {} : await passes.validate(epoch);
    const renamed = Object.entries(validation).map(([name, value]) => [validationName(name), value]);
    const rate = showsRate(callbacks) ? { learningRate: model.learningRate } : {};
    const values: Logs = { ...training, ...Object.fromEntries(renamed), ...rate };
    addEpoch(history, epoch, values, (performance.now() - started) / 1000);
    if (isWatched) await ask('onEpochEnd', epoch, values);
    // Part of an epoch is no place to continue from.
    if (!isWhole) continue;
    const done = history.epoch.length;
    core.progress = {
      epoch: epoch + 1,
      // Copied where somebody asks for it, as copies after every epoch would cost more with each.
      get history() {
        return copyHistory(history, done);
      },
      stopped: model.stopTraining,
      callbacks: callbackStates(callbacks),
      conditions: passes.conditions,
    };
    if (isWatched && (await ask('onCheckpoint', epoch, values))) core.progress = { ...core.progress, stopped: true };
  }
  // What becomes of the history now is its owner's affair.
  if (core.progress !== undefined) core.progress = { ...core.progress };
}

function showsRate(callbacks: readonly Callback<WatchedModel>[]): boolean {
  return callbacks.some(({ schedulesLearningRate }) => schedulesLearningRate === true);
}

function logNames({ measures, validate }: Passes, showsRate: boolean): string[] {
  const names = measures.map(({ name }) => name);
  return [
    ...names,
    ...(validate === undefined ? [] : names.map(validationName)),
    ...(showsRate ? ['learningRate'] : []),
  ];
}

/** Of all that logs may hold, training's and validation's. */
function directionsOf({ measures }: Passes): Record<string, 'min' | 'max'> {
  const known = measures.flatMap(({ name, direction }) =>
    direction === undefined ? [] : [[name, direction] as const],
  );
  return Object.fromEntries([...known, ...known.map(([name, own]) => [validationName(name), own] as const)]);
}
