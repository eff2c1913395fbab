import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import { renderTable } from './table.ts';
import { pad, truncate, visibleLength } from './text.ts';

const plain = pico.createColors(false);
const colored = pico.createColors(true);

describe('renderTable', () => {
  const columns = [{ title: 'file', align: 'left' as const }, { title: 'bytes' }];

  it('aligns text left and numbers right, under a rule of the full width', () => {
    expect(
      renderTable(
        columns,
        [
          ['train', '47'],
          ['t10k-images', '7'],
        ],
        plain,
      ),
    ).toEqual(['file         bytes', '──────────────────', 'train           47', 't10k-images      7']);
  });

  it('measures cells without their colour codes', () => {
    const lines = renderTable(
      columns,
      [
        [colored.green('ok'), '1'],
        ['none', '22'],
      ],
      plain,
    );
    expect(lines.slice(2).map(visibleLength)).toEqual([11, 11]);
  });

  it('puts the name of a group above its columns', () => {
    const grouped = [
      { title: 'epoch' },
      { title: 'ours', group: 'loss' },
      { title: 'published', group: 'loss' },
      { title: 'ours', group: 'accuracy' },
    ];
    expect(renderTable(grouped, [['1', '0.5', '0.6', '0.99999999']], plain).slice(0, 2)).toEqual([
      '            loss         accuracy',
      'epoch  ours  published        ours',
    ]);
  });

  it('refuses a row of another length', () => {
    expect(() => renderTable(columns, [['only']], plain)).toThrow(RangeError);
  });
});

describe('text', () => {
  it('pads and truncates by what is visible', () => {
    expect(pad(colored.red('ab'), 4)).toBe(`${colored.red('ab')}  `);
    expect(pad('ab', 4, 'right')).toBe('  ab');
    expect(truncate('abcdef', 4)).toBe('abc…');
    expect(truncate(colored.red('abcd'), 4)).toBe(colored.red('abcd'));
  });
});
