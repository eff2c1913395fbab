import { describe, expect, it } from 'vitest';
import { plainLook } from '../../test/support/plain-look.ts';
import { visibleLength } from '../terminal/text.ts';
import { condensedEpochs, type EpochFigures, renderComparison } from './comparison.ts';
import { renderConfusionMatrix } from './confusion-matrix.ts';

const plain = plainLook();

describe('condensedEpochs', () => {
  it('keeps the first, the moving and the last', () => {
    expect(condensedEpochs(1)).toEqual([1]);
    expect(condensedEpochs(4)).toEqual([1, 2, 3, 4]);
    expect(condensedEpochs(20)).toEqual([1, 2, 3, 5, 10, 15, 20]);
    expect(condensedEpochs(45)).toEqual([1, 2, 3, 5, 10, 15, 20, 30, 40, 45]);
  });
});

describe('renderComparison', () => {
  const figures = (epoch: number, loss: number): EpochFigures => ({
    epoch,
    loss,
    accuracy: 0.9,
    validationLoss: 0.2,
    validationAccuracy: 0.95,
  });

  it('puts ours beside published, and fits 80 columns', () => {
    const lines = renderComparison([figures(1, 0.55), figures(2, 0.26)], [figures(1, 0.5567)], plain);
    expect(lines).toEqual([
      '            loss          accuracy        val_loss      val_accuracy',
      'epoch    ours   publ.    ours   publ.    ours   publ.    ours   publ.',
      '─────────────────────────────────────────────────────────────────────',
      '    1  0.5500  0.5567  0.9000  0.9000  0.2000  0.2000  0.9500  0.9500',
      '    2  0.2600       –  0.9000       –  0.2000       –  0.9500       –',
    ]);
    expect(Math.max(...lines.map(visibleLength))).toBeLessThanOrEqual(80);
  });
});

describe('renderConfusionMatrix', () => {
  it('labels rows and columns and marks zeros', () => {
    expect(
      renderConfusionMatrix(
        [
          [980, 0],
          [12, 1123],
        ],
        plain,
      ),
    ).toEqual(['true\\predicted    0    1', '             0  980    ·', '             1   12 1123']);
  });

  it('fits 80 columns for ten classes', () => {
    const matrix = Array.from({ length: 10 }, () => new Array<number>(10).fill(1135));
    expect(Math.max(...renderConfusionMatrix(matrix, plain).map(visibleLength))).toBeLessThanOrEqual(80);
  });
});
