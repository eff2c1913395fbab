/** A trained model that reads digits, for commands that show it pictures of them. */
import { mnistForm } from '@inkgrad/experiments';
import { loadTrainedModel, type TrainedModel } from '@inkgrad/experiments/node';
import { UsageError } from './errors.ts';

/**
 * @throws UsageError for a model of other data than images of 28×28 in ten classes
 * @throws whatever `loadTrainedModel` throws
 */
export async function loadDigitModel(directory: string): Promise<TrainedModel> {
  const trained = await loadTrainedModel(directory);
  const { shape, classes } = mnistForm;
  const takes = trained.model.inputShape ?? [];
  const gives = trained.model.describeLayers().at(-1)?.outputShape ?? [];
  if (takes.join() === shape.join() && gives.join() === String(classes.length)) return trained;
  await trained.model.dispose();
  const form = `[${takes.join(', ')}] and gives [${gives.join(', ')}]`;
  throw new UsageError(`${directory} reads no digits: it takes ${form}, and [28, 28] and [10] are expected.`);
}
