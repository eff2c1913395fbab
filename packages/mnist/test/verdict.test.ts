import type { RunResult } from '@inkgrad/experiments';
import { countAnswers, judgeRun, staysAtGuessing, summarizeVerdicts } from '@inkgrad/experiments/node';
import { expect, test } from 'vitest';
import { publishedRuns } from '../src/compare-published.ts';
import { syntheticCustom, syntheticV1, syntheticV2 } from './fixtures/synthetic-runs.ts';

const judge = (run: RunResult) => judgeRun(run, publishedRuns);

function withLastEpoch(run: RunResult, change: Partial<RunResult['epochs'][number]>): RunResult {
  const accuracy = change.validationAccuracy ?? run.evaluation.accuracy;
  return {
    ...run,
    epochs: [...run.epochs.slice(0, -1), { ...run.epochs.at(-1)!, ...change }],
    evaluation: { ...run.evaluation, accuracy },
  };
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
  expect(text).toContain('v2 answers 1 to all 10,000 test images after 20 epochs');
  expect(text).toContain('1,135 answers are right');
  expect(text).toMatch(/test loss ends 0\.01\d\d above ln\u00a010 = 2\.3026/);
  expect(text).toContain('it answers 1 (probability 11.3\u00a0%), as in the notebook');
});

test('an answer that is no probability is told as the number it is', () => {
  const scores = [0, 0.1, -0.2, 0, 0, 0, 0, 0, 0, 1.25];
  const run: RunResult = {
    ...syntheticV1,
    predictionOfTestSample1000: { label: 9, predicted: 9, probabilities: null, scores },
  };
  expect(judge(run).sentences.join(' ')).toContain('it answers 9 (output 1.250), as in the notebook');
});

test('ln 10 is spoken of only where the loss is a cross-entropy of classes', () => {
  const loss = (name: RunResult['config']['loss']): RunResult => ({
    ...syntheticV2,
    config: { ...syntheticV2.config, loss: name },
  });
  const text = (run: RunResult) => judge(run).sentences.join(' ');
  expect(text(loss({ name: 'categoricalCrossentropy', fromLogits: true }))).toContain('ln\u00a010');
  expect(text(loss('meanSquaredError'))).not.toContain('ln');
  expect(text(loss('binaryCrossentropy'))).not.toContain('ln');
});

test('the comparison with the notebook is told with its figures, differences and failed checks', () => {
  const text = (run: RunResult) => judge(run).sentences.at(-1)!;
  const v1 = withLastEpoch(syntheticV1, { validationAccuracy: 0.9731, validationLoss: 0.098 });
  expect(text(v1)).toBe(
    'The notebook printed a test accuracy of 0.9738 and a test loss of 0.0965 at epoch 20; ours differ by −0.0007 and +0.0015, within what is accepted of a reproduction.',
  );
  expect(text(withLastEpoch(v1, { validationAccuracy: 0.9 }))).toMatch(
    / Outside of what is accepted of a reproduction: test accuracy\.$/,
  );
  expect(staysAtGuessing(syntheticV2)).toBe(true);
  expect(text(withLastEpoch(syntheticV2, { validationLoss: 2.3136 }))).toMatch(/ Outside .*: test loss\.$/);
});

test('a shorter run is set beside the same epoch, and not judged', () => {
  const run = { ...syntheticV1, epochs: syntheticV1.epochs.slice(0, 3) };
  const text = judge(run).sentences.at(-1);
  expect(text).toContain('a test accuracy of 0.9591 and a test loss of 0.1375 at epoch 3');
  expect(text).toContain('is not judged: it ended after 3 epochs.');
  expect(judge({ ...syntheticV1, epochs: [] }).sentences.join(' ')).not.toContain('notebook printed');
});

test('the summary says who reproduces the notebook and who does not, and nothing of it where nothing is published', () => {
  const [v1, v2] = [judge(syntheticV1), judge(syntheticV2)];
  const off = judge(withLastEpoch(syntheticV2, { validationLoss: 2.2 }));
  const custom = judge(syntheticCustom(20));
  expect(summarizeVerdicts([v1, v2])).toMatch(
    /^v1 reads .*; v2 answers 1 to everything after .* epochs .*\. Both reproduce the published notebook\.$/,
  );
  expect(summarizeVerdicts([v1])).toMatch(/ This reproduces the published notebook\.$/);
  expect(summarizeVerdicts([v1, off])).toMatch(/ v2 does not reproduce the published notebook; v1 does\.$/);
  expect(summarizeVerdicts([v1, custom])).toMatch(/ v1 reproduces the published notebook\.$/);
  expect(summarizeVerdicts([custom])).not.toContain('notebook');
});
