/** The data set in memory that threads share, so that workers do not each hold 55 MB of it. */
import type { DataPart, DataSet } from '@inkgrad/experiments';

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function sharedSplit({ images, labels, count }: DataPart): DataPart {
  return { images: shared(images), labels: shared(labels), count };
}

/** A copy of which messages carry only references. */
export function shareData(data: DataSet): DataSet {
  return { ...data, train: sharedSplit(data.train), test: sharedSplit(data.test) };
}
