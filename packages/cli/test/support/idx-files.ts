/**
 * A small folder of valid IDX files in the layout of MNIST, for tests of the whole command: 640 training and 1,100
 * test images (one more than test image 1000 needs would do), each digit a bright block in a place of its own.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const fileNames = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

/** Big-endian header of unsigned bytes: two zeros, type 8, rank, dimensions. */
export function idxFile(shape: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = 8;
  header[3] = shape.length;
  shape.forEach((size, axis) => {
    header.writeUInt32BE(size, 4 + 4 * axis);
  });
  return Buffer.concat([header, data]);
}

export function imagesFile(count: number): Buffer {
  const pixels = new Uint8Array(count * 784);
  for (let i = 0; i < count; i++) {
    const digit = i % 10;
    const left = 2 + (digit % 5) * 5;
    const top = digit < 5 ? 4 : 16;
    for (let y = 0; y < 8; y++) {
      // A different grey for each image, so that no two are the same.
      pixels.fill(100 + ((i * 7) % 155), i * 784 + (top + y) * 28 + left, i * 784 + (top + y) * 28 + left + 4);
    }
  }
  return idxFile([count, 28, 28], pixels);
}

export function labelsFile(count: number): Buffer {
  return idxFile(
    [count],
    Uint8Array.from({ length: count }, (_, i) => i % 10),
  );
}

/** Writes the four files; `change` replaces some of them, or leaves one out with undefined. */
export function writeIdxFolder(
  folder: string,
  change: { readonly [name in keyof typeof fileNames]?: Buffer | undefined } = {},
): string {
  const files = {
    trainImages: imagesFile(640),
    trainLabels: labelsFile(640),
    testImages: imagesFile(1100),
    testLabels: labelsFile(1100),
    ...change,
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    if (content !== undefined) writeFileSync(join(folder, fileNames[name as keyof typeof fileNames]), content);
  }
  return folder;
}
