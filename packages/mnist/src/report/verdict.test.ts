import { expect, test } from 'vitest';
import { syntheticContext, syntheticCustom, syntheticV1, syntheticV2 } from '../../test/fixtures/synthetic-runs.ts';
import { countAnswers, staysAtGuessing } from './outcome.ts';
import type { ReportRun } from './types.ts';
import { publishedFor } from './types.ts';
import { judgeRun, summarize } from './verdict.ts';

const judge = (run: ReportRun) => judgeRun(run, publishedFor(run, syntheticContext));

function withLastEpoch(run: ReportRun, change: Partial<ReportRun['epochs'][number]>): ReportRun {
  return { ...run, epochs: [...run.epochs.slice(0, -1), { ...run.epochs.at(-1)!, ...change }] };
}

test('answers are counted from the matrix', () => {
  expect(
    countAnswers([
      [3, 1],
      [2, 4],
    ]),
  ).toEqual({
    total: 10,
    correct: 7,
    accuracy: 0.7,
    favourite: 0,
    favouriteCount: 5,
    classesAnswered: 2,
    constantAccuracy: 0.6,
  });
  expect(countAnswers([])).toMatchObject({ total: 0, accuracy: 0, constantAccuracy: 0 });
});

test('the four outcomes follow from the numbers', () => {
  expect(judge(syntheticV1).outcome).toBe('good');
  expect(judge(syntheticV2).outcome).toBe('constant');
  expect(judge(withLastEpoch(syntheticV1, { validationAccuracy: 0.8 })).outcome).toBe('partial');
  expect(judge(withLastEpoch(syntheticV1, { validationAccuracy: 0.115 })).outcome).toBe('guessing');
});

test('v2 is said to answer 1 to everything, with the loss above ln 10', () => {
  const text = judge(syntheticV2).sentences.join(' ');
  expect(text).toContain('it answers 1 to all 10,000 test images');
  expect(text).toContain('1,135 answers are right');
  expect(text).toMatch(/test loss ends 0\.01\d\d above ln 10 = 2\.3026/);
  expect(text).toContain('it answers 1 (probability 11.3\u00a0%), as in the notebook');
});

test('agreement needs both accuracy and loss, and v2 is held to a sharper loss', () => {
  expect(judge(syntheticV1).agreement?.agrees).toBe(true);
  expect(judge(withLastEpoch(syntheticV1, { validationAccuracy: 0.9738 - 0.0061 })).agreement?.agrees).toBe(false);
  expect(judge(withLastEpoch(syntheticV1, { validationLoss: 0.0965 + 0.021 })).agreement?.agrees).toBe(false);
  expect(judge(withLastEpoch(syntheticV1, { validationLoss: 0.0965 + 0.01 })).agreement?.agrees).toBe(true);
  expect(staysAtGuessing(syntheticV2)).toBe(true);
  // Without the activity penalty v2 ends about 0.003 lower.
  expect(judge(withLastEpoch(syntheticV2, { validationLoss: 2.3166 - 0.003 })).agreement?.agrees).toBe(false);
});

test('a shorter run is compared at its own last epoch', () => {
  const { agreement } = judge({ ...syntheticV1, epochs: syntheticV1.epochs.slice(0, 3) });
  expect(agreement).toMatchObject({ epoch: 3, published: { accuracy: 0.9591, loss: 0.1375 } });
  expect(judge({ ...syntheticV1, epochs: [] }).agreement).toBeUndefined();
});

test('the summary says who agrees and who differs, and nothing of the notebook where nothing is published', () => {
  const [v1, v2] = [judge(syntheticV1), judge(syntheticV2)];
  const off = judge(withLastEpoch(syntheticV2, { validationLoss: 2.2 }));
  const custom = judge(syntheticCustom(20));
  expect(summarize([v1, v2])).toMatch(/^v1 reads .*; v2 is stuck at .*\. Both agree with the published notebook\.$/);
  expect(summarize([v1])).toMatch(/ This agrees with the published notebook\.$/);
  expect(summarize([v1, off])).toMatch(/ v2 differs from the published notebook; v1 agrees\.$/);
  expect(summarize([v1, custom])).toMatch(/ v1 agrees with the published notebook\.$/);
  expect(summarize([custom])).not.toContain('notebook');
});
