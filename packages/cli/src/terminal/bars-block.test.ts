import fc from 'fast-check';
import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import { type BarsRow, renderBarsBlock } from './bars-block.ts';
import { visibleLength } from './text.ts';

const plain = pico.createColors(false);

const rows: BarsRow[] = [
  { title: '12/40 runs', share: 0.3125, text: 'ETA 2m 10s' },
  { title: '  learningRate=0.01 units=64 seed 3', share: 0.5, text: 'epoch  3/5  ETA 4.1s' },
  { title: '  learningRate=0.001 units=64 seed 1', share: 0, text: '' },
];

describe('renderBarsBlock', () => {
  it('sets the bars under one another', () => {
    expect(`\n${renderBarsBlock(rows, 90, plain).join('\n')}`).toMatchInlineSnapshot(`
      "
      12/40 runs                            ━━━━━━━·················  ETA 2m 10s
        learningRate=0.01 units=64 seed 3   ━━━━━━━━━━━━············  epoch  3/5  ETA 4.1s
        learningRate=0.001 units=64 seed 1  ························"
    `);
  });

  it('makes the bars shorter, then the titles, then leaves the bars out', () => {
    expect(`\n${renderBarsBlock(rows, 70, plain).join('\n')}`).toMatchInlineSnapshot(`
      "
      12/40 runs                            ━━━·······  ETA 2m 10s
        learningRate=0.01 units=64 seed 3   ━━━━━·····  epoch  3/5  ETA 4.1s
        learningRate=0.001 units=64 seed 1  ··········"
    `);
    expect(`\n${renderBarsBlock(rows, 50, plain).join('\n')}`).toMatchInlineSnapshot(`
      "
      12/40 runs          ━━······  ETA 2m 10s
        learningRate=0.…  ━━━━····  epoch  3/5  ETA 4.1s
        learningRate=0.…  ········"
    `);
    expect(`\n${renderBarsBlock(rows, 36, plain).join('\n')}`).toMatchInlineSnapshot(`
      "
      12/40 runs      ETA 2m 10s
        learningRat…  epoch  3/5  ETA 4.1s
        learningRat…"
    `);
  });

  it('never makes a line wider than the terminal', () => {
    const row = fc.record({
      title: fc.string({ maxLength: 60, unit: fc.constantFrom('a', ' ', '.') }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      text: fc.string({ maxLength: 30, unit: fc.constantFrom('b', ' ', '9') }),
    });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 150 }),
        fc.boolean(),
        (list, columns, colors) => {
          for (const line of renderBarsBlock(list, columns, pico.createColors(colors))) {
            expect(visibleLength(line)).toBeLessThanOrEqual(columns);
          }
        },
      ),
    );
  });
});
