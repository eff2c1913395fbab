/** Training that is killed in its midst and continued from a file ends with the same weights as one that never stopped. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adam, dense, dropout, sequential } from '@inkgrad/nn';
import { modelCheckpointFile } from '@inkgrad/nn/node';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const x = Array.from(uniform(1, 0, 300), (value) => [4 * value - 2]);
const y = x.map(([value]) => [Math.cos(2 * value)]);
const make = () =>
  sequential({
    seed: 9,
    inputShape: [1],
    layers: [dense({ units: 32, activation: 'relu' }), dropout(0.1), dense({ units: 1 })],
  }).compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'meanSquaredError' });

const folder = await mkdtemp(join(tmpdir(), 'continue-'));
const path = join(folder, 'state.safetensors');
const kill = {
  onEpochBegin: (epoch) => {
    if (epoch === 17) throw new Error('the power went out');
  },
};
const first = make();
const reason = await first.fit(x, y, { epochs: 40, callbacks: [modelCheckpointFile({ path }), kill] }).catch(String);
console.log(`first training: ${reason}`);

const second = make();
const resume = await second.loadState(await readFile(path));
console.log(`continued from epoch ${resume.epoch}`);
await second.fit(x, y, { epochs: 40, resume, callbacks: [modelCheckpointFile({ path })] });

const whole = make();
const { history } = await whole.fit(x, y, { epochs: 40 });
const [continued, never] = [await second.saveWeights(), await whole.saveWeights()];
const isSame = continued.length === never.length && continued.every((byte, at) => byte === never[at]);
await rm(folder, { recursive: true });
console.log(`loss ${history.loss[0].toFixed(3)} → ${history.loss.at(-1).toFixed(3)}`);
expectThat(isSame && history.loss.at(-1) < 0.1, 'the weights are the same to the last bit, and good');
for (const model of [first, second, whole]) await model.dispose();
