/**
 * TensorFlow.js: its core with the backend named in the job, `cpu` (plain JavaScript) or `wasm` (SIMD). The training
 * loop is written on the core, as tf.LayersModel ignores activity regularizers; data stays in the backend, batches are
 * gathered there, and losses are read once an epoch.
 */
import tf from '@tensorflow/tfjs';
import { answer, glorotUniform, randomNumbers, readData, readJob, shuffled } from './job.mjs';

const job = readJob();
const backend = job.backend;
const notes = ['training loop on the core API, with activity and kernel penalties as terms of the loss'];
if (backend === 'wasm') {
  // In Node the package picks its browser build of the module unless told where the file is.
  await import('@tensorflow/tfjs-backend-wasm');
  const threads = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  notes.push(threads ? 'SIMD and threads' : 'SIMD, one thread: the package starts no threads in Node');
} else {
  notes.push('plain JavaScript, one thread');
}
await tf.setBackend(backend);
tf.enableProdMode();

const random = randomNumbers(job.seed);
const { train, test } = readData(job);
const { features } = job.data;
const sampleShape = job.imageShape ?? [features];
const trainImages = tf.tensor(train.images, [train.count, ...sampleShape]);
const trainLabels = tf.tensor1d(train.labels, 'int32');
const testImages = tf.tensor(test.images, [test.count, ...sampleShape]);
const testLabels = tf.tensor1d(test.labels, 'int32');
const layers = job.layers.map((layer) => {
  if (layer.kind === 'maxPool2d') return layer;
  const { data, shape } = glorotUniform(layer, random);
  return { ...layer, kernel: tf.variable(tf.tensor(data, shape)), bias: tf.variable(tf.zeros([shape.at(-1)])) };
});
const variables = layers.flatMap(({ kernel, bias }) => (kernel === undefined ? [] : [kernel, bias]));
const { optimizer: options, batchSize } = job;
const optimizer =
  options.type === 'adam'
    ? tf.train.adam(options.learningRate, options.beta1, options.beta2, options.epsilon)
    : tf.train.momentum(options.learningRate, options.momentum, options.nesterov);
const evaluationBatch = 1000;
const activations = { relu: tf.relu, sigmoid: tf.sigmoid };

/** Logits and penalties, the latter as they enter the mean loss of the batch. */
function forward(x, training) {
  let h = x;
  let penalty;
  const add = (term) => {
    penalty = penalty === undefined ? term : tf.add(penalty, term);
  };
  for (const layer of layers) {
    const { kind, kernel, bias, activation, kernelL2 = 0, activityL2 = 0, dropout } = layer;
    if (kind === 'maxPool2d') h = tf.maxPool(h, layer.poolSize, layer.poolSize, 'valid');
    else if (kind === 'conv2d') h = tf.add(tf.conv2d(h, kernel, 1, 'valid'), bias);
    else h = tf.add(tf.matMul(tf.reshape(h, [h.shape[0], -1]), kernel), bias);
    if (activation !== undefined && activation !== 'softmax') h = activations[activation](h);
    if (kernelL2 > 0) add(tf.mul(tf.sum(tf.square(kernel)), kernelL2));
    if (activityL2 > 0) add(tf.mul(tf.sum(tf.square(h)), activityL2 / x.shape[0]));
    if (training && dropout > 0) h = tf.dropout(h, dropout);
  }
  return { logits: h, penalty };
}

function lossOf({ logits, penalty }, labels) {
  const loss = tf.losses.softmaxCrossEntropy(tf.oneHot(labels, logits.shape[1]), logits);
  return penalty === undefined ? loss : tf.add(loss, penalty);
}

const correct = (logits, labels) => tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32'));

async function epoch() {
  const order = shuffled(train.count, random);
  const lossSum = tf.variable(tf.scalar(0));
  const correctSum = tf.variable(tf.scalar(0));
  for (let start = 0; start < train.count; start += batchSize) {
    tf.tidy(() => {
      const indices = tf.tensor1d(order.subarray(start, start + batchSize), 'int32');
      const x = tf.gather(trainImages, indices);
      const y = tf.gather(trainLabels, indices);
      let passed;
      const { value, grads } = tf.variableGrads(() => {
        passed = forward(x, true);
        passed.logits = tf.keep(passed.logits);
        return lossOf(passed, y);
      }, variables);
      optimizer.applyGradients(grads);
      lossSum.assign(tf.add(lossSum, tf.mul(value, x.shape[0])));
      correctSum.assign(tf.add(correctSum, correct(passed.logits, y)));
      passed.logits.dispose();
    });
  }
  await Promise.all([lossSum.data(), correctSum.data()]);
  lossSum.dispose();
  correctSum.dispose();
  return validate();
}

async function validate() {
  let loss = 0;
  let right = 0;
  for (let start = 0; start < test.count; start += evaluationBatch) {
    const size = Math.min(evaluationBatch, test.count - start);
    const [batchLoss, batchRight] = tf.tidy(() => {
      const passed = forward(tf.slice(testImages, [start], [size]), false);
      const labels = tf.slice(testLabels, [start], [size]);
      return [lossOf(passed, labels), correct(passed.logits, labels)];
    });
    loss += (await batchLoss.data())[0] * size;
    right += (await batchRight.data())[0];
    batchLoss.dispose();
    batchRight.dispose();
  }
  return { validationLoss: loss / test.count, validationAccuracy: right / test.count };
}

await answer(`tfjs-${backend}`, tf.version.tfjs, notes, job, epoch);
