import fc from 'fast-check';
import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import { plainLook } from '../../test/support/plain-look.ts';
import { renderTable, type TableColumn } from './table.ts';
import { pad, truncate, visibleLength } from './text.ts';

const plain = plainLook();
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

describe('a table that is too wide', () => {
  const columns: TableColumn[] = [
    { title: 'started', align: 'left', spare: 2 },
    { title: 'accuracy', group: 'val' },
    { title: 'loss', group: 'val', spare: 1 },
    { title: 'folder', align: 'left', isName: true, least: 9 },
  ];
  const rows = [
    ['2026-03-09', '0.9123', '0.25', 'runs/one'],
    { heading: 'older' },
    ['2026-03-08', '0.8', '1.5', 'runs/another-one'],
  ];

  it('is cut where it may be', () => {
    expect(renderTable(columns, rows, plainLook(40))).toEqual([
      '                 val',
      'started     accuracy  loss  folder',
      '────────────────────────────────────────',
      '2026-03-09    0.9123  0.25  runs/one',
      'older',
      '2026-03-08       0.8   1.5  runs/anothe…',
    ]);
  });

  it('goes without what can be spared, and says so', () => {
    expect(renderTable(columns, rows, plainLook(30))).toEqual([
      '     val',
      'accuracy  loss  folder',
      '──────────────────────────────',
      '  0.9123  0.25  runs/one',
      'older',
      '     0.8   1.5  runs/another-…',
      'Left out: started.',
    ]);
    expect(renderTable(columns, rows, plainLook(20)).at(-1)).toBe('Left out: started, val loss.');
  });

  it('stands one row below the other where even that is too wide, with all its cells', () => {
    expect(renderTable(columns, rows, plainLook(18))).toEqual([
      'runs/one',
      '  started 2026-03-09',
      '  val accuracy 0.9123',
      '  val loss 0.25',
      'older',
      'runs/another-one',
      '  started 2026-03-08',
      '  val accuracy 0.8',
      '  val loss 1.5',
    ]);
  });

  it('is named by its first column, a mark before it and a number with its title', () => {
    const marked = [{ title: '', align: 'left' }, { title: 'check', align: 'left' }, { title: 'ours' }] as const;
    expect(renderTable(marked, [['✓', 'val_loss', '0.1']], plainLook(5))).toEqual(['✓ val_loss', '  ours 0.1']);
    const epochs = [{ title: 'epoch' }, { title: 'loss' }];
    expect(renderTable(epochs, [['1', '0.5']], plainLook(5))).toEqual(['epoch 1', '  loss 0.5']);
  });

  it('never is wider than it may be, nor without a figure that it must show', () => {
    const cell = fc.stringMatching(/^[a-z0-9.]{1,14}$/);
    const column = fc.record({
      title: fc.stringMatching(/^[a-z_]{1,12}$/),
      align: fc.constantFrom('left' as const, 'right' as const),
      spare: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
      least: fc.option(fc.integer({ min: 4, max: 20 }), { nil: undefined }),
    });
    const tables = fc
      .array(column, { minLength: 1, maxLength: 8 })
      .chain((all) => fc.tuple(fc.constant(all), fc.array(fc.tuple(...all.map(() => cell)), { maxLength: 4 })));
    fc.assert(
      fc.property(tables, fc.integer({ min: 30, max: 150 }), ([all, cells], width) => {
        const given = all.map(({ spare, least, ...rest }) => ({
          ...rest,
          ...(spare === undefined ? {} : { spare }),
          ...(least === undefined ? {} : { least }),
        }));
        const lines = renderTable(given, cells, plainLook(width));
        const table = lines.filter((line) => !line.startsWith('Left out: '));
        for (const line of table) expect(visibleLength(line)).toBeLessThanOrEqual(width);
        for (const row of cells) {
          for (const [at, text] of row.entries()) {
            if (all[at]!.spare === undefined && all[at]!.least === undefined) expect(table.join('\n')).toContain(text);
          }
        }
      }),
    );
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
