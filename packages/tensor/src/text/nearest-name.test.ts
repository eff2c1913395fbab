/** A slip finds its name; what means something else finds none, though it may look alike. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { nearestName, suggestionEnding } from './nearest-name.ts';

test.each([
  ['batch_size', ['epochs', 'batchSize'], 'batchSize'],
  ['sofmax', ['relu', 'softmax', 'softplus'], 'softmax'],
  ['Relu', ['relu', 'elu'], 'relu'],
  ['rellu', ['relu', 'elu'], 'relu'],
  ['learning-rate', ['momentum', 'learningRate'], 'learningRate'],
  ['learningrate', ['momentum', 'learningRate'], 'learningRate'],
  ['learinngrate', ['momentum', 'learningRate'], 'learningRate'],
  ['sparse_categorical_cross_entropy', ['sparseCategoricalCrossentropy'], 'sparseCategoricalCrossentropy'],
  ['val_acc', ['loss', 'accuracy', 'validationLoss', 'validationAccuracy'], 'validationAccuracy'],
  ['validation_acuracy', ['validationLoss', 'validationAccuracy'], 'validationAccuracy'],
  ['kernel_init', ['kernelInitializer', 'biasInitializer'], 'kernelInitializer'],
  ['onEpochsEnd', ['onEpochBegin', 'onEpochEnd'], 'onEpochEnd'],
  ['nmae', ['name', 'title'], 'name'],
  ['epoch', ['epochs', 'seed'], 'epochs'],
  ['wsam', ['auto', 'wasm', 'reference'], 'wasm'],
  ['gpu:webgl', ['gpu:webgpu', 'gpu:webgl2'], 'gpu:webgl2'],
  ['L2', ['l1', 'l2'], 'l2'],
])('%s means one of %j: %s', (name, known, meant) => expect(nearestName(name, known)).toBe(meant));

test.each([
  ['another word', 'meanAbsoluteError', ['meanSquaredError', 'categoricalCrossentropy']],
  ['a word more', 'sparseTopKCategoricalAccuracy', ['sparseCategoricalAccuracy']],
  ['a word less', 'crossentropy', ['binaryCrossentropy', 'categoricalCrossentropy']],
  ['the same words in an order that means another thing', 'precisionAtRecall', ['recallAtPrecision']],
  ['another number', 'v3', ['v1', 'v2']],
  ['another number', 'l3', ['l1', 'l2']],
  ['a number more', 'relu6', ['relu']],
  ['a number in front', '10', ['0', '1', '9']],
  ['another first letter', 'gelu', ['relu', 'elu']],
  ['a variant of an optimizer', 'AdamW', ['adam', 'sgd']],
  ['a short word', 'lr', ['k', 'l1', 'l2']],
  ['what may be either', 'soft', ['softmax', 'softplus']],
  ['nothing like it', 'tensorflow', ['auto', 'wasm', 'reference']],
  ['no letters', '…', ['relu']],
  ['nothing', '', ['relu']],
])('%s is no slip: %s', (_, name, known) => expect(nearestName(name, known)).toBeUndefined());

/** Of Keras 3.12, in its own spelling: who writes one of them means it, and not another one. */
const names = `
  relu relu6 leaky_relu elu selu celu gelu glu silu swish mish softplus softsign softmax softmin sparsemax sigmoid
  hard_sigmoid hard_silu hard_tanh hard_shrink soft_shrink squareplus sparse_plus log_sigmoid log_softmax tanh
  tanh_shrink threshold exponential linear
  sgd rmsprop adam adamw adamax adadelta adagrad adafactor nadam ftrl lion lamb muon
  mean_squared_error mean_absolute_error mean_absolute_percentage_error mean_squared_logarithmic_error root_mean_squared_error
  binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy binary_focal_crossentropy
  categorical_focal_crossentropy poisson kl_divergence hinge squared_hinge categorical_hinge huber log_cosh
  cosine_similarity dice tversky circle ctc
  accuracy binary_accuracy categorical_accuracy sparse_categorical_accuracy top_k_categorical_accuracy
  sparse_top_k_categorical_accuracy auc precision recall true_positives true_negatives false_positives false_negatives
  precision_at_recall recall_at_precision sensitivity_at_specificity specificity_at_sensitivity iou binary_iou mean_iou
  one_hot_iou one_hot_mean_iou f1_score fbeta_score r2_score mean sum
  glorot_uniform glorot_normal he_uniform he_normal lecun_uniform lecun_normal random_uniform random_normal
  truncated_normal variance_scaling orthogonal identity zeros ones constant
  dense einsum_dense flatten dropout alpha_dropout gaussian_dropout spatial_dropout_1d spatial_dropout_2d
  conv_1d conv_2d conv_3d conv_2d_transpose separable_conv_2d depthwise_conv_2d max_pooling_1d max_pooling_2d
  average_pooling_2d global_max_pooling_2d global_average_pooling_2d batch_normalization layer_normalization
  group_normalization unit_normalization embedding masking lambda lstm gru simple_rnn bidirectional attention
  additive_attention multi_head_attention permute reshape repeat_vector cropping_2d zero_padding_2d up_sampling_2d add
  subtract multiply average maximum minimum concatenate dot rescaling resizing
  cosine_decay cosine_decay_restarts exponential_decay polynomial_decay inverse_time_decay piecewise_constant_decay
  early_stopping model_checkpoint reduce_lr_on_plateau learning_rate_scheduler terminate_on_nan csv_logger
  beta_1 beta_2 epsilon momentum nesterov weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum
  units activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer
  kernel_constraint bias_constraint rate noise_shape seed batch_size epochs verbose callbacks validation_split
  validation_data shuffle class_weight sample_weight initial_epoch steps_per_epoch validation_steps
  validation_batch_size validation_freq l1 l2 l1_l2 tan sin cos atan asin sinh cosh exp log abs sqrt
`
  .trim()
  .split(/\s+/);

describe('a name of the field', () => {
  it('is never taken for another one', () => {
    const guesses = names.flatMap((name) => {
      const others = names.filter((other) => other !== name);
      // One by one, as what is known differs from place to place.
      return others.flatMap((other) => (nearestName(name, [other]) === undefined ? [] : [`${name} → ${other}`]));
    });
    // The beginning of a word, which means the whole.
    expect(guesses).toEqual(['exp → exponential']);
  });

  const long = names.filter((name) => /^[a-z_]{5,}$/.test(name));

  it('is found again in any spelling and with a slip of the finger in a long word', () => {
    const camelCase = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    fc.assert(
      fc.property(fc.constantFrom(...long), fc.nat(), fc.constantFrom('drop', 'double', 'swap'), (name, at, slip) => {
        const known = names.map(camelCase);
        const letters = [...name];
        // Within a word, behind its first two letters.
        const places = letters.flatMap((_, i) => (/^[a-z]{4}$/.test(name.slice(i - 2, i + 2)) ? [i] : []));
        fc.pre(places.length > 0);
        const place = places[at % places.length]!;
        const [one, two] = [letters[place]!, letters[place + 1]!];
        letters.splice(place, 2, ...{ drop: [two], double: [one, one, two], swap: [two, one] }[slip]!);
        const written = letters.join('');
        fc.pre(!names.includes(written));
        expect(nearestName(name, known)).toBe(camelCase(name));
        expect(nearestName(name.toUpperCase(), known)).toBe(camelCase(name));
        // Undefined where two are as near; never another one.
        expect([camelCase(name), undefined]).toContain(nearestName(written, known));
        expect(nearestName(written, [camelCase(name)])).toBe(camelCase(name));
      }),
    );
  });
});

it('any text gives a known name or none, and a known name in other letters itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (name, known) => {
      const found = nearestName(name, known);
      if (found !== undefined) expect(known).toContain(found);
    }),
  );
});

it('a long text costs nothing', () => {
  expect(nearestName('a'.repeat(1e6), ['a'.repeat(1e6)])).toBeUndefined();
});

it('ends a sentence', () => {
  expect(suggestionEnding('tensorflow', ['wasm'])).toBe('.');
  expect(suggestionEnding('wasn', ['wasm'])).toBe('; did you mean "wasm"?');
});
