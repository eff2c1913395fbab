/** A small model whose training remembers all that a training can: slots, masks, callbacks. */
import {
  batchNormalization,
  type Callback,
  dense,
  dropout,
  earlyStopping,
  type Model,
  type ModelConfig,
  reduceLROnPlateau,
  sequential,
} from '@inkgrad/nn';

export type SmallModel = Model;

const count = 8;
const width = 3;
const classes = 2;

export const samples = {
  shape: [count, width],
  data: Float32Array.from({ length: count * width }, (_, at) => Math.sin(at)),
};
export const targetsOfSamples = { shape: [count], data: Int32Array.from({ length: count }, (_, at) => at % classes) };

export function smallModel(): Model {
  const layers = [
    dense({ units: 4, activation: 'relu' }),
    batchNormalization(),
    dropout({ rate: 0.25 }),
    dense({ units: classes, activation: 'softmax', kernelRegularizer: { l1: 0, l2: 1e-3 } }),
  ];
  const model = sequential({ layers, inputShape: [width], seed: 3, name: 'small' });
  return model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
}

export const smallConfig = (): ModelConfig => smallModel().toConfig();

export function callbacks(): Callback[] {
  return [
    earlyStopping({ monitor: 'loss', patience: 5, restoreBestWeights: true }),
    reduceLROnPlateau({ monitor: 'loss' }),
  ];
}
