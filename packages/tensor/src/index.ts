/** Public names of @inkgrad/tensor. */
export { openDevice, probeBackends } from './backend/by-name.ts';
export { disposeDefaultDevice } from './backend/default-device.ts';
export type { Bindings, Device, DeviceBuffer, DirectCall, Executable, StepTime } from './backend/device.ts';
export { type BackendName, type BackendProbe, backendNames, type DeviceOptions } from './backend/registry.ts';
export type { DType, TypedArray } from './dtype.ts';
export {
  ArgumentError,
  BackendError,
  DTypeError,
  type ErrorKind,
  IndexRangeError,
  InkgradError,
  InternalError,
  isInkgradError,
  ShapeError,
  UndeclaredError,
  UnknownNameError,
} from './errors.ts';
export { type EvaluateOptions, evaluate } from './evaluate.ts';
export { logSoftmax, type SoftmaxOptions, softmax, softmaxCrossEntropy } from './functions/classification.ts';
export { type Conv2dOptions, type Conv2dTransposeOptions, conv2d, conv2dTranspose } from './functions/convolution.ts';
export { full, input, iota, ones, type TensorLike, tensor, zeros } from './functions/creation.ts';
export { floorDivide, mod } from './functions/division.ts';
export {
  abs,
  add,
  cast,
  clamp,
  div,
  elu,
  equal,
  exp,
  greater,
  greaterEqual,
  leakyRelu,
  less,
  lessEqual,
  log,
  maximum,
  minimum,
  mul,
  neg,
  notEqual,
  relu,
  select,
  sigmoid,
  sign,
  softplus,
  sqrt,
  square,
  sub,
  tanh,
} from './functions/elementwise.ts';
export { type MatmulOptions, matmul } from './functions/matmul.ts';
export { type PadWidths, pad } from './functions/padding.ts';
export { averagePool2d, maxPool2d, type PoolOptions } from './functions/pooling.ts';
export { pow, rsqrt } from './functions/power.ts';
export { type CumsumOptions, cumsum, prod } from './functions/product.ts';
export {
  type ArgReduceOptions,
  argmax,
  argmin,
  max,
  mean,
  min,
  type ReduceOptions,
  sum,
  variance,
} from './functions/reduction.ts';
export { type DropoutOptions, dropout, dropoutMask, l2Penalty } from './functions/regularization.ts';
export { ceil, floor, round } from './functions/rounding.ts';
export { flip, type GatherOptions, gather, oneHot, scatterAdd } from './functions/selection.ts';
export {
  RowCompressor,
  type SparseInputOptions,
  type SparseRows,
  sparseGather,
  sparseInput,
} from './functions/sparse.ts';
export { erf, expm1, log1p } from './functions/special.ts';
export { split, stack } from './functions/stacking.ts';
export { cos, sin } from './functions/trigonometry.ts';
export {
  type AdamOptions,
  type AdamSlots,
  adamStepSize,
  adamUpdate,
  assign,
  type MomentumSlots,
  momentumUpdate,
  smallestSlot,
} from './functions/update.ts';
export { broadcastTo, concat, expandDims, reshape, slice, squeeze, transpose } from './functions/view.ts';
export type { Padding, PairOption } from './functions/windows.ts';
export { type CustomGradientRule, customGradient } from './graph/custom-gradient.ts';
export { gradient } from './graph/gradient.ts';
export { type Program, type ProgramOptions, program } from './graph/program.ts';
export type { NestedNumbers, NumberArray } from './host-values.ts';
export type { OpName } from './op/op.ts';
export { type StepCost, stepCost } from './plan/cost.ts';
export type { Plan, PlanBuffer, PlanStep } from './plan/plan.ts';
export { plan } from './plan/plan-program.ts';
export { printPlan } from './plan/print.ts';
export { philox } from './random/philox.ts';
export { normal, permutation, permutationInTurns, uniform } from './random/stream.ts';
export { type Shape, shapesEqual, sizeOf } from './shape.ts';
export { isOp, Tensor, Variable } from './tensor.ts';
