/** Learning from what comes in: the rule changes halfway, and a model that goes on learning notices. */
import { adam, dense, sequential } from '@inkgrad/nn';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const size = 20;
/** Twenty readings of an hour, and whether each was an alarm: from hour 100 on, the other sensor tells. */
function readings(hour) {
  const draw = uniform(hour, 3, 2 * size);
  const x = Array.from({ length: size }, (_, at) => [2 * draw[2 * at] - 1, 2 * draw[2 * at + 1] - 1]);
  return { x, y: x.map(([first, second]) => Number((hour < 100 ? first : second) > 0.2)) };
}

const make = () =>
  sequential({
    seed: 1,
    inputShape: [2],
    layers: [dense({ units: 12, activation: 'relu' }), dense({ units: 1, activation: 'sigmoid' })],
  }).compile({ optimizer: adam({ learningRate: 0.03 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
const [learning, frozen] = [make(), make()];

const right = { learning: [], frozen: [] };
for (let hour = 0; hour < 200; hour++) {
  const { x, y } = readings(hour);
  // First asked, then told.
  right.learning.push((await learning.evaluate(x, y)).accuracy);
  right.frozen.push((await frozen.evaluate(x, y)).accuracy);
  await learning.trainOnBatch(x, y); // one step; the optimizer goes on from where it was
  if (hour < 100) await frozen.trainOnBatch(x, y);
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const part = (name, from, to) => mean(right[name].slice(from, to));
for (const [from, to] of [
  [50, 100],
  [100, 110],
  [150, 200],
]) {
  const [a, b] = ['learning', 'frozen'].map((name) => `${(100 * part(name, from, to)).toFixed(0)} %`);
  console.log(`hours ${from} to ${to}: ${a} right; without learning since hour 100: ${b}`);
}
expectThat(
  part('learning', 150, 200) > 0.9 && part('frozen', 150, 200) < 0.8,
  'after the change the model that goes on learning is right in more than 90 % again',
);
await Promise.all([learning.dispose(), frozen.dispose()]);
