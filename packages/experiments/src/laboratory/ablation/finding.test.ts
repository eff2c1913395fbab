import { describe, expect, test } from 'vitest';
import { experiments } from '../../../test/support/example-experiments.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { type AccuracyOf, madeUpAblation } from '../../testing/made-up-ablation.ts';
import type { AblationQuestion } from './design.ts';

const { v1, v2 } = experiments;
const question: AblationQuestion = {
  ...{ base: v2, target: v1, threshold: 0.95, level: 0.2, mostEpochs: 240 },
  ...{ validation: { fraction: 1 / 6, seed: 1 }, seeds: [1, 2, 3, 4, 5], pairs: 'none' },
  claim: 'The notebook’s explanation, that several regularizations underfit it,',
};
const spread = (seed: number): number => (seed - 3) * 0.0004;
const find = (accuracyOf: AccuracyOf, changed: Partial<AblationQuestion> = {}) =>
  madeUpAblation({ ...question, ...changed }, accuracyOf).result;
const text = (accuracyOf: AccuracyOf, changed: Partial<AblationQuestion> = {}): string =>
  find(accuracyOf, changed).finding.sentences.join('\n');

const isRelu = ({ layers }: Experiment): boolean =>
  layers.filter((layer) => 'activation' in layer && layer.activation === 'sigmoid').length === 0;
const hasDropout = ({ layers }: Experiment): boolean => layers.some(({ type }) => type === 'dropout');
const hasKernelPenalty = ({ layers }: Experiment): boolean => layers.some((layer) => 'kernelRegularizer' in layer);
const hasPenalties = (experiment: Experiment): boolean =>
  hasKernelPenalty(experiment) || experiment.layers.some((layer) => 'activityRegularizer' in layer);

/** As v2 was seen to do: ReLU and Adam learn at once, dropout makes the plateau long, the rest keeps it. */
const likeV2: AccuracyOf = (experiment) => {
  const { seed } = experiment;
  if (isRelu(experiment)) return 0.965 + spread(seed);
  if (experiment.optimizer.type === 'adam') return 0.932 + spread(seed);
  const bare = !(hasDropout(experiment) || hasPenalties(experiment));
  if (bare) return { end: 12 + (seed % 3), accuracy: 0.6 + spread(seed) };
  if (!hasDropout(experiment)) return { end: 16 + (seed % 3), accuracy: 0.4 + spread(seed) };
  // Other changes move it as another seed would.
  const shift = experiment.name === 'v2' ? 0 : experiment.name.length % 5;
  return { end: 150 + 20 * ((seed + shift) % 5), accuracy: 0.5 };
};

describe('a plateau is told from a failure', () => {
  const found = text(likeV2);

  test('how long it lasts, and that the epochs end before', () => {
    expect(found).toContain(
      'v2 learns, but late: it lies on a plateau, with an accuracy below 0.2, until epoch 190 (150 to 230), the median and the range of 5 seeds. The 20 epochs that it is given end before that.',
    );
  });

  test('what takes it away, and so what makes it', () => {
    expect(found).toContain(
      'The plateau is taken away, over within 4 epochs, by sigmoid → ReLU (epoch 1) and SGD → Adam (epoch 1).',
    );
    expect(found).toContain('So it takes the activation and the optimizer of v2 together to make the plateau');
  });

  test('what lengthens it: regularization, dropout most', () => {
    expect(found).toMatch(
      /It is shorter with no dropout \(0\.09\d times as long, 0\.0\d+ to 0\.1\d+\) and no regularization \(0\.0\d+ times/,
    );
    expect(found).toMatch(
      /Regularization makes the plateau longer, and does not make it: without any, it ends at epoch 13 \(12 to 14\), 0\.0\d+ times as long; with all of it kept, it is gone with sigmoid → ReLU/,
    );
    expect(found).toMatch(/Taken off one at a time: no activity L2 \(.*, no kernel L2 \(.* and no dropout \(/);
    expect(found).toContain(
      'The notebook’s explanation, that several regularizations underfit it, is therefore half of it: regularization decides how long the plateau is, not that there is one.',
    );
    expect(found).toMatch(/No difference is shown with .*no kernel L2 \(/);
    expect(found).not.toMatch(/rescue|stuck|borne out/);
  });

  test('what reaches the accuracy, and what the numbers are of', () => {
    expect(found).toContain('v2 does not reach 0.95: after 20 epochs its accuracy is 0.1135 with every seed.');
    expect(found).toContain('Within 20 epochs 0.95 is reached with sigmoid → ReLU 0.9650 (0.9642 to 0.9658).');
    expect(found).toMatch(/It is not reached with .*SGD → Adam 0\.9320/);
    expect(found).toContain('The v2 that reaches 0.95 and keeps the most of it changes 4 settings: sigmoid → ReLU.');
    expect(found).toContain('leaves up to 45 % of seeds that may not (95 %, exact)');
    expect(found).toContain(
      'On the test set, looked at once, after the last epoch of each run: v2 0.5000 with every seed, ',
    );
    expect(found).toContain('Accuracies are of 16.7 % of the training set, held out, after 20 epochs');
  });

  test('what hangs on a number, and what the first gradients do not explain', () => {
    expect(found).toContain('Of 0.93, 0.94, 0.96 and 0.97 as the accuracy asked for: with 0.93, ');
    expect(found).toContain('With 0.15, 0.25 and 0.3 as the accuracy that ends a plateau every verdict is the same.');
    expect(found).toContain(
      'With sigmoid → ReLU and SGD → Adam training begins with the very gradients of v2 (seed 1) and has no plateau',
    );
    expect(found).toContain('in v2 0.10 in the last layer and 0.0025 in the first (1/40 of it)');
    expect(found).toMatch(/The loss of v2 after \d+ epochs, seed 1: 2.3163, of which 2.3010 from the data/);
  });
});

describe('other numbers, other sentences', () => {
  test('without regularization there is no plateau, and nothing else takes it away', () => {
    const bareLearns: AccuracyOf = (e) =>
      hasDropout(e) || hasPenalties(e) ? { end: 100 + 10 * e.seed, accuracy: 0.5 } : 0.97 + spread(e.seed);
    expect(text(bareLearns)).toContain('fits what was seen: without regularization there is no plateau');
    const both: AccuracyOf = (e) => (isRelu(e) ? 0.97 + spread(e.seed) : bareLearns(e, undefined as never));
    expect(text(both)).toContain('is half of it: without regularization there is no plateau, but with all of it kept');
  });

  test('nothing makes a difference', () => {
    const same = text((e) => ({ end: 100 + 10 * e.seed, accuracy: 0.5 }));
    expect(same).toContain('No single change is shown to take the plateau away.');
    expect(same).toMatch(/is not shown: without any, it ends at epoch 130/);
    expect(same).toContain('Nothing that was tried is shown to take v2 to 0.95.');
    expect(same).toContain(
      'v1, toward which it was changed, is not shown to reach 0.95 itself: 0.1135 with every seed.',
    );
  });

  test('no end was seen', () => {
    expect(text(() => 0.1135)).toContain(
      'v2 lies on a plateau, with an accuracy below 0.2, for all of the 240 epochs that it was trained with 5 seeds; whether it ends later was not seen.',
    );
    const some = text((e) => (e.seed > 3 ? 0.1135 : { end: 100, accuracy: 0.5 }));
    expect(some).toContain('until epoch 100 (100 to after 240)');
    expect(some).toContain('2 of 5 were still on it after 240 epochs, where training ends');
  });

  test('two seeds are not enough, which is not "no"', () => {
    const few = text(likeV2, { seeds: [1, 2] });
    expect(few).toContain('Fewer than three seeds allow no verdict on what changes its length.');
    expect(few).toContain(
      'not enough seeds is not "no". The highest accuracy after 20 epochs has sigmoid → ReLU 0.9644',
    );
    expect(few).not.toMatch(/is reached with|It is not reached|is taken away|is shorter/);
    for (const { reaches, plateau } of find(likeV2, { seeds: [1, 2] }).rows) {
      expect(reaches.verdict).toBe('too few seeds');
      expect([null, 'too few seeds']).toContain(plateau.verdict);
    }
  });

  test('a base without a plateau, that reaches what is asked for', () => {
    const found = text((e) => (isRelu(e) ? 0.5 : 0.97) + spread(e.seed));
    expect(found).toContain('v2 has no plateau: with every seed its accuracy stays above 0.2 from epoch 1 on.');
    expect(found).toContain('v2 reaches 0.95 as it is: after 20 epochs its accuracy is 0.9700 (');
    expect(found).not.toMatch(/taken away|shorter|explanation/);
  });

  test('runs that fail are said, and are no evidence', () => {
    const failing = find((e) => (isRelu(e) ? 0.97 + spread(e.seed) : 'the loss is NaN at step 7.'));
    expect(failing.finding.sentences.join('\n')).toContain(
      'v2 ends with an error for 5 of 5 seeds: the loss is NaN at step 7.',
    );
    expect(failing.rows[0]).toMatchObject({
      ...{ reaches: { verdict: 'failed', pValue: null }, summaries: {}, accuracyAtBaseEpochs: null, diagnoses: [] },
      plateau: { summary: null, verdict: 'failed', ends: [null, null, null, null, null] },
    });
    expect(failing.finding.repaired).toBe('activation');
  });

  test('another experiment is nobody’s claim', () => {
    const own = text(likeV2, { base: { ...v2, batchSize: 128 }, claim: undefined });
    expect(own).toContain('That regularization underfits it is therefore half of it');
    expect(own).not.toContain('notebook');
  });
});
