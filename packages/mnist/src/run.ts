/**
 * Runs an experiment from data to result: trains with validation on the test set after each epoch, as the notebook
 * does, and asks the trained model for all its answers. Writes no file and no terminal.
 */
import type { Callback, Sequential } from '@inkgrad/nn';
import { ArgumentError, type Device } from '@inkgrad/tensor';
import { confusionMatrix, predictionOf, worstMistakes } from './answers.ts';
import { buildModel } from './build-model.ts';
import type { Experiment } from './experiments/schema.ts';
import { dataShapes, type MnistData } from './mnist-data.ts';
import type { EpochResult, RunResult } from './run-result.ts';
import { MnistUploads } from './uploads.ts';

/** The test image that the notebook shows, counted from 0. */
export const exampleIndex = 1000;

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
      readonly accuracy: number;
    }
  | { readonly type: 'epochEnd'; readonly epochs: number; readonly result: EpochResult };

export interface RunOptions {
  readonly device: Device;
  /** Default: the experiment's. */
  readonly seed?: number | undefined;
  /** Default: the experiment's. */
  readonly epochs?: number | undefined;
  /** Default: the experiment's. */
  readonly batchSize?: number | undefined;
  /** Ends the run at the next chunk of steps; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Data that is on the device already, for runs that share it; default: uploaded for this run, and freed. */
  readonly uploads?: MnistUploads | undefined;
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

function epochResults({ history, seconds }: NonNullable<Sequential['history']>, samples: number): EpochResult[] {
  return seconds.map((duration, index) => ({
    epoch: index + 1,
    seconds: duration,
    microsecondsPerSample: (duration * 1e6) / samples,
    loss: history['loss']![index]!,
    accuracy: history['accuracy']![index]!,
    validationLoss: history['validationLoss']![index]!,
    validationAccuracy: history['validationAccuracy']![index]!,
  }));
}

function progressCallback(model: Sequential, epochs: number, samples: number, options: RunOptions): Callback {
  const { onProgress } = options;
  return {
    onEpochBegin(epoch) {
      onProgress?.({ type: 'epochBegin', epoch: epoch + 1, epochs });
    },
    onBatchesEnd({ epoch, step, steps, logs }) {
      const { loss, accuracy } = logs as { loss: number; accuracy: number };
      onProgress?.({ type: 'chunk', epoch: epoch + 1, epochs, step, steps, loss, accuracy });
    },
    onEpochEnd() {
      onProgress?.({ type: 'epochEnd', epochs, result: epochResults(model.history!, samples).at(-1)! });
    },
  };
}

/**
 * Trains an experiment's model and returns everything a report needs.
 *
 * @throws LayerShapeError for a mistake in the model, before any data moves
 * @throws NonFiniteLossError when the loss becomes NaN or infinite, with the epoch and step
 */
export async function runExperiment(experiment: Experiment, data: MnistData, options: RunOptions): Promise<RunResult> {
  const config = resolveExperiment(experiment, options);
  const { device, signal } = options;
  if (options.model !== undefined && options.model.seed !== config.seed) {
    throw new ArgumentError('runExperiment', 'model', `built with the run's seed ${config.seed}`, options.model.seed);
  }
  const model = options.model ?? buildModel(config);
  const uploads = options.uploads ?? new MnistUploads(device, data);
  try {
    signal?.throwIfAborted();
    const { train, test } = await uploads.for(config);
    const started = performance.now();
    const { epochs, batchSize } = config;
    const fitted = await model.fit(train, {
      epochs,
      batchSize,
      validationData: test,
      device,
      callbacks: [progressCallback(model, epochs, data.train.count, options)],
      ...(signal === undefined ? {} : { signal }),
    });
    const { data: probabilities } = await model.predict(test, { device, ...(signal === undefined ? {} : { signal }) });
    const answers = { probabilities, labels: data.test.labels };
    return {
      experiment: config.name,
      title: config.title,
      config,
      backend: device.name,
      backendDescription: device.description,
      seed: config.seed,
      epochs: epochResults(fitted, data.train.count),
      seconds: (performance.now() - started) / 1000,
      history: fitted.history,
      predictionOfTestSample1000: predictionOf(answers, exampleIndex),
      confusionMatrix: confusionMatrix(answers),
      mistakes: worstMistakes(answers),
      dataShapes: dataShapes(data),
      parameterCount: model.countParameters(),
      summary: model.summary(),
    };
  } finally {
    if (options.model === undefined) await model.dispose();
    if (options.uploads === undefined) await uploads.dispose();
  }
}
