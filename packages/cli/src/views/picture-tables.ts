/** The tables of `inkgrad pictures`: digits that are to be read, and pictures that are to be refused. */
import type { PictureRow } from '@inkgrad/mnist/node';
import type { BenchTable } from './bench-tables.ts';

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
const probability = ({ meanProbability }: PictureRow): string => meanProbability?.toFixed(2) ?? '–';

export function pictureTables(rows: readonly PictureRow[]): BenchTable[] {
  const digits = rows.filter(({ shows }) => shows === 'digit');
  const others = rows.filter(({ shows }) => shows === 'noDigit');
  return [
    {
      name: 'pictures',
      title: 'Pictures of one digit',
      columns: [
        { title: 'picture', align: 'left' },
        { title: 'pictures', spare: 3 },
        { title: 'right' },
        { title: 'wrong' },
        { title: 'of these p ≥ 0.9', spare: 2 },
        { title: 'refused' },
        { title: 'mean p', spare: 1 },
      ],
      rows: digits.map((row) => [
        row.title,
        String(row.count),
        percent(row.right, row.count),
        percent(row.wrong, row.count),
        percent(row.surelyWrong, row.count),
        percent(row.refused, row.count),
        probability(row),
      ]),
      notes: [],
    },
    {
      name: 'no-digits',
      title: 'Pictures of two digits, or of none',
      columns: [
        { title: 'picture', align: 'left' },
        { title: 'pictures', spare: 2 },
        { title: 'refused' },
        { title: 'answered' },
        { title: 'with p ≥ 0.9', spare: 1 },
      ],
      rows: others.map((row) => [
        row.title,
        String(row.count),
        percent(row.refused, row.count),
        percent(row.wrong, row.count),
        percent(row.surelyWrong, row.count),
      ]),
      notes: [],
    },
  ];
}
