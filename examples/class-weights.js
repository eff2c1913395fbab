/** One sample in twenty is of the class that matters. Weights of classes make a model see it. */
import { adam, argmax, classificationReport, confusionMatrix, dense, sequential } from '@inkgrad/nn';
import { normal, uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const count = 1000;
const noise = normal(1, 0, 2 * count);
const isRare = Array.from(uniform(1, 1, count), (value) => value < 0.05);
const x = isRare.map((rare, at) => [noise[2 * at] + (rare ? 1.6 : 0), noise[2 * at + 1] + (rare ? 1.6 : 0)]);
const y = isRare.map(Number);

async function recallOf(classWeight) {
  const model = sequential({
    seed: 4,
    inputShape: [2],
    layers: [dense({ units: 8, activation: 'relu' }), dense({ units: 2, activation: 'softmax' })],
  }).compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'sparseCategoricalCrossentropy' });
  await model.fit(x, y, { epochs: 20, ...(classWeight && { classWeight }) });
  const answers = argmax(await model.predict(x)).data;
  await model.dispose();
  return classificationReport(confusionMatrix(y, answers, 2)).classes[1].recall;
}

const plain = await recallOf(undefined);
const weighted = await recallOf({ 0: 1, 1: 19 });
console.log(`of the rare class it finds ${(100 * plain).toFixed(0)} %, with weights ${(100 * weighted).toFixed(0)} %`);
expectThat(weighted > 0.8 && weighted > plain + 0.2, 'with weights it finds more than 80 %, and far more than without');
