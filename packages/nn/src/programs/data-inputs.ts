/**
 * The inputs of a program that hold a data set, and the batch that one step takes from them: gathered on the device,
 * so that a run of many steps needs nothing from the host.
 */
import {
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

/** The data that a program reads and the batch it takes at a time. */
export interface BatchShape {
  /** Samples in the data set. */
  readonly count: number;
  readonly sampleShape: Shape;
  readonly batch: number;
  /** Elements that are not zero, where samples are stored without their zeros. */
  readonly entries?: number | undefined;
  readonly targets?: { readonly sampleShape: Shape; readonly dtype: DType };
  /** Length of the order in which training visits samples. */
  readonly orderLength?: number;
  /** Each sample's loss has a factor; false by default. */
  readonly isWeighted?: boolean;
}

export interface Data {
  readonly inputs: readonly Tensor[];
  /** The samples at some places, [places, ...sampleShape]. */
  readonly samples: (places: Tensor) => Tensor;
  readonly targets: Tensor | undefined;
  readonly weights: Tensor | undefined;
}

export interface Batch {
  readonly x: Tensor;
  readonly y: Tensor | undefined;
  /** f32 [batch]: factors of the samples' losses. */
  readonly weights: Tensor | undefined;
}

export function dataInputs({ count, sampleShape, targets, entries, isWeighted }: BatchShape): Data {
  const y = targets && input('targets', [count, ...targets.sampleShape], targets.dtype);
  const weights = isWeighted ? input('weights', [count]) : undefined;
  const besides = [y, weights].filter((tensor) => tensor !== undefined);
  if (entries === undefined) {
    const features = input('features', [count, ...sampleShape]);
    return { inputs: [features, ...besides], samples: (places) => gather(features, places), targets: y, weights };
  }
  const rows = sparseInput('features', { rows: count, columns: sizeOf(sampleShape), entries });
  return {
    inputs: [rows.segmentStart, rows.columnIndex, rows.values, ...besides],
    samples: (places) => reshape(sparseGather(rows, places), [places.shape[0]!, ...sampleShape]),
    targets: y,
    weights,
  };
}

export function takeBatch({ samples, targets, weights }: Data, places: Tensor): Batch {
  return { x: samples(places), y: targets && gather(targets, places), weights: weights && gather(weights, places) };
}
