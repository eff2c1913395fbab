/**
 * What each kind of plan step means: plain loops over host arrays, sums in float64, no cleverness. Optimizers round each
 * operation to float32, and their settings are float32, so that huge gradients overflow here as they do elsewhere.
 */
import type { TypedArray } from '../../dtype.ts';
import { IndexRangeError } from '../../errors.ts';
import { smallestSlot } from '../../functions/update.ts';
import type { MapOperation, PlanStep, StepKind } from '../../plan/plan.ts';
import { sizeOf } from '../../shape.ts';
import { mapOperations } from './map-operations.ts';
import { runConvolution, runPool } from './windows.ts';

/** One array for each buffer of the plan. */
export type Memory = readonly TypedArray[];

type Kernel<K extends StepKind> = (step: Extract<PlanStep, { kind: K }>, memory: Memory) => void;

/** The row that an index names; with `fromEnd`, counted from the end where it is negative. */
function checkedIndex(op: string, indices: TypedArray, position: number, rows: number, fromEnd = false): number {
  const index = indices[position]!;
  const row = fromEnd && index < 0 ? index + rows : index;
  if (row < 0 || row >= rows) throw new IndexRangeError(op, index, position, rows, fromEnd);
  return row;
}

const f = Math.fround;

/** The new value of an optimizer's slot. */
const slot = (x: number): number => (Math.abs(x) < smallestSlot ? 0 : x);

function runMap(step: Extract<PlanStep, { kind: 'map' }>, memory: Memory): void {
  const { shape, loads, operations, stores } = step;
  const registers = new Array<number>(loads.length + operations.length).fill(0);
  const index = new Array<number>(shape.length).fill(0);
  const size = sizeOf(shape);
  for (let position = 0; position < size; position++) {
    loads.forEach(({ buffer, offset, strides }, register) => {
      const at = strides.reduce((sum, stride, axis) => sum + stride * index[axis]!, offset);
      registers[register] = memory[buffer]![at]!;
    });
    operations.forEach((operation, i) => {
      registers[loads.length + i] = evaluate(operation, registers, position, index);
    });
    for (const { register, buffer } of stores) memory[buffer]![position] = registers[register]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = index[axis]! + 1;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

function evaluate(operation: MapOperation, registers: readonly number[], position: number, index: number[]): number {
  const { op, attributes, inputs, dtype } = operation;
  const rule = mapOperations[op] as (attributes: unknown, inputs: readonly number[], at: object) => number;
  return rule(
    attributes,
    inputs.map((register) => registers[register]!),
    { position, index, dtype },
  );
}

type SparseStep = Extract<PlanStep, { kind: 'sparseGather' | 'sparseMatmul' | 'sparseMatmulTransposed' }>;

/** Visits the entries of the chosen rows, row by row, in the order of their columns. */
function eachEntry(step: SparseStep, memory: Memory, visit: (i: number, column: number, value: number) => void): void {
  const [starts, columns, values] = [memory[step.segmentStart]!, memory[step.columnIndex]!, memory[step.values]!];
  for (let i = 0; i < step.count; i++) {
    const row = checkedIndex(step.kind, memory[step.indices]!, i, step.rows);
    for (let at = starts[row * step.segments]!; at < starts[(row + 1) * step.segments]!; at++) {
      visit(i, columns[at]!, values[at]!);
    }
  }
}

/** Row maximum with NaN winning, and the sum of exp(x − maximum). */
function rowSoftmax(x: TypedArray, start: number, columns: number): { maximum: number; total: number } {
  let maximum = -Infinity;
  for (let c = 0; c < columns; c++) maximum = Math.max(maximum, x[start + c]!);
  let total = 0;
  for (let c = 0; c < columns; c++) total += Math.exp(x[start + c]! - maximum);
  return { maximum, total };
}

/** Reduces `length` elements that are `inner` apart. */
const reductions: {
  readonly [K in Extract<PlanStep, { kind: 'reduce' }>['op']]: (
    x: TypedArray,
    start: number,
    length: number,
    inner: number,
  ) => number;
} = {
  sum: (x, start, length, inner) => {
    let total = 0;
    for (let l = 0; l < length; l++) total += x[start + l * inner]!;
    return total;
  },
  max: (x, start, length, inner) => {
    let best = -Infinity;
    for (let l = 0; l < length; l++) best = Math.max(best, x[start + l * inner]!);
    return best;
  },
  argmax: (x, start, length, inner) => {
    let best = 0;
    for (let l = 1; l < length; l++) {
      const candidate = x[start + l * inner]!;
      const current = x[start + best * inner]!;
      if (candidate > current || (Number.isNaN(candidate) && !Number.isNaN(current))) best = l;
    }
    return best;
  },
};

const kernels: { readonly [K in StepKind]: Kernel<K> } = {
  map: runMap,
  matmul: ({ a, b, out, batch, m, k, n, transposeA, transposeB, batchStrideA, batchStrideB }, memory) => {
    const [x, y, z] = [memory[a]!, memory[b]!, memory[out]!];
    for (let g = 0; g < batch; g++) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let total = 0;
          for (let l = 0; l < k; l++) {
            const left = x[g * batchStrideA + (transposeA ? l * m + i : i * k + l)]!;
            const right = y[g * batchStrideB + (transposeB ? j * k + l : l * n + j)]!;
            total += left * right;
          }
          z[(g * m + i) * n + j] = total;
        }
      }
    }
  },
  reduce: ({ op, input, out, outer, length, inner }, memory) => {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        memory[out]![o * inner + i] = reductions[op](memory[input]!, o * length * inner + i, length, inner);
      }
    }
  },
  rows: ({ op, input, out, rows, columns }, memory) => {
    const x = memory[input]!;
    for (let r = 0; r < rows; r++) {
      const { maximum, total } = rowSoftmax(x, r * columns, columns);
      for (let at = r * columns; at < (r + 1) * columns; at++) {
        memory[out]![at] = op === 'softmax' ? Math.exp(x[at]! - maximum) / total : x[at]! - maximum - Math.log(total);
      }
    }
  },
  crossEntropy: ({ logits, labels, out, rows, columns }, memory) => {
    for (let r = 0; r < rows; r++) {
      const label = checkedIndex('softmaxCrossEntropy', memory[labels]!, r, columns);
      const { maximum, total } = rowSoftmax(memory[logits]!, r * columns, columns);
      memory[out]![r] = Math.log(total) + maximum - memory[logits]![r * columns + label]!;
    }
  },
  gather: ({ table, indices, out, outer, rows, rowLength, count, fromEnd }, memory) => {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < count; i++) {
        const row = checkedIndex('gather', memory[indices]!, i, rows, fromEnd);
        const [from, to] = [(o * rows + row) * rowLength, (o * count + i) * rowLength];
        for (let c = 0; c < rowLength; c++) memory[out]![to + c] = memory[table]![from + c]!;
      }
    }
  },
  scatterAdd: ({ updates, indices, out, outer, rows, rowLength, count, fromEnd }, memory) => {
    const totals = new Float64Array(outer * rows * rowLength);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < count; i++) {
        const row = checkedIndex('scatterAdd', memory[indices]!, i, rows, fromEnd);
        const [from, to] = [(o * count + i) * rowLength, (o * rows + row) * rowLength];
        for (let c = 0; c < rowLength; c++) totals[to + c]! += memory[updates]![from + c]!;
      }
    }
    memory[out]!.set(totals);
  },
  concat: ({ inputs, widths, out, outer }, memory) => {
    const whole = widths.reduce((total, width) => total + width, 0);
    let start = 0;
    inputs.forEach((input, part) => {
      const width = widths[part]!;
      for (let o = 0; o < outer; o++) {
        for (let c = 0; c < width; c++) memory[out]![o * whole + start + c] = memory[input]![o * width + c]!;
      }
      start += width;
    });
  },
  sparseGather: (step, memory) => {
    memory[step.out]!.fill(0);
    eachEntry(step, memory, (i, column, value) => {
      memory[step.out]![i * step.columns + column] = value;
    });
  },
  sparseMatmul: (step, memory) => {
    const totals = new Float64Array(step.count * step.n);
    eachEntry(step, memory, (i, column, value) => {
      for (let j = 0; j < step.n; j++) totals[i * step.n + j]! += value * memory[step.b]![column * step.n + j]!;
    });
    memory[step.out]!.set(totals);
  },
  sparseMatmulTransposed: (step, memory) => {
    const totals = new Float64Array(step.columns * step.n);
    eachEntry(step, memory, (i, column, value) => {
      for (let j = 0; j < step.n; j++) totals[column * step.n + j]! += value * memory[step.b]![i * step.n + j]!;
    });
    memory[step.out]!.set(totals);
  },
  convolution: runConvolution,
  pool: runPool,
  adamStepSize: ({ learningRate, step, out, beta1, beta2 }, memory) => {
    const t = memory[step]![0]!;
    memory[out]![0] = (memory[learningRate]![0]! * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
  },
  adam: ({ gradient, stepSize, parameter, m, v, length, beta1, beta2, epsilon }, memory) => {
    const rate = memory[stepSize]![0]!;
    const [kept1, new1, kept2, new2, least] = [beta1, 1 - beta1, beta2, 1 - beta2, epsilon].map(f) as [
      number,
      number,
      number,
      number,
      number,
    ];
    for (let i = 0; i < length; i++) {
      const g = memory[gradient]![i]!;
      const mean = slot(f(kept1 * memory[m]![i]! + new1 * g));
      const meanSquare = slot(f(kept2 * memory[v]![i]! + f(new2 * g) * g));
      memory[m]![i] = mean;
      memory[v]![i] = meanSquare;
      memory[parameter]![i]! -= f(f(rate * mean) / f(f(Math.sqrt(meanSquare)) + least));
    }
  },
  momentum: ({ gradient, learningRate, parameter, velocity, length, momentum, nesterov }, memory) => {
    const rate = memory[learningRate]![0]!;
    const inertia = f(momentum);
    for (let i = 0; i < length; i++) {
      const pull = f(rate * memory[gradient]![i]!);
      const u = slot(f(inertia * memory[velocity]![i]! - pull));
      memory[velocity]![i] = u;
      memory[parameter]![i]! += nesterov ? f(inertia * u - pull) : u;
    }
  },
};

/** Runs every step of a plan once. */
export function interpret(steps: readonly PlanStep[], memory: Memory): void {
  for (const step of steps) (kernels[step.kind] as Kernel<StepKind>)(step, memory);
}
