/** The data set in memory that threads share, so that workers do not each hold 55 MB of it. */
import type { DataPart, DataSet } from '@inkgrad/experiments';

function shared<T extends Uint8Array | Float32Array>(values: T): T {
  const memory = new SharedArrayBuffer(values.byteLength);
  // Not by its constructor: bytes may be a Buffer, whose is deprecated.
  const copy = values instanceof Float32Array ? new Float32Array(memory) : new Uint8Array(memory);
  copy.set(values);
  return copy as Uint8Array | Float32Array as T;
}

function sharedPart({ inputs, labels, values, count }: DataPart): DataPart {
  return {
    ...{ inputs: shared(inputs), labels: shared(labels), count },
    ...(values === undefined ? {} : { values: shared(values) }),
  };
}

/** A copy of which messages carry only references. */
export function shareData(data: DataSet): DataSet {
  return { ...data, train: sharedPart(data.train), test: sharedPart(data.test) };
}
