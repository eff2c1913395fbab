/** A model that is asked by many at once: queues, aborts, the event loop's turns, predictors, and what closes by itself. */
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  concatenate,
  type DataSource,
  dense,
  embedding,
  flatten,
  gru,
  input,
  layerNormalization,
  type Model,
  ModelStateError,
  model,
  multiHeadAttention,
  type NdArray,
  sequential,
} from '../src/index.ts';
import { testedBackends } from './backends.ts';
import { watchedDevice } from './watched-device.ts';

const rows = (n: number, m: number, seed = 0): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: m }, (__, j) => Math.sin(seed + i * m + j)));
const classifier = (seed = 1): Model =>
  sequential({
    seed,
    inputShape: [4],
    layers: [dense({ units: 8, activation: 'tanh' }), dense({ units: 3, activation: 'softmax' })],
  }).compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
const part = ({ shape, data }: NdArray<Float32Array>, at: number): number[] => {
  const size = data.length / shape[0]!;
  return [...data.subarray(at * size, (at + 1) * size)];
};

describe.each(testedBackends)('on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test('two hundred calls at once are answered as each alone would be, to the bit', async () => {
    const served = classifier();
    const x = rows(200, 4);
    const whole = await served.predict(x, { device });
    const answers = await Promise.all(x.map((row, at) => served.predict(at % 7 === 0 ? [row, row] : [row])));
    for (const [at, answer] of answers.entries()) {
      expect(part(answer, 0)).toEqual(part(whole, at));
      if (at % 7 === 0) expect(part(answer, 1)).toEqual(part(whole, at));
    }
    await served.dispose();
  });

  test('a predictor answers as predict does, whatever the model, the batch and the kind of array', async () => {
    const models: Record<string, () => Model> = {
      dense: () =>
        sequential({ inputShape: [6], layers: [dense({ units: 5, activation: 'gelu' }), dense({ units: 2 })] }),
      normalized: () => sequential({ inputShape: [6], layers: [layerNormalization(), dense({ units: 70 })] }),
      recurrent: () => sequential({ inputShape: [3, 2], layers: [gru({ units: 3 }), dense({ units: 2 })] }),
      words: () =>
        sequential({
          inputShape: [6],
          layers: [embedding({ inputDim: 9, outputDim: 3 }), flatten(), dense({ units: 2 })],
        }),
      attentive: () => {
        const x = input({ shape: [3, 2] });
        return model({ inputs: x, outputs: multiHeadAttention({ numHeads: 2, keyDim: 2 }).apply(x, x) });
      },
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(models)),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(Float32Array, Float64Array, Int32Array, Int8Array),
        async (kind, batchSize, type) => {
          await using own = models[kind]!();
          const shape = [batchSize, ...own.inputShape!];
          const data = Float32Array.from({ length: batchSize * 6 }, (_, at) => (at * 5) % 9);
          const expected = await own.predict({ shape, data }, { device });
          using predictor = await own.predictor({ batchSize });
          const given = new (type as Float32ArrayConstructor)(data);
          expect([...(await predictor.predict(given))]).toEqual([...expected.data]);
          const into = new Float32Array(expected.data.length);
          expect(predictor.predictSync(given, into)).toBe(into);
          expect(into).toEqual(expected.data);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('a sample has the same answer in every batch', async () => {
    await using served = sequential({ seed: 3, inputShape: [70], layers: [dense({ units: 33 }), dense({ units: 5 })] });
    const x = rows(37, 70);
    const whole = await served.predict(x, { device });
    for (const batchSize of [1, 2, 5, 36]) expect(await served.predict(x, { batchSize })).toEqual(whole);
  });

  test('predictions in the midst of training see one state of the weights each, and do not change it', async () => {
    const x = rows(64, 4);
    const y = x.map((_, at) => at % 3);
    const alone = classifier();
    await alone.fit(x, y, { epochs: 3, batchSize: 8, device });
    const served = classifier();
    await served.predict(x, { device });
    let isTraining = true;
    // Such short steps would else all be one turn.
    const others = { onBatchesEnd: () => new Promise<void>((resolve) => void setImmediate(resolve)) };
    const training = served
      .fit(x, y, { epochs: 3, batchSize: 8, stepsPerChunk: 1, callbacks: [others] })
      .finally(() => {
        isTraining = false;
      });
    const seen = new Set<string>();
    while (isTraining) {
      // 64 batches, which training would come between if it could.
      const answers = await served.predict(
        Array.from({ length: 64 }, () => x[0]!),
        { batchSize: 1 },
      );
      expect(new Set(Array.from({ length: 64 }, (_, at) => part(answers, at).join())).size).toBe(1);
      seen.add(part(answers, 0).join());
      const { loss } = await served.evaluate(x, y);
      expect(loss).toBeGreaterThan(0);
    }
    await training;
    expect(seen.size).toBeGreaterThan(1);
    expect(await served.saveWeights()).toEqual(await alone.saveWeights());
    await Promise.all([alone.dispose(), served.dispose()]);
  });
});

test('weights that are read in the midst of training are those after some step, and none in between', async () => {
  await using served = classifier();
  const x = rows(64, 4);
  const y = x.map((_, at) => at % 3);
  const text = (weights: readonly NdArray<Float32Array>[]): string => weights.map(({ data }) => data.join()).join();
  const whole = new Set([text(await served.getWeights())]);
  const look = { onBatchesEnd: async () => void whole.add(text(await served.getWeights())) };
  let isTraining = true;
  const training = served.fit(x, y, { epochs: 4, batchSize: 8, stepsPerChunk: 1, callbacks: [look] }).finally(() => {
    isTraining = false;
  });
  const seen: string[] = [];
  while (isTraining) seen.push(text(await served.getWeights()));
  await training;
  expect(new Set(seen).size).toBeGreaterThan(3);
  expect(seen.filter((weights) => !whole.has(weights))).toEqual([]);
});

test('calls are answered first in, first out', async () => {
  await using served = classifier();
  const order: number[] = [];
  await Promise.all(
    [300, 1, 40, 1].map(async (count, at) => {
      await served.predict(rows(count, 4), { batchSize: 10 });
      order.push(at);
    }),
  );
  expect(order).toEqual([0, 1, 2, 3]);
});

test('other work has its turn while calls are answered', async () => {
  await using served = sequential({ inputShape: [256], layers: [dense({ units: 256 }), dense({ units: 256 })] });
  const x = { shape: [400, 256], data: new Float32Array(400 * 256).fill(0.1) };
  let turns = 0;
  let isAnswering = true;
  const count = (): void => {
    turns++;
    if (isAnswering) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(Array.from({ length: 20 }, () => served.predict(x, { batchSize: 4 })));
  isAnswering = false;
  expect(turns).toBeGreaterThan(5);
});

test('other work has its turn among calls of one sample each, however quick they are', async () => {
  await using served = classifier();
  const x = { shape: [1, 4], data: Float32Array.of(1, 2, 3, 4) };
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  let calls = 0;
  for (; turns < 3 && calls < 1e6; calls++) await served.predict(x);
  expect(calls).toBeLessThan(1e6);
  const before = turns;
  while (turns === before && calls < 1e6) {
    await Promise.all(Array.from({ length: 1000 }, () => served.predict(x)));
    calls += 1000;
  }
  clearInterval(timer);
  expect(calls).toBeLessThan(1e6);
});

describe('an abort', () => {
  test('takes a call that waits out of the queue, and leaves the others', async () => {
    await using served = classifier();
    const gone = new AbortController();
    const first = served.predict(rows(2000, 4), { batchSize: 1 });
    const second = served.predict(rows(1, 4), { signal: gone.signal });
    const third = served.predict(rows(1, 4));
    await Promise.resolve();
    const reason = new Error('the client left');
    let isFirstDone = false;
    void first.then(() => {
      isFirstDone = true;
    });
    gone.abort(reason);
    await expect(second).rejects.toBe(reason);
    expect(isFirstDone).toBe(false);
    expect((await first).shape).toEqual([2000, 3]);
    expect((await third).shape).toEqual([1, 3]);
  });

  test('ends one that runs at its next batch, of arrays and of data sets, and one that has not begun', async () => {
    await using served = classifier();
    const reason = new Error('enough');
    const stop = new AbortController();
    let batches = 0;
    const source: DataSource = {
      shape: [100, 4],
      read: (_, count) => {
        if (++batches === 3) stop.abort(reason);
        return new Float32Array(count * 4);
      },
    };
    await expect(served.predict(source, { batchSize: 10, signal: stop.signal })).rejects.toBe(reason);
    expect(batches).toBe(3);
    await expect(served.predict(rows(1, 4), { signal: stop.signal })).rejects.toBe(reason);
    const y = Array.from({ length: 4 }, () => 0);
    await expect(served.evaluate(rows(4, 4), y, { signal: stop.signal })).rejects.toBe(reason);
    expect((await served.predict(rows(1, 4))).shape).toEqual([1, 3]);
  });
});

test('a source that asks the model itself does not wait for itself', async () => {
  await using served = classifier();
  const source: DataSource = {
    shape: [6, 4],
    read: async (start, count) => {
      const { data } = await served.predict(rows(1, 4, start));
      return Float32Array.from({ length: count * 4 }, (_, at) => data[at % 3]!);
    },
  };
  expect((await served.predict(source, { batchSize: 2 })).shape).toEqual([6, 3]);
});

test('calls that wait for a model that is disposed of are told so', async () => {
  const served = classifier();
  const first = served.predict(rows(5000, 4), { batchSize: 1 }).catch(String);
  const second = served.predict(rows(1, 4)).catch(String);
  await new Promise(setImmediate);
  await served.dispose();
  expect([await first, await second]).toEqual(Array(2).fill('ModelStateError: this model has been disposed of.'));
});

test('one call may not take the model from another to a second device', async () => {
  const own = await openDevice('reference');
  await using served = classifier();
  const x = rows(6, 4);
  const y = [0, 1, 2, 0, 1, 2];
  const move = { onBatchesEnd: () => served.evaluate(x, y, { device: own }).then(() => undefined) };
  await expect(served.fit(x, y, { callbacks: [move] })).rejects.toThrow(
    /at work on wasm; await that before it moves to another device/,
  );
  await own.dispose();
});

test('no answer is asked for, none comes', async () => {
  await using served = classifier();
  for (const none of [[], new Float32Array(0), { shape: [0, 4], data: new Float32Array(0) }]) {
    expect(await served.predict(none)).toEqual({ shape: [0, 3], data: new Float32Array(0) });
  }
  await expect(served.predict({ shape: [0, 5], data: new Float32Array(0) })).rejects.toThrow(
    /expected samples of shape/,
  );
  await expect(sequential([dense({ units: 2 })]).predict([])).rejects.toThrow(ModelStateError);
});

describe('a predictor', () => {
  test('gives its own array, which the next call overwrites, and knows what training changed', async () => {
    await using served = classifier();
    using predictor = await served.predictor();
    expect([predictor.batchSize, predictor.isSync]).toEqual([1, true]);
    const before = predictor.predictSync([1, 2, 3, 4]);
    const copy = before.slice();
    expect(predictor.predictSync([4, 3, 2, 1])).toBe(before);
    expect(before).not.toEqual(copy);
    await served.fit(rows(6, 4), [0, 1, 2, 0, 1, 2], { epochs: 3 });
    const after = predictor.predictSync([1, 2, 3, 4]);
    expect(after).not.toEqual(copy);
    expect(after).toEqual((await served.predict([[1, 2, 3, 4]])).data);
  });

  test('may give probabilities, and takes several inputs by name', async () => {
    const [a, b] = [input({ shape: [2], name: 'a' }), input({ shape: [3], name: 'b', dtype: 'i32' })];
    const words = flatten().apply(embedding({ inputDim: 5, outputDim: 2 }).apply(b));
    await using served = model({
      inputs: [a, b],
      outputs: dense({ units: 2, activation: 'softmax' }).apply(concatenate().apply(a, words)),
    });
    using predictor = await served.predictor({ probabilities: true });
    const given = { a: [1, 2], b: Uint8Array.of(4, 0, 1) };
    const expected = await served.predictProbabilities({ a: [[1, 2]], b: [[4, 0, 1]] });
    expect(predictor.predictSync(given)).toEqual(expected.data);
    expect(() => predictor.predictSync({ a: [1, 2] })).toThrow('x: expected arrays by name for a, b, received a.');
    expect(() => predictor.predictSync({ ...given, b: [1, 2, 0.5] })).toThrow(
      'b: expected whole numbers for an i32 input, received 0.5 in sample 0, element 2.',
    );
    expect(() => predictor.predictSync({ ...given, b: [1, 2, 5] })).toThrow(/5/);
  });

  test('says what is wrong', async () => {
    await using served = classifier();
    const predictor = await served.predictor();
    const call =
      (x: unknown, into?: unknown): (() => unknown) =>
      () =>
        predictor.predictSync(x as never, into as never);
    expect(call([1, 2, 3])).toThrow('x: expected 4 elements, received 3.');
    expect(call([1, 2, 3, Number.NaN])).toThrow('x: expected finite numbers, received NaN in sample 0, element 3.');
    expect(call([1, 2, 3, '4'])).toThrow('x: expected numbers, received "4" at element 3.');
    expect(call('1234')).toThrow(/^x: expected a typed array or an array of numbers, received "1234"/);
    expect(call([1, 2, 3, 4], new Float32Array(2))).toThrow(/^predictor: into must be a Float32Array of 3 elements/);
    predictor.dispose();
    predictor.dispose();
    expect(call([1, 2, 3, 4])).toThrow('this predictor has been disposed of.');
    await expect(sequential([dense({ units: 2 })]).predictor()).rejects.toThrow(/predictor needs the input's shape/);
    const own = await openDevice('reference');
    const moved = await served.predictor();
    await served.predict(rows(1, 4), { device: own });
    expect(() => moved.predictSync([1, 2, 3, 4])).toThrow('the model has moved to reference; make a new predictor.');
    await own.dispose();
  });

  test('on a device that works beside the thread has only the call that waits', async () => {
    const real = await openDevice('wasm');
    const compile: Device['compile'] = async (plan, bindings) => {
      const executable = await real.compile(plan, bindings);
      return {
        plan,
        run: (steps) => executable.run(steps),
        read: (name) => executable.read(name),
        dispose: () => executable.dispose(),
      };
    };
    const device = watchedDevice(real, { compile });
    await using served = classifier();
    const expected = await served.predict([[1, 2, 3, 4]], { device });
    using predictor = await served.predictor();
    expect(predictor.isSync).toBe(false);
    expect(() => predictor.predictSync([1, 2, 3, 4])).toThrow(/await predict\(\) instead of predictSync/);
    const frame = [1, 2, 3, 4];
    const answers = Array.from({ length: 3 }, (_, at) => {
      frame[0] = at === 1 ? 1 : 9;
      return predictor.predict(frame, new Float32Array(3));
    });
    expect(await answers[1]).toEqual(expected.data);
    expect(await answers[0]).toEqual(await answers[2]);
    await real.dispose();
  });
});

test('programs of batch sizes that are not asked for again do not pile up', async () => {
  const device = await openDevice('wasm');
  let open = 0;
  const compile: Device['compile'] = async (plan, bindings) => {
    const executable = await device.compile(plan, bindings);
    open++;
    const dispose = executable.dispose.bind(executable);
    return Object.assign(executable, {
      dispose: () => {
        open--;
        dispose();
      },
    });
  };
  const served = classifier();
  // One that is large is not kept at all.
  const wide = sequential({ inputShape: [1000], layers: [dense({ units: 1 })] });
  const many = { shape: [10_000, 1000], data: new Float32Array(1e7) };
  expect((await wide.predict(many, { device: watchedDevice(device, { compile }), batchSize: 10_000 })).shape).toEqual([
    10_000, 1,
  ]);
  expect(open).toBe(0);
  await wide.dispose();
  for (let count = 1; count <= 40; count++)
    await served.predict(rows(count, 4), { device: watchedDevice(device, { compile }) });
  expect(open).toBeLessThan(20);
  await served.dispose();
  expect(open).toBe(0);
  await device.dispose();
});

test('a model, a device and a predictor close at the end of their blocks', async () => {
  let seen: Device;
  {
    await using device = await openDevice('wasm');
    seen = device;
    await using served = classifier();
    await served.predict(rows(1, 4), { device });
  }
  expect(() => seen.allocate('f32', 1)).toThrow(/disposed of/);
});
