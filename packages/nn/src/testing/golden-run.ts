/**
 * Runs golden trajectories on a device through the public model – `fit` for the steps, `lossGradients` for what lies
 * inside them – and measures how far each quantity is from the known figures.
 */
import { type Device, isInkgradError } from '@inkgrad/tensor';
import type { ActivationName } from '../activations/activations.ts';
import { uploadDataset } from '../data/dataset.ts';
import type { NdArray } from '../data/nd-array.ts';
import { dense } from '../layers/dense.ts';
import { flatten } from '../layers/flatten.ts';
import { type Sequential, sequential } from '../model/model.ts';
import { checkOptimizer } from '../optimizers/optimizer-table.ts';
import { l2 } from '../regularizers/regularizers.ts';
import { type GoldenCase, GoldenFormatError, type GoldenStep } from './golden-cases.ts';

/**
 * The largest error allowed for each quantity. Losses are relative, the rest absolute. The figures are float64 and the
 * devices f32, whose rounding is 6e-8: sums over the widest layer (12 terms) and a few steps stay well within 1e-5.
 */
export const goldenTolerances = {
  loss: 1e-5,
  dataLoss: 1e-5,
  regularizationLoss: 1e-5,
  probabilities: 1e-5,
  gradients: 1e-5,
  parameters: 1e-5,
} as const;

export type GoldenQuantity = keyof typeof goldenTolerances;
/** Largest error of each quantity; NaN where a value is NaN, which no tolerance allows. */
export type GoldenErrors = Readonly<Record<GoldenQuantity, number>>;

export interface GoldenResult {
  readonly name: string;
  readonly steps: number;
  /** Over all steps of the case. */
  readonly errors: GoldenErrors;
  readonly passed: boolean;
}

export interface GoldenReport {
  readonly device: string;
  readonly cases: readonly GoldenResult[];
  /** Over all cases. */
  readonly largest: GoldenErrors;
  readonly tolerances: GoldenErrors;
  readonly passed: boolean;
}

const quantities = Object.keys(goldenTolerances) as readonly GoldenQuantity[];
const noErrors: GoldenErrors = {
  loss: 0,
  dataLoss: 0,
  regularizationLoss: 0,
  probabilities: 0,
  gradients: 0,
  parameters: 0,
};

/**
 * Runs each case and compares. The device stays open.
 * @throws GoldenFormatError for a case that names an unknown activation or optimizer
 */
export async function runGoldenCases(device: Device, cases: readonly GoldenCase[]): Promise<GoldenReport> {
  const results: GoldenResult[] = [];
  for (const item of cases) {
    const errors = await runCase(device, item);
    results.push({ name: item.name, steps: item.steps.length, errors, passed: withinTolerances(errors) });
  }
  const largest = results.reduce((sofar, { errors }) => larger(sofar, errors), noErrors);
  const passed = results.every((result) => result.passed);
  return { device: device.name, cases: results, largest, tolerances: goldenTolerances, passed };
}

function withinTolerances(errors: GoldenErrors): boolean {
  return quantities.every((quantity) => errors[quantity] <= goldenTolerances[quantity]);
}

function larger(a: GoldenErrors, b: GoldenErrors): GoldenErrors {
  return Object.fromEntries(quantities.map((q) => [q, Math.max(a[q], b[q])])) as unknown as GoldenErrors;
}

async function runCase(device: Device, item: GoldenCase): Promise<GoldenErrors> {
  const model = caseModel(item);
  try {
    await model.setWeights(initialWeights(model, item));
    let errors = noErrors;
    for (const step of item.steps) errors = larger(errors, await runStep(device, model, item, step));
    return errors;
  } finally {
    await model.dispose();
  }
}

function caseModel({ name, inputShape, layers, optimizer }: GoldenCase): Sequential {
  try {
    const stack = layers.map(({ units, activation, kernelL2, activityL2 }) =>
      dense({
        units,
        activation: activation as ActivationName,
        ...(kernelL2 === 0 ? {} : { kernelRegularizer: l2(kernelL2) }),
        ...(activityL2 === 0 ? {} : { activityRegularizer: l2(activityL2) }),
      }),
    );
    const model = sequential({ layers: inputShape.length === 1 ? stack : [flatten(), ...stack], inputShape });
    return model.compile({ optimizer: checkOptimizer('optimizer', optimizer), loss: 'sparseCategoricalCrossentropy' });
  } catch (error) {
    if (!isInkgradError(error)) throw error;
    throw new GoldenFormatError(`golden case "${name}"`, 'the model', 'one that can be built', error.message);
  }
}

function initialWeights(model: Sequential, { initial }: GoldenCase): NdArray[] {
  const flat = initial.flatMap(({ kernel, bias }) => [kernel, bias]);
  const shapes = model
    .describeLayers()
    .flatMap(({ layer, inputShape, outputShape }) =>
      layer.type === 'dense' ? [[inputShape[0]!, outputShape[0]!], [outputShape[0]!]] : [],
    );
  return flat.map((values, at) => ({ shape: shapes[at]!, data: Float32Array.from(values) }));
}

async function runStep(device: Device, model: Sequential, item: GoldenCase, step: GoldenStep): Promise<GoldenErrors> {
  const { batchSize, inputShape } = item;
  const x = { shape: [batchSize, ...inputShape], data: Float32Array.from(step.x) };
  const data = await uploadDataset(device, x, Int32Array.from(step.y));
  try {
    const before = await model.lossGradients(data);
    const { history } = await model.fit(data, { batchSize, shuffle: false });
    const after = await model.getWeights();
    return {
      loss: relative(history['loss']![0]!, step.loss),
      dataLoss: relative(before.dataLoss, step.dataLoss),
      regularizationLoss: relative(before.regularizationLoss, step.regularizationLoss),
      probabilities: farthest([before.values], [step.probabilities]),
      gradients: farthest(before.gradients, step.gradients),
      parameters: farthest(after, step.parametersAfter),
    };
  } finally {
    data.dispose();
  }
}

function relative(value: number, expected: number): number {
  return expected === 0 ? Math.abs(value) : Math.abs(value - expected) / Math.abs(expected);
}

function farthest(arrays: readonly NdArray[], expected: readonly (readonly number[])[]): number {
  const errors = expected.flatMap((values, at) => values.map((value, i) => Math.abs(arrays[at]!.data[i]! - value)));
  return Math.max(0, ...errors);
}
