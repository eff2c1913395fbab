/**
 * A figure on the page: its drawing in both themes and both widths, of which the style sheet shows the one
 * that fits, its caption, and the readouts that the page's script shows on hover.
 */

import { svgDocument } from '../chart/svg.ts';
import { darkTheme, lightTheme } from '../chart/theme.ts';
import { escapeJson } from '../escape.ts';
import type { FigurePlan, Format } from '../figure.ts';
import { type Html, type HtmlContent, html, trusted } from './html.ts';

const FORMATS: readonly Format[] = ['wide', 'narrow'];

/**
 * A figure in a page: its picture, in a wide and a narrow form, and its caption.
 * @param caption a sentence under the picture that says what to see in it
 * @param more what belongs to the figure besides, such as the same numbers as a table
 */
export function figureHtml(plan: FigurePlan, caption: HtmlContent, more?: HtmlContent): Html {
  const { description } = plan;
  const areas: Partial<Record<Format, unknown>> = {};
  const plots = FORMATS.flatMap((format) =>
    [lightTheme, darkTheme].map((theme) => {
      const { width, height, body, areas: cells } = plan.draw({ theme, format });
      areas[format] = cells.map(({ x, y, width: w, height: h, columns, rows }) => [
        x / width,
        y / height,
        w / width,
        h / height,
        columns,
        rows,
      ]);
      const svg = svgDocument({ width, height, body, description, theme });
      return html`<div class="plot ${theme.name} ${format}" style="max-width:${width}px" data-format="${format}">${trusted(svg)}</div>`;
    }),
  );
  // As the style sheet takes it.
  const gallery = plan.gallery && { ...plan.gallery, sprite: `url(${plan.gallery.sprite})` };
  const hover =
    plan.readouts.length > 0 &&
    html`<script type="application/json">${trusted(escapeJson({ areas, readouts: plan.readouts, gallery }))}</script>`;
  // Without its script the page has nothing to open, so the hint is the script's to show.
  const panel =
    plan.gallery &&
    html`<p class="hint note" hidden>Click a cell, or move to it with the arrow keys and press Enter, to see its digits.</p><div class="gallery" role="region" aria-live="polite" aria-label="Digits of a cell: ${plan.title}" hidden></div>`;
  return html`<figure id="${plan.name}"><div class="plots">${plots}${hover}</div>
${panel}<figcaption>${caption}</figcaption>${more}</figure>`;
}
