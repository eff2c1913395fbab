import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FuzzInput } from '../target.ts';
import { targets } from '../targets/index.ts';
import { batchOf } from './campaign.ts';

/** Bytes are many, and equal where their checksums are. */
function checksum(inputs: readonly FuzzInput[]): string {
  const hash = createHash('sha256');
  for (const { entry, files } of inputs) {
    hash.update(entry);
    for (const [name, bytes] of Object.entries(files)) hash.update(name).update(bytes);
  }
  return hash.digest('hex');
}

test.each(targets.map((target) => [target.name, target] as const))(
  '%s: a seed says which inputs',
  async (_, target) => {
    const inputs = await target.inputs();
    const [first, again, next, other] = [
      batchOf(inputs, 7, 0),
      batchOf(inputs, 7, 0),
      batchOf(inputs, 7, 1),
      batchOf(inputs, 8, 0),
    ];
    expect(checksum(again)).toBe(checksum(first));
    expect(checksum(next)).not.toBe(checksum(first));
    expect(checksum(other)).not.toBe(checksum(first));
    // Each entry has the kinds of errors that it may give.
    for (const { entry } of [...first, ...next, ...other]) expect(Object.keys(target.kinds)).toContain(entry);
  },
);
