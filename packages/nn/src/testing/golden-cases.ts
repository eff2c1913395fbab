/**
 * The file of golden trajectories, format 1: dense models with known losses, gradients and parameters of every step. This
 * file describes and checks it; `golden-run.ts` runs it. Format 2, of any layers, is `layer-cases.ts`.
 */
import { GoldenChecker } from './golden-checker.ts';
import { checkLayerCase, type LayerCase } from './layer-cases.ts';

/** One dense layer of a case. */
export interface GoldenLayer {
  readonly units: number;
  readonly activation: string;
  /** Factor of the kernel's L2 penalty. */
  readonly kernelL2: number;
  /** Factor of the output's L2 penalty. */
  readonly activityL2: number;
}

/** One training step and what it gives. Arrays are row-major. */
export interface GoldenStep {
  /** [batchSize, ...inputShape] */
  readonly x: readonly number[];
  /** [batchSize], whole numbers */
  readonly y: readonly number[];
  readonly dataLoss: number;
  readonly regularizationLoss: number;
  readonly loss: number;
  /** [batchSize, classes], before the step */
  readonly probabilities: readonly number[];
  /** Kernel, bias, kernel, bias, … */
  readonly gradients: readonly (readonly number[])[];
  readonly parametersAfter: readonly (readonly number[])[];
}

/** A training that is known step by step: a model, its first weights, batches, and what each step gives. */
export interface GoldenCase {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly batchSize: number;
  readonly layers: readonly GoldenLayer[];
  /** Settings as `adam` and `sgd` take them, with the optimizer's name. */
  readonly optimizer: Readonly<Record<string, unknown>>;
  readonly initial: readonly { readonly kernel: readonly number[]; readonly bias: readonly number[] }[];
  readonly steps: readonly GoldenStep[];
}

/**
 * Checks a parsed JSON file of golden cases.
 * @param file what the file is called in errors
 * @throws GoldenFormatError that names the first place which is not as it should be
 */
export function checkGoldenCases(json: unknown, file = 'golden cases'): readonly (GoldenCase | LayerCase)[] {
  const check = new GoldenChecker(file);
  const root = check.record('the file', json);
  check.that('format', '1 or 2', root['format'], root['format'] === 1 || root['format'] === 2);
  const checkOne = root['format'] === 1 ? checkCase : checkLayerCase;
  return check.list('cases', root['cases']).map((item, at) => checkOne(check, `cases[${at}]`, item));
}

const layerKeys = ['units', 'activation', 'kernelL2', 'activityL2'];
const stepKeys = ['x', 'y', 'dataLoss', 'regularizationLoss', 'loss', 'probabilities', 'gradients', 'parametersAfter'];

function checkCase(check: GoldenChecker, path: string, value: unknown): GoldenCase {
  const given = check.record(path, value);
  const inputShape = check
    .list(`${path}.inputShape`, given['inputShape'])
    .map((n, at) => check.size(`${path}.inputShape[${at}]`, n));
  const batchSize = check.size(`${path}.batchSize`, given['batchSize']);
  const layers = check.list(`${path}.layers`, given['layers']).map((item, at): GoldenLayer => {
    const where = `${path}.layers[${at}]`;
    const layer = check.record(where, item, layerKeys);
    return {
      units: check.size(`${where}.units`, layer['units']),
      activation: check.text(`${where}.activation`, layer['activation']),
      kernelL2: check.number(`${where}.kernelL2`, layer['kernelL2'] ?? 0),
      activityL2: check.number(`${where}.activityL2`, layer['activityL2'] ?? 0),
    };
  });
  const inputSize = inputShape.reduce((product, n) => product * n, 1);
  const sizes = layers.flatMap(({ units }, at) => [(at === 0 ? inputSize : layers[at - 1]!.units) * units, units]);
  const initial = check.list(`${path}.initial`, given['initial'], layers.length).map((item, at) => {
    const where = `${path}.initial[${at}]`;
    const parameters = check.record(where, item, ['kernel', 'bias']);
    return {
      kernel: check.numbers(`${where}.kernel`, parameters['kernel'], sizes[2 * at]!),
      bias: check.numbers(`${where}.bias`, parameters['bias'], sizes[2 * at + 1]!),
    };
  });
  const classes = layers.at(-1)!.units;
  const steps = check.list(`${path}.steps`, given['steps']).map((item, at): GoldenStep => {
    const where = `${path}.steps[${at}]`;
    const step = check.record(where, item, stepKeys);
    const arrays = (key: string): (readonly number[])[] =>
      check
        .list(`${where}.${key}`, step[key], sizes.length)
        .map((own, i) => check.numbers(`${where}.${key}[${i}]`, own, sizes[i]!));
    const y = check.numbers(`${where}.y`, step['y'], batchSize);
    const wrong = y.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
    check.that(`${where}.y[${wrong}]`, `a whole number in [0, ${classes})`, y[wrong], wrong < 0);
    return {
      x: check.numbers(`${where}.x`, step['x'], batchSize * inputSize),
      y,
      dataLoss: check.number(`${where}.dataLoss`, step['dataLoss']),
      regularizationLoss: check.number(`${where}.regularizationLoss`, step['regularizationLoss']),
      loss: check.number(`${where}.loss`, step['loss']),
      probabilities: check.numbers(`${where}.probabilities`, step['probabilities'], batchSize * classes),
      gradients: arrays('gradients'),
      parametersAfter: arrays('parametersAfter'),
    };
  });
  const optimizer = check.record(`${path}.optimizer`, given['optimizer']);
  check.text(`${path}.optimizer.name`, optimizer['name']);
  return { name: check.text(`${path}.name`, given['name']), inputShape, batchSize, layers, optimizer, initial, steps };
}
