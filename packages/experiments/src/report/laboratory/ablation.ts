/**
 * The page of an ablation: the finding first, then each change with its interval against the threshold, the pairs, what
 * the repaired model differs in, and what happens inside the models.
 */

import { figureHtml, formatFixed, type Html, html, renderDocument, table } from '@inkgrad/charts';
import { plural } from '@inkgrad/tensor/text';
import { plateauText } from '../../laboratory/ablation/plateau-sentences.ts';
import type { AblationResult, AblationRow } from '../../laboratory/ablation/result.ts';
import { goneBy } from '../../laboratory/ablation/rule.ts';
import { differences } from '../../laboratory/differences.ts';
import { partText } from '../../run/split.ts';
import { environmentSection } from '../sections/environment.ts';
import type { ReportContext } from '../types.ts';
import { type DrawnPage, writePage } from '../write-page.ts';
import { type AblationFigures, drawAblationFigures, measured, NEAR, titleOf } from './ablation-figures.ts';
import { differenceTable } from './difference-table.ts';
import { epochsOf, pageHead, pText, SUMMARY_HEADS, stackedHead, summaryCells } from './page-parts.ts';

/** `0.0052 (0.004 to 0.007)` */
function ratioText({ plateau: { comparison } }: AblationRow): string {
  if (comparison === null) return '–';
  const { ratio, low, high } = comparison;
  const shown = (value: number): string => formatFixed(value, value < 0.095 ? 3 : 2);
  return low === null ? shown(ratio) : `${shown(ratio)} (${shown(low)} to ${shown(high!)})`;
}

function plateauTable(result: AblationResult): Html {
  const { rows, base, level } = result;
  return table({
    caption: `The plateau: epochs with a val_accuracy below ${level}. Its end: median, and first and last of the seeds; its length beside ${base.name}’s, with the 95 % interval; p corrected for all rows and both questions`,
    kind: 'numbers sortable',
    wide: true,
    long: rows.length > 30,
    ...stackedHead(['change', 'ends at', `times ${base.name}’s`, 'p', 'plateau']),
    body: rows.map((row) => {
      const { summary, verdict, comparison, adjusted } = row.plateau;
      return html`<tr><th scope="row">${titleOf(row, result)}</th><td data-value="${String(summary?.median ?? summary?.most ?? '')}">${plateauText(row)}</td><td data-value="${String(comparison?.ratio ?? '')}">${ratioText(row)}</td><td data-value="${String(adjusted ?? '')}">${pText(adjusted)}</td><td class="${verdict === 'none' && 'finding'}">${verdict ?? '–'}</td></tr>`;
    }),
  });
}

function changeTable(result: AblationResult): Html {
  const { rows, base, threshold } = result;
  return table({
    caption: `val_accuracy after ${epochsOf(base)}: mean and 95 % interval over the seeds; “settings” counts those that differ from ${base.name}; p that the mean is ${threshold}, corrected; after the last epoch, that is ${epochsOf(base)} after the plateau, and the mean on the test set, looked at once`,
    kind: 'numbers sortable',
    wide: true,
    long: rows.length > 30,
    ...stackedHead(['change', 'settings', ...SUMMARY_HEADS, 'p', `reaches ${threshold}`, 'last epoch', 'test set']),
    body: rows.map((row) => {
      const { verdict, adjusted } = row.reaches;
      const last = [row.summaries['validationAccuracy'], row.testAccuracy].map(
        (summary) => html`<td>${formatFixed(summary?.mean ?? Number.NaN, 4)}</td>`,
      );
      return html`<tr><th scope="row">${titleOf(row, result)}</th><td>${row.settings}</td>${summaryCells(measured(row))}<td data-value="${String(adjusted ?? '')}">${pText(adjusted)}</td><td class="${verdict === 'yes' && 'finding'}">${verdict}</td>${last}</tr>`;
    }),
  });
}

function sensitivityTable({ sensitivity, rows }: AblationResult): Html | undefined {
  if (sensitivity.length === 0) return undefined;
  const title = new Map(rows.map((row) => [row.id, row.title]));
  const names = { threshold: 'accuracy asked for', level: 'level of the plateau' } as const;
  return html`<h3>Other thresholds</h3>${table({
    caption: 'What would have been found with another number, from the same runs',
    kind: 'numbers',
    ...stackedHead(['number', 'value', 'verdicts that differ']),
    body: sensitivity.map(({ choice, value, changed }) => {
      const texts = changed.map(({ id, from, to }) => `${title.get(id) ?? id}: ${to} instead of ${from}`);
      return html`<tr><th scope="row">${names[choice]}</th><td>${value}</td><td>${texts.join('; ') || 'none'}</td></tr>`;
    }),
  })}`;
}

function changeList({ rows }: AblationResult): Html {
  const changes = new Map(rows.flatMap((row) => row.changes.map((change) => [change.id, change] as const)));
  return html`<details><summary>What each change does</summary><dl>${[...changes.values()].map(
    ({ title, description }) => html`<div class="whole"><dt>${title}</dt><dd>${description}</dd></div>`,
  )}</dl></details>`;
}

function failures(result: AblationResult): Html | undefined {
  const failed = result.rows.flatMap((row) =>
    row.runs.flatMap(({ seed, failure }) =>
      failure === undefined ? [] : [html`<li>${titleOf(row, result)}, seed ${seed}: ${failure}</li>`],
    ),
  );
  return failed.length === 0 ? undefined : html`<h3>Runs without a result</h3><ul>${failed}</ul>`;
}

function repairedSection({ rows, finding, base, target }: AblationResult): Html | undefined {
  const row = rows.find(({ id }) => id === finding.repaired);
  if (!row) return undefined;
  const isTarget = row.kind === 'target';
  return html`<section id="repaired"><h2>What keeps the most</h2>
<p>${isTarget ? `Only ${target.name} itself.` : `${base.name} with ${row.title}.`} Everything that is not in the table is as in ${base.name}.</p>
${differenceTable({
  caption: `What differs between ${base.name} and the model that keeps the most of it`,
  names: [base.name, 'changed'],
  differences: differences([base, row.experiment]),
})}</section>`;
}

function insideSection({ inside }: AblationFigures, { seeds }: AblationResult): Html | undefined {
  if (!inside) return undefined;
  const when = `before training (epoch 0) and after each epoch, of seed ${seeds[0]}, on the first training images`;
  return html`<section id="inside"><h2>Inside the models</h2>
<h3>Gradient norms</h3>
${figureHtml(inside.gradients, `The norm of the gradient of each layer's parameters, on a logarithmic scale, ${when}. A layer whose gradient is many powers of ten below the others does not learn.`)}
<h3>Mean activations</h3>
${figureHtml(inside.activations, `The mean output of each layer, ${when}.`)}
<h3>Parts of the loss</h3>
${figureHtml(inside.loss, `The loss split into what the data, the kernel penalties (with those of biases) and the activity penalties add, on top of each other, ${when}.`)}</section>`;
}

async function drawPage(result: AblationResult, context: ReportContext): Promise<DrawnPage> {
  const figures = await drawAblationFigures(result);
  const { base, target, threshold, level, mostEpochs, seeds, finding, notes, validation } = result;
  const [first, ...others] = finding.sentences;
  const { plateaus, changes, near, pairs, curves, inside } = figures;
  const title = `${base.name}: what holds it back`;
  const repaired = repairedSection(result);
  const page = await renderDocument({
    title,
    header: pageHead({
      title,
      lead: first ?? 'The runs allow no finding.',
      facts: [
        ['Base', `${base.title}, ${epochsOf(base)}`],
        ['Toward', `${target.title}, ${epochsOf(target)}`],
        ['Seeds', seeds.join(', ')],
        ['Asked for', `val_accuracy of ${threshold} after ${epochsOf(base)}`],
        ['Plateau', `val_accuracy below ${level}`],
        ['Training', `until ${epochsOf(base)} after the plateau, at most ${mostEpochs}`],
        ['Validation', `${partText(validation)}, held out; the test set once, at the end`],
      ],
      context,
    }),
    links: [
      { id: 'finding', name: 'Finding' },
      { id: 'plateau', name: 'Plateau' },
      { id: 'changes', name: 'Accuracy' },
      ...(pairs ? [{ id: 'pairs', name: 'Pairs' }] : []),
      ...(repaired ? [{ id: 'repaired', name: 'Keeps the most' }] : []),
      { id: 'curves', name: 'Curves' },
      ...(inside ? [{ id: 'inside', name: 'Inside' }] : []),
      { id: 'environment', name: 'Environment' },
    ],
    sections: html`<section id="finding"><h2>Finding</h2>
${[first, ...others].map((sentence, i) => sentence !== undefined && html`<p class="${i === 0 && 'finding'}">${sentence}</p>`)}
<p class="note">Runs of the same seed are compared in pairs, by Student’s t test of the logarithms of when the plateau ends; accuracies by the same test on the scale of log odds. Both questions of all rows are corrected together (Holm), so that where nothing differs at most one page in twenty has any false verdict. “None”: shorter, and over within ${plural(goneBy(base.epochs), 'epoch')} with every seed. “Unclear”: no difference is shown, which is not that there is none. Fewer than three seeds have no verdict.</p>
${notes.map((note) => html`<p class="note">${note}</p>`)}</section>
<section id="plateau"><h2>The plateau</h2>
${plateaus && figureHtml(plateaus, html`When the plateau ends: the median, a line from the first seed to the last, and small dots for single runs; the dashed line is where the ${epochsOf(base)} of ${base.name} end. No median is drawn where half of the runs were still on it when training ended. Filled and bold: no plateau.`, changeList(result))}
${plateauTable(result)}</section>
<section id="changes"><h2>Accuracy</h2>
${figureHtml(changes, html`The mean val_accuracy after ${epochsOf(base)} with its 95 % interval over the seeds; small dots are single runs, the dashed line is what is asked for. What reaches it is filled and bold.`)}
${near && html`<h3>Near the threshold</h3>${figureHtml(near, `Everything, pairs included, whose mean lies above ${formatFixed(threshold - NEAR, 2)}, on a scale of its own.`)}`}
<h3>All in numbers</h3>
${changeTable(result)}
${sensitivityTable(result)}
${failures(result)}</section>
${pairs && html`<section id="pairs"><h2>Pairs</h2>${figureHtml(pairs, 'The mean val_accuracy of every two changes together, on the diagonal of each alone; empty where a pair was not tried.')}</section>`}
${repaired}
<section id="curves"><h2>Curves</h2>
${figureHtml(curves, 'val_accuracy against the epoch, all on one scale. The line is the mean over the seeds, the band one standard deviation to each side, the level line what is asked for.')}</section>
${insideSection(figures, result)}
${environmentSection(context.environment)}`,
  });
  const drawn = [plateaus, changes, near, pairs, curves, inside?.gradients, inside?.activations, inside?.loss];
  return { page, figures: drawn.filter((figure) => figure !== undefined) };
}

/** Renders the page of an ablation: one HTML page that needs nothing besides itself. */
export async function renderAblation(result: AblationResult, context: ReportContext): Promise<string> {
  return (await drawPage(result, context)).page;
}

/** Writes the page and its figures; returns the paths written, relative to `directory`. */
export async function writeAblation(
  directory: string,
  result: AblationResult,
  context: ReportContext,
): Promise<string[]> {
  return writePage(directory, await drawPage(result, context));
}
