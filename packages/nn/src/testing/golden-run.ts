/**
 * Runs golden trajectories on a device through the public model – `fit` for the steps, `lossGradients` for what lies
 * inside them – and measures how far each quantity is from the known figures.
 */
import { type Device, isInkgradError } from '@inkgrad/tensor';
import type { ActivationName } from '../activations/activations.ts';
import { uploadDataset } from '../data/dataset.ts';
import type { NdArray } from '../data/nd-array.ts';
import { checkOptimizer } from '../define/define-optimizer.ts';
import { dense } from '../layers/dense.ts';
import { flatten } from '../layers/flatten.ts';
import { sequential } from '../model/make-model.ts';
import type { Sequential } from '../model/model.ts';
import { l2 } from '../regularizers/regularizers.ts';
import { farthest, relative } from './errors-of.ts';
import type { GoldenCase, GoldenStep } from './golden-cases.ts';
import { GoldenFormatError } from './golden-checker.ts';
import type { LayerCase } from './layer-cases.ts';
import { runLayerCase } from './layer-run.ts';

/**
 * The largest error allowed for each quantity. Losses are relative, the rest absolute. The figures are float64 and the
 * devices f32, whose rounding is 6e-8: sums over the widest layer (some 100 terms) and a few steps stay well within 1e-5.
 */
export const goldenTolerances = {
  loss: 1e-5,
  dataLoss: 1e-5,
  regularizationLoss: 1e-5,
  probabilities: 1e-5,
  outputs: 1e-5,
  gradients: 1e-5,
  parameters: 1e-5,
  weights: 1e-5,
  evaluationLoss: 1e-5,
  evaluationOutputs: 1e-5,
} as const;

/** What is compared of each golden step. */
export type GoldenQuantity = keyof typeof goldenTolerances;
/** Largest error of each quantity that is known; NaN where a value is NaN, which no tolerance allows. */
export type GoldenErrors = Readonly<Partial<Record<GoldenQuantity, number>>>;

/** How far a device is from one golden training. */
export interface GoldenResult {
  readonly name: string;
  readonly steps: number;
  /** Over all steps of the case. */
  readonly errors: GoldenErrors;
  readonly passed: boolean;
}

/** How far a device is from all golden trainings. */
export interface GoldenReport {
  readonly device: string;
  readonly cases: readonly GoldenResult[];
  /** Over all cases. */
  readonly largest: GoldenErrors;
  readonly tolerances: Readonly<Record<GoldenQuantity, number>>;
  readonly passed: boolean;
}

const quantities = Object.keys(goldenTolerances) as readonly GoldenQuantity[];

/**
 * Runs each case and compares. The device stays open.
 * @throws GoldenFormatError for a case that names an unknown layer, activation, loss or optimizer
 */
export async function runGoldenCases(
  device: Device,
  cases: readonly (GoldenCase | LayerCase)[],
): Promise<GoldenReport> {
  const results: GoldenResult[] = [];
  for (const item of cases) {
    const errors = 'weightShapes' in item ? await runLayerCase(device, item) : await runCase(device, item);
    results.push({ name: item.name, steps: item.steps.length, errors, passed: withinTolerances(errors) });
  }
  const largest = results.reduce<GoldenErrors>((sofar, { errors }) => larger(sofar, errors), {});
  const passed = results.every((result) => result.passed);
  return { device: device.name, cases: results, largest, tolerances: goldenTolerances, passed };
}

function withinTolerances(errors: GoldenErrors): boolean {
  return quantities.every(
    (quantity) => errors[quantity] === undefined || errors[quantity] <= goldenTolerances[quantity],
  );
}

function larger(a: GoldenErrors, b: GoldenErrors): GoldenErrors {
  const known = quantities.filter((quantity) => a[quantity] !== undefined || b[quantity] !== undefined);
  return Object.fromEntries(known.map((quantity) => [quantity, Math.max(a[quantity] ?? 0, b[quantity] ?? 0)]));
}

async function runCase(device: Device, item: GoldenCase): Promise<GoldenErrors> {
  const model = caseModel(item);
  try {
    await model.setWeights(initialWeights(model, item));
    let errors: GoldenErrors = {};
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
