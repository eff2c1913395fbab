/** The kernels that `inkgrad bench kernels` times: a graph each, small enough to say by itself what is measured. */
import {
  type AdamSlots,
  adamUpdate,
  add,
  dropout,
  input,
  matmul,
  mul,
  type Program,
  program,
  relu,
  sigmoid,
  softmax,
  softmaxCrossEntropy,
  sparseGather,
  sparseInput,
  sum,
  type Tensor,
  Variable,
} from '@inkgrad/tensor';

export interface Subject {
  readonly name: string;
  readonly program: Program;
  /** Values of inputs that are not numbers in [−1, 1). */
  readonly values?: Readonly<Record<string, Float32Array | Int32Array>>;
}

const labels = (count: number): Int32Array => Int32Array.from({ length: count }, (_, at) => (at * 7) % 10);
const slots = (name: string, shape: readonly number[]): AdamSlots => ({
  parameter: new Variable(`${name}/parameter`, shape),
  m: new Variable(`${name}/m`, shape),
  v: new Variable(`${name}/v`, shape),
});

function subject(name: string, inputs: readonly Tensor[], output: Tensor, values: Subject['values'] = {}): Subject {
  return { name, program: program({ name, inputs, outputs: { output } }), values };
}

function product(name: string, m: number, k: number, n: number, transposed?: 'a' | 'b'): Subject {
  const a = input('a', transposed === 'a' ? [k, m] : [m, k]);
  const b = input('b', transposed === 'b' ? [n, k] : [k, n]);
  const options = { transposeA: transposed === 'a', transposeB: transposed === 'b' };
  return subject(`${name} ${m}×${k}×${n}`, [a, b], matmul(a, b, options));
}

/** As dense as MNIST: 19.1 % of 784 columns are entries, spread evenly; another column first in each row. */
function sparseProduct(name: string, batch: number, units: number, transposed: boolean): Subject {
  const [columns, perRow] = [784, 150];
  const rows = sparseInput('rows', { rows: batch, columns, entries: batch * perRow });
  const indices = input('indices', [batch], 'i32');
  const b = input('b', transposed ? [batch, units] : [columns, units]);
  const columnIndex = new Int32Array(batch * perRow);
  const width = Math.ceil(columns / rows.segments);
  const segmentStart = new Int32Array(batch * rows.segments + 1);
  for (let row = 0; row < batch; row++) {
    const chosen = Array.from(
      { length: perRow },
      (_, at) => (Math.floor((at * columns) / perRow) + row) % columns,
    ).sort((x, y) => x - y);
    columnIndex.set(chosen, row * perRow);
    for (let segment = 0; segment < rows.segments; segment++) {
      const end = chosen.filter((column) => column < (segment + 1) * width).length;
      segmentStart[row * rows.segments + segment + 1] = row * perRow + end;
    }
  }
  return subject(
    name,
    [rows.segmentStart, rows.columnIndex, rows.values, indices, b],
    matmul(sparseGather(rows, indices), b, { transposeA: transposed }),
    {
      'rows/segmentStart': segmentStart,
      'rows/columnIndex': columnIndex,
      indices: Int32Array.from({ length: batch }, (_, at) => (at * 37) % batch),
    },
  );
}

function adam(length: number): Subject {
  const state = slots('adam', [length]);
  const gradient = input('gradient', [length]);
  const stepSize = input('stepSize', []);
  const update = adamUpdate(state, gradient, stepSize, { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
  const parts = { inputs: [gradient, stepSize], state: [state.parameter, state.m, state.v] };
  return {
    name: `adam of ${length} parameters`,
    program: program({ name: 'adam', ...parts, outputs: {}, updates: [update] }),
    values: { stepSize: Float32Array.of(1e-3) },
  };
}

/** New graphs at each call, as variables belong to one program. */
export function kernelSubjects(): Subject[] {
  const x = input('x', [64, 64]);
  const bias = input('bias', [64]);
  const counter = input('counter', [], 'i32');
  const logits = input('logits', [1000, 10]);
  const classes = input('classes', [1000], 'i32');
  const long = input('long', [65_536]);
  const activity = relu(add(x, bias));
  return [
    product('product', 512, 512, 512),
    product('product', 256, 2048, 2048),
    product('product bᵀ', 256, 2048, 2048, 'b'),
    product('product aᵀ', 2048, 256, 2048, 'a'),
    product('product', 256, 784, 64),
    product('product', 64, 64, 64),
    product('product aᵀ', 64, 64, 64, 'a'),
    product('product bᵀ', 64, 64, 64, 'b'),
    product('product', 64, 64, 10),
    sparseProduct('sparse product 64×784×64', 64, 64, false),
    sparseProduct('sparse product aᵀ 784×64×64', 64, 64, true),
    subject(
      'bias, ReLU, dropout [64, 64]',
      [x, bias, counter],
      dropout(activity, { rate: 0.25, seed: 1, stream: 0, counter }),
      {
        counter: Int32Array.of(3),
      },
    ),
    subject('bias, sigmoid [64, 64]', [x, bias], sigmoid(add(x, bias))),
    subject('x·x + x [65,536]', [long], add(mul(long, long), long)),
    subject('sum over the batch [64, 64]', [x], sum(x, { axes: 0 })),
    subject('softmax [1000, 10]', [logits], softmax(logits)),
    subject('cross-entropy [1000, 10]', [logits, classes], softmaxCrossEntropy(logits, classes), {
      classes: labels(1000),
    }),
    adam(50_176),
  ];
}
