/** The price of a flat from its size, age and floor, whose scales differ a thousandfold: a layer learns them from the data. */
import { adam, dense, normalization, sequential, trainTestSplit } from '@inkgrad/nn';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const count = 600;
const draw = uniform(7, 0, 4 * count);
const flats = Array.from({ length: count }, (_, at) => {
  const [size, age, floor, luck] = draw.subarray(4 * at, 4 * at + 4);
  return { size: 20 + 130 * size, age: 120 * age, floor: Math.floor(10 * floor), luck: luck - 0.5 };
});
const x = flats.map(({ size, age, floor }) => [size, age * 365, floor]); // m², days, storeys
const y = flats.map(({ size, age, floor, luck }) => [(size * 4 * (1 - age / 200) + 6 * floor + 10 * luck) / 100]);

const { xTrain, xTest, yTrain, yTest } = trainTestSplit(x, y, { testSize: 0.25, seed: 1 });
const model = sequential({
  seed: 2,
  layers: [
    normalization.adapt(xTrain), // means and variances become part of the model, and of its file
    dense({ units: 32, activation: 'relu' }),
    dense({ units: 1 }),
  ],
}).compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'meanSquaredError', metrics: ['meanAbsoluteError'] });
await model.fit(xTrain, yTrain, { epochs: 60, batchSize: 32 });

const { meanAbsoluteError } = await model.evaluate(xTest, yTest);
const mean = yTrain.data.reduce((sum, value) => sum + value, 0) / yTrain.data.length;
const guess = yTest.data.reduce((sum, value) => sum + Math.abs(value - mean), 0) / yTest.data.length;
console.log(`off by ${meanAbsoluteError.toFixed(3)} on average; the mean price would be off by ${guess.toFixed(3)}`);
expectThat(meanAbsoluteError < guess / 10, 'it is off by less than a tenth of what guessing the mean is');
await model.dispose();
