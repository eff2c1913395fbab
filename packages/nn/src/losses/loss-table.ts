/** The built-in losses. Adding one is a file in this folder and a line here. */
import type { Definable } from '../define/definable.ts';
import type { AnyLossDefinition, Loss, LossFunction } from '../define/define-loss.ts';
import { binaryCrossentropy } from './binary-crossentropy.ts';
import { binaryFocalCrossentropy } from './binary-focal-crossentropy.ts';
import { categoricalCrossentropy } from './categorical-crossentropy.ts';
import { categoricalFocalCrossentropy } from './categorical-focal-crossentropy.ts';
import { categoricalHinge } from './categorical-hinge.ts';
import { cosineSimilarity } from './cosine-similarity.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { klDivergence } from './kl-divergence.ts';
import { logCosh } from './log-cosh.ts';
import { meanAbsoluteError } from './mean-absolute-error.ts';
import { meanAbsolutePercentageError } from './mean-absolute-percentage-error.ts';
import { meanSquaredError } from './mean-squared-error.ts';
import { meanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts';
import { poisson } from './poisson.ts';
import { sparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts';
import { squaredHinge } from './squared-hinge.ts';

const builtIn = {
  sparseCategoricalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  binaryCrossentropy,
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  huber,
  logCosh,
  klDivergence,
  poisson,
  hinge,
  squaredHinge,
  categoricalHinge,
  cosineSimilarity,
  binaryFocalCrossentropy,
};
/** The name of a loss that is built in. */
export type LossName = keyof typeof builtIn;
/** A loss, the name of a built-in one, which stands for it with its defaults, or a function of targets and outputs. */
export type LossLike = Loss | LossName | LossFunction;

/** A built-in loss as plain data, its options completed. */
export type BuiltInLoss = { [K in LossName]: ReturnType<(typeof builtIn)[K]> }[LossName];

export const builtInLosses: readonly (Definable<Loss> & { readonly definition: AnyLossDefinition })[] =
  Object.values(builtIn);
