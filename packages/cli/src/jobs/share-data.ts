/** The data set in memory that threads share, so that workers do not each hold 55 MB of it. */
import type { MnistData, MnistSplit } from '@inkgrad/mnist';

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function sharedSplit({ images, labels, count }: MnistSplit): MnistSplit {
  return { images: shared(images), labels: shared(labels), count };
}

/** A copy of which messages carry only references. */
export function shareData(data: MnistData): MnistData {
  return { ...data, train: sharedSplit(data.train), test: sharedSplit(data.test) };
}
