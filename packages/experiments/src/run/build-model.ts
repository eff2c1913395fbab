/** From an experiment, which is data, to a model that can be trained. */
import { type CompileOptions, LayerShapeError, modelFromConfig, type Sequential } from '@inkgrad/nn';
import { ArgumentError } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { type DataForm, isMnistForm, mnistForm } from '../data/data-set.ts';
import { checkPreprocessing } from '../data/prepare.ts';
import { ConfigError } from '../errors.ts';
import type { Experiment } from '../experiment/schema.ts';
import { isOfClasses, nameOf, takesLabels } from '../experiment/vocabulary.ts';

/** A bound against slips such as a number with too many zeros, far beyond what MNIST can use. */
const mostWeights = 100_000_000;

/** @throws ConfigError where the loss and the metrics are not of the data's targets */
function checkTargets({ name, loss, metrics }: Experiment, { classes, values }: DataForm): void {
  const measured = metrics.map(nameOf);
  const refuse = (path: string, sentence: string): never => {
    throw new ConfigError(name, [{ path, sentence }]);
  };
  if (classes.length > 0) {
    if (measured.includes('accuracy')) return;
    refuse('metrics', 'metrics: "accuracy" must be among them, as the data has classes.');
  }
  const has = `the data has values (${values.join(', ')})`;
  if (takesLabels(loss) || isOfClasses(loss)) {
    refuse('loss', `loss ${nameOf(loss)} is of classes, and ${has}; take meanSquaredError or another of values.`);
  }
  if (measured.includes('accuracy')) {
    refuse('metrics', `metrics: accuracy is of classes, and ${has}; take meanAbsoluteError or another of values.`);
  }
}

/** @throws LayerShapeError where the model's answer is not of the form of the data's targets */
function checkOutput(model: Sequential, { classes, values }: DataForm, isSaid: boolean): void {
  const last = model.describeLayers().at(-1)!;
  const count = Math.max(classes.length, values.length);
  if (last.outputShape.length === 1 && last.outputShape[0] === count) return;
  const what = isSaid ? `, one for each ${classes.length > 0 ? 'class' : 'value'} of the data` : ', one for each digit';
  const expected = `the last layer to give ${plural(count, 'value')} ${isSaid ? 'a sample' : 'an image'}${what}`;
  throw new LayerShapeError(last.name, expected, `output shape [${last.outputShape.join(', ')}]`);
}

export interface BuildOptions {
  /** Of weights, dropout and shuffles; default: the experiment's. */
  readonly seed?: number | undefined;
  /** What the model has to fit; default: images of 28×28 in ten classes, as MNIST's. */
  readonly data?: DataForm | undefined;
}

/**
 * The experiment's model, compiled, with initial weights.
 *
 * @throws LayerShapeError where a layer cannot take its input, or the last does not give a value for each class
 * @throws ConfigError where the loss or a metric is not of the data's targets
 * @throws ArgumentError for more than a hundred million weights
 * @example
 * const layers = [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }];
 * const experiment = parseExperiment({ name: 'small', layers, optimizer: { type: 'adam' }, epochs: 3 }, 'small.json');
 * buildModel(experiment).layers.length; // → 2
 */
export function buildModel(experiment: Experiment, options: BuildOptions = {}): Sequential {
  const { name, layers, loss, metrics } = experiment;
  const form = options.data ?? mnistForm;
  checkTargets(experiment, form);
  const model = modelFromConfig({
    format: 'inkgrad-sequential',
    version: 1,
    name,
    seed: options.seed ?? experiment.seed,
    inputShape: [...form.shape],
    layers,
  });
  checkOutput(model, form, !isMnistForm(form));
  const weights = model.countParameters();
  if (weights > mostWeights) {
    throw new ArgumentError(name, 'layers', `layers of at most ${mostWeights} weights together`, weights);
  }
  const { type, ...settings } = experiment.optimizer;
  return model.compile({ optimizer: { name: type, ...settings }, loss, metrics } as CompileOptions);
}

/**
 * Whether an experiment can be run on data of this form: everything that can be known before anything moves.
 * @throws as `buildModel` does. @throws ConfigError for a preprocessing that is of other data
 */
export async function checkExperiment(experiment: Experiment, data: DataForm): Promise<void> {
  checkPreprocessing(experiment, data);
  await buildModel(experiment, { data }).dispose();
}
