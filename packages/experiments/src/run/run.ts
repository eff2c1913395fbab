/**
 * Runs an experiment from data to result: trains, with validation after each epoch on what the split holds out, and asks
 * the trained model for all its answers. Writes no file and no terminal.
 */
import type { Callback, Sequential, TrainingState } from '@inkgrad/nn';
import { ArgumentError, type Device } from '@inkgrad/tensor';
import { type DataForm, type DataSet, dataShapes, isMnistForm } from '../data/data-set.ts';
import { DataUploads, type UploadedData } from '../data/uploads.ts';
import type { Experiment } from '../experiment/schema.ts';
import { given } from '../given.ts';
import { confusionMatrix, predictedDigits, predictionOf, worstMistakes } from './answers.ts';
import { buildCallbacks } from './build-callbacks.ts';
import { buildModel } from './build-model.ts';
import { outputsOf } from './predict-digits.ts';
import type { EpochDiagnosis, EpochResult, RunResult } from './run-result.ts';
import { type Split, splitOf } from './split.ts';

/** The test image that the notebook shows, counted from 0. */
export const exampleIndex = 1000;

/** A diagnosis looks at the first so many training images. */
const diagnosisSamples = 1024;

/** Told while a run goes on. Epochs count from 1. */
export type RunProgress =
  | { readonly type: 'epochBegin'; readonly epoch: number; readonly epochs: number }
  | {
      /** Several steps are done; loss and accuracy are running means over the epoch. */
      readonly type: 'chunk';
      readonly epoch: number;
      readonly epochs: number;
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      /** Absent where the targets are values. */
      readonly accuracy?: number | undefined;
    }
  | { readonly type: 'epochEnd'; readonly epochs: number; readonly result: EpochResult };

/** How a run goes: where, how long, with which seed, and who is told of it. */
export interface RunOptions {
  /** Where it computes. It stays open. */
  readonly device: Device;
  /** Default: the experiment's. */
  readonly seed?: number | undefined;
  /** Default: the experiment's. */
  readonly epochs?: number | undefined;
  /** Default: the experiment's. */
  readonly batchSize?: number | undefined;
  /** Default: as the experiment says; where it says nothing all training images train, and the test set validates. */
  readonly split?: Split | undefined;
  /** Look inside the model before training and after each epoch; false by default. */
  readonly diagnose?: boolean | undefined;
  /** Told of each diagnosis as it is made. */
  readonly onDiagnosis?: ((diagnosis: EpochDiagnosis) => void) | undefined;
  /** Of one's own, called after the experiment's. */
  readonly callbacks?: readonly Callback[] | undefined;
  /** What `loadState` gave: continue there. The model must be given and have loaded it. */
  readonly resume?: TrainingState | undefined;
  /** Ends the run at the next chunk of steps; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told of training as it goes on. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Data that is on the device already, for runs that share it; default: uploaded for this run, and freed. */
  readonly uploads?: DataUploads | undefined;
  /** The model to train, made by `buildModel`, for who wants to keep it; default: made for this run, and freed. */
  readonly model?: Sequential | undefined;
}

/** The experiment with the options that stand in for its own values. */
export function resolveExperiment(
  experiment: Experiment,
  { seed, epochs, batchSize }: Pick<RunOptions, 'seed' | 'epochs' | 'batchSize'>,
): Experiment {
  return {
    ...experiment,
    seed: seed ?? experiment.seed,
    epochs: epochs ?? experiment.epochs,
    batchSize: batchSize ?? experiment.batchSize,
  };
}

/** Figures that a history may lack are left out. */
const optionalFigures = ['accuracy', 'validationLoss', 'validationAccuracy', 'learningRate'] as const;

/**
 * The rows of a history.
 * @param samples that were trained on
 */
function epochResults({ history, seconds }: NonNullable<Sequential['history']>, samples: number): EpochResult[] {
  return seconds.map((duration, index) => ({
    epoch: index + 1,
    seconds: duration,
    microsecondsPerSample: (duration * 1e6) / samples,
    loss: history['loss']![index]!,
    ...Object.fromEntries(
      optionalFigures.flatMap((name) => (history[name] === undefined ? [] : [[name, history[name][index]!]])),
    ),
  }));
}

function progressCallback(model: Sequential, epochs: number, samples: number, options: RunOptions): Callback {
  const { onProgress } = options;
  return {
    onEpochBegin(epoch) {
      onProgress?.({ type: 'epochBegin', epoch: epoch + 1, epochs });
    },
    onBatchesEnd({ epoch, step, steps, logs }) {
      const { loss, accuracy } = logs as { loss: number; accuracy?: number };
      onProgress?.({ type: 'chunk', epoch: epoch + 1, epochs, step, steps, loss, accuracy });
    },
    onEpochEnd() {
      onProgress?.({ type: 'epochEnd', epochs, result: epochResults(model.history!, samples).at(-1)! });
    },
  };
}

const targetNames = ({ classes, values }: DataForm): RunResult['targets'] =>
  classes.length > 0 ? { kind: 'classes', names: classes } : { kind: 'values', names: values };

type Diagnose = (epoch: number) => Promise<void>;

/** Looks inside before the first epoch and after each whole one, before anyone saves that epoch. */
function diagnosisCallback(diagnose: Diagnose, isResumed: boolean): Callback {
  return {
    onTrainBegin: () => (isResumed ? undefined : diagnose(0)),
    onCheckpoint: (epoch) => diagnose(epoch + 1),
  };
}

type FinalAnswers = Pick<
  RunResult,
  'evaluation' | 'predictedDigits' | 'predictedValues' | 'predictionOfTestSample1000' | 'confusionMatrix' | 'mistakes'
>;

/** What the model makes of the samples it was not trained on. */
async function finalAnswers(
  model: Sequential,
  { held, heldLabels, heldValues, heldIndex, set }: UploadedData,
  data: DataForm,
  options: { readonly device: Device; readonly signal?: AbortSignal },
): Promise<FinalAnswers> {
  const { loss, accuracy, ...metrics } = (await model.evaluate(held, options)) as { loss: number; accuracy?: number };
  const evaluation = { set, count: held.count, loss, ...(accuracy === undefined ? {} : { accuracy }) };
  if (heldValues !== undefined) {
    const predicted = Array.from((await model.predict(held, options)).data);
    return {
      evaluation: { ...evaluation, metrics },
      predictedValues: { predicted, true: Array.from(heldValues) },
      ...{ predictedDigits: '', predictionOfTestSample1000: null, confusionMatrix: [], mistakes: [] },
    };
  }
  const classes = data.classes.length;
  const answers = { ...(await outputsOf(model, held, options)), labels: heldLabels, classes };
  const hasExample = set === 'test' && data.pictures !== undefined;
  return {
    evaluation,
    predictedDigits: predictedDigits(answers),
    predictionOfTestSample1000: hasExample ? predictionOf(answers, exampleIndex) : null,
    confusionMatrix: confusionMatrix(answers),
    mistakes: worstMistakes(answers).map((mistake) => ({ ...mistake, index: heldIndex(mistake.index) })),
  };
}

/** @throws ArgumentError for a model of another experiment, whose report would not tell what was trained */
async function checkModel(model: Sequential, config: Experiment, data: DataForm): Promise<void> {
  const expected = buildModel(config, { data });
  const describe = (own: Sequential): string => {
    const { name: _, ...parts } = own.toConfig();
    return JSON.stringify(parts);
  };
  const isSame = describe(model) === describe(expected);
  await expected.dispose();
  if (isSame) return;
  const what = `built from the experiment that is run, with its layers, optimizer, loss and metrics`;
  throw new ArgumentError('runExperiment', 'model', what, `one that differs ("${model.name}")`);
}

/**
 * Trains an experiment's model and returns everything a report needs.
 *
 * @throws LayerShapeError for a mistake in the model, before any data moves
 * @throws ArgumentError for a model that was built from another experiment
 * @throws ModelStateError for `resume` with other data, or another way to go through them, than was trained with
 * @throws NonFiniteLossError when the loss becomes NaN or infinite, with the epoch and step
 */
export async function runExperiment(experiment: Experiment, data: DataSet, options: RunOptions): Promise<RunResult> {
  const config = resolveExperiment(experiment, options);
  const { device, signal, resume, split = splitOf(config), onDiagnosis } = options;
  if (options.model !== undefined && options.model.seed !== config.seed) {
    throw new ArgumentError('runExperiment', 'model', `built with the run's seed ${config.seed}`, options.model.seed);
  }
  if (resume !== undefined && options.model === undefined) {
    throw new ArgumentError('runExperiment', 'model', 'the one that loaded the state to resume', undefined);
  }
  if (options.model !== undefined) await checkModel(options.model, config, data);
  const model = options.model ?? buildModel(config, { data });
  const uploads = options.uploads ?? new DataUploads(device, data);
  const where = { device, ...(signal === undefined ? {} : { signal }) };
  try {
    signal?.throwIfAborted();
    const uploaded = await uploads.for(config, split);
    const { train, validation } = uploaded;
    const started = performance.now();
    const { epochs, batchSize } = config;
    const diagnoses: EpochDiagnosis[] = [];
    const diagnose: Diagnose = async (epoch) => {
      const diagnosis = { epoch, ...(await model.diagnose(train, { device, samples: diagnosisSamples })) };
      diagnoses.push(diagnosis);
      onDiagnosis?.(diagnosis);
    };
    const fitted = await model.fit(train, {
      ...where,
      epochs,
      batchSize,
      ...(validation === undefined ? {} : { validationData: validation }),
      ...(resume === undefined ? {} : { resume }),
      ...(config.classWeight === undefined ? {} : { classWeight: given(config.classWeight) }),
      callbacks: [
        progressCallback(model, epochs, train.count, options),
        ...buildCallbacks(config),
        ...(options.diagnose ? [diagnosisCallback(diagnose, resume !== undefined)] : []),
        ...(options.callbacks ?? []),
      ],
    });
    return {
      experiment: config.name,
      title: config.title,
      config,
      backend: device.name,
      backendDescription: device.description,
      seed: config.seed,
      split,
      epochs: epochResults(fitted, train.count),
      ...(await finalAnswers(model, uploaded, data, where)),
      diagnoses,
      seconds: (performance.now() - started) / 1000,
      history: fitted.history,
      dataShapes: dataShapes(data),
      ...(isMnistForm(data) ? {} : { targets: targetNames(data) }),
      ...(uploaded.scale === undefined ? {} : { standardization: uploaded.scale }),
      parameterCount: model.countParameters(),
      summary: model.summary(),
    };
  } finally {
    if (options.model === undefined) await model.dispose();
    if (options.uploads === undefined) await uploads.dispose();
    else await uploads.releaseFold(config, split);
  }
}
