/**
 * Optimizer updates as kernels, one for each array they write, all in place: a cell reads what it writes and nothing
 * else of that array.
 */
import type { AdamStep, MomentumStep } from '../../../plan/plan.ts';
import { kernelSource, type KernelSpec, literal } from '../kernel-spec.ts';

const at = 'this.thread.x';

function inPlace(name: string, inputs: readonly number[], expression: string): KernelSpec {
  const length = inputs[0]!;
  return {
    name: `${name} of ${length}`,
    source: kernelSource(inputs.length, [`return ${expression};`]),
    inputs: inputs.map((n) => [n]),
    output: [length],
    components: 1,
    scalar: false,
  };
}

/** Inputs: m, gradient. */
export const adamMean = ({ length, beta1 }: AdamStep): KernelSpec =>
  inPlace('Adam mean', [length, length], `${literal(beta1)} * a0[${at}] + ${literal(1 - beta1)} * a1[${at}]`);

/** Inputs: v, gradient. */
export const adamMeanSquare = ({ length, beta2 }: AdamStep): KernelSpec =>
  inPlace('Adam mean square', [length, length], `${literal(beta2)} * a0[${at}] + ${literal(1 - beta2)} * a1[${at}] * a1[${at}]`);

/** Inputs: parameter, the new m, the new v, step size. */
export const adamParameter = ({ length, epsilon }: AdamStep): KernelSpec =>
  inPlace('Adam', [length, length, length, 1], `a0[${at}] - a3[0] * a1[${at}] / (Math.sqrt(a2[${at}]) + ${literal(epsilon)})`);

/** Inputs: velocity, gradient, learning rate. */
export const momentumVelocity = ({ length, momentum }: MomentumStep): KernelSpec =>
  inPlace('momentum', [length, length, 1], `${literal(momentum)} * a0[${at}] - a2[0] * a1[${at}]`);

/** Inputs: parameter, the new velocity, and with Nesterov gradient and learning rate. */
export const momentumParameter = ({ length, momentum, nesterov }: MomentumStep): KernelSpec =>
  nesterov
    ? inPlace('Nesterov step', [length, length, length, 1], `a0[${at}] + ${literal(momentum)} * a1[${at}] - a3[0] * a2[${at}]`)
    : inPlace('momentum step', [length, length], `a0[${at}] + a1[${at}]`);

/**
 * √(1 − β₂ᵗ) / (1 − β₁ᵗ) for t = 0, 1, … as pairs of float32 numbers whose sum holds 48 bits, until it is 1.
 * Longer training than `longestTable` steps uses the last entry.
 */
export function adamBiasTable(beta1: number, beta2: number): Float32Array {
  const slowest = Math.max(beta1, beta2);
  const needed = slowest <= 0 ? 2 : Math.ceil((-48 * Math.LN2) / Math.log(slowest)) + 2;
  const table = new Float32Array(2 * Math.min(Math.max(needed, 2), longestTable));
  for (let t = 0; t < table.length / 2; t++) {
    const correction = Math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t);
    table[2 * t] = correction;
    table[2 * t + 1] = correction - table[2 * t]!;
  }
  return table;
}

const longestTable = 2 ** 19;

/** Inputs: learning rate, step, the table. The product is Dekker's, so that it is rounded once. */
export function adamStepSizeKernel(entries: number): KernelSpec {
  const split = (x: string): string[] => [
    `const ${x}s = ${x} * 4097;`,
    `const ${x}h = ${x}s - (${x}s - ${x});`,
    `const ${x}l = ${x} - ${x}h;`,
  ];
  return {
    name: 'Adam step size',
    source: kernelSource(3, [
      'const r = a0[0];',
      'const t = a1[0];',
      `const i = (t < 0) ? 0 : ((t > ${entries - 1}) ? ${entries - 1} : t);`,
      'const c = a2[i][0];',
      'const d = a2[i][1];',
      ...split('r'),
      ...split('c'),
      'const p = r * c;',
      'const e = ((rh * ch - p) + rh * cl + rl * ch) + rl * cl;',
      'return p + (e + r * d);',
    ]),
    inputs: [[1], [1], [2, entries]],
    output: [1],
    components: 1,
    scalar: true,
  };
}
