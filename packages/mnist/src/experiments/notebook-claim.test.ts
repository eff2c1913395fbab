import { expect, test } from 'vitest';
import { notebookClaim } from './notebook-claim.ts';
import { v1 } from './v1.ts';
import { v2 } from './v2.ts';

test('the notebook speaks of v2 alone, by whatever name and for however many epochs', () => {
  expect(notebookClaim({ ...v2, name: 'mine', epochs: 3, seed: 9 })).toMatch(/^The notebook’s explanation, /);
  expect(notebookClaim({ ...v2, batchSize: 128 })).toBeUndefined();
  expect(notebookClaim(v1)).toBeUndefined();
});
