/**
 * What the page of a comparison shows instead of accuracies and McNemar's test where the targets are values: mean absolute
 * errors, and whether they differ on the same samples and over seeds.
 */
import { formatCount, formatDifference, formatFixed, formatSeconds, type Html, html, table } from '@inkgrad/charts';
import type { ComparisonResult } from '../../laboratory/comparison.ts';
import { endFigure } from '../../laboratory/end-figure.ts';
import { groupFigure, groupFinding } from '../../laboratory/run-groups.ts';
import { isFinding } from '../../laboratory/significance.ts';
import { trainingSeconds } from '../../run/run-result.ts';
import { evaluatedSet } from '../outcome.ts';
import { formatNumber } from '../value-scores.ts';
import { headRow, pClause, pText } from './page-parts.ts';

export const isOfValues = ({ runs: [first] }: ComparisonResult): boolean => first?.result.targets?.kind === 'values';

export function valueRunTable({ runs }: ComparisonResult): Html {
  return table({
    caption: 'The runs after training',
    kind: 'numbers sortable',
    head: headRow(['run', 'evaluated on', 'parameters', 'epochs', 'training time', 'mean absolute error', 'loss']),
    body: runs.map(({ name, result }) => {
      const { parameterCount, epochs, evaluation } = result;
      const seconds = trainingSeconds(result);
      const error = endFigure(result)?.value ?? Number.NaN;
      return html`<tr><th scope="row">${name}</th><td>${evaluatedSet(result).phrase}</td><td data-value="${parameterCount}">${formatCount(parameterCount)}</td><td>${epochs.length}</td><td data-value="${formatFixed(seconds, 3)}">${formatSeconds(seconds)}</td><td data-value="${String(error)}">${formatNumber(error)}</td><td data-value="${String(evaluation.loss)}">${formatNumber(evaluation.loss)}</td></tr>`;
    }),
  });
}

function testTable({ runs, valueTests }: ComparisonResult): Html {
  if (valueTests.length === 0) {
    return html`<p>The runs were evaluated on different samples, so their errors cannot be compared one by one.</p>`;
  }
  return table({
    caption: "Student's t test of the absolute errors of the same samples, in pairs; p is two-sided",
    kind: 'numbers sortable',
    head: headRow(['first', 'second', 'second − first', 'p', 'finding']),
    body: valueTests.map(({ a, b, difference, pValue }) => {
      const nearer = runs[difference > 0 ? a : b]!.name;
      const finding = pValue === null ? 'too few' : isFinding(pValue) ? `${nearer} is nearer` : 'no difference shown';
      return html`<tr><th scope="row">${runs[a]!.name}</th><td>${runs[b]!.name}</td><td>${formatDifference(difference, 4)}</td><td data-value="${String(pValue ?? '')}">${pText(pValue)}</td><td>${finding}</td></tr>`;
    }),
  });
}

export function valueTestSection(result: ComparisonResult): Html {
  const many = result.runs.length > 2 && 'with many pairs some small ones are to be expected, and ';
  return html`<section id="tests"><h2>Is the difference more than chance?</h2>
${testTable(result)}
<p class="note">A small p says that such a difference would be rare if both were off equally far; ${many}it says nothing about other seeds.</p></section>`;
}

/** @param names of the groups, in their order */
export function valueGroupSection({ groups, groupComparisons }: ComparisonResult, names: readonly string[]): Html {
  const ofGroups = table({
    caption: 'Runs that differ in nothing but their seed',
    kind: 'numbers sortable',
    head: headRow(['group', 'seeds', 'mean absolute error', 'sd', '95 % interval of the mean']),
    body: groups.map((group, at) => {
      const { mean, sd, low, high } = groupFigure(group);
      const interval = low === null || high === null ? '–' : `${formatNumber(low)} to ${formatNumber(high)}`;
      return html`<tr><th scope="row">${names[at]!}</th><td>${group.seeds.join(', ')}</td><td data-value="${String(mean)}">${formatNumber(mean)}</td><td data-value="${String(sd ?? '')}">${sd === null ? '–' : formatNumber(sd)}</td><td>${interval}</td></tr>`;
    }),
  });
  const tests = table({
    caption: "Student's t test of the mean absolute errors in the end; p is corrected for all pairs by Holm's method",
    kind: 'numbers sortable',
    head: headRow(['first', 'second', 'test', 'second − first', 'p', 'finding']),
    body: groupComparisons.map((comparison) => {
      const { a, b, design, difference, adjusted } = comparison;
      const finding = groupFinding(comparison, (group) => names[group]!);
      return html`<tr><th scope="row">${names[a]!}</th><td>${names[b]!}</td><td>${design}</td><td>${formatDifference(difference, 4)}</td><td data-value="${String(adjusted ?? '')}">${pText(adjusted)}</td><td>${finding}</td></tr>`;
    }),
  });
  return html`<section id="groups"><h2>Groups of seeds</h2>
${ofGroups}
${tests}
<p class="note">Groups with the same seeds are compared in pairs. Fewer than three seeds a side are not judged.</p></section>`;
}

/** How far off each run is, and whether that differs. */
export function valuesLead({ runs, valueTests, sameData }: ComparisonResult): string {
  const other = sameData ? '' : 'The runs had different data: their figures are not of the same samples. ';
  const errors = runs.map(({ name, result }) => {
    const error = formatNumber(endFigure(result)?.value ?? Number.NaN);
    return `${name} is off by ${error} on average on the ${evaluatedSet(result).images}`;
  });
  const [test] = valueTests;
  if (runs.length !== 2 || test?.pValue == null) return `${other}${errors.join('; ')}.`;
  const verdict = isFinding(test.pValue)
    ? `${runs[test.difference > 0 ? test.a : test.b]!.name} is nearer, sample by sample (${pClause(test.pValue)}).`
    : `No difference is shown (${pClause(test.pValue)}).`;
  return `${other}${errors.join('; ')}. ${verdict}`;
}
