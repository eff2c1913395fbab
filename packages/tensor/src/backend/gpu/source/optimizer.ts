/**
 * Optimizer updates as kernels. Parameters with one rule and one rate are updated together where they can lie in one
 * memory: rows parameter, m, v (or parameter, velocity), in that order, so that a device that runs cells in turn has
 * read the old slots when it gets to write them.
 */
import { smallestSlot } from '../../../functions/update.ts';
import type { AdamStep, MomentumStep } from '../../../plan/plan.ts';
import { dispatchLimits, type KernelSpec, kernelSource, literal } from '../kernel-spec.ts';
import type { Slot } from '../program.ts';
import type { HeavyKernel } from './heavy.ts';
import type { Operand } from './node.ts';
import { clampedTo, type Writer } from './writer.ts';

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

/** The new value of a slot, 0 where it is too small. */
const slot = (value: string): string => `((Math.abs(${value}) < ${literal(smallestSlot)}) ? 0 : (${value}))`;

const mean = (beta: number, old: string, g: string): string =>
  slot(`${literal(beta)} * ${old} + ${literal(1 - beta)} * ${g}`);
const meanSquare = (beta: number, old: string, g: string): string =>
  slot(`${literal(beta)} * ${old} + ${literal(1 - beta)} * ${g} * ${g}`);

/** Inputs: m, gradient. */
export const adamMean = ({ length, beta1 }: AdamStep): KernelSpec =>
  inPlace('Adam mean', [length, length], mean(beta1, `a0[${at}]`, `a1[${at}]`));

/** Inputs: v, gradient. */
export const adamMeanSquare = ({ length, beta2 }: AdamStep): KernelSpec =>
  inPlace('Adam mean square', [length, length], meanSquare(beta2, `a0[${at}]`, `a1[${at}]`));

/** Inputs: parameter, the new m, the new v, step size. */
export const adamParameter = ({ length, epsilon }: AdamStep): KernelSpec =>
  inPlace(
    'Adam',
    [length, length, length, 1],
    `a0[${at}] - a3[0] * a1[${at}] / (Math.sqrt(a2[${at}]) + ${literal(epsilon)})`,
  );

/** Inputs: velocity, gradient, learning rate. */
export const momentumVelocity = ({ length, momentum }: MomentumStep): KernelSpec =>
  inPlace('momentum', [length, length, 1], slot(`${literal(momentum)} * a0[${at}] - a2[0] * a1[${at}]`));

/** Inputs: parameter, the new velocity, and with Nesterov gradient and learning rate. */
export const momentumParameter = ({ length, momentum, nesterov }: MomentumStep): KernelSpec =>
  nesterov
    ? inPlace(
        'Nesterov step',
        [length, length, length, 1],
        `a0[${at}] + (${literal(momentum)} * a1[${at}] - a3[0] * a2[${at}])`,
      )
    : inPlace('momentum step', [length, length], `a0[${at}] + a1[${at}]`);

/** The rows that a grouped update writes, and how many there are. */
export const groupRows = { adam: 3, momentum: 2 } as const;

/** Parameters beside one another where there are more of them than an axis of a dispatch takes. */
const foldedRow = 8192;

/** How long the rows of a group are made for `length` parameters: whole folded rows where they have to be folded. */
export const groupLength = (length: number): number =>
  length <= dispatchLimits[0] ? length : Math.ceil(length / foldedRow) * foldedRow;

/** A rate as it is written into a kernel. */
export type Rate = (writer: Writer) => { readonly lines: readonly string[]; readonly value: string };

/** All parameters of a group: `state` has a row of `length`, a `groupLength`, for each array, `gradient` one. */
export function groupedUpdate(
  step: AdamStep | MomentumStep,
  length: number,
  state: Operand,
  gradient: Operand,
  rate: Rate,
  rateOperands: readonly Operand[],
): HeavyKernel {
  const rows = groupRows[step.kind];
  const folded = length > dispatchLimits[0];
  const [row, column] = folded ? ['this.thread.z', `(this.thread.y * ${foldedRow} + ${at})`] : ['this.thread.y', at];
  return {
    name: `${step.kind} of ${length} parameters`,
    shape: [rows, length],
    operands: [state, gradient, ...rateOperands],
    inPlace: true,
    write(writer) {
      const old = (array: number): string => writer.element(state, [rows, length], [String(array), column]).value;
      const written = rate(writer);
      const g = writer.element(gradient, [length], [column]).value;
      const [first, ...others] =
        step.kind === 'adam' ? adamRows(step, old, written.value) : momentumRows(step, old, written.value);
      const body = [
        ...written.lines,
        `const g = ${g};`,
        'let r = 0;',
        `if (${row} < 1) {`,
        ...first!,
        ...(others.length > 1
          ? [`} else { if (${row} < 2) {`, ...others[0]!, '} else {', ...others[1]!, '} }']
          : ['} else {', ...others[0]!, '}']),
        'return r;',
      ];
      const output = folded ? [foldedRow, length / foldedRow, rows] : [length, rows];
      return { body, output, components: 1, scalar: false };
    },
  };
}

function adamRows({ beta1, beta2, epsilon }: AdamStep, old: (row: number) => string, rate: string): string[][] {
  const [m, v] = [mean(beta1, old(1), 'g'), meanSquare(beta2, old(2), 'g')];
  return [
    [`const m = ${m};`, `const v = ${v};`, `r = ${old(0)} - ${rate} * m / (Math.sqrt(v) + ${literal(epsilon)});`],
    [`r = ${m};`],
    [`r = ${v};`],
  ];
}

function momentumRows({ momentum, nesterov }: MomentumStep, old: (row: number) => string, rate: string): string[][] {
  const u = slot(`${literal(momentum)} * ${old(1)} - ${rate} * g`);
  const step = nesterov ? `(${literal(momentum)} * u - ${rate} * g)` : 'u';
  return [[`const u = ${u};`, `r = ${old(0)} + ${step};`], [`r = ${u};`]];
}

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

/** The step size from learning rate, step and the table of pairs. The product is Dekker's, rounded once. */
export function adamStepSize(learningRate: Operand, step: Operand, table: { readonly slot: Slot }): Rate {
  const entries = table.slot.length / 2;
  const split = (x: string): string[] => [
    `const ${x}s = ${x} * 4097;`,
    `const ${x}h = ${x}s - (${x}s - ${x});`,
    `const ${x}l = ${x} - ${x}h;`,
  ];
  return (writer) => {
    const rate = writer.element(learningRate, [1], ['0']);
    const t = writer.element(step, [1], ['0']);
    const entry = (part: number): string => writer.element(table, [entries, 2], ['entry', String(part)]).value;
    return {
      lines: [
        ...rate.lines,
        `const lr = ${rate.value};`,
        ...t.lines,
        `const time = ${t.value};`,
        `const entry = ${clampedTo('time', entries)};`,
        `const bc = ${entry(0)};`,
        ...split('lr'),
        ...split('bc'),
        'const product = lr * bc;',
        'const error = ((lrh * bch - product) + lrh * bcl + lrl * bch) + lrl * bcl;',
      ],
      // What is huge or infinite would overflow where it is split.
      value: `((Math.abs(lr) < ${literal(2 ** 100)}) ? product + (error + lr * ${entry(1)}) : product)`,
    };
  };
}

export function adamStepSizeKernel(rate: Rate, operands: readonly Operand[]): HeavyKernel {
  return {
    name: 'Adam step size',
    shape: [1],
    operands,
    write(writer, finish) {
      const { lines, value } = rate(writer);
      const finished = finish(value, ['this.thread.x']);
      return {
        body: [...lines, ...finished.lines, `return ${finished.value};`],
        output: [1],
        components: 1,
        scalar: true,
      };
    },
  };
}
