/** Which buffers each kind of step reads and writes, for lifetimes, verification, printing and cost. */
import type {
  BufferId,
  PlanStep,
  SparseGatherStep,
  SparseMatmulStep,
  SparseMatmulTransposedStep,
  StepKind,
  WindowStepKind,
} from './plan.ts';

type StepOf<K extends StepKind> = Extract<PlanStep, { kind: K }>;

type SparseStep = SparseGatherStep | SparseMatmulStep | SparseMatmulTransposedStep;

const sparseRows = ({ segmentStart, columnIndex, values, indices }: SparseStep): BufferId[] => [
  segmentStart,
  columnIndex,
  values,
  indices,
];

interface Access<K extends StepKind> {
  readonly reads: (step: StepOf<K>) => readonly BufferId[];
  readonly writes: (step: StepOf<K>) => readonly BufferId[];
}

type Table = { readonly [K in StepKind]: Access<K> };
export type WindowBuffers = Pick<Table, WindowStepKind>;

const access: Omit<Table, WindowStepKind> & Partial<WindowBuffers> = {
  map: {
    reads: ({ loads }) => loads.map(({ buffer }) => buffer),
    writes: ({ stores }) => stores.map(({ buffer }) => buffer),
  },
  matmul: { reads: ({ a, b }) => [a, b], writes: ({ out }) => [out] },
  reduce: { reads: ({ input }) => [input], writes: ({ out }) => [out] },
  rows: { reads: ({ input }) => [input], writes: ({ out }) => [out] },
  crossEntropy: { reads: ({ logits, labels }) => [logits, labels], writes: ({ out }) => [out] },
  gather: { reads: ({ table, indices }) => [table, indices], writes: ({ out }) => [out] },
  scatterAdd: { reads: ({ updates, indices }) => [updates, indices], writes: ({ out }) => [out] },
  concat: { reads: ({ inputs }) => inputs, writes: ({ out }) => [out] },
  sparseGather: { reads: sparseRows, writes: ({ out }) => [out] },
  sparseMatmul: { reads: (step) => [...sparseRows(step), step.b], writes: ({ out }) => [out] },
  sparseMatmulTransposed: { reads: (step) => [...sparseRows(step), step.b], writes: ({ out }) => [out] },
  adamStepSize: { reads: ({ learningRate, step }) => [learningRate, step], writes: ({ out }) => [out] },
  adam: {
    reads: ({ gradient, stepSize, parameter, m, v }) => [gradient, stepSize, parameter, m, v],
    writes: ({ parameter, m, v }) => [parameter, m, v],
  },
  momentum: {
    reads: ({ gradient, learningRate, parameter, velocity }) => [gradient, learningRate, parameter, velocity],
    writes: ({ parameter, velocity }) => [parameter, velocity],
  },
};

/** See `functions/window-ops.ts`. */
export function addStepBuffers(added: WindowBuffers): void {
  Object.assign(access, added);
}

/** Buffers that the step reads; those it updates in place are among them. */
export function buffersRead(step: PlanStep): readonly BufferId[] {
  return (access[step.kind] as Access<StepKind>).reads(step);
}

/** Buffers that the step writes, wholly. */
export function buffersWritten(step: PlanStep): readonly BufferId[] {
  return (access[step.kind] as Access<StepKind>).writes(step);
}
