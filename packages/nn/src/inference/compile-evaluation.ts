/** A step of evaluation for a data set, and what an evaluation goes through. */
import type { DeviceBuffer, Executable } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import { batchShape, targetsKey } from '../data/match-data.ts';
import type { NonFiniteLossError } from '../errors.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { ModelCore } from '../model/model-core.ts';
import { recordEvaluation } from '../programs/evaluation-program.ts';
import type { Pace } from '../training/pace.ts';
import type { TrainingSetup } from '../training/training-setup.ts';

export interface EvaluationRange {
  readonly first: number;
  readonly count: number;
  readonly batch: number;
  /** Factors of the losses of all samples of the data set. */
  readonly weights: Float32Array | undefined;
  readonly pace: Pace;
  readonly phase: NonFiniteLossError['phase'];
  readonly epoch?: number;
  readonly signal: AbortSignal | undefined;
  readonly allowNonFinite?: boolean;
}

/** The step on `size` samples. @param room factors of the losses of all samples of the data set */
export function compileEvaluation(
  core: ModelCore,
  built: BuiltModel,
  setup: TrainingSetup,
  dataset: Dataset,
  size: number,
  room: DeviceBuffer | undefined,
  allowNonFinite: boolean,
): Promise<Executable> {
  const isWeighted = room !== undefined;
  const shape = { ...batchShape(built, dataset), batch: size, isWeighted, allowNonFinite };
  const record = (): ReturnType<typeof recordEvaluation> => recordEvaluation(built, setup, shape);
  const key = `evaluate ${size}${isWeighted ? ' weighted' : ''}${allowNonFinite ? ' also NaN' : ''} ${targetsKey(dataset)}`;
  return core.executable({ key, dataset, record, buffers: room === undefined ? {} : { weights: room } });
}
