/** What a model has learnt of one task helps with another: its first layers are taken over, frozen, and given a new end. */
import { adam, dense, sequential } from '@inkgrad/nn';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const points = (stream, count) => {
  const draw = uniform(6, stream, 2 * count);
  return Array.from({ length: count }, (_, at) => [4 * draw[2 * at] - 2, 4 * draw[2 * at + 1] - 2]);
};
const inRing = ([a, b]) => Number(Math.hypot(a, b) > 0.7 && Math.hypot(a, b) < 1.6);
const isNear = ([a, b]) => Number(Math.hypot(a, b) < 0.7);
const body = () => [
  dense({ units: 24, activation: 'tanh', name: 'first' }),
  dense({ units: 24, activation: 'tanh', name: 'second' }),
];
const compile = (model) =>
  model.compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });

const many = points(0, 1500);
const teacher = sequential({
  seed: 1,
  inputShape: [2],
  layers: [...body(), dense({ units: 1, activation: 'sigmoid' })],
});
await compile(teacher).fit(many, many.map(inRing), { epochs: 30 });

const few = points(1, 24); // all that is known of the new task
const test = points(2, 500);
const student = sequential({
  seed: 2,
  inputShape: [2],
  layers: [...body(), dense({ units: 1, activation: 'sigmoid', name: 'new' })],
});
const learnt = await teacher.getWeights();
await student.setWeights([...learnt.slice(0, 4), ...(await student.getWeights()).slice(4)]);
student.setTrainable(false, 'first', 'second');
await compile(student).fit(few, few.map(isNear), { epochs: 150, batchSize: 8 });

const after = await student.getWeights();
const isKept = after
  .slice(0, 4)
  .every(({ data }, at) => data.every((value, place) => value === learnt[at].data[place]));
const { accuracy } = await student.evaluate(test, test.map(isNear));
console.log(`from 24 samples: ${(100 * accuracy).toFixed(1)} % right; frozen layers are as they were: ${isKept}`);
expectThat(isKept && accuracy > 0.9, 'a new end on frozen layers is right in more than 90 %');
await Promise.all([teacher.dispose(), student.dispose()]);
