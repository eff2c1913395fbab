/** What the diagnoses of an ablation show: gradients from layer to layer, and what the loss is made of. In sentences. */
import { plural } from '@inkgrad/tensor/text';
import { isOfClasses } from '../../experiment/vocabulary.ts';
import type { EpochDiagnosis } from '../../run/run-result.ts';
import type { AblationResult, AblationRow } from './result.ts';

/** Norms of the gradients of the first and the last layer with parameters. */
function outerGradients({ layers }: EpochDiagnosis): [first: number, last: number] | undefined {
  const norms = layers.map(({ gradientNorm }) => gradientNorm).filter((norm) => norm !== undefined);
  return norms.length < 2 ? undefined : [norms[0]!, norms.at(-1)!];
}

function times(first: number, last: number): string {
  if (first === 0) return 'nothing of it arrives';
  const ratio = last / first;
  const digits = (value: number): string => (value < 9.95 ? value.toFixed(1) : value.toFixed(0));
  return ratio >= 1 ? `1/${digits(ratio)} of it` : `${digits(1 / ratio)} times it`;
}

/** How much of the last layer's gradient the first layer has, at one moment of each row. */
function gradientSentence(
  rows: readonly (readonly [name: string, row: AblationRow])[],
  seed: number,
): string | undefined {
  const parts = rows.flatMap(([name, { diagnoses }]) => {
    const before = diagnoses.find(({ epoch }) => epoch === 0);
    const norms = before === undefined ? undefined : outerGradients(before);
    if (norms === undefined) return [];
    const [first, last] = norms;
    return [
      `in ${name} ${last.toPrecision(2)} in the last layer and ${first.toPrecision(2)} in the first (${times(first, last)})`,
    ];
  });
  if (parts.length === 0) return undefined;
  return `Norm of the gradient before training, seed ${seed}: ${parts.join('; ')}.`;
}

function lossSentence({ base, rows }: Pick<AblationResult, 'base' | 'rows'>, seed: number): string | undefined {
  const last = rows[0]!.diagnoses.at(-1);
  if (last === undefined) return undefined;
  const { loss, dataLoss, kernelPenalty, biasPenalty, activityPenalty } = last;
  const parts = [
    `${dataLoss.toFixed(4)} from the data`,
    `${kernelPenalty.toFixed(4)} from kernel penalties`,
    ...(biasPenalty === 0 ? [] : [`${biasPenalty.toFixed(4)} from bias penalties`]),
    `${activityPenalty.toFixed(4)} from activity penalties`,
  ];
  const guessing = isOfClasses(base.loss)
    ? ` Guessing ten digits evenly costs ln 10 = ${Math.log(10).toFixed(4)}.`
    : '';
  return `The loss of ${base.name} after ${plural(last.epoch, 'epoch')}, seed ${seed}: ${loss.toFixed(4)}, of which ${parts.join(', ')}.${guessing}`;
}

export function insideSentences(
  { base, rows, seeds }: Pick<AblationResult, 'base' | 'rows' | 'seeds'>,
  repaired: AblationRow | undefined,
): string[] {
  const shown = [
    [base.name, rows[0]!] as const,
    ...(repaired === undefined ? [] : [['the repaired one', repaired] as const]),
  ];
  return [gradientSentence(shown, seeds[0]!), lossSentence({ base, rows }, seeds[0]!)].filter(
    (each) => each !== undefined,
  );
}
