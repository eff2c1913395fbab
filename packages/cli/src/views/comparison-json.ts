/** A comparison as `--json` prints it. Names are part of the command's interface: add, never rename. */
import { type ComparisonResult, trainingSeconds } from '@inkgrad/experiments';

export function comparisonJson(result: ComparisonResult): Record<string, unknown> {
  const { differences, circumstances, sameData, confusionDifferences } = result;
  const { tests, valueTests, groups, groupComparisons } = result;
  const runs = result.runs.map(({ name, directory, data, result: run }) => ({
    name,
    directory,
    experiment: run.experiment,
    title: run.title,
    seed: run.seed,
    backend: run.backend,
    split: run.split,
    parameterCount: run.parameterCount,
    data,
    trainingSeconds: trainingSeconds(run),
    seconds: run.seconds,
    history: run.history,
    evaluation: run.evaluation,
    confusionMatrix: run.confusionMatrix,
  }));
  return {
    ...{ runs, differences, circumstances, sameData, confusionDifferences },
    ...{ tests, valueTests, groups, groupComparisons },
  };
}
