/** A pole on a cart, balanced by a model that answers in every frame: a predictor without promises or new arrays. */
import { adam, dense, sequential } from '@inkgrad/nn';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

/** A step of 20 ms. State: place, speed, angle, angular speed. Source: Barto, Sutton and Anderson (1983). */
function step(state, force) {
  const [, speed, angle, turning] = state;
  const push = (force + 0.05 * turning * turning * Math.sin(angle)) / 1.1;
  const bent = (9.8 * Math.sin(angle) - Math.cos(angle) * push) / (0.5 * (4 / 3 - (0.1 * Math.cos(angle) ** 2) / 1.1));
  const pushed = push - (0.05 * bent * Math.cos(angle)) / 1.1;
  for (const [at, rate] of [speed, pushed, turning, bent].entries()) state[at] += 0.02 * rate;
}
const holds = ([place, , angle]) => Math.abs(place) < 2.4 && Math.abs(angle) < 0.21;

// A teacher that knows the physics shows what to do; the model learns from its examples.
const teach = ([place, speed, angle, turning]) => Number(0.3 * place + 0.6 * speed + 10 * angle + 2 * turning > 0);
const scale = [4, 3, 0.4, 3];
const draw = uniform(1, 0, 4 * 2000);
const x = Array.from({ length: 2000 }, (_, at) => scale.map((own, axis) => own * (draw[4 * at + axis] - 0.5)));
const model = sequential({
  seed: 1,
  inputShape: [4],
  layers: [dense({ units: 16, activation: 'relu' }), dense({ units: 1, activation: 'sigmoid' })],
}).compile({ optimizer: adam({ learningRate: 0.02 }), loss: 'binaryCrossentropy' });
await model.fit(x, x.map(teach), { epochs: 15 });

const predictor = await model.predictor();
const state = Float32Array.of(0, 0, 0.05, 0);
const started = performance.now();
let frames = 0;
for (; frames < 5000 && holds(state); frames++) step(state, predictor.predictSync(state)[0] > 0.5 ? 10 : -10);
const microseconds = (1000 * (performance.now() - started)) / frames;
console.log(`${frames} frames, ${microseconds.toFixed(1)} µs each with the physics`);
expectThat(frames === 5000, 'the pole stands for 100 seconds');
predictor.dispose();
await model.dispose();
