/**
 * Writes of state at the end of a step, to be listed as a program's `updates`. Everything else in the step reads the
 * state from before them. Update rules are Keras's: ε is added to the uncorrected √v, the velocity holds −lr·g.
 */
import { flag, fraction, nonNegative } from '../check/numbers.ts';
import { checkKeys } from '../check/options.ts';
import { checkScalar, checkTensor, checkVariable } from '../check/tensor.ts';
import { record, type Tensor, type Variable } from '../tensor.ts';
import { asTensor, type TensorLike } from './creation.ts';

/**
 * Slots smaller in magnitude than this become 0: 2⁻¹²⁰. A slot whose gradient has become 0 decays towards 0 and would stay
 * subnormal for good, and processors take a hundred cycles for each operation on such a number. What is left out of an
 * update is below 1e-29 for rates up to 1 and Keras's epsilon. TensorFlow flushes subnormal numbers to 0 as well.
 */
export const smallestSlot = 2 ** -120;

/**
 * variable ← value, of the same shape and dtype.
 * @example
 * const count = new Variable('count', [], 'i32');
 * const update = assign(count, add(count.tensor, 1));
 * program({ name: 'counting', state: [count], outputs: {}, updates: [update] }).updates.length; // → 1
 */
export function assign(variable: Variable, value: TensorLike): Tensor<'assign'> {
  checkVariable('assign', 'variable', variable);
  return record('assign', { variable }, [asTensor('assign', 'value', value, variable.dtype)]);
}

/**
 * Adam's step size with both bias corrections: learningRate · √(1 − β₂ᵗ) / (1 − β₁ᵗ).
 * @param learningRate f32 []
 * @param step i32 [], counted from 1
 * @example
 * const step = tensor([1], [], 'i32');
 * await evaluate(adamStepSize(tensor([0.001], []), step, { beta1: 0.9, beta2: 0.999 })); // → [0.00031623]
 */
export function adamStepSize(
  learningRate: Tensor,
  step: Tensor,
  betas: { readonly beta1: number; readonly beta2: number },
): Tensor {
  checkScalar('adamStepSize', 'learningRate', learningRate, 'f32');
  checkScalar('adamStepSize', 'step', step, 'i32');
  checkKeys('adamStepSize', betas, ['beta1', 'beta2'], 'betas');
  const beta1 = fraction('adamStepSize', 'beta1', betas.beta1);
  const beta2 = fraction('adamStepSize', 'beta2', betas.beta2);
  return record('adamStepSize', { beta1, beta2 }, [learningRate, step]);
}

/** @throws ArgumentError, UnknownNameError unless `slots` holds a variable under each name and nothing else. */
function checkSlots(where: string, slots: object, names: readonly string[]): void {
  checkKeys(where, slots, names, 'slots');
  for (const name of names) checkVariable(where, name, (slots as Readonly<Record<string, unknown>>)[name]);
}

/** A parameter and what Adam keeps beside it, all of one shape. */
export interface AdamSlots {
  readonly parameter: Variable;
  /** Running mean of the gradient. */
  readonly m: Variable;
  /** Running mean of its square. */
  readonly v: Variable;
}

/** Adam's constants; all have to be given. The defaults of papers stand in `adam` of `@inkgrad/nn`. */
export interface AdamOptions {
  /** Decay of the running mean of the gradient, in [0, 1). */
  readonly beta1: number;
  /** Decay of the running mean of its square, in [0, 1). */
  readonly beta2: number;
  /** Added to the root, so that nothing is divided by 0. */
  readonly epsilon: number;
}

/**
 * m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − stepSize · m / (√v + ε).
 * m and v below `smallestSlot` in magnitude become 0.
 * Source: https://arxiv.org/abs/1412.6980, the efficient form of its section 2, as Keras computes it.
 * @example
 * const w = new Variable('w', [2]);
 * const slots = { parameter: w, m: new Variable('m', [2]), v: new Variable('v', [2]) };
 * const [slope] = gradient(sum(square(w.tensor)), [w.tensor]);
 * const update = adamUpdate(slots, slope, tensor([0.001], []), { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
 * program({ name: 'step', state: Object.values(slots), outputs: {}, updates: [update] }).updates.length; // → 1
 */
export function adamUpdate(
  slots: AdamSlots,
  gradient: Tensor,
  stepSize: Tensor,
  options: AdamOptions,
): Tensor<'adamUpdate'> {
  const where = 'adamUpdate';
  checkSlots(where, slots, ['parameter', 'm', 'v']);
  checkTensor(where, 'gradient', gradient);
  checkScalar(where, 'stepSize', stepSize, 'f32');
  checkKeys(where, options, ['beta1', 'beta2', 'epsilon']);
  const beta1 = fraction(where, 'beta1', options.beta1);
  const beta2 = fraction(where, 'beta2', options.beta2);
  const epsilon = nonNegative(where, 'epsilon', options.epsilon);
  const { parameter, m, v } = slots;
  return record('adamUpdate', { parameter, m, v, beta1, beta2, epsilon }, [gradient, stepSize]);
}

/** A parameter and its velocity, of one shape. */
export interface MomentumSlots {
  readonly parameter: Variable;
  readonly velocity: Variable;
}

/**
 * u ← momentum · u − lr · g; w ← w + u, or w ← w + momentum · u − lr · g with Nesterov.
 * u below `smallestSlot` in magnitude becomes 0.
 * Source: https://keras.io/api/optimizers/sgd/
 * @example
 * const w = new Variable('w', [2]);
 * const velocity = new Variable('velocity', [2]);
 * const [slope] = gradient(sum(square(w.tensor)), [w.tensor]);
 * const update = momentumUpdate({ parameter: w, velocity }, slope, tensor([0.1], []), { momentum: 0.9 });
 * program({ name: 'step', state: [w, velocity], outputs: {}, updates: [update] }).updates.length; // → 1
 */
export function momentumUpdate(
  slots: MomentumSlots,
  gradient: Tensor,
  learningRate: Tensor,
  options: { readonly momentum: number; readonly nesterov?: boolean },
): Tensor<'momentumUpdate'> {
  const where = 'momentumUpdate';
  checkSlots(where, slots, ['parameter', 'velocity']);
  checkTensor(where, 'gradient', gradient);
  checkScalar(where, 'learningRate', learningRate, 'f32');
  checkKeys(where, options, ['momentum', 'nesterov']);
  const momentum = fraction(where, 'momentum', options.momentum);
  const nesterov = flag(where, 'nesterov', options.nesterov ?? false);
  const { parameter, velocity } = slots;
  return record('momentumUpdate', { parameter, velocity, momentum, nesterov }, [gradient, learningRate]);
}
