/** What training would silently ignore, or take for something else, is refused in one sentence before the first step. */
import { describe, expect, test } from 'vitest';
import {
  builtIns,
  type Callback,
  dense,
  type FitOptions,
  input,
  type LossLike,
  type Model,
  model,
  sequential,
} from '../src/index.ts';

const x = [[1], [2]];
const y = [[0], [1]];
const compiled = (loss: LossLike, activation: 'linear' | 'sigmoid' = 'linear'): Model =>
  sequential({ inputShape: [1], layers: [dense({ units: 1, activation })] }).compile({ optimizer: 'sgd', loss });

describe('weights of classes', () => {
  const trained = (loss: LossLike, options: FitOptions, activation?: 'sigmoid') =>
    compiled(loss, activation).fit(x, y, options);

  test.each(['meanSquaredError', 'huber', 'poisson', 'cosineSimilarity'] as const)('%s has none', async (loss) => {
    await expect(trained(loss, { classWeight: { 1: 2 } })).rejects.toThrow(
      `fit: classWeight must be absent with ${loss}, whose targets are no classes, received an object (1).`,
    );
  });

  test('losses that tell classes apart take them', async () => {
    await trained('binaryCrossentropy', { classWeight: { 1: 2 } }, 'sigmoid');
    await trained('hinge', { classWeight: { 1: 2 } });
    await trained((targets) => targets, { classWeight: { 1: 2 } });
    const without = builtIns().losses.filter(({ definition: { classes, link, targets } }) => {
      return !(classes ?? (link !== undefined || targets === 'labels'));
    });
    expect(without.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['meanSquaredError', 'logCosh', 'klDivergence']),
    );
  });

  test('of several outputs it is not known whose are meant', async () => {
    const a = input({ shape: [1] });
    const outputs = { p: dense({ units: 1 }).apply(a), q: dense({ units: 1 }).apply(a) };
    const two = model({ inputs: a, outputs }).compile({ optimizer: 'sgd', loss: 'hinge' });
    await expect(two.fit(x, { p: y, q: y }, { classWeight: { 1: 2 } })).rejects.toThrow(
      'fit: classWeight must be absent where the model has several outputs; sampleWeight weighs samples of any model',
    );
  });
});

describe('hooks that do not exist', () => {
  const trained = (callback: object) => compiled('meanSquaredError').fit(x, y, { callbacks: [callback as Callback] });

  test.each([
    ['onEpochEnds', 'onEpochEnd'],
    ['on_epoch_end', 'onEpochEnd'],
    ['onTrainBegins', 'onTrainBegin'],
  ])('%s', async (name, meant) => {
    await expect(trained({ [name]: () => undefined })).rejects.toThrow(
      `fit: unknown callback hook "${name}"; known: onTrainBegin, onEpochBegin, onBatchesEnd, onEpochEnd, onCheckpoint, onTrainEnd. Did you mean "${meant}"?`,
    );
  });

  test('one of Keras that is not here', async () => {
    await expect(trained({ onTrainBatchBegin: () => undefined })).rejects.toThrow(
      /unknown callback hook "onTrainBatchBegin"/,
    );
  });

  test('of a class and of what it extends', async () => {
    class Own {
      onEpochEnds(): void {}
    }
    class Extended extends Own {}
    await expect(trained(new Extended())).rejects.toThrow(/unknown callback hook "onEpochEnds"/);
  });

  test('methods and fields of other names are its own', async () => {
    let epochs = 0;
    class Counting {
      once = true;
      onlyField = 3;
      on = (): void => {};
      onEpochEnd(): void {
        epochs++;
      }
    }
    await trained(new Counting());
    expect(epochs).toBe(1);
  });
});
