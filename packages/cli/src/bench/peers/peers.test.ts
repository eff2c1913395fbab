/** What a peer answers is checked before its time counts; who fails or lies is named and left out. */

import { mnistForm, type PictureData } from '@inkgrad/experiments';
import { experiments, namedExperiments } from '@inkgrad/mnist';
import { describe, expect, it } from 'vitest';
import { judge } from './band.ts';
import { type Peer, peerCatalogue } from './catalogue.ts';
import { parseAnswer } from './job.ts';
import { peerNetwork } from './peer-layers.ts';
import { benchPeers } from './peers.ts';

const answer = {
  peer: 'p',
  version: '1',
  secondsPerEpoch: [1, 3],
  validationAccuracy: 0.95,
  validationLoss: 0.16,
  notes: [],
};

describe('judge', () => {
  it('holds 20 epochs against the bands of the experiments', () => {
    expect(judge('v1', 20, { validationAccuracy: 0.968, validationLoss: 0.1 }).isInBand).toBe(true);
    expect(judge('v1', 20, { validationAccuracy: 0.9679, validationLoss: 0.1 }).isInBand).toBe(false);
    expect(judge('v2', 20, { validationAccuracy: 0.1135, validationLoss: 2.3163 }).isInBand).toBe(true);
    // Without the activity penalties the loss is lower.
    expect(judge('v2', 20, { validationAccuracy: 0.1135, validationLoss: 2.309 }).isInBand).toBe(false);
    expect(judge('v1', 20, { validationAccuracy: Number.NaN, validationLoss: 0.1 }).isInBand).toBe(false);
  });

  it('asks less of fewer epochs, and between known numbers what both sides allow', () => {
    expect(judge('v1', 1, { validationAccuracy: 0.93, validationLoss: 0.22 }).isInBand).toBe(true);
    expect(judge('v1', 5, { validationAccuracy: 0.93, validationLoss: 0.22 }).isInBand).toBe(false);
    expect(judge('v2', 7, { validationAccuracy: 0.1135, validationLoss: 2.3199 }).isInBand).toBe(true);
    expect(judge('v2', 7, { validationAccuracy: 0.1135, validationLoss: 2.3163 }).isInBand).toBe(false);
    expect(() => judge('v3', 1, answer)).toThrow(RangeError);
  });
});

describe('parseAnswer', () => {
  it('takes the last line, whatever a library prints before it', () => {
    expect(parseAnswer(`hello\n${JSON.stringify(answer)}\n`, 2)).toEqual(answer);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'done'],
    ['too few epochs', JSON.stringify({ ...answer, secondsPerEpoch: [1] })],
    ['a time of zero', JSON.stringify({ ...answer, secondsPerEpoch: [1, 0] })],
    ['a loss that is not a number', JSON.stringify({ ...answer, validationLoss: Number.NaN })],
    ['no version', JSON.stringify({ ...answer, version: undefined })],
  ])('refuses %s', (_, printed) => {
    expect(() => parseAnswer(printed, 2)).toThrow();
  });
});

const dense = { kind: 'dense', kernelL2: 0, activityL2: 0 };

describe('peerNetwork', () => {
  it('gives each dense layer its penalties and the dropout that follows it', () => {
    expect(peerNetwork(experiments.v1).layers).toEqual([
      { ...dense, inputs: 784, units: 64, activation: 'relu', dropout: 0.25 },
      { ...dense, inputs: 64, units: 64, activation: 'relu', dropout: 0.25 },
      { ...dense, inputs: 64, units: 10, activation: 'softmax', dropout: 0 },
    ]);
    const penalty = { kernelL2: 1e-4, activityL2: 1e-4 };
    const none = { kernelL2: 0, activityL2: 0 };
    expect(peerNetwork(experiments.v2).layers).toMatchObject([none, penalty, penalty, penalty, none]);
  });

  it('says a convolutional network with the shapes between its layers', () => {
    const window = { kernelSize: [3, 3], activation: 'relu', dropout: 0 };
    const pool = { kind: 'maxPool2d', poolSize: [2, 2] };
    expect(peerNetwork(namedExperiments['keras-convnet']!)).toEqual({
      imageShape: [28, 28, 1],
      layers: [
        { kind: 'conv2d', inputs: 1, filters: 32, ...window },
        { ...pool, dropout: 0 },
        { kind: 'conv2d', inputs: 32, filters: 64, ...window },
        { ...pool, dropout: 0.5 },
        { ...dense, inputs: 1600, units: 10, activation: 'softmax', dropout: 0 },
      ],
    });
  });

  it('refuses what it cannot say', () => {
    const { layers, ...rest } = namedExperiments['keras-convnet']!;
    const strided = layers.map((layer) => (layer.type === 'conv2d' ? { ...layer, strides: 2 } : layer));
    expect(() => peerNetwork({ ...rest, layers: strided as typeof layers })).toThrow('peers take conv2d');
    expect(() => peerNetwork({ ...rest, layers: [{ type: 'layerNormalization' }] as typeof layers })).toThrow(
      'peers take no layer of type layerNormalization',
    );
  });
});

describe('peerCatalogue', () => {
  it('names each peer once, with one and with several threads of inkgrad', () => {
    const names = peerCatalogue(2).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['inkgrad-1', 'inkgrad-2', 'pytorch-1', 'c', 'tfjs-wasm']));
    expect(peerCatalogue(1).map(({ name }) => name)).not.toContain('inkgrad-2');
  });
});

const split = (count: number) => ({
  inputs: new Uint8Array(count * 784).fill(9),
  labels: new Uint8Array(count),
  count,
});
const data: PictureData = {
  ...mnistForm,
  train: split(4),
  test: split(2),
  source: 'made up',
  files: [],
  orientation: { transposed: false, inverted: false },
  notices: [],
};

/** A peer that prints what it is told to, in a process of its own. */
function printing(name: string, code: string, isOwn = false): Peer {
  const launch = (_: unknown, jobFile: string) => ({ command: process.execPath, args: ['-e', code, jobFile] });
  return { name, title: name, threads: isOwn ? 2 : 1, isOwn, epochsOf: () => 2, prepare: async () => launch };
}
const saying = (object: object): string => `console.log(${JSON.stringify(JSON.stringify(object))})`;

describe('benchPeers', () => {
  it('counts good runs, names bad ones, and compares with inkgrad', async () => {
    const peers = [
      printing('inkgrad-2', saying({ ...answer, secondsPerEpoch: [0.1, 0.3] }), true),
      printing('good', saying({ ...answer, notes: ['as it should be'] })),
      printing('wrong', saying({ ...answer, validationAccuracy: 0.1 })),
      printing('broken', 'throw new Error("no such device")'),
      printing(
        'reader',
        `const job = require(process.argv[1]); if (job.layers.length !== 3 || require('fs').statSync(job.data.trainImages).size !== 4 * 784 * 4) throw 1; ${saying(answer)}`,
      ),
      { ...printing('absent', ''), prepare: async () => 'apt-get install it', epochsOf: () => 'it has no such layer' },
      { ...printing('unable', ''), epochsOf: () => 'it has no such layer' },
    ];
    const seen: string[] = [];
    const report = await benchPeers({
      ...{ data, dataDir: undefined, version: '0', rounds: 2, threads: 2, experiments: ['v1'], peers },
      onRun: ({ peer, round }) => seen.push(`${round} ${peer}`),
    });
    expect(seen).toEqual(
      [1, 2].flatMap((round) => ['inkgrad-2', 'good', 'wrong', 'broken', 'reader'].map((name) => `${round} ${name}`)),
    );
    const [own, good, wrong, broken, reader] = report.summary;
    expect(own).toMatchObject({ seconds: { median: 0.2, count: 2 }, slowerThanOwn: 1 });
    expect(good).toMatchObject({
      seconds: { median: 2, minimum: 2, count: 2 },
      notes: ['as it should be'],
      problems: [],
    });
    expect(good!.slowerThanOwn).toBeCloseTo(10, 12);
    expect(wrong).toMatchObject({ seconds: null, slowerThanOwn: null });
    expect(wrong!.problems[0]).toMatch(/round 1: val_accuracy 0.1.*expected val_accuracy ≥ 0.942/);
    expect(broken!.problems).toHaveLength(2);
    expect(reader!.problems).toEqual([]);
    expect(report.absent).toEqual(
      expect.arrayContaining([
        { title: 'absent', reason: 'apt-get install it' },
        { title: 'unable, v1', reason: 'it has no such layer' },
      ]),
    );
    // What is not there at all is not named again for what it could not run.
    expect(report.absent.filter(({ title }) => title.startsWith('absent'))).toHaveLength(1);
    expect(report.absent.some(({ title }) => title.startsWith('brain.js'))).toBe(true);
    expect(report.runs).toHaveLength(10);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const peers = [printing('slow', 'setTimeout(() => {}, 60_000)')];
    const running = benchPeers({
      ...{ data, dataDir: undefined, version: '0', rounds: 1, threads: 1, experiments: ['v1'], peers },
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error('enough')), 300);
    await expect(running).rejects.toThrow();
  });
});
