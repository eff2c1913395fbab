/**
 * The data set as the notebook introduces it: the shapes of the four arrays and the first nine images; and
 * the files it was read from.
 */

import type { FigurePlan } from '@inkgrad/charts';
import { figureHtml, formatCount, formatShape, type Html, html, table } from '@inkgrad/charts';
import { orientationWords } from '../../data/data-set.ts';
import type { RunResult } from '../../run/run-result.ts';
import type { ReportContext } from '../types.ts';

export function dataSection(runs: readonly RunResult[], context: ReportContext, samples: FigurePlan | undefined): Html {
  const { source, files, orientation, notices } = context.data;
  const done = orientationWords(orientation).join(' and ');
  const shapes = runs[0]?.dataShapes ?? [];
  const fileTable =
    files.length > 0 &&
    html`<details><summary>The files</summary>${table({
      caption: 'The files read; “original” means that the MD5 sum is the one of MNIST',
      stacked: ['file', 'bytes', 'MD5', 'original'],
      head: html`<tr><th scope="col">file</th><th scope="col">bytes</th><th scope="col">MD5</th><th scope="col">original</th></tr>`,
      body: files.map(
        ({ path, bytes, md5, canonical }) =>
          html`<tr><td>${path}</td><td>${formatCount(bytes)}</td><td><code>${md5}</code></td><td>${canonical ? 'yes' : 'no'}</td></tr>`,
      ),
    })}</details>`;
  return html`<section id="data"><h2>Data</h2>
<p>Read from ${source}.${done !== '' && html` The images were ${done} as they were read.`}</p>
${notices.map(({ sentence }) => html`<p><strong>Warning:</strong> ${sentence}</p>`)}
${table({
  caption: 'Shapes of the four arrays',
  head: html`<tr><th scope="col">array</th><th scope="col">shape</th></tr>`,
  body: shapes.map(({ name, shape }) => html`<tr><td>${name}</td><td>${formatShape(shape)}</td></tr>`),
})}
${fileTable}
${samples && figureHtml(samples, `${samples.title}, pixel by pixel, with their labels.`)}
</section>`;
}
