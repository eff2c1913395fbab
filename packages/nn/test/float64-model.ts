/**
 * A dense network in float64 by plain loops: an independent statement of what a model computes, to compare with.
 * Inference mode only.
 */

export interface PlainLayer {
  readonly kernel: readonly (readonly number[])[];
  readonly bias: readonly number[];
  readonly activation: 'linear' | 'relu' | 'sigmoid' | 'tanh' | 'softmax';
  readonly kernelL1?: number;
  readonly kernelL2?: number;
  readonly biasL2?: number;
  readonly activityL1?: number;
  readonly activityL2?: number;
}

export interface PlainResult {
  readonly probabilities: number[][];
  /** Mean sparse cross-entropy. */
  readonly dataLoss: number;
  readonly penalty: number;
  readonly correct: number;
}

export function runPlain(
  layers: readonly PlainLayer[],
  x: readonly (readonly number[])[],
  labels: readonly number[],
): PlainResult {
  let penalty = 0;
  let values = x.map((row) => [...row]);
  for (const layer of layers) {
    values = values.map((row) => activate(layer.activation, dense(layer, row)));
    const kernel = layer.kernel.flat();
    const activity = values.flat();
    penalty += (layer.kernelL1 ?? 0) * sum(kernel.map(Math.abs)) + (layer.kernelL2 ?? 0) * sum(kernel.map(square));
    penalty += (layer.biasL2 ?? 0) * sum(layer.bias.map(square));
    penalty +=
      ((layer.activityL1 ?? 0) * sum(activity.map(Math.abs)) + (layer.activityL2 ?? 0) * sum(activity.map(square))) /
      x.length;
  }
  return {
    probabilities: values,
    dataLoss: sum(values.map((row, at) => -Math.log(row[labels[at]!]!))) / x.length,
    penalty,
    correct: values.filter((row, at) => row.indexOf(Math.max(...row)) === labels[at]).length,
  };
}

function dense({ kernel, bias }: PlainLayer, row: readonly number[]): number[] {
  return bias.map((b, o) => b + sum(row.map((value, i) => value * kernel[i]![o]!)));
}

function activate(name: PlainLayer['activation'], row: number[]): number[] {
  switch (name) {
    case 'linear':
      return row;
    case 'relu':
      return row.map((v) => Math.max(v, 0));
    case 'sigmoid':
      return row.map((v) => 1 / (1 + Math.exp(-v)));
    case 'tanh':
      return row.map(Math.tanh);
    case 'softmax': {
      const largest = Math.max(...row);
      const powers = row.map((v) => Math.exp(v - largest));
      return powers.map((power) => power / sum(powers));
    }
  }
}

const square = (x: number): number => x * x;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Rows of a row-major array. */
export function rows(data: ArrayLike<number>, columns: number): number[][] {
  return Array.from({ length: data.length / columns }, (_, r) =>
    Array.from({ length: columns }, (__, c) => data[r * columns + c]!),
  );
}
