/**
 * The rule on numbers that were drawn: where nothing differs it must find nothing, in all but one page of twenty; where
 * something differs by as much as it claims to see, it must find it. About two seconds.
 */
import { normal, uniform } from '@inkgrad/tensor';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../../test/support/example-experiments.ts';
import { summarize } from '../statistics.ts';
import { judge, keepsMost, type Measured, type Standard } from './rule.ts';

const standard: Standard = { threshold: 0.95, baseEpochs: 20, mostEpochs: 240 };
const rowCount = 11;

/** Numbers of one page, none used twice. */
interface Draws {
  normal(): number;
  uniform(): number;
}

function drawsOf(page: number): Draws {
  const some = 400;
  const [normals, uniforms] = [normal(7, page, some), uniform(8, page, some)];
  let [a, b] = [0, 0];
  return { normal: () => normals[a++]!, uniform: () => uniforms[b++]! };
}

/** Accuracy after the base's epochs and end of the plateau of one run; null where it was not seen to end. */
type Run = (draws: Draws, seedEffect: number) => { accuracy: number; end: number };

function measuredRow(id: string, seeds: readonly number[], runs: readonly ReturnType<Run>[]): Measured {
  const values = runs.map(({ accuracy }) => Math.min(1, Math.max(0, accuracy)));
  return {
    ...{ id, kind: id === 'base' ? 'base' : 'single', title: id, settings: 1, experiment: experiments.v2 },
    changes: id === 'base' ? [] : [{ id, title: id, description: '' }],
    ...{ runs: [], seeds, failures: 0, values, accuracyAtBaseEpochs: summarize(values, 'share') },
    ...{ summaries: {}, testAccuracy: null, curves: {}, diagnoses: [] },
    ends: runs.map(({ end }) =>
      end > standard.mostEpochs
        ? { epoch: standard.mostEpochs, censored: true }
        : { epoch: Math.max(1, Math.ceil(end)), censored: false },
    ),
  };
}

/** A page of rows, each drawn by its own rule, judged. */
function pageOf(page: number, seedCount: number, runOf: (row: number) => Run): ReturnType<typeof judge> {
  const draws = drawsOf(page);
  const seeds = Array.from({ length: seedCount }, (_, at) => at + 1);
  const effects = seeds.map(() => draws.normal());
  const rows = Array.from({ length: rowCount + 1 }, (_, row) =>
    measuredRow(
      row === 0 ? 'base' : `row-${row}`,
      seeds,
      effects.map((effect) => runOf(row)(draws, effect)),
    ),
  );
  return judge(rows, rows[0]!, standard);
}

const compared = ['none', 'shorter', 'longer'];

/** Share of pages with at least one verdict that is not so. */
function falseShare(
  pages: number,
  seeds: number,
  run: Run,
  isFalse: (row: ReturnType<typeof judge>[number]) => boolean,
) {
  let wrong = 0;
  for (let page = 0; page < pages; page++) if (pageOf(page, seeds, () => run).some(isFalse)) wrong++;
  return wrong / pages;
}

const pages = 400;
/** Of 400 pages with a chance of 0.05 more than this are false in less than one of a thousand. */
const atMost = 0.05 + 3.1 * Math.sqrt((0.05 * 0.95) / pages);

/** Ways in which seeds may differ where nothing else does. */
const noise: Readonly<Record<string, Run>> = {
  'a plateau that seeds make longer or shorter': (draws, effect) => ({
    accuracy: 0.95 + 0.002 * draws.normal(),
    end: 150 * Math.exp(0.2 * effect + 0.15 * draws.normal()),
  }),
  'seeds that leave it at once or hardly ever': (draws) => ({
    accuracy: 0.95 + 0.01 * (draws.uniform() - 0.5),
    end: draws.uniform() < 0.5 ? 3 + 10 * draws.uniform() : 500,
  }),
  'ends in one of two epochs': (draws) => ({
    accuracy: 0.95 + 0.001 * draws.normal(),
    end: draws.uniform() < 0.5 ? 5 : 6,
  }),
  'ends with a long tail': (draws) => ({
    accuracy: 0.95 + 0.001 * draws.normal(),
    end: Math.min(10_000, 8 / draws.uniform()),
  }),
};

describe.each(Object.entries(noise))('%s: no difference is found where there is none', (_, run) => {
  test.each([3, 5])('with %i seeds', (seeds) => {
    // What all have is exactly what is asked for: either verdict on it is false.
    const share = falseShare(
      pages,
      seeds,
      run,
      ({ reaches, plateau }) => ['yes', 'no'].includes(reaches.verdict) || compared.includes(plateau.verdict ?? ''),
    );
    expect(share).toBeLessThanOrEqual(atMost);
  });
});

test('two seeds judge nothing', () => {
  const rows = pageOf(1, 2, () => noise['ends in one of two epochs']!);
  for (const { reaches, plateau } of rows) {
    expect(reaches.verdict).toBe('too few seeds');
    expect([null, 'too few seeds']).toContain(plateau.verdict);
  }
});

describe('a difference of the size that it claims to see is found', () => {
  /** Row 1 is another; the others are as the base. */
  const planted =
    (ratio: number, gain: number) =>
    (row: number): Run =>
    (draws, effect) => ({
      accuracy: (row === 1 ? 0.95 + gain : 0.9) + 0.0015 * draws.normal(),
      end: 150 * (row === 1 ? ratio : 1) * Math.exp(0.2 * effect + 0.15 * draws.normal()),
    });
  const power = (seeds: number, ratio: number, gain: number) => {
    let [reached, shorter, kept, others] = [0, 0, 0, 0];
    for (let page = 0; page < 200; page++) {
      const rows = pageOf(page, seeds, planted(ratio, gain));
      if (rows[1]!.reaches.verdict === 'yes') reached++;
      if (compared.slice(0, 2).includes(rows[1]!.plateau.verdict ?? '')) shorter++;
      if (keepsMost(rows)?.id === 'row-1') kept++;
      if (rows.slice(2).some(({ plateau }) => compared.includes(plateau.verdict ?? ''))) others++;
    }
    return { reached: reached / 200, shorter: shorter / 200, kept: kept / 200, others: others / 200 };
  };

  test('five seeds: a plateau a quarter as long, and one point of accuracy, in nine of ten pages', () => {
    const found = power(5, 0.25, 0.01);
    expect(found.shorter).toBeGreaterThan(0.9);
    expect(found.reached).toBeGreaterThan(0.9);
    expect(found.kept).toBe(found.reached);
    expect(found.others).toBeLessThan(0.1);
  });

  test('three seeds: a plateau a fiftieth as long, in nine of ten pages', () => {
    expect(power(3, 0.02, 0.01).shorter).toBeGreaterThan(0.9);
  });
});
