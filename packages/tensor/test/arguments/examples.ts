/**
 * For each function that the package exports a call that works, and what kinds of value each argument may be: whatever
 * is of another kind has to be refused. The table is typed over the exports, so a function without a row does not
 * compile.
 */
import * as gpu from '../../src/backend/gpu/node.ts';
import {
  adamStepSize,
  input,
  matmul,
  ones,
  plan,
  program,
  sparseInput,
  sum,
  type Tensor,
  Variable,
} from '../../src/index.ts';
import * as measure from '../../src/measure/index.ts';
import * as main from '../../src/node.ts';
import * as wasm from '../../src/wasm.ts';
import type { Kind } from './kinds.ts';

export const exported = { ...main, ...wasm, ...gpu, ...measure };

type Exported = typeof exported;
/** Errors are made by packages of inkgrad, not by those who call it. */
type IsError<T> = T extends abstract new (...given: never[]) => Error ? true : false;
type FunctionName = {
  [K in keyof Exported]: Exported[K] extends (...given: never[]) => unknown
    ? K
    : Exported[K] extends abstract new (
          ...given: never[]
        ) => unknown
      ? IsError<Exported[K]> extends true
        ? never
        : K
      : never;
}[keyof Exported];

export interface Parameter {
  readonly value: () => unknown;
  /** Kinds of which some values are accepted, those of `value` among them. */
  readonly kinds: readonly Kind[];
  /** The keys that it may have, where it is an object of options. */
  readonly keys?: readonly string[];
}

const x = (): Tensor => input('x', [2, 3]);
const square = (): Tensor => ones([3, 3]);
const indices = (): Tensor => ones([2], 'i32');
const images = (): Tensor => ones([1, 4, 4, 1]);
const scalar = (dtype: 'f32' | 'i32' = 'f32'): Tensor => ones([], dtype);
const variable = (name: string): Variable => new Variable(name, [2]);
const recorded = (): ReturnType<typeof program> =>
  program({ name: 'example', inputs: [], outputs: { y: matmul(ones([2, 3]), ones([3])) } });
const thePlan = plan(recorded());

const aTensor = (value: () => unknown = x): Parameter => ({ value, kinds: ['tensor'] });
const like = (value: () => unknown = x): Parameter => ({ value, kinds: ['tensor', 'number'] });
const number = (value: number): Parameter => ({ value: () => value, kinds: ['number'] });
const optionalNumber = (value: number): Parameter => ({ value: () => value, kinds: ['number', 'undefined'] });
const list = (value: () => unknown): Parameter => ({ value, kinds: ['list'] });
const axes = (value: unknown = [0]): Parameter => ({ value: () => value, kinds: ['number', 'list'] });
const shape = (...value: number[]): Parameter => list(() => value);
const name = (value: string): Parameter => ({ value: () => value, kinds: ['string'] });
const dtype = (): Parameter => ({ value: () => 'f32', kinds: ['string', 'undefined'] });
const isVariable = (value: string): Parameter => ({ value: () => variable(value), kinds: ['variable'] });
/** Options that can be left out, all of them given. */
const optional = (value: () => object): Parameter => ({ ...required(value), kinds: ['object', 'undefined'] });
/** Options of which some are needed, so that {} is refused. */
const required = (value: () => object): Parameter => ({ value, kinds: ['object'], keys: Object.keys(value()) });

const orProgram = (value: () => object): Parameter => ({ ...required(value), kinds: ['object', 'program'] });

const reduceOptions = optional(() => ({ axes: [0], keepDims: true }));
const unary = [aTensor()];
const binary = [like(), like(() => 2)];
const mask = (): object => ({ rate: 0.5, seed: 1, stream: 2, counter: scalar('i32') });

export const examples: { readonly [K in FunctionName]: readonly Parameter[] } = {
  // Of anything.
  isInkgradError: [{ value: () => 1, kinds: [] }],

  // Devices.
  disposeDefaultDevice: [],
  probeBackends: [],
  openDevice: [{ value: () => 'reference', kinds: ['string', 'undefined'] }, optional(() => ({ threads: 1 }))],
  openWasmDevice: [optional(() => ({ threads: 1, relaxedSimd: false, workerUrl: undefined }))],
  openGpuDevice: [
    { value: () => 'cpu', kinds: ['string', 'undefined'] },
    optional(() => ({ importGpuJs: undefined, importWebGpu: undefined, memoryBytes: 65536 })),
  ],
  webGpuLaunches: [{ value: () => thePlan, kinds: ['plan'] }],
  measurePeak: [number(1), optionalNumber(1)],
  evaluate: [
    { value: () => [scalar()], kinds: ['tensor', 'list'] },
    optional(() => ({ values: {}, device: undefined })),
  ],

  // Graphs.
  Tensor: [],
  Variable: [name('v'), shape(2), dtype()],
  isOp: [aTensor(), name('add')],
  gradient: [aTensor(() => sum(x())), list(() => [ones([2])])],
  customGradient: [aTensor(), list(() => []), { value: () => (gradient: Tensor) => [gradient], kinds: ['function'] }],
  // A program has the keys of its options.
  program: [
    orProgram(() => ({ name: 'p', inputs: [x()], state: [variable('v')], outputs: { y: scalar() }, updates: [] })),
  ],
  plan: [{ value: recorded, kinds: ['program'] }],
  printPlan: [{ value: () => thePlan, kinds: ['plan'] }],
  stepCost: [
    { value: () => thePlan, kinds: ['plan'] },
    { value: () => thePlan.steps[0], kinds: [] },
  ],

  // Creation.
  tensor: [
    { value: () => [[1, 2]], kinds: ['number', 'list', 'typedArray'] },
    { ...shape(1, 2), kinds: ['list', 'undefined'] },
    dtype(),
  ],
  full: [shape(2, 3), number(1), dtype()],
  zeros: [shape(2, 3), dtype()],
  ones: [shape(2, 3), dtype()],
  iota: [shape(2, 3), optionalNumber(0)],
  input: [name('i'), shape(2), dtype()],

  // Element by element.
  neg: unary,
  abs: unary,
  sign: unary,
  square: unary,
  sqrt: unary,
  rsqrt: unary,
  exp: unary,
  log: unary,
  relu: unary,
  softplus: unary,
  sigmoid: unary,
  tanh: unary,
  floor: unary,
  ceil: unary,
  round: unary,
  erf: unary,
  expm1: unary,
  log1p: unary,
  sin: unary,
  cos: unary,
  leakyRelu: [aTensor(), optionalNumber(0.5)],
  elu: [aTensor(), optionalNumber(0.5)],
  cast: [aTensor(), name('i32')],
  add: binary,
  sub: binary,
  mul: binary,
  div: binary,
  floorDivide: binary,
  mod: binary,
  pow: binary,
  maximum: binary,
  minimum: binary,
  equal: binary,
  notEqual: binary,
  less: binary,
  lessEqual: binary,
  greater: binary,
  greaterEqual: binary,
  select: [aTensor(indices), like(() => 1), like(() => 2)],
  clamp: [like(), like(() => 0), like(() => 1)],

  // Reductions, rows and products.
  sum: [aTensor(), reduceOptions],
  mean: [aTensor(), reduceOptions],
  prod: [aTensor(), reduceOptions],
  cumsum: [aTensor(), optional(() => ({ axes: [0], reverse: true }))],
  variance: [aTensor(), reduceOptions],
  max: [aTensor(), reduceOptions],
  min: [aTensor(), reduceOptions],
  argmax: [aTensor(), reduceOptions],
  argmin: [aTensor(), reduceOptions],
  softmax: [aTensor(), optional(() => ({ axes: [0] }))],
  logSoftmax: [aTensor(), optional(() => ({ axes: [0] }))],
  softmaxCrossEntropy: [aTensor(), aTensor(indices)],
  matmul: [aTensor(square), aTensor(square), optional(() => ({ transposeA: true, transposeB: false }))],
  conv2d: [
    aTensor(images),
    aTensor(() => ones([2, 2, 1, 3])),
    optional(() => ({ strides: 1, padding: 'same', dilationRate: [1, 1], groups: 1 })),
  ],
  conv2dTranspose: [
    aTensor(images),
    aTensor(() => ones([2, 2, 3, 1])),
    optional(() => ({ strides: 2, padding: 'same', dilationRate: [1, 1], outputPadding: 1 })),
  ],
  maxPool2d: [aTensor(images), optional(() => ({ poolSize: 2, strides: [1, 1], padding: 'same' }))],
  averagePool2d: [aTensor(images), optional(() => ({ poolSize: 2, strides: [1, 1], padding: 'valid' }))],
  dropout: [aTensor(), required(mask)],
  dropoutMask: [shape(2, 3), required(mask)],
  l2Penalty: [aTensor(), number(0.5)],

  // Views and selections.
  reshape: [aTensor(), shape(3, -1)],
  transpose: [aTensor(), { ...list(() => [1, 0]), kinds: ['list', 'undefined'] }],
  slice: [aTensor(), list(() => [0, 1]), { ...list(() => [1, 1]), kinds: ['list', 'undefined'] }],
  broadcastTo: [aTensor(), shape(4, 2, 3)],
  expandDims: [aTensor(), axes()],
  squeeze: [aTensor(() => ones([1, 2])), { ...axes(), kinds: ['number', 'list', 'undefined'] }],
  concat: [list(() => [x(), x()]), optionalNumber(1)],
  stack: [list(() => [x(), x()]), optionalNumber(1)],
  split: [aTensor(), axes(1), optionalNumber(1)],
  pad: [
    aTensor(),
    axes([
      [0, 1],
      [1, 0],
    ]),
    optionalNumber(0),
  ],
  gather: [aTensor(), aTensor(indices), optional(() => ({ axes: 0, fromEnd: false }))],
  flip: [aTensor(), optional(() => ({ axes: [0] }))],
  scatterAdd: [aTensor(), aTensor(indices), number(4)],
  oneHot: [aTensor(indices), number(4)],
  sparseInput: [name('s'), required(() => ({ rows: 2, columns: 3, entries: 4 }))],
  sparseGather: [
    {
      value: () => sparseInput('s', { rows: 2, columns: 3, entries: 4 }),
      kinds: ['sparseRows'],
      keys: ['rows', 'columns', 'segments', 'segmentStart', 'columnIndex', 'values'],
    },
    aTensor(indices),
  ],
  RowCompressor: [number(2), number(3), number(4)],

  // Updates.
  assign: [isVariable('v'), like(() => ones([2]))],
  adamStepSize: [aTensor(() => scalar()), aTensor(() => scalar('i32')), required(() => ({ beta1: 0.9, beta2: 0.999 }))],
  adamUpdate: [
    required(() => ({ parameter: variable('w'), m: variable('m'), v: variable('v') })),
    aTensor(() => ones([2])),
    aTensor(() => adamStepSize(scalar(), scalar('i32'), { beta1: 0.9, beta2: 0.999 })),
    required(() => ({ beta1: 0.9, beta2: 0.999, epsilon: 1e-7 })),
  ],
  momentumUpdate: [
    required(() => ({ parameter: variable('w'), velocity: variable('u') })),
    aTensor(() => ones([2])),
    aTensor(() => scalar()),
    required(() => ({ momentum: 0.9, nesterov: true })),
  ],

  // On the host.
  shapesEqual: [shape(2), shape(2)],
  sizeOf: [shape(2, 3)],
  philox: [
    list(() => [1, 2, 3, 4]),
    list(() => [5, 6]),
    { value: () => new Uint32Array(8), kinds: ['typedArray', 'undefined'] },
    optionalNumber(4),
  ],
  uniform: [number(1), number(2), number(3), optional(() => ({ min: -1, max: 1 }))],
  normal: [number(1), number(2), number(3), optional(() => ({ mean: 1, standardDeviation: 2 }))],
  permutation: [number(1), number(2), number(3)],
  permutationInTurns: [number(1), number(2), number(3)],
};
