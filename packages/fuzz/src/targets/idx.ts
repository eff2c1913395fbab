/** IDX files of images and labels, and folders of them as `--data-dir` names them. */
import { decodeIdxImages, decodeIdxLabels, type IdxContents } from '@inkgrad/mnist';
import { loadMnist } from '@inkgrad/mnist/node';
import fc from 'fast-check';
import { withFiles } from '../files.ts';
import { anyBytes } from '../generate/damage.ts';
import {
  badImages,
  badLabels,
  imageFile,
  labelFile,
  perhapsZipped,
  validImages,
  validLabels,
} from '../generate/idx-file.ts';
import { type FuzzInput, must, type Target } from '../target.ts';

const pixels = 784;

const roles = ['train images', 'train labels', 'test images', 'test labels'] as const;
type Role = (typeof roles)[number];

/** Names of the four files as people have them; `{}` stands for the part. */
const namings: readonly Readonly<Record<Role, string>>[] = [
  named('train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'),
  named('train-images.idx3-ubyte', 'train-labels.idx1-ubyte', 't10k-images.idx3-ubyte', 't10k-labels.idx1-ubyte'),
  named('TRAIN_IMAGES.IDX', 'TRAIN_LABELS.IDX', 'TEST_IMAGES.IDX', 'TEST_LABELS.IDX'),
  named(
    'qmnist-train-images-idx3-ubyte',
    'qmnist-train-labels-idx2-int',
    'qmnist-test-images-idx3-ubyte',
    'qmnist-test-labels-idx2-int',
  ),
  named(
    'emnist-digits-train-images-idx3-ubyte',
    'emnist-digits-train-labels-idx1-ubyte',
    'emnist-digits-test-images-idx3-ubyte',
    'emnist-digits-test-labels-idx1-ubyte',
  ),
];

function named(...names: readonly string[]): Record<Role, string> {
  return Object.fromEntries(roles.map((role, at) => [role, names[at]!])) as Record<Role, string>;
}

function wholeFolder(naming: Readonly<Record<Role, string>>, count: number): Record<string, Uint8Array> {
  const of = (role: Role): Uint8Array => (role.endsWith('images') ? imageFile(count) : labelFile(count));
  return Object.fromEntries(roles.map((role) => [naming[role], of(role)]));
}

const fileName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...namings.flatMap((naming) => Object.values(naming))) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('._train-images-idx3-ubyte', '.DS_Store', 'README', 'train-images-idx3-ubyte/'),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9._-]{1,40}$/).filter((name) => !/^\.{1,2}$/.test(name)) },
);
const contents = perhapsZipped(fc.oneof(validImages, validLabels, badImages, badLabels));

/** A change to a folder: a file more, another content, none, or packed. */
const folderChange = fc.record({
  name: fc
    .tuple(fileName, fc.constantFrom('', '', '.gz'))
    .map(([name, ending]) => (name.endsWith('/') ? name : name + ending)),
  bytes: fc.option(contents),
});

const folders: fc.Arbitrary<FuzzInput> = fc
  .record({
    naming: fc.constantFrom(...namings),
    count: fc.integer({ min: 1, max: 3 }),
    changes: fc.array(folderChange, { maxLength: 3 }),
  })
  .map(({ naming, count, changes }) => {
    const files: Record<string, Uint8Array> = wholeFolder(naming, count);
    for (const { name, bytes } of changes) {
      // A file and a folder of one name cannot both be.
      if (name.endsWith('/')) delete files[name.slice(0, -1)];
      else delete files[`${name}/`];
      if (bytes === null) delete files[name];
      else files[name] = bytes;
    }
    return { entry: 'folder', files, isValid: changes.length === 0 };
  });

const file =
  (entry: string, isValid = false) =>
  (bytes: Uint8Array): FuzzInput => ({
    ...{ entry, files: { file: bytes } },
    ...(isValid ? { isValid } : {}),
  });

const inputs: fc.Arbitrary<FuzzInput> = fc.oneof(
  { weight: 1, arbitrary: fc.oneof(validImages.map(file('images', true)), validLabels.map(file('labels', true))) },
  { weight: 8, arbitrary: fc.oneof(badImages.map(file('images')), badLabels.map(file('labels'))) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('images', 'labels'), anyBytes).map(([entry, bytes]) => file(entry)(bytes)),
  },
  { weight: 4, arbitrary: folders },
);

function checkLabels({ count, values }: IdxContents): void {
  must(count > 0 && values.length === count, `${values.length} labels, and the count is ${count}`);
  must(
    values.every((label) => label < 10),
    'a label is no digit',
  );
}

function checkImages({ count, values }: IdxContents): void {
  must(count > 0 && values.length === count * pixels, `${values.length} pixels for ${count} images`);
}

async function checkFolder(dataDir: string): Promise<void> {
  const { train, test, files, notices } = await loadMnist({ dataDir });
  for (const { count, inputs: images, labels } of [train, test]) {
    checkImages({ count, values: images });
    checkLabels({ count, values: labels });
  }
  must(files.length === 4, `${files.length} files`);
  must(notices.length <= 2, `${notices.length} notices`);
}

export const idx: Target = {
  name: 'idx',
  about: 'IDX files and folders of them',
  kinds: { images: ['data'], labels: ['data'], folder: ['data'] },
  inputs: async () => inputs,
  open: async (base) => ({
    async try({ entry, files }) {
      if (entry === 'images') checkImages(decodeIdxImages(files['file']!, 'images'));
      else if (entry === 'labels') checkLabels(decodeIdxLabels(files['file']!, 'labels'));
      else await withFiles(base, files, checkFolder);
    },
    close: async () => {},
  }),
};
