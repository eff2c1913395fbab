/**
 * jax-js on its WebAssembly device: the whole training step (gather, forward, gradients, optimizer) is one jitted
 * function of arrays that stay on the device. Every use of an array but the last takes `.ref`, as the library counts
 * references.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  blockUntilReady,
  defaultDevice,
  init,
  random as jaxRandom,
  jit,
  lax,
  nn,
  numpy as np,
  valueAndGrad,
} from '@jax-js/jax';
import { answer, glorotUniform, randomNumbers, readData, readJob, shuffled } from './job.mjs';

const job = readJob();
const notes = ['wasm device, the whole step in one jit'];
if (typeof Worker === 'undefined') notes.push('one thread: its threads need the Worker of browsers');
await init('wasm');
defaultDevice('wasm');

const random = randomNumbers(job.seed);
const data = readData(job);
const { features } = job.data;
const { layers, optimizer, batchSize } = job;
const classes = layers.at(-1).units;
/** Images and kernels have their channels first, as the library's convolution wants them. */
const sampleShape = job.imageShape === undefined ? [features] : [job.imageShape[2], ...job.imageShape.slice(0, 2)];
const isAdam = optimizer.type === 'adam';
const evaluationBatch = 1000;

const put = ({ images, labels, count }) => ({
  images: np.array(images).reshape([count, ...sampleShape]),
  labels: np.array(labels, { dtype: np.int32 }),
  count,
});
const train = put(data.train);
const test = put(data.test);

let parameters = layers.flatMap((layer) => {
  if (layer.kind === 'maxPool2d') return [];
  const { data, shape } = glorotUniform(layer, random);
  const [outputs, ...rest] = shape.toReversed();
  // The values are in no order yet, so that any shape will do.
  const kernel = np.array(data).reshape(layer.kind === 'dense' ? shape : [outputs, ...rest]);
  return [kernel, np.zeros([outputs])];
});
let first = parameters.map((parameter) => np.zeros(parameter.shape));
let second = isAdam ? parameters.map((parameter) => np.zeros(parameter.shape)) : [];

/** Of [batch, channels, height, width], over windows that do not overlap. */
function maxPool(x, [poolHeight, poolWidth]) {
  const [batch, channels, ...size] = x.shape;
  const [rows, columns] = [Math.floor(size[0] / poolHeight), Math.floor(size[1] / poolWidth)];
  const whole = x.slice([], [], [0, rows * poolHeight], [0, columns * poolWidth]);
  return np.max(whole.reshape([batch, channels, rows, poolHeight, columns, poolWidth]), [3, 5]);
}

const activations = { relu: nn.relu, sigmoid: nn.sigmoid };

/** Mean loss with penalties; `keys` is empty outside training. Consumes its arguments. */
function lossOf(weights, x, y, keys) {
  const batch = x.shape[0];
  const penalties = [];
  let h = x;
  let next = 0;
  layers.forEach(({ kind, activation, kernelL2 = 0, activityL2 = 0, dropout, poolSize }, at) => {
    if (kind === 'maxPool2d') h = maxPool(h, poolSize);
    else {
      const [kernel, bias] = weights.slice(next, next + 2);
      next += 2;
      if (kernelL2 > 0) penalties.push(np.square(kernel.ref).sum().mul(kernelL2));
      if (kind === 'conv2d') h = lax.conv(h, kernel, [1, 1], 'VALID').add(bias.reshape([1, -1, 1, 1]));
      else h = np.matmul(h.reshape([batch, -1]), kernel).add(bias);
      if (activation !== 'softmax') h = activations[activation](h);
    }
    if (activityL2 > 0)
      penalties.push(
        np
          .square(h.ref)
          .sum()
          .mul(activityL2 / batch),
      );
    if (dropout > 0 && keys.length > 0) {
      const kept = jaxRandom.bernoulli(keys[at], 1 - dropout, h.shape);
      h = np.where(kept, h.mul(1 / (1 - dropout)), 0);
    }
  });
  const right = np.argmax(h.ref, 1).equal(y.ref).astype(np.float32).sum();
  const loss = nn
    .logSoftmax(h, 1)
    .mul(nn.oneHot(y, classes))
    .sum()
    .mul(-1 / batch);
  return [penalties.reduce((total, penalty) => total.add(penalty), loss), right];
}

/** Where dropout follows a layer it needs a key of its own. */
const keysOf = (step) =>
  layers.map(({ dropout }, at) => (dropout > 0 ? jaxRandom.key(step * layers.length + at) : np.zeros([])));

function update(weights, gradients, m, v, stepSize) {
  const next = { weights: [], first: [], second: [] };
  weights.forEach((weight, at) => {
    const gradient = gradients[at];
    const size = stepSize.ref;
    if (isAdam) {
      const { beta1, beta2, epsilon } = optimizer;
      const moment = m[at].mul(beta1).add(gradient.ref.mul(1 - beta1));
      const square = v[at].mul(beta2).add(np.square(gradient).mul(1 - beta2));
      next.weights.push(weight.sub(moment.ref.mul(size).div(np.sqrt(square.ref).add(epsilon))));
      next.first.push(moment);
      next.second.push(square);
    } else {
      const velocity = m[at].mul(optimizer.momentum).sub(gradient.mul(size));
      next.weights.push(weight.add(velocity.ref));
      next.first.push(velocity);
    }
  });
  stepSize.dispose();
  return next;
}

// The sums are part of it: outside a jit they would grow into one expression as long as the epoch.
const step = jit((weights, m, v, images, labels, indices, keys, stepSize, sums) => {
  const batch = indices.shape[0];
  const x = np.take(images, indices.ref, 0);
  const y = np.take(labels, indices, 0);
  const [[loss, right], gradients] = valueAndGrad((w) => lossOf(w, x, y, keys), { hasAux: true })(
    weights.map((weight) => weight.ref),
  );
  const updated = update(weights, gradients, m, v, stepSize);
  return { ...updated, sums: { loss: sums.loss.add(loss.mul(batch)), right: sums.right.add(right) } };
});

const evaluate = jit((weights, x, y) => lossOf(weights, x, y, []));

let steps = 0;
async function epoch() {
  const order = shuffled(train.count, random);
  let sums = { loss: np.zeros([]), right: np.zeros([]) };
  for (let start = 0; start < train.count; start += batchSize) {
    const chosen = order.slice(start, start + batchSize);
    steps++;
    const stepSize = isAdam
      ? (optimizer.learningRate * Math.sqrt(1 - optimizer.beta2 ** steps)) / (1 - optimizer.beta1 ** steps)
      : optimizer.learningRate;
    const indices = np.array(chosen, { dtype: np.int32 });
    const after = step(
      parameters,
      first,
      second,
      train.images.ref,
      train.labels.ref,
      indices,
      keysOf(steps),
      np.array(stepSize),
      sums,
    );
    ({ weights: parameters, first, second, sums } = after);
    // Without waiting, what is submitted piles up and an epoch takes four times as long or more.
    await blockUntilReady(sums);
  }
  await sums.loss.data();
  await sums.right.data();
  return validate();
}

async function validate() {
  let loss = 0;
  let right = 0;
  for (let start = 0; start < test.count; start += evaluationBatch) {
    const end = Math.min(test.count, start + evaluationBatch);
    const [batchLoss, batchRight] = evaluate(
      parameters.map((parameter) => parameter.ref),
      test.images.ref.slice([start, end]),
      test.labels.ref.slice([start, end]),
    );
    loss += (await batchLoss.data())[0] * (end - start);
    right += (await batchRight.data())[0];
  }
  return { validationLoss: loss / test.count, validationAccuracy: right / test.count };
}

const manifest = createRequire(import.meta.url)
  .resolve('@jax-js/jax')
  .replace(/dist\/.*$/, 'package.json');
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
await answer('jax-js', version, notes, job, epoch);
