/**
 * The page of an ablation: the finding first, then each change with its interval against the threshold, the pairs, what
 * the repaired model differs in, and what happens inside the models.
 */

import { figureHtml, formatFixed, type Html, html, renderDocument, table } from '@inkgrad/charts';
import type { AblationResult } from '../../laboratory/ablation/result.ts';
import { differences } from '../../laboratory/differences.ts';
import { environmentSection } from '../sections/environment.ts';
import type { ReportContext } from '../types.ts';
import { type DrawnPage, writePage } from '../write-page.ts';
import { type AblationFigures, drawAblationFigures, measured, NEAR, titleOf } from './ablation-figures.ts';
import { differenceTable } from './difference-table.ts';
import { epochsOf, headRow, pageHead, SUMMARY_HEADS, summaryCells } from './page-parts.ts';

function changeTable(result: AblationResult): Html {
  const { rows, base } = result;
  return table({
    caption: `val_accuracy after ${epochsOf(base)}, or what a row says: mean and 95 % interval over the seeds; “settings” counts those that differ from ${base.name}`,
    kind: 'numbers sortable',
    wide: true,
    long: rows.length > 30,
    head: headRow(['change', 'settings', ...SUMMARY_HEADS, 'rescued']),
    body: rows.flatMap((row) => {
      const title = titleOf(row, result);
      const cells = html`<tr><th scope="row">${title}</th><td>${row.settings}</td>${summaryCells(measured(row))}<td class="${row.rescued === 'yes' && 'finding'}">${row.rescued}</td></tr>`;
      if (row.experiment.epochs === base.epochs || row.kind === 'target') return [cells];
      // What trains longer is judged after its own epochs, and also shown beside the others.
      const beside = summaryCells(row.accuracyAtBaseEpochs);
      return [
        cells,
        html`<tr><th scope="row">${title}, after ${epochsOf(base)}</th><td>${row.settings}</td>${beside}<td>–</td></tr>`,
      ];
    }),
  });
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
  return html`<section id="repaired"><h2>The repaired model</h2>
<p>${isTarget ? `Only ${target.name} itself works.` : `${base.name} with ${row.title}.`} Everything that is not in the table is as in ${base.name}.</p>
${differenceTable({
  caption: `What differs between ${base.name} and the repaired model`,
  names: [base.name, 'repaired'],
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
  const { base, target, threshold, seeds, finding, notes } = result;
  const [first, ...others] = finding.sentences;
  const { changes, near, pairs, curves, inside } = figures;
  const title = `${base.name}: which change rescues it`;
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
        ['Threshold', `val_accuracy of ${formatFixed(threshold, 2)}`],
      ],
      context,
    }),
    links: [
      { id: 'finding', name: 'Finding' },
      { id: 'changes', name: 'Changes' },
      ...(pairs ? [{ id: 'pairs', name: 'Pairs' }] : []),
      ...(repaired ? [{ id: 'repaired', name: 'Repaired model' }] : []),
      { id: 'curves', name: 'Curves' },
      ...(inside ? [{ id: 'inside', name: 'Inside' }] : []),
      { id: 'environment', name: 'Environment' },
    ],
    sections: html`<section id="finding"><h2>Finding</h2>
${[first, ...others].map((sentence, i) => sentence !== undefined && html`<p class="${i === 0 && 'finding'}">${sentence}</p>`)}
<p class="note">A model is rescued if the lower end of the interval of its val_accuracy reaches ${formatFixed(threshold, 2)}; partly, if only that lower end lies above the whole interval of ${base.name}.</p>
${notes.map((note) => html`<p class="note">${note}</p>`)}</section>
<section id="changes"><h2>Changes</h2>
${figureHtml(changes, html`The mean val_accuracy after ${epochsOf(base)}, or what a row says, with its 95 % interval over the seeds; small dots are single runs, the dashed line is the threshold. What is rescued is filled and bold.`, changeList(result))}
${near && html`<h3>Near the threshold</h3>${figureHtml(near, `Everything, pairs included, whose mean lies above ${formatFixed(threshold - NEAR, 2)}, on a scale of its own.`)}`}
<h3>All in numbers</h3>
${changeTable(result)}
${failures(result)}</section>
${pairs && html`<section id="pairs"><h2>Pairs</h2>${figureHtml(pairs, 'The mean val_accuracy of every two changes together, on the diagonal of each alone; empty where a pair was not tried.')}</section>`}
${repaired}
<section id="curves"><h2>Curves</h2>
${figureHtml(curves, 'val_accuracy against the epoch, all on one scale. The line is the mean over the seeds, the band one standard deviation to each side, the level line the threshold.')}</section>
${insideSection(figures, result)}
${environmentSection(context.environment)}`,
  });
  const drawn = [changes, near, pairs, curves, inside?.gradients, inside?.activations, inside?.loss];
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
