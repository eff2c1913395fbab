/** A layer, a loss and a metric of one's own, which are saved and loaded like those that are built in. */
import {
  adam,
  defaulted,
  defineLayer,
  defineLoss,
  defineMetric,
  dense,
  modelFromConfig,
  positive,
  sequential,
  zeros,
} from '@inkgrad/nn';
import { abs, add, cast, cos, lessEqual, maximum, mean, mul, sub, uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

/** cos(frequency · x + phase), with a phase for each feature that is learnt. */
const waves = defineLayer({
  type: 'waves',
  fields: { frequency: defaulted(positive, 1) },
  plan: (_, [x]) => ({ output: x, weights: { phase: { shape: [x.shape.at(-1)], initializer: zeros() } } }),
  apply: ({ frequency }, { x, weights }) => cos(add(mul(x, frequency), weights.phase)),
});
/** max(q · e, (q − 1) · e) of the error e: what is too low costs q, what is too high 1 − q. */
const pinball = defineLoss({
  name: 'pinball',
  fields: { quantile: defaulted(positive, 0.5) },
  perSample: ({ quantile }, { outputs, targets }) => {
    const error = sub(targets, outputs);
    return mean(maximum(mul(error, quantile), mul(error, quantile - 1)), { axes: -1 });
  },
});
/** The share of answers that are at most 0.1 off. */
const near = defineMetric({
  name: 'near',
  fields: {},
  targets: 'values',
  perSample: (_, { outputs, targets }) => mean(cast(lessEqual(abs(sub(outputs, targets)), 0.1), 'f32'), { axes: -1 }),
});

const x = Array.from(uniform(8, 0, 400), (value) => [6 * value]);
const y = x.map(([value]) => [Math.sin(2 * value)]);
const model = sequential({
  seed: 1,
  inputShape: [1],
  layers: [dense({ units: 16 }), waves({ frequency: 2 }), dense({ units: 1 })],
}).compile({ optimizer: adam({ learningRate: 0.02 }), loss: pinball({ quantile: 0.5 }), metrics: [near()] });
await model.fit(x, y, { epochs: 60 });

const copy = modelFromConfig(JSON.parse(JSON.stringify(model.toConfig())), { registry: [waves, pinball, near] });
await copy.loadWeights(await model.saveWeights());
const logs = await copy.evaluate(x, y);
console.log(`${JSON.stringify(copy.toConfig().layers[1])}: ${JSON.stringify(logs)}`);
expectThat(
  logs.near > 0.9,
  `${(100 * logs.near).toFixed(0)} % of the loaded model's answers are at most 0.1 off, more than 90 %`,
);
await Promise.all([model.dispose(), copy.dispose()]);
