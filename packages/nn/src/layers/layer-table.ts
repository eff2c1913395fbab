/** The built-in kinds of layers. Adding one is a file in this folder and a line here. */
import type { Definable } from '../define/definable.ts';
import type { LayerFactory } from '../define/define-layer.ts';
import type { OptionsOf } from '../define/field.ts';
import type { Layer, layerFields } from '../define/layer.ts';
import { activation } from './activation.ts';
import { add } from './add.ts';
import { alphaDropout } from './alpha-dropout.ts';
import { average } from './average.ts';
import { averagePooling1d } from './average-pooling-1d.ts';
import { averagePooling2d } from './average-pooling-2d.ts';
import { batchNormalization } from './batch-normalization.ts';
import { bidirectional } from './bidirectional.ts';
import { concatenate } from './concatenate.ts';
import { conv1d } from './conv-1d.ts';
import { conv2d } from './conv-2d.ts';
import { conv2dTranspose } from './conv-2d-transpose.ts';
import { cropping2d } from './cropping-2d.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwise-conv-2d.ts';
import { dot } from './dot.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import { gaussianDropout } from './gaussian-dropout.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { globalAveragePooling1d } from './global-average-pooling-1d.ts';
import { globalAveragePooling2d } from './global-average-pooling-2d.ts';
import { globalMaxPooling1d } from './global-max-pooling-1d.ts';
import { globalMaxPooling2d } from './global-max-pooling-2d.ts';
import { groupNormalization } from './group-normalization.ts';
import { gru } from './gru.ts';
import { layerNormalization } from './layer-normalization.ts';
import { lstm } from './lstm.ts';
import { maxPooling1d } from './max-pooling-1d.ts';
import { maxPooling2d } from './max-pooling-2d.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';
import { multiHeadAttention } from './multi-head-attention.ts';
import { multiply } from './multiply.ts';
import { normalization } from './normalization.ts';
import { permute } from './permute.ts';
import { randomRotation } from './random-rotation.ts';
import { randomTranslation } from './random-translation.ts';
import { randomZoom } from './random-zoom.ts';
import { repeatVector } from './repeat-vector.ts';
import { rescaling } from './rescaling.ts';
import { reshape } from './reshape.ts';
import { separableConv2d } from './separable-conv-2d.ts';
import { simpleRnn } from './simple-rnn.ts';
import { spatialDropout1d } from './spatial-dropout-1d.ts';
import { spatialDropout2d } from './spatial-dropout-2d.ts';
import { subtract } from './subtract.ts';
import { timeDistributed } from './time-distributed.ts';
import { upSampling2d } from './up-sampling-2d.ts';
import { zeroPadding2d } from './zero-padding-2d.ts';

const builtIn = {
  activation,
  add,
  alphaDropout,
  average,
  averagePooling1d,
  averagePooling2d,
  batchNormalization,
  bidirectional,
  concatenate,
  conv1d,
  conv2d,
  conv2dTranspose,
  cropping2d,
  dense,
  depthwiseConv2d,
  dot,
  dropout,
  embedding,
  flatten,
  gaussianDropout,
  gaussianNoise,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  groupNormalization,
  gru,
  layerNormalization,
  lstm,
  maxPooling1d,
  maxPooling2d,
  maximum,
  minimum,
  multiHeadAttention,
  multiply,
  normalization,
  permute,
  randomRotation,
  randomTranslation,
  randomZoom,
  repeatVector,
  rescaling,
  reshape,
  separableConv2d,
  simpleRnn,
  spatialDropout1d,
  spatialDropout2d,
  subtract,
  timeDistributed,
  upSampling2d,
  zeroPadding2d,
};

/** A built-in layer as plain data: its type, and its options as they may be written. */
export type BuiltInLayer = {
  [K in keyof typeof builtIn]: (typeof builtIn)[K] extends LayerFactory<infer Type, infer F, infer _Key>
    ? { readonly type: Type } & OptionsOf<F & typeof layerFields>
    : never;
}[keyof typeof builtIn];

export const builtInLayers: readonly Definable<Layer>[] = Object.values(builtIn);
