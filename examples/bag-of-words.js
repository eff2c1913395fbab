/** Whether a review is good, from which words are in it: an embedding, the mean over the words, one answer. */
import { adam, dense, embedding, globalAveragePooling1d, sequential } from '@inkgrad/nn';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const good = ['lovely', 'fresh', 'friendly', 'perfect', 'tasty'];
const bad = ['cold', 'slow', 'rude', 'bland', 'dirty'];
const plain = ['the', 'soup', 'was', 'waiter', 'and', 'table', 'very', 'our'];
const words = [...plain, ...good, ...bad];
const length = 8;

const count = 400;
const draw = uniform(2, 0, count * (length + 1));
const reviews = Array.from({ length: count }, (_, at) => {
  const own = draw.subarray(at * (length + 1), (at + 1) * (length + 1));
  const isGood = own[length] < 0.5;
  const opinions = isGood ? good : bad;
  const pick = (list, value) => list[Math.floor(value * list.length)];
  const text = Array.from(own.subarray(0, length), (value, place) => pick(place % 4 === 0 ? opinions : plain, value));
  return { text: text.join(' '), isGood };
});
const indices = (text) => text.split(' ').map((word) => words.indexOf(word));

const model = sequential({
  seed: 6,
  inputShape: [length],
  layers: [
    embedding({ inputDim: words.length, outputDim: 8 }),
    globalAveragePooling1d(),
    dense({ units: 1, activation: 'sigmoid' }),
  ],
}).compile({ optimizer: adam({ learningRate: 0.02 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
const x = reviews.map(({ text }) => indices(text));
const y = reviews.map(({ isGood }) => Number(isGood));
await model.fit(x.slice(0, 300), y.slice(0, 300), { epochs: 25 });

for (const text of ['our soup was tasty and the table lovely', 'our soup was cold and the waiter rude']) {
  const { data } = await model.predict([indices(text)]);
  console.log(`${text}: good by ${(100 * data[0]).toFixed(0)} %`);
}
const { accuracy } = await model.evaluate(x.slice(300), y.slice(300));
expectThat(accuracy > 0.95, `${(100 * accuracy).toFixed(0)} % of unseen reviews are judged right, more than 95 %`);
await model.dispose();
