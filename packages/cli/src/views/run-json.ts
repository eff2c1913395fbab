/** A trained experiment as `--json` prints it. Names are part of the command's interface: add, never rename. */

import { trainingSeconds } from '@inkgrad/experiments';
import type { RecordedRun } from '@inkgrad/experiments/node';
import { comparePublished } from '@inkgrad/mnist';

export function runJson({
  result,
  directory,
  modelDirectory,
  interrupted,
  resumedFromEpoch,
}: RecordedRun): Record<string, unknown> {
  const { experiment, title, config, backend, backendDescription, seed, epochs, seconds, parameterCount } = result;
  const comparison = comparePublished(result);
  return {
    experiment,
    title,
    backend,
    backendDescription,
    seed,
    batchSize: config.batchSize,
    parameterCount,
    epochs,
    seconds,
    trainingSeconds: trainingSeconds(result),
    predictionOfTestSample1000: result.predictionOfTestSample1000?.predicted ?? null,
    testSample1000: result.predictionOfTestSample1000,
    confusionMatrix: result.confusionMatrix,
    ...(result.targets === undefined ? {} : { targets: result.targets }),
    checks: comparison?.checks ?? [],
    reproduced: comparison?.reproduced ?? null,
    split: result.split,
    evaluation: result.evaluation,
    interrupted: interrupted ?? null,
    resumedFromEpoch: resumedFromEpoch ?? null,
    directory,
    modelDirectory,
  };
}
