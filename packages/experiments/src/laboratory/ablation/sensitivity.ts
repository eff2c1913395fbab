/**
 * What would have been found with another threshold or another level of the plateau: the first stage judged again, from the
 * same runs. A verdict that hangs on the choice of one number is told from one that does not.
 */
import { listed, plural } from '@inkgrad/tensor/text';
import type { AblationResult, AblationRow, Sensitivity } from './result.ts';
import { endsOf } from './row.ts';
import { judge, type Measured, type Standard } from './rule.ts';

/** What the level is multiplied by. */
const otherLevels = [0.75, 1.25, 1.5] as const;
/** Points by which another threshold differs. */
const otherThresholds = [-0.02, -0.01, 0.01, 0.02] as const;

type Asked = Pick<AblationResult, 'base' | 'threshold' | 'level' | 'mostEpochs'>;

const rounded = (value: number): number => Number(value.toPrecision(6));

function measuredAt(row: AblationRow, level: number): Measured {
  const { reaches: _, plateau: __, ...facts } = row;
  return { ...facts, ends: endsOf(row.runs, level) };
}

/** @param rows of the first stage, the base first */
export function sensitivityOf(rows: readonly AblationRow[], asked: Asked): Sensitivity[] {
  const { base, threshold, level, mostEpochs } = asked;
  const again = (standard: Pick<Standard, 'threshold'> & { level: number }): AblationRow[] => {
    const measured = rows.map((row) => measuredAt(row, standard.level));
    return judge(measured, measured[0]!, { ...standard, mostEpochs, baseEpochs: base.epochs });
  };
  const compare = (
    choice: Sensitivity['choice'],
    value: number,
    others: readonly AblationRow[],
    verdictOf: (row: AblationRow) => string | null,
  ): Sensitivity => ({
    choice,
    value,
    changed: rows.flatMap((row, at) => {
      const [from, to] = [verdictOf(row) ?? '–', verdictOf(others[at]!) ?? '–'];
      return from === to ? [] : [{ id: row.id, from, to }];
    }),
  });
  const thresholds = otherThresholds.map((by) => rounded(threshold + by)).filter((value) => value > 0 && value < 1);
  // Runs end some epochs after they reached the level: of a higher one they may not tell when it was reached.
  const tells = (value: number): boolean =>
    rows.every(({ runs }) => endsOf(runs, value).every((end) => !end?.censored || end.epoch >= mostEpochs));
  const levels = otherLevels.map((by) => rounded(level * by)).filter((value) => value < 1 && tells(value));
  return [
    ...thresholds.map((value) =>
      compare('threshold', value, again({ threshold: value, level }), ({ reaches }) => reaches.verdict),
    ),
    ...levels.map((value) =>
      compare('level', value, again({ threshold, level: value }), ({ plateau }) => plateau.verdict),
    ),
  ];
}

/** How much hangs on the two numbers, in a sentence. */
export function sensitivitySentence({
  sensitivity,
  rows,
}: Pick<AblationResult, 'sensitivity' | 'rows'>): string | undefined {
  if (sensitivity.length === 0) return undefined;
  const title = new Map(rows.map((row) => [row.id, row.title]));
  const part = (choice: Sensitivity['choice'], of: string): string => {
    const tried = sensitivity.filter((each) => each.choice === choice);
    if (tried.length === 0) return '';
    const values = listed(tried.map(({ value }) => String(value)));
    const differing = tried.filter(({ changed }) => changed.length > 0);
    if (differing.length === 0) return `With ${values} as ${of} every verdict is the same.`;
    const each = differing.map(
      ({ value, changed }) =>
        `with ${value}, ${plural(changed.length, 'verdict')} ${changed.length === 1 ? 'differs' : 'differ'} (${listed(
          changed.map(({ id, from, to }) => `${title.get(id) ?? id}: ${to} instead of ${from}`),
        )})`,
    );
    return `Of ${values} as ${of}: ${each.join('; ')}.`;
  };
  return [part('threshold', 'the accuracy asked for'), part('level', 'the accuracy that ends a plateau')]
    .filter((text) => text !== '')
    .join(' ');
}
