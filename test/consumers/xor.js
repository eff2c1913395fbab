/**
 * The program that every runtime runs, from the packages as npm installed them: trains exclusive or on one thread and on
 * two, saves the model, loads it, and asks both. Prints one line of JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adam, dense, sequential } from '@inkgrad/nn';
import { loadModel, saveModel } from '@inkgrad/nn/node';
import { openWasmDevice } from '@inkgrad/tensor/wasm';

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const y = [0, 1, 1, 0];

/** @param {number} threads that run every plan, however small */
async function train(threads) {
  // Without relaxed SIMD, whose last digits an engine may choose.
  const device = await openWasmDevice({ threads, relaxedSimd: false });
  const layers = [dense({ units: 8, activation: 'tanh' }), dense({ units: 1, activation: 'sigmoid' })];
  const model = sequential({ seed: 3, layers });
  model.compile({ optimizer: adam({ learningRate: 0.05 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  const { history } = await model.fit(x, y, { epochs: 200, batchSize: 4, device });
  const answers = [...(await model.predict(x)).data];

  const folder = await mkdtemp(join(tmpdir(), 'inkgrad-xor-'));
  await saveModel(folder, model);
  const loaded = await loadModel(folder);
  const answersOfLoaded = [...(await loaded.predict(x)).data];
  await rm(folder, { recursive: true });

  const { description } = device;
  await loaded.dispose();
  await model.dispose();
  await device.dispose();
  return { losses: history.loss, accuracy: history.accuracy.at(-1), answers, answersOfLoaded, description };
}

console.log(JSON.stringify([await train(1), await train(2)]));
