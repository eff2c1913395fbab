/**
 * The inputs of a program that hold a data set, and the batch that one step takes from them: gathered on the device,
 * so that a run of many steps needs nothing from the host.
 */
import {
  cast,
  type DType,
  gather,
  input,
  reshape,
  type Shape,
  sizeOf,
  sparseGather,
  sparseInput,
  type Tensor,
} from '@inkgrad/tensor';
import { featuresName, targetsName } from '../data/dataset.ts';

/** The samples of one input, in the order of the model's inputs. */
export interface SampleShape {
  /** What the data set calls it. */
  readonly name: string | undefined;
  readonly shape: Shape;
  /** Of the data set's elements. */
  readonly dtype: DType;
  /** What the model takes. */
  readonly as: DType;
  /** Elements that are not zero, where samples are stored without their zeros. */
  readonly entries?: number | undefined;
}

/** The targets of one output, in the order of the model's outputs. */
export interface TargetShape {
  readonly name: string | undefined;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** The data that a program reads and the batch it takes at a time. */
export interface BatchShape {
  /** Samples in the data set. */
  readonly count: number;
  readonly samples: readonly SampleShape[];
  readonly batch: number;
  /** None for predictions. */
  readonly targets?: readonly TargetShape[];
  /** Length of the order in which training visits samples. */
  readonly orderLength?: number;
  /** Each sample's loss has a factor; false by default. */
  readonly isWeighted?: boolean;
  /** The program goes on where outputs are NaN, and must count them; false by default. */
  readonly allowNonFinite?: boolean;
}

export interface Data {
  readonly inputs: readonly Tensor[];
  /** The samples at some places, [places, ...shape] for each input. */
  readonly samples: (places: Tensor) => Tensor[];
  readonly targets: readonly Tensor[];
  readonly weights: Tensor | undefined;
}

export interface Batch {
  readonly x: readonly Tensor[];
  readonly y: readonly Tensor[];
  /** f32 [batch]: factors of the samples' losses. */
  readonly weights: Tensor | undefined;
}

export function dataInputs({ count, samples, targets = [], isWeighted }: BatchShape): Data {
  const y = targets.map(({ name, shape, dtype }) => input(targetsName(name), [count, ...shape], dtype));
  const weights = isWeighted ? input('weights', [count]) : undefined;
  const features = samples.map((shape) => sampleInput(count, shape));
  return {
    inputs: [...features.flatMap(({ inputs }) => inputs), ...y, ...(weights === undefined ? [] : [weights])],
    samples: (places) => features.map(({ at }) => at(places)),
    targets: y,
    weights,
  };
}

function sampleInput(
  count: number,
  { name, shape, dtype, as, entries }: SampleShape,
): { readonly inputs: readonly Tensor[]; readonly at: (places: Tensor) => Tensor } {
  const own = featuresName(name);
  if (entries === undefined) {
    const features = input(own, [count, ...shape], dtype);
    return { inputs: [features], at: (places) => cast(gather(features, places, { fromEnd: false }), as) };
  }
  const rows = sparseInput(own, { rows: count, columns: sizeOf(shape), entries });
  return {
    inputs: [rows.segmentStart, rows.columnIndex, rows.values],
    at: (places) => reshape(sparseGather(rows, places), [places.shape[0]!, ...shape]),
  };
}

export function takeBatch({ samples, targets, weights }: Data, places: Tensor): Batch {
  return {
    x: samples(places),
    y: targets.map((target) => gather(target, places, { fromEnd: false })),
    weights: weights && gather(weights, places, { fromEnd: false }),
  };
}
