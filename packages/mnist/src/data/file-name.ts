/** What a file name says: names of IDX files as people have them, from archives, packages and browsers. */
import type { MnistRole } from './mnist-data.ts';

export interface FileName {
  readonly role: MnistRole;
  /** What stands before, in lower case: `emnist-digits`, `qmnist`; empty for MNIST's own names. */
  readonly set: string;
  /** The name without `.gz`: two files that have it in common are one file, packed and unpacked. */
  readonly stem: string;
  readonly isZipped: boolean;
}

const roles: Readonly<Record<string, MnistRole>> = {
  'train images': 'trainImages',
  'train labels': 'trainLabels',
  'test images': 'testImages',
  'test labels': 'testLabels',
};

/**
 * `t10k-images-idx3-ubyte`, `t10k-images.idx3-ubyte.gz`, `emnist-digits-test-images-idx3-ubyte.gz`,
 * `qmnist-test-labels-idx2-int`, `TRAIN_IMAGES.IDX`, …
 */
const pattern =
  /^(?:(.+?)[-_. ])?(train(?:ing)?|t10k|test(?:ing)?)[-_. ]?(image|label)s?(?:[-_. ]?idx\d)?(?:[-_. ](?:u?byte|short|int))?(?:\.(?:idx|bin|dat|raw))?(\.gz(?:ip)?)?$/i;

/** @returns undefined for a name that is none of a data set; names that begin with a dot are the system's */
export function readFileName(name: string): FileName | undefined {
  if (name.startsWith('.')) return undefined;
  const found = pattern.exec(name);
  if (found === null) return undefined;
  const [, set = '', part, what, zipped = ''] = found;
  const role = roles[`${/^train/i.test(part!) ? 'train' : 'test'} ${what!.toLowerCase()}s`]!;
  return { role, set: set.toLowerCase(), stem: name.slice(0, name.length - zipped.length), isZipped: zipped !== '' };
}

/** Whether a set is one of EMNIST, whose images are written column by column: each is the transpose of what it shows. */
export function isEmnist(set: string): boolean {
  return /(?:^|[^a-z])emnist(?:[^a-z]|$)/.test(set);
}
