/**
 * A comparison of runs as plain tables and curves, for the terminal and for Markdown alike. Runs are called A, B, C …, so
 * that columns stay narrow.
 */
import {
  type ComparedRun,
  type ComparisonResult,
  endFigure,
  formatValue,
  groupFigure,
  groupFinding,
  isFinding,
  type Json,
  sampleNounOf,
  trainingSeconds,
} from '@inkgrad/experiments';
import { formatCount, formatDifference, formatDuration, formatMetric } from '../terminal/format.ts';

export interface ComparisonTable {
  readonly title: string;
  /** The first is of names, the others of values. */
  readonly columns: readonly string[];
  /** The last is the difference of the others, and can be spared. */
  readonly hasDifference?: boolean;
  readonly rows: readonly (readonly string[])[];
  /** Below the table. */
  readonly notes: readonly string[];
}

/** One quantity over the epochs, of each run that has it. */
export interface ComparisonCurve {
  readonly name: string;
  readonly lines: readonly { readonly run: string; readonly values: readonly number[] }[];
}

const mostCells = 6;
const dash = '–';

/** A, B, … Z, then by number. */
export function runLetter(at: number): string {
  return at < 26 ? String.fromCharCode(65 + at) : `R${at + 1}`;
}

/** A value without the punctuation of JSON: `dropout rate=0.25`. */
function shortValue(value: Json): string {
  if (Array.isArray(value)) return value.map(shortValue).join(', ');
  if (typeof value !== 'object' || value === null) return formatValue(value);
  const { type, ...others } = value as { readonly [key: string]: Json };
  const entries = Object.entries(others).map(([key, each]) => {
    const text = shortValue(each);
    return `${key}=${typeof each === 'object' ? `(${text})` : text}`;
  });
  return [...(type === undefined ? [] : [shortValue(type)]), ...entries].join(' ') || '{}';
}

const letters = ({ runs }: ComparisonResult): string[] => runs.map((_, at) => runLetter(at));

/** Of a history, as Keras prints it: val_accuracy. */
function logName(name: string): string {
  return name.replace(/^validation(?=[A-Z])/, 'val').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function settingsTable(result: ComparisonResult): ComparisonTable {
  const { differences, circumstances, sameData } = result;
  const rows = [...differences, ...circumstances].map(({ path, values }) => [
    path,
    ...values.map((value) => (value === null ? dash : shortValue(value))),
  ]);
  const notes = [
    ...(differences.length === 0 ? ['No settings differ.'] : []),
    ...(sameData ? [] : ['The runs had different data: their figures are not of the same samples.']),
  ];
  return { title: 'Settings that differ', columns: ['setting', ...letters(result)], rows, notes };
}

/** Learning rates are round numbers, and as such read best. */
export function formatQuantity(name: string, value: number): string {
  return name === 'learning_rate' ? String(Number(value.toPrecision(4))) : formatMetric(value);
}

function metricRow(name: string, values: readonly (number | undefined)[]): string[] {
  const cells = values.map((value) => (value === undefined ? dash : formatQuantity(name, value)));
  if (values.length !== 2) return [name, ...cells];
  const [a, b] = values;
  return [name, ...cells, a === undefined || b === undefined ? dash : formatDifference(b - a)];
}

/** What there is beside the loss. */
function endNames(figures: readonly ReturnType<typeof endFigure>[]): (readonly [title: string, quantity: string])[] {
  const quantities = figures.map((figure) => figure?.quantity);
  const titles = [
    ['accuracy in the end', 'accuracy'],
    ['mean absolute error in the end', 'meanAbsoluteError'],
  ] as const;
  return titles.filter(([, quantity]) => quantities.includes(quantity));
}

function metricsTable(result: ComparisonResult): ComparisonTable {
  const { runs } = result;
  const figures = runs.map((run) => endFigure(run.result));
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.result.history)))];
  const isPair = runs.length === 2;
  const plain = (cells: readonly string[]): readonly string[] => (isPair ? [...cells, ''] : cells);
  const rows = [
    ...names.map((name) =>
      metricRow(
        logName(name),
        runs.map((run) => run.result.history[name]?.at(-1)),
      ),
    ),
    metricRow(
      'loss in the end',
      runs.map((run) => run.result.evaluation.loss),
    ),
    ...endNames(figures).map(([title, quantity]) =>
      metricRow(
        title,
        figures.map((figure) => (figure?.quantity === quantity ? figure.value : undefined)),
      ),
    ),
    plain(['epochs', ...runs.map((run) => String(run.result.epochs.length))]),
    plain(['parameters', ...runs.map((run) => formatCount(run.result.parameterCount))]),
    plain(['training time', ...runs.map((run) => formatDuration(trainingSeconds(run.result)))]),
  ];
  const columns = ['last epoch', ...letters(result), ...(isPair ? ['B − A'] : [])];
  const noun = sampleNounOf(runs[0]!.result);
  const notes = [`In the end: with the weights that training ended with, on the ${noun} that were not trained on.`];
  return { title: 'Metrics', columns, rows, notes, hasDifference: isPair };
}

/** The cells of the confusion matrices that differ most between the first run and one other. */
function confusionTable(
  result: ComparisonResult,
  { a, b, matrix }: ComparisonResult['confusionDifferences'][number],
): ComparisonTable {
  const count = (run: number, digit: number, predicted: number): string =>
    formatCount(result.runs[run]!.result.confusionMatrix[digit]![predicted]!);
  const cells = matrix
    .flatMap((row, digit) => row.map((difference, predicted) => ({ digit, predicted, difference })))
    .filter(({ digit, predicted, difference }) => digit !== predicted && difference !== 0)
    .sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference));
  const { targets } = result.runs[a]!.result;
  const names = targets?.kind === 'classes' ? targets.names : undefined;
  const rows = cells
    .slice(0, mostCells)
    .map(({ digit, predicted, difference }) => [
      `${names?.[digit] ?? digit} taken for ${names?.[predicted] ?? predicted}`,
      count(a, digit, predicted),
      count(b, digit, predicted),
      formatDifference(difference, 0),
    ]);
  const [first, other] = [runLetter(a), runLetter(b)];
  const more = cells.length - rows.length;
  const notes =
    rows.length === 0 ? ['They make the same mistakes as often.'] : more > 0 ? [`And ${more} smaller ones.`] : [];
  const title = `Confusions that differ most between ${first} and ${other}`;
  return { title, columns: ['mistake', first, other, `${other} − ${first}`], rows, notes, hasDifference: true };
}

/** "0.0314", "< 0.0001". */
function formatProbability(value: number): string {
  return value < 1e-4 ? '< 0.0001' : value.toFixed(4);
}

function testsTable({ tests }: ComparisonResult): ComparisonTable {
  const rows = tests.map(({ a, b, onlyA, onlyB, statistic, pValue }) => [
    `${runLetter(a)} and ${runLetter(b)}`,
    formatCount(onlyA),
    formatCount(onlyB),
    statistic.toFixed(1),
    formatProbability(pValue),
  ]);
  const notes = [
    'p: how often two models that are right equally often would differ this much or more, by chance alone (exact).',
    ...(tests.length > 1 ? ['These are single tests: of many, some are small by chance.'] : []),
  ];
  const columns = ['McNemar’s test', 'only 1st right', 'only 2nd right', 'χ²', 'p'];
  return { title: 'Whether the answers differ', columns, rows, notes };
}

function valueTestsTable({ valueTests }: ComparisonResult): ComparisonTable {
  const rows = valueTests.map(({ a, b, difference, pValue }) => {
    const better = runLetter(difference > 0 ? a : b);
    return [
      `${runLetter(a)} and ${runLetter(b)}`,
      formatDifference(difference),
      pValue === null ? dash : formatProbability(pValue),
      pValue === null ? 'too few' : isFinding(pValue) ? `${better} is nearer` : 'no difference shown',
    ];
  });
  const notes = [
    'Student’s t test of the absolute errors of the same samples, in pairs; the difference is that of their means, second − first.',
    ...(valueTests.length > 1 ? ['These are single tests: of many, some are small by chance.'] : []),
  ];
  return { title: 'Whether the errors differ', columns: ['runs', 'difference', 'p', 'finding'], rows, notes };
}

const groupLetters = ({ runs }: ComparisonResult['groups'][number]): string => runs.map(runLetter).join(' ');

/** What groups are judged by. */
const quantityText = ([first]: ComparisonResult['groups']): string =>
  first?.accuracy === undefined ? 'absolute error' : 'accuracy';

function groupsTable({ groups }: ComparisonResult): ComparisonTable {
  const rows = groups.map((group) => {
    const { mean, sd, low, high } = groupFigure(group);
    return [
      groupLetters(group),
      group.seeds.join(' '),
      formatMetric(mean),
      sd === null ? dash : formatMetric(sd),
      low === null || high === null ? dash : `${formatMetric(low)} to ${formatMetric(high)}`,
    ];
  });
  const notes = ['Runs of one line differ in nothing but their seed. The interval is of the mean, 95 %.'];
  const columns = ['runs', 'seeds', `mean ${quantityText(groups)}`, 'sd', 'interval'];
  return { title: 'Groups of seeds', columns, rows, notes };
}

function groupTestsTable({ groups, groupComparisons }: ComparisonResult): ComparisonTable {
  const rows = groupComparisons.map((comparison) => {
    const { a, b, design, difference, adjusted } = comparison;
    const finding = groupFinding(comparison, (group) => groupLetters(groups[group]!));
    const names = `${groupLetters(groups[a]!)} and ${groupLetters(groups[b]!)}`;
    return [
      names,
      design,
      formatDifference(difference),
      adjusted === null ? dash : formatProbability(adjusted),
      finding,
    ];
  });
  const notes = [
    `Student’s t test of the ${quantityText(groups) === 'accuracy' ? 'accuracies' : 'mean absolute errors'} in the end, in pairs where the seeds are the same; p is corrected for all pairs (Holm).`,
    'Fewer than three seeds a side are not judged.',
  ];
  return { title: 'Whether the groups differ', columns: ['groups', 'test', 'difference', 'p', 'finding'], rows, notes };
}

/** Without those that have nothing to say. */
export function comparisonTables(result: ComparisonResult): ComparisonTable[] {
  return [
    settingsTable(result),
    metricsTable(result),
    ...result.confusionDifferences.map((pair) => confusionTable(result, pair)),
    ...(result.tests.length === 0 ? [] : [testsTable(result)]),
    ...(result.valueTests.length === 0 ? [] : [valueTestsTable(result)]),
    ...(result.groups.length === 0 ? [] : [groupsTable(result), groupTestsTable(result)]),
  ];
}

/** All that histories hold, in the order of the first that has it. */
export function comparisonCurves({ runs }: ComparisonResult): ComparisonCurve[] {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.result.history)))];
  return names.map((name) => ({
    name: logName(name),
    lines: runs.flatMap((run, at) => {
      const values = run.result.history[name];
      return values === undefined ? [] : [{ run: runLetter(at), values }];
    }),
  }));
}

/** "v1, seed 1": what is seen of a run beside its letter. */
export function runHeading({ directory, result }: ComparedRun): string {
  const { config, seed } = result;
  const heading = config.title.startsWith(config.name) ? config.title : `${config.name}: ${config.title}`;
  return `${directory}  ${heading}, seed ${seed}`;
}
