/** A small transformer learns to say digits backwards: attention that finds where to look, with positions that are learnt. */
import {
  adam,
  add,
  dense,
  embedding,
  input,
  layerNormalization,
  model as modelOf,
  multiHeadAttention,
  toNested,
} from '@inkgrad/nn';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const [length, digits, width] = [6, 10, 32];
const draw = (stream, count) => {
  const values = uniform(9, stream, count * length);
  return Array.from({ length: count }, (_, at) =>
    Array.from(values.subarray(at * length, (at + 1) * length), (value) => Math.floor(value * digits)),
  );
};
const places = (rows) => rows.map(() => Array.from({ length }, (_, at) => at));
const oneHot = (rows) =>
  rows.map((row) => row.map((own) => Array.from({ length: digits }, (_, at) => Number(at === own))));
const reversed = (rows) => rows.map((row) => [...row].reverse());

const tokens = input({ shape: [length], name: 'tokens', dtype: 'i32' });
const positions = input({ shape: [length], name: 'positions', dtype: 'i32' });
const embedded = add().apply(
  embedding({ inputDim: digits, outputDim: width }).apply(tokens),
  embedding({ inputDim: length, outputDim: width }).apply(positions),
);
const attended = multiHeadAttention({ numHeads: 2, keyDim: 16 }).apply(embedded, embedded);
const joined = layerNormalization().apply(add().apply(embedded, attended));
const thought = dense({ units: width }).apply(dense({ units: 2 * width, activation: 'relu' }).apply(joined));
const outputs = dense({ units: digits, activation: 'softmax' }).apply(
  layerNormalization().apply(add().apply(joined, thought)),
);

const model = modelOf({ inputs: [tokens, positions], outputs, seed: 1 }).compile({
  optimizer: adam({ learningRate: 0.005 }),
  loss: 'categoricalCrossentropy',
});
const [train, test] = [draw(0, 1500), draw(1, 100)];
await model.fit({ tokens: train, positions: places(train) }, oneHot(reversed(train)), { epochs: 8, batchSize: 50 });

const answers = toNested(await model.predict({ tokens: test, positions: places(test) }));
const said = answers.map((row) => row.map((scores) => scores.indexOf(Math.max(...scores))));
console.log(`${test[0].join(' ')} backwards is ${said[0].join(' ')}`);
const right = said.filter((row, at) => row.join() === reversed(test)[at].join()).length;
expectThat(right > 95, `${right} of 100 sequences that it has not seen are right in all digits, more than 95`);
await model.dispose();
