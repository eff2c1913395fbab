/**
 * Where a peer's result must land before its time counts. After 20 epochs these are the bands of docs/experiments.md;
 * after fewer, for peers too slow for 20, the range over twelve seeds of inkgrad (10 epochs each), widened by about half.
 */
import { plural } from '@inkgrad/tensor/text';

interface Band {
  readonly epochs: number;
  readonly minimumAccuracy: number;
  readonly loss: readonly [minimum: number, maximum: number];
}

const bands: Readonly<Record<string, readonly Band[]>> = {
  v1: [
    { epochs: 1, minimumAccuracy: 0.922, loss: [0, 0.255] },
    { epochs: 2, minimumAccuracy: 0.942, loss: [0, 0.19] },
    { epochs: 3, minimumAccuracy: 0.95, loss: [0, 0.165] },
    { epochs: 5, minimumAccuracy: 0.958, loss: [0, 0.135] },
    { epochs: 10, minimumAccuracy: 0.964, loss: [0, 0.12] },
    { epochs: 20, minimumAccuracy: 0.968, loss: [0, 0.115] },
  ],
  v2: [
    { epochs: 1, minimumAccuracy: 0.09, loss: [2.321, 2.3237] },
    { epochs: 2, minimumAccuracy: 0.09, loss: [2.3205, 2.3226] },
    { epochs: 3, minimumAccuracy: 0.09, loss: [2.3201, 2.3221] },
    { epochs: 5, minimumAccuracy: 0.09, loss: [2.3195, 2.3216] },
    { epochs: 10, minimumAccuracy: 0.09, loss: [2.3179, 2.3203] },
    { epochs: 20, minimumAccuracy: 0.09, loss: [2.3158, 2.3175] },
  ],
  'keras-convnet': [
    { epochs: 1, minimumAccuracy: 0.96, loss: [0, 0.13] },
    { epochs: 2, minimumAccuracy: 0.97, loss: [0, 0.09] },
  ],
};

export interface Verdict {
  readonly isInBand: boolean;
  /** What was asked for, in words. */
  readonly expected: string;
}

/** Between two numbers of epochs that are known, what both allow together is asked for. */
function bandFor(experiment: string, epochs: number): Omit<Band, 'epochs'> {
  const known = bands[experiment];
  if (known === undefined) throw new RangeError(`no band is known for ${experiment}`);
  const below = known.findLast((band) => band.epochs <= epochs) ?? known[0]!;
  const above = known.find((band) => band.epochs >= epochs) ?? known.at(-1)!;
  const { minimumAccuracy } = below;
  return { minimumAccuracy, loss: [Math.min(above.loss[0], below.loss[0]), Math.max(above.loss[1], below.loss[1])] };
}

/** @throws RangeError for an experiment without a band */
export function judge(
  experiment: string,
  epochs: number,
  { validationAccuracy, validationLoss }: { readonly validationAccuracy: number; readonly validationLoss: number },
): Verdict {
  const { minimumAccuracy, loss } = bandFor(experiment, epochs);
  const isInBand = validationAccuracy >= minimumAccuracy && validationLoss >= loss[0] && validationLoss <= loss[1];
  const range = loss[0] > 0 ? `val_loss in ${loss[0]}–${loss[1]}` : `val_loss ≤ ${loss[1]}`;
  return { isInBand, expected: `val_accuracy ≥ ${minimumAccuracy} and ${range} after ${plural(epochs, 'epoch')}` };
}
