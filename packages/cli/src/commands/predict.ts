/** `inkgrad predict`: what a trained model makes of one sample of its test set, or of a picture file. */
import { resolve } from 'node:path';
import { imageSide, pixelsPerImage, predictDigits } from '@inkgrad/experiments';
import { readModelData } from '@inkgrad/experiments/node';
import type { GrayImage } from '@inkgrad/mnist';
import { loadDigit } from '@inkgrad/mnist/node';
import { checkBackendName } from '../backend-name.ts';
import { openBackend } from '../backends/open-backend.ts';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { type DataOptions, dataFolder, loadData, recordedData, warn } from '../load-data.ts';
import { loadDigitModel } from '../load-digit-model.ts';
import { predictOwn } from '../own-prediction.ts';
import type { Output } from '../terminal/output.ts';
import { renderPicture } from '../terminal/picture.ts';
import { renderProbabilities, renderScores } from '../terminal/probability-bars.ts';
import { pad } from '../terminal/text.ts';
import { ownPredictionJson, renderOwnPrediction } from '../views/own-prediction.ts';

export interface PredictOptions extends DataOptions {
  readonly model: string;
  /** `--data`, of models of data of one's own. */
  readonly data?: string;
  readonly index?: number;
  readonly image?: string;
  readonly backend: string;
  readonly json?: boolean;
}

interface Subject {
  /** For people. */
  readonly title: string;
  readonly pixels: Uint8Array;
  /** Known for images of the test set. */
  readonly label: number | undefined;
  readonly warnings: readonly string[];
}

/** The record's, if the model has one. */
type TrainedOn = NonNullable<Awaited<ReturnType<typeof readModelData>>>['data'] | undefined;

/** The data that the model was trained on, unless another folder is named; of the same folder its images lie the same way. */
function dataFor(trained: TrainedOn, options: PredictOptions, env: CommandContext['env']): DataOptions {
  const { transpose, invert } = options;
  const named = dataFolder(options, env);
  const isTrained = trained !== undefined && (named === undefined || resolve(named) === trained.folder);
  return {
    ...(isTrained ? recordedData(trained) : named === undefined ? {} : { dataDir: named }),
    ...(transpose === undefined ? {} : { transpose }),
    ...(invert === undefined ? {} : { invert }),
  };
}

async function testImage(index: number, options: DataOptions, env: CommandContext['env']): Promise<Subject> {
  const { data, warnings } = await loadData(options, env);
  const { test } = data;
  if (index >= test.count) {
    throw new UsageError(`--index must be a whole number from 0 to ${test.count - 1}, received ${index}.`);
  }
  const pixels = Uint8Array.from(test.inputs.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage));
  const label = test.labels[index]!;
  return { title: `test image ${index}, a ${label}`, pixels, label, warnings };
}

async function findSubject(trained: TrainedOn, options: PredictOptions, env: CommandContext['env']): Promise<Subject> {
  const { index, image } = options;
  if (image === undefined) return testImage(index!, dataFor(trained, options, env), env);
  return { title: image, pixels: await loadDigit(image), label: undefined, warnings: [] };
}

const pictureGap = 3;
const widestBar = 40;
const narrowestBar = 10;
/** Digit and percentage before each bar. */
const barLabel = 14;

type Answer = Awaited<ReturnType<typeof predictDigits>>[number];

function outputLines({ probabilities, scores }: Answer, width: number, { colors }: Output): string[] {
  if (probabilities !== null) return renderProbabilities(probabilities, width, colors);
  const note = 'outputs; they are no probabilities';
  return [colors.dim(note), ...renderScores(scores!, colors)];
}

function print(subject: Subject, answer: Answer, out: Output): void {
  const { colors } = out;
  const { predicted } = answer;
  const picture: GrayImage = { width: imageSide, height: imageSide, data: subject.pixels };
  const left = renderPicture(picture, out.colorDepth);
  // Where picture and bars do not fit side by side, the answer stands below the picture.
  const isWide = out.columns() >= imageSide + pictureGap + barLabel + narrowestBar;
  const beside = isWide ? imageSide + pictureGap : 0;
  const width = Math.max(narrowestBar, Math.min(widestBar, out.columns() - beside - barLabel));
  const mark = subject.label === undefined ? '' : subject.label === predicted ? colors.green(' ✓') : colors.red(' ✗');
  const right = [
    colors.dim(subject.title),
    `predicted: ${colors.bold(String(predicted))}${mark}`,
    '',
    ...outputLines(answer, width, out),
  ];
  if (!isWide) {
    for (const line of [...left, '', ...right]) out.line(line);
    return;
  }
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    out.line(`${pad(left[i] ?? '', imageSide + pictureGap)}${right[i] ?? ''}`.trimEnd());
  }
}

export async function predict(options: PredictOptions, context: CommandContext): Promise<void> {
  const { out } = context.terminal;
  checkBackendName(options.backend);
  if (options.index === undefined && options.image === undefined) {
    throw new UsageError('predict needs a sample: --index in the test set, or --image with a file.');
  }
  const trained = await readModelData(options.model);
  if (trained?.data.request !== undefined) {
    if (options.transpose !== undefined || options.invert !== undefined) {
      throw new UsageError('how the images of the model lie is in its record: leave --transpose and --invert out.');
    }
    const prediction = await predictOwn(options.model, trained, options);
    if (options.json) {
      const { index = null, image = null } = options;
      context.answer({ model: prediction.directory, index, image, ...ownPredictionJson(prediction) });
    } else {
      for (const line of renderOwnPrediction(prediction, out)) out.line(line);
    }
    return;
  }
  if (options.data !== undefined) {
    throw new UsageError(`${options.model} was not trained on --data; of digits say --data-dir.`);
  }
  const { model, experiment, directory } = await loadDigitModel(options.model);
  try {
    const subject = await findSubject(trained?.data, options, context.env);
    const device = await openBackend(options.backend);
    try {
      const [answer] = await predictDigits(model, subject.pixels, experiment.preprocessing, { device });
      warn(subject.warnings, context.terminal.err);
      if (options.json) {
        const { index = null, image = null } = options;
        const label = subject.label ?? null;
        const { predicted, ...outputs } = answer!;
        context.answer({ model: directory, index, image, label, digit: predicted, ...outputs });
      } else {
        print(subject, answer!, out);
      }
    } finally {
      await model.dispose();
      await device.dispose();
    }
  } finally {
    await model.dispose();
  }
}
