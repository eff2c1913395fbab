import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../../test/support/example-experiments.ts';
import { decisiveText } from '../../experiment/decisive.ts';
import { parseExperiment } from '../../experiment/parse.ts';
import { buildModel } from '../../run/build-model.ts';
import { applyChanges, type Change } from './change.ts';
import { changesToward } from './changes.ts';

const { v1, v2 } = experiments;
const { changes, notes } = changesToward(v2, v1);
const byId = (id: string): Change => changes.find((change) => change.id === id)!;
const dense = (change: Change) => change.apply(v2).layers.filter((layer) => layer.type === 'dense');

describe('from v2 toward v1', () => {
  test('there are ten, in order, and nothing of v1 is left out', () => {
    expect(changes.map(({ id, title, settings }) => [id, title, settings])).toEqual([
      ['activity-l2', 'no activity L2', 3],
      ['kernel-l2', 'no kernel L2', 3],
      ['dropout', 'no dropout', 4],
      ['activation', 'sigmoid → ReLU', 4],
      // type, momentum and nesterov go, beta1, beta2 and epsilon come, and the learning rate is another.
      ['optimizer', 'SGD → Adam', 7],
      ['learning-rate', 'learning rate 0.01 → 0.1', 1],
      ['initialization', 'initial weights × 4', 4],
      ['batch', 'batch 256 → 64', 1],
      ['depth', 'depth 4 → 2', 4],
      ['width', 'layer 4: 32 → 64 units', 1],
    ]);
    expect(notes).toEqual([]);
  });

  test('all of them but those that v1 does not have make v1', () => {
    const own = ['dropout', 'learning-rate', 'initialization'];
    const toward = changes.filter(({ id }) => !own.includes(id));
    expect(decisiveText(applyChanges(v2, toward))).toBe(decisiveText(v1));
  });

  test('each changes what it says and nothing else', () => {
    expect(dense(byId('activity-l2')).some((layer) => 'activityRegularizer' in layer)).toBe(false);
    expect(dense(byId('activity-l2')).filter((layer) => 'kernelRegularizer' in layer)).toHaveLength(3);
    expect(dense(byId('kernel-l2')).some((layer) => 'kernelRegularizer' in layer)).toBe(false);
    expect(dense(byId('kernel-l2')).filter((layer) => 'activityRegularizer' in layer)).toHaveLength(3);
    expect(byId('dropout').apply(v2).layers).toEqual(v2.layers.filter(({ type }) => type !== 'dropout'));
    expect(dense(byId('activation')).map(({ activation }) => activation)).toEqual([
      ...['relu', 'relu', 'relu', 'relu'],
      'softmax',
    ]);
    expect(byId('optimizer').apply(v2)).toEqual({ ...v2, optimizer: v1.optimizer });
    expect(byId('batch').apply(v2)).toEqual({ ...v2, batchSize: 64 });
    expect(byId('depth').apply(v2).layers).toEqual([...v2.layers.slice(0, 5), v2.layers.at(-1)]);
    expect(dense(byId('width')).map(({ units }) => units)).toEqual([64, 64, 64, 64, 10]);
    expect(byId('learning-rate').apply(v2)).toEqual({ ...v2, optimizer: { ...v2.optimizer, learningRate: 0.1 } });
    const wide = { name: 'varianceScaling', scale: 16, mode: 'fanAverage', distribution: 'uniform' };
    const initial = dense(byId('initialization')).map((layer) => layer.kernelInitializer);
    expect(initial).toEqual([wide, wide, wide, wide, undefined]);
  });

  test('the activation can be changed in some layers only', () => {
    const activation = byId('activation');
    expect(activation.places).toEqual([1, 2, 3, 4]);
    const part = activation.within([1, 3]);
    expect(part).toMatchObject({ id: 'activation-1-3', settings: 2, places: [1, 3] });
    expect(part.title).toBe('sigmoid → ReLU in layers 1 and 3');
    expect(dense(part).map((layer) => layer.activation)).toEqual(['relu', 'sigmoid', 'relu', 'sigmoid', 'softmax']);
  });

  test('in any order, any set of them makes the same valid experiment, twice as once, and leaves v2 as it is', () => {
    const before = JSON.stringify(v2);
    const sets = fc
      .shuffledSubarray(changes)
      .chain((first) => fc.tuple(fc.constant(first), fc.shuffledSubarray(first, { minLength: first.length })));
    fc.assert(
      fc.property(sets, ([first, second]) => {
        const made = applyChanges(v2, first);
        expect(parseExperiment(JSON.parse(JSON.stringify(made)), 'made')).toEqual(made);
        const notRepeatable = first.some(({ id }) => id === 'width' || id === 'depth');
        expect(decisiveText(applyChanges(v2, second))).toBe(decisiveText(made));
        if (!notRepeatable) expect(applyChanges(made, first)).toEqual(made);
      }),
    );
    expect(JSON.stringify(v2)).toBe(before);
  });
});

describe('other experiments', () => {
  test('from v1 to itself there are dropout and the learning rate', () => {
    expect(changesToward(v1, v1).changes.map(({ id }) => id)).toEqual(['dropout', 'learning-rate']);
  });

  test('what no change covers is said', () => {
    const target = { ...v1, preprocessing: 'divideBy255' as const };
    expect(changesToward(v2, target).notes).toEqual(['v1 also differs in preprocessing; no change takes that over.']);
    expect(changesToward(v1, v2).notes).toEqual([
      'depth: v1 has fewer hidden layers than v2; none are added.',
      'v2 also differs in layers, in more than the changes cover; no change takes that over.',
    ]);
    const mixed = {
      ...v1,
      layers: v1.layers.map((layer, at) => (at === 1 ? { ...layer, activation: 'tanh' as const } : layer)),
    };
    expect(changesToward(v2, mixed as typeof v1).notes[0]).toBe(
      'activation: the hidden layers of v1 have different ones.',
    );
  });

  test('activations behind dense layers, L1 penalties and other settings of one optimizer', () => {
    const base = parseExperiment(
      {
        name: 'own',
        layers: [
          { type: 'flatten' },
          { type: 'dense', units: 20, kernelRegularizer: { l1: 0.1 }, biasRegularizer: { l2: 0.1 } },
          { type: 'activation', activation: 'tanh' },
          { type: 'dense', units: 10, activation: 'softmax' },
        ],
        optimizer: { type: 'adam', learningRate: 1 },
        epochs: 3,
        batchSize: 64,
      },
      'own',
    );
    const found = changesToward(base, v1);
    expect(found.changes.map(({ title }) => title)).toEqual([
      'no kernel penalty',
      'tanh → ReLU',
      'Adam as v1 sets it',
      'learning rate 1 → 10',
      'layer 1: 20 → 64 units',
    ]);
    const changed = applyChanges(
      base,
      found.changes.filter(({ id }) => id !== 'learning-rate'),
    );
    expect(changed.layers[2]).toEqual({ type: 'activation', activation: 'relu' });
    expect(changed.layers[1]).toEqual({ type: 'dense', units: 64 });
    expect(changed.optimizer).toEqual(v1.optimizer);
    expect(buildModel(changed).countParameters()).toBe(784 * 64 + 64 + 640 + 10);
  });
});
