/** Data that streams: the same bits as data that is whole, in any blocks; shuffled by a buffer; continued; refused with sentences. */
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Convert, SampleFlow } from '../src/data/sample-flow.ts';
import { StreamReader } from '../src/data/stream-reader.ts';
import {
  adam,
  type Callback,
  concatenate,
  dense,
  dropout,
  embedding,
  flatten,
  input,
  type Model,
  model,
  type StreamBlock,
  sequential,
  streamDataset,
} from '../src/index.ts';
import { testedBackends } from './backends.ts';

/** More than 64 batches of one or two, of which a window on the device has at most so many. */
const count = 150;
const x = Array.from({ length: count }, (_, i) => Array.from({ length: 3 }, (__, j) => Math.sin(3 * i + j)));
const y = x.map((_, at) => at % 3);
const weight = Float32Array.from({ length: count }, (_, at) => 1 + (at % 4) / 2);

const make = (): Model =>
  sequential({
    seed: 2,
    inputShape: [3],
    layers: [dense({ units: 8, activation: 'relu' }), dropout(0.25), dense({ units: 3, activation: 'softmax' })],
  }).compile({
    optimizer: adam({ learningRate: 0.01 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });

/** The samples in blocks of these lengths, over and over; some are typed arrays. */
function* blocksOf(lengths: readonly number[], weighted = false): Generator<StreamBlock> {
  for (let start = 0, at = 0; start < count; at++) {
    const end = Math.min(count, start + lengths[at % lengths.length]!);
    const rows = x.slice(start, end);
    const own = at % 2 === 0 ? rows : { shape: [end - start, 3], data: Float64Array.from(rows.flat()) };
    if (weighted) yield [own as never, y.slice(start, end), weight.subarray(start, end)];
    else yield [own as never, Int8Array.from(y.slice(start, end))];
    start = end;
  }
}

const someLengths = fc
  .array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 4 })
  .filter((lengths) => lengths.some((length) => length > 0));

describe.each(testedBackends)('on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test('training, evaluation and prediction have the bits of data that is whole, whatever the blocks', async () => {
    await fc.assert(
      fc.asyncProperty(
        someLengths,
        fc.constantFrom(1, 2, 7, 64, 160),
        fc.boolean(),
        async (lengths, batchSize, weighted) => {
          await using whole = make();
          await using streamed = make();
          const options = { epochs: 2, batchSize, stepsPerChunk: 3, device };
          const stream = streamDataset(() => blocksOf(lengths, weighted));
          const sampleWeight = weighted ? { sampleWeight: weight } : {};
          const validated = { validationData: weighted ? ([x, y, weight] as const) : ([x, y] as const) };
          const a = await whole.fit(x, y, { ...options, ...sampleWeight, ...validated, shuffle: false });
          const b = await streamed.fit(stream, { ...options, validationData: stream });
          expect(b.history).toEqual(a.history);
          expect(await streamed.saveWeights()).toEqual(await whole.saveWeights());
          const evaluated = await whole.evaluate(x, y, { batchSize, ...sampleWeight });
          expect(await streamed.evaluate(stream, { batchSize })).toEqual(evaluated);
          expect(await streamed.predict(stream, { batchSize })).toEqual(await whole.predict(x));
        },
      ),
      { numRuns: 12 },
    );
  });

  test('weights of classes are those of their samples', async () => {
    await using whole = make();
    await using streamed = make();
    const classWeight = { 0: 0.5, 2: 3 };
    const options = { epochs: 2, batchSize: 8, classWeight, device };
    const a = await whole.fit(x, y, { ...options, shuffle: false });
    const b = await streamed.fit(
      streamDataset(() => blocksOf([9, 4])),
      options,
    );
    expect(b.history).toEqual(a.history);
    await expect(
      streamed.fit(
        streamDataset(() => blocksOf([9])),
        { ...options, classWeight: { 3: 1 } },
      ),
    ).rejects.toThrow(/of classes in \[0, 3\), received class 3/);
  });

  test('a training that is killed and continued ends with the bytes of one that never stopped', async () => {
    const stream = (): ReturnType<typeof streamDataset> =>
      streamDataset(
        async function* (epoch) {
          for (const [own, targets] of blocksOf([5 + epoch, 3])) yield [own!, targets!];
        },
        { shuffleBuffer: 16, seed: 4, name: 'numbers' },
      );
    const whole = make();
    const never = await whole.fit(stream(), { epochs: 6, batchSize: 8, device, validationData: stream() });
    let saved: Uint8Array | undefined;
    const first = make();
    const kill: Callback = {
      onCheckpoint: async (epoch) => {
        if (epoch === 2) saved = await first.saveState();
      },
      onBatchesEnd: ({ epoch }) => {
        if (epoch === 3) throw new Error('killed');
      },
    };
    const options = { epochs: 6, batchSize: 8, device, stepsPerChunk: 2 };
    await expect(first.fit(stream(), { ...options, validationData: stream(), callbacks: [kill] })).rejects.toThrow(
      'killed',
    );
    const second = make();
    const resume = await second.loadState(saved!);
    const continued = await second.fit(stream(), { ...options, validationData: stream(), resume });
    expect(continued.history).toEqual(never.history);
    expect(await second.saveWeights()).toEqual(await whole.saveWeights());

    const third = make();
    const state = await third.loadState(saved!);
    const other = streamDataset(() => blocksOf([4]), { shuffleBuffer: 16, seed: 5, name: 'numbers' });
    await expect(third.fit(other, { ...options, validationData: stream(), resume: state })).rejects.toThrow(
      'fit: resume continues a training with data with the checksum stream "numbers", shuffled by 16 and seed 4, but was ' +
        'given data with the checksum stream "numbers", shuffled by 16 and seed 5; give the same',
    );
    await expect(third.fit(x, y, { ...options, validationData: stream(), resume: state })).rejects.toThrow(/resume/);
    await Promise.all([whole, first, second, third].map((own) => own.dispose()));
  });
});

test('several inputs and outputs by name, i32 among them', async () => {
  const build = (): Model => {
    const [a, b] = [input({ shape: [2], name: 'a' }), input({ shape: [1], name: 'b', dtype: 'i32' })];
    const words = flatten().apply(embedding({ inputDim: 4, outputDim: 2 }).apply(b));
    const hidden = concatenate().apply(a, words);
    return model({
      inputs: [a, b],
      outputs: {
        kind: dense({ units: 2, activation: 'softmax' }).apply(hidden),
        size: dense({ units: 1 }).apply(hidden),
      },
    }).compile({ optimizer: 'sgd', loss: { kind: 'sparseCategoricalCrossentropy', size: 'meanSquaredError' } });
  };
  const data = {
    x: { a: x.map(([one, two]) => [one!, two!]), b: y.map((own) => [own]) },
    // Targets of whole numbers at first, and then not.
    y: { kind: y.map((own) => own % 2), size: x.map(([one], at) => [at < 20 ? at : one!]) },
  };
  const stream = streamDataset(function* () {
    for (let start = 0; start < count; start += 10) {
      const cut = <T>(all: readonly T[]): T[] => all.slice(start, start + 10);
      yield [
        { b: cut(data.x.b), a: cut(data.x.a) },
        { size: cut(data.y.size), kind: cut(data.y.kind) },
      ];
    }
  });
  await using whole = build();
  await using streamed = build();
  const a = await whole.fit(data.x, data.y, { epochs: 2, batchSize: 7, shuffle: false });
  const b = await streamed.fit(stream, { epochs: 2, batchSize: 7 });
  expect(b.history).toEqual(a.history);
  expect(await streamed.predictOutputs(stream)).toEqual(await whole.predictOutputs(data.x));
});

describe('a shuffle buffer', () => {
  /** The samples in the order in which an epoch uses them. */
  async function orderOf(shuffleBuffer: number, seed: number, epoch: number): Promise<number[]> {
    const stream = streamDataset(() => [
      [Array.from({ length: 30 }, (_, at) => [at])],
      [Array.from({ length: 10 }, (_, at) => [30 + at])],
    ]);
    const reader = await StreamReader.open(stream, epoch);
    const convert: Convert = ({ parts }) => [Float32Array.from(parts[0]!.array.data)];
    const flow = new SampleFlow(reader, [{ part: 0, dtype: 'f32', size: 1 }], convert, { shuffleBuffer, seed, epoch });
    const order: number[] = [];
    for (let filled = 7; filled === 7; ) {
      const numbers = new Float32Array(7);
      filled = await flow.fill([numbers], 7);
      order.push(...numbers.subarray(0, filled));
    }
    expect(await flow.hasMore()).toBe(false);
    return order;
  }

  test('gives every sample once, no later than it came by less than the buffer, and by the seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), fc.nat(1000), async (size, seed) => {
        const order = await orderOf(size, seed, 0);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at));
        // What comes at a place was among the first place + size samples.
        for (const [place, sample] of order.entries()) expect(sample).toBeLessThan(place + size);
        expect(await orderOf(size, seed, 0)).toEqual(order);
      }),
      { numRuns: 15 },
    );
    expect(await orderOf(40, 1, 0)).not.toEqual(await orderOf(40, 2, 0));
    expect(await orderOf(1, 1, 0)).toEqual(Array.from({ length: 40 }, (_, at) => at));
  });

  test('draws another order in each epoch, and the same again in a continued one', async () => {
    const orders = await Promise.all([0, 1, 2, 3].map((epoch) => orderOf(25, 3, epoch)));
    expect(new Set(orders.map((order) => order.join())).size).toBe(4);
    expect(await orderOf(25, 3, 2)).toEqual(orders[2]);
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual(orders[0]!.map((_, at) => at));
  });
});

test('progress does not know the steps of an epoch before its end, and a stop within one is no whole epoch', async () => {
  const long = streamDataset(function* () {
    for (let block = 0; block < 60; block++) yield [x, y];
  });
  await using streamed = make();
  const seen: [number, number][] = [];
  await streamed.fit(long, {
    batchSize: 8,
    callbacks: [{ onBatchesEnd: ({ step, steps }) => void seen.push([step, steps]) }],
  });
  const total = Math.ceil((60 * count) / 8);
  expect(seen.at(-1)).toEqual([total, total]);
  expect(seen[0]![1]).toBe(Number.POSITIVE_INFINITY);
  expect(seen.every(([step, steps]) => step <= steps)).toBe(true);
  const stop: Callback = { onBatchesEnd: ({ step }) => (step >= 64 ? 'stop' : undefined) };
  await streamed.fit(long, { batchSize: 8, stepsPerChunk: 64, callbacks: [stop] });
  await expect(streamed.saveState()).rejects.toThrow(/within/);
});

test('a stream is closed where training fails, is stopped or aborted, and is read anew for each epoch', async () => {
  let [opened, closed] = [0, 0];
  const stream = streamDataset(async function* () {
    opened++;
    try {
      for (let block = 0; block < 40; block++) yield* blocksOf([20]);
    } finally {
      closed++;
    }
  });
  await using streamed = make();
  await streamed.fit(stream, { epochs: 3, batchSize: count });
  expect([opened, closed]).toEqual([3, 3]);
  const fail: Callback = {
    onBatchesEnd: () => {
      throw new Error('no');
    },
  };
  await expect(streamed.fit(stream, { callbacks: [fail] })).rejects.toThrow('no');
  await streamed.fit(stream, { stepsPerChunk: 1, callbacks: [{ onBatchesEnd: () => 'stop' }] });
  const abort = AbortSignal.abort(new Error('gone'));
  await expect(streamed.fit(stream, { signal: abort })).rejects.toThrow('gone');
  const begin: Callback = {
    onTrainBegin: () => {
      throw new Error('not today');
    },
  };
  await expect(streamed.fit(stream, { callbacks: [begin] })).rejects.toThrow('not today');
  expect(closed).toBe(opened);
});

test('a stream is ended once, and not where it came to its own end', async () => {
  let ended = 0;
  const oneByOne = (last: number, bad = Number.POSITIVE_INFINITY) =>
    streamDataset(() => ({
      [Symbol.asyncIterator]() {
        let at = 0;
        return {
          next: async () => {
            if (at === last) return { done: true as const, value: undefined };
            const rows = at++ === bad ? [] : x.slice(0, 20);
            return { done: false as const, value: [rows, y.slice(0, 20)] as StreamBlock };
          },
          return: async () => {
            ended++;
            return { done: true as const, value: undefined };
          },
        };
      },
    }));
  await using streamed = make();
  await streamed.evaluate(oneByOne(3));
  await streamed.fit(oneByOne(3));
  expect(ended).toBe(0);
  for (const bad of [0, 1]) {
    ended = 0;
    await expect(streamed.evaluate(oneByOne(3, bad))).rejects.toThrow(/in a block/);
    expect(ended).toBe(1);
  }
});

test('the model may be asked by the stream that it learns from', async () => {
  await using streamed = make();
  await streamed.predict(x);
  const self = streamDataset(async function* () {
    for (let block = 0; block < 4; block++) {
      const { data } = await streamed.predict(x);
      yield [x, y.map((own, at) => (data[3 * at + own]! > 0.9 ? own : (own + block) % 3))];
    }
  });
  const { history } = await streamed.fit(self, { epochs: 2 });
  expect(history['loss']).toHaveLength(2);
});

describe('refused are', () => {
  test.each<[string, () => Iterable<unknown>, RegExp]>([
    ['no samples', () => [], /^stream: expected at least one sample, received none in epoch 0/],
    ['only empty blocks', () => [[[], []]], /at least one sample/],
    ['blocks that are none', () => [{ x, y }], /^stream: expected blocks \[x\], \[x, y\] or \[x, y, sampleWeight\]/],
    ['no targets', () => [[x]], /^stream: expected blocks \[x, y\] with targets/],
    ['other counts', () => [[x, [1]]], /^y: expected 150 samples in a block, as in x, received 1/],
    [
      'other shapes later',
      () => [
        [x, y],
        [[[1, 2]], [1]],
      ],
      /blocks like the first, of x \[3\], y \[\] a sample, received x \[2\], y \[\] from sample 150 on/,
    ],
    ['samples of another shape', () => [[[[1, 2]], [1]]], /expected samples of shape \[3\], received \[2\]/],
    [
      'labels outside, with their place',
      () => [
        [x, y],
        [x, y.map(() => 3)],
      ],
      /^y: expected labels .* received 3 at position 150/,
    ],
    [
      'samples that are NaN',
      () => [
        [x, y],
        [[[1, 2, Number.NaN]], [1]],
      ],
      /^x: expected finite numbers, received NaN in sample 150, element 2/,
    ],
    [
      'negative weights',
      () => [
        [x, y, weight],
        [x, y, weight.map(() => -1)],
      ],
      /^sampleWeight: expected finite weights of at least 0, received -1 at position 150/,
    ],
    ['no iterable', () => 5 as never, /read must be a function that gives an iterable of blocks, received 5/],
  ])('%s', async (_, blocks, sentence) => {
    await using streamed = make();
    await expect(streamed.fit(streamDataset(blocks as never))).rejects.toThrow(sentence);
  });

  test('options that a stream does not have', async () => {
    await using streamed = make();
    const stream = streamDataset(() => blocksOf([9]));
    await expect(streamed.fit(stream, { shuffle: true })).rejects.toThrow(/shuffle must be absent .* shuffleBuffer/);
    await expect(streamed.fit(stream, { validationSplit: 0.2 })).rejects.toThrow(
      /validationSplit must be 0 for a stream/,
    );
    await expect(streamed.fit(stream, { sampleWeight: weight })).rejects.toThrow(/sampleWeight must be absent/);
    await expect(streamed.evaluate(stream, { sampleWeight: weight })).rejects.toThrow(/sampleWeight must be absent/);
    expect(() => streamDataset(blocksOf([9]) as never)).toThrow(
      /read must be a function that gives the blocks of an epoch/,
    );
    expect(() => streamDataset(() => [], { shuffle: 5 } as never)).toThrow(/unknown option "shuffle"/);
  });
});
