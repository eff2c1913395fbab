/** The training step of the notebook's first model, recorded by hand from the engine's own functions. */
import {
  adamStepSize,
  adamUpdate,
  add,
  argmax,
  assign,
  dropout,
  equal,
  gather,
  gradient,
  input,
  iota,
  matmul,
  mean,
  mul,
  type Program,
  program,
  relu,
  softmaxCrossEntropy,
  sum,
  type Tensor,
  Variable,
} from '../src/index.ts';

/** As nn chooses a batch: no place in it is negative. */
const strictly = { fromEnd: false };

/** 784-64-64-10 with dropout and Adam on batches of 64, gathered from resident data by a permutation. */
export function v1Program(batchSize = 64, count = 60000): Program {
  const images = input('images', [count, 784]);
  const labels = input('labels', [count], 'i32');
  const order = input('permutation', [count], 'i32');
  const step = new Variable('step', [], 'i32');
  const learningRate = new Variable('learningRate', []);
  const lossSum = new Variable('lossSum', []);
  const correct = new Variable('correct', [], 'i32');

  const batch = gather(order, add(mul(step.tensor, batchSize), iota([batchSize])), strictly);
  const widths = [784, 64, 64, 10];
  const parameters: Variable[] = [];
  let hidden: Tensor = gather(images, batch, strictly);
  const truth = gather(labels, batch, strictly);
  for (let layer = 0; layer < 3; layer++) {
    const kernel = new Variable(`dense${layer}/kernel`, [widths[layer]!, widths[layer + 1]!]);
    const bias = new Variable(`dense${layer}/bias`, [widths[layer + 1]!]);
    parameters.push(kernel, bias);
    hidden = add(matmul(hidden, kernel.tensor), bias.tensor);
    if (layer < 2) hidden = dropout(relu(hidden), { rate: 0.25, seed: 1, stream: layer, counter: step.tensor });
  }
  const losses = softmaxCrossEntropy(hidden, truth);
  const gradients = gradient(
    mean(losses),
    parameters.map(({ tensor }) => tensor),
  );

  const stepSize = adamStepSize(learningRate.tensor, add(step.tensor, 1), { beta1: 0.9, beta2: 0.999 });
  const state = [step, learningRate, lossSum, correct, ...parameters];
  const updates: Tensor[] = [
    assign(step, add(step.tensor, 1)),
    assign(lossSum, add(lossSum.tensor, sum(losses))),
    assign(correct, add(correct.tensor, sum(equal(argmax(hidden), truth)))),
  ];
  parameters.forEach((parameter, at) => {
    const m = new Variable(`${parameter.name}/m`, parameter.shape);
    const v = new Variable(`${parameter.name}/v`, parameter.shape);
    state.push(m, v);
    updates.push(
      adamUpdate({ parameter, m, v }, gradients[at]!, stepSize, { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }),
    );
  });
  return program({
    name: 'v1 training step',
    inputs: [images, labels, order],
    state,
    outputs: { loss: mean(losses) },
    updates,
  });
}
