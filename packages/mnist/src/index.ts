/** Public names of @inkgrad/mnist that need no file system; those that do are in `@inkgrad/mnist/node`. */
export { comparePublished, publishedRuns } from './compare-published.ts';
export { checkOrientation, type Form, type OrientationFinding } from './data/check-orientation.ts';
export { decodeIdxImages, type IdxContents } from './data/idx.ts';
export { decodeIdxLabels } from './data/idx-labels.ts';
export { canonicalFiles, decodeMnist, type IdxBytes, type MnistRole } from './data/mnist-data.ts';
export { orientImages } from './data/orientation.ts';
export { ImageError } from './errors.ts';
export { namedExperiments } from './experiments/named-experiments.ts';
export { notebookClaim } from './experiments/notebook-claim.ts';
export { experiments, type PublishedName } from './experiments/published-experiments.ts';
export type { GrayImage } from './image/gray-image.ts';
export { NoDigitError, type NoDigitReason, type PictureBox } from './image/no-digit-error.ts';
export { toMnistForm } from './image/to-mnist-form.ts';
export { type Published, published } from './published.ts';
