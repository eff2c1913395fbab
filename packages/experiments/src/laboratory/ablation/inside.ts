/** What the diagnoses of an ablation show: gradients from layer to layer, and what the loss is made of. In sentences. */
import { listed, plural } from '@inkgrad/tensor/text';
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

/** Of the first and the last layer, before training. */
function gradientsBefore({ diagnoses }: AblationRow): [number, number] | undefined {
  const before = diagnoses.find(({ epoch }) => epoch === 0);
  return before === undefined ? undefined : outerGradients(before);
}

/** How much of the last layer's gradient the first layer has, at one moment of each row. */
function gradientSentence(
  rows: readonly (readonly [name: string, row: AblationRow])[],
  seed: number,
): string | undefined {
  const parts = rows.flatMap(([name, row]) => {
    const norms = gradientsBefore(row);
    if (norms === undefined) return [];
    const [first, last] = norms;
    return [
      `in ${name} ${last.toPrecision(2)} in the last layer and ${first.toPrecision(2)} in the first (${times(first, last)})`,
    ];
  });
  if (parts.length === 0) return undefined;
  return `Norm of the gradient before training, seed ${seed}: ${parts.join('; ')}.`;
}

/** Gradients that agree to so many parts are the same: before training they are of the same weights and images. */
const sameParts = 1e-6;

/** Rows that begin with the base's own gradients and yet have no plateau: what the gradients alone do not explain. */
function counterfactualSentence(
  { base, rows }: Pick<AblationResult, 'base' | 'rows'>,
  seed: number,
): string | undefined {
  const own = gradientsBefore(rows[0]!);
  if (own === undefined) return undefined;
  const isSame = (row: AblationRow): boolean => {
    const norms = gradientsBefore(row);
    return norms?.every((norm, at) => Math.abs(norm - own[at]!) <= sameParts * Math.abs(own[at]!)) ?? false;
  };
  const alike = rows.filter((row) => row.kind === 'single' && row.plateau.verdict === 'none' && isSame(row));
  if (alike.length === 0) return undefined;
  const names = listed(alike.map(({ title }) => title));
  return `With ${names} training begins with the very gradients of ${base.name} (seed ${seed}) and has no plateau: small gradients in the first layer are not enough to make one, it takes an optimizer whose steps are as small as they.`;
}

/** Of the last layer that says how many. */
function unitsOfLast({ layers }: Pick<AblationResult['base'], 'layers'>): number | undefined {
  const last = layers.findLast((layer) => 'units' in layer);
  return last !== undefined && 'units' in last ? last.units : undefined;
}

function lossSentence({ base, rows }: Pick<AblationResult, 'base' | 'rows'>, seed: number): string | undefined {
  const last = rows[0]!.diagnoses.find(({ epoch }) => epoch === base.epochs) ?? rows[0]!.diagnoses.at(-1);
  if (last === undefined) return undefined;
  const { loss, dataLoss, kernelPenalty, biasPenalty, activityPenalty } = last;
  const parts = [
    `${dataLoss.toFixed(4)} from the data`,
    `${kernelPenalty.toFixed(4)} from kernel penalties`,
    ...(biasPenalty === 0 ? [] : [`${biasPenalty.toFixed(4)} from bias penalties`]),
    `${activityPenalty.toFixed(4)} from activity penalties`,
  ];
  const classes = isOfClasses(base.loss) ? unitsOfLast(base) : undefined;
  const guessing =
    classes === undefined
      ? ''
      : ` Guessing ${classes} classes evenly costs ln ${classes} = ${Math.log(classes).toFixed(4)}.`;
  return `The loss of ${base.name} after ${plural(last.epoch, 'epoch')}, seed ${seed}: ${loss.toFixed(4)}, of which ${parts.join(', ')}.${guessing}`;
}

export function insideSentences(
  { base, rows, seeds }: Pick<AblationResult, 'base' | 'rows' | 'seeds'>,
  repaired: AblationRow | undefined,
): string[] {
  const shown = [
    [base.name, rows[0]!] as const,
    ...(repaired === undefined ? [] : [['the one that keeps the most', repaired] as const]),
  ];
  const seed = seeds[0]!;
  return [
    gradientSentence(shown, seed),
    counterfactualSentence({ base, rows }, seed),
    lossSentence({ base, rows }, seed),
  ].filter((each) => each !== undefined);
}
