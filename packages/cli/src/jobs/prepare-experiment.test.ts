import { expect, test } from 'vitest';
import { experimentWith, prepareExperiment } from './prepare-experiment.ts';

test('options stand in for the experiment’s own values, and before --set', async () => {
  const options = { epochs: 3, seed: 9, set: ['epochs=5', 'batchSize=32'] };
  expect(await prepareExperiment('v1', options)).toMatchObject({ epochs: 3, seed: 9, batchSize: 32 });
});

test('a grid’s values come last, and --set holds for what they begin anew', async () => {
  const withSettings = await experimentWith('v1', { epochs: 3, set: ['optimizer.learningRate=0.5'] });
  expect(withSettings([{ path: 'epochs', value: 4 }]).epochs).toBe(4);
  expect(withSettings([{ path: 'optimizer.type', value: 'sgd' }]).optimizer).toMatchObject({
    type: 'sgd',
    learningRate: 0.5,
  });
});
