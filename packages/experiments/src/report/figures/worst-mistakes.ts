/**
 * The test images a run got wrong with the most confidence: each with its true digit, the digit answered and
 * the probability given to that answer, or the output where it is none.
 */

import type { Drawing, FigurePlan, Variant } from '@inkgrad/charts';
import { fitText, formatCount, svgFrame, svgPixels, svgText, textWidth } from '@inkgrad/charts';
import type { Mistake, RunResult } from '../../run/run-result.ts';
import { formatMistakeOutput } from '../answer.ts';
import { classWord, evaluatedSet } from '../outcome.ts';
import { type Pictures, pictureUri } from './pictures.ts';

const LAYOUT = {
  wide: { columns: 8, side: 72, gap: 20, caption: 44, font: 13 },
  narrow: { columns: 4, side: 70, gap: 22, caption: 42, font: 12.5 },
} as const;
/** A report shows at most this many. */
const MOST = 24;
/** From one line of text to the next. */
const LINE = 17;

function drawMistakes(images: Pictures, mistakes: readonly Mistake[], { theme, format }: Variant): Drawing {
  const { columns, side, gap, caption, font } = LAYOUT[format];
  // Names that do not fit beside one another get a line each: a cut one would hide the answer.
  const longest = images.classes.reduce((most, name) => Math.max(most, textWidth(name, font)), 0);
  const lines = 2 * longest + textWidth(' read as ', font) <= side + gap ? 1 : 3;
  const below = caption + (lines - 1) * LINE;
  const cells = mistakes.map((mistake, i) => {
    const x = gap / 2 + (i % columns) * (side + gap);
    const y = 1 + Math.floor(i / columns) * (side + below + 12);
    const [truth, answer] = [nameIn(images, mistake.label), nameIn(images, mistake.predicted)];
    const texts = lines === 1 ? [`${truth} read as ${answer}`] : [truth, 'read as', answer];
    const line = (text: string, row: number, fill: string, weight: 400 | 600) =>
      svgText(fitText(text, side + gap, font), {
        x: x + side / 2,
        y: y + side + (row + 1) * LINE,
        size: font,
        fill,
        anchor: 'middle',
        weight,
      });
    return (
      svgPixels(pictureUri(images, mistake.index), x, y, side) +
      svgFrame(x - 0.5, y - 0.5, side + 1, theme.rule) +
      texts.map((text, row) => line(text, row, theme.ink, 600)).join('') +
      line(formatMistakeOutput(mistake), lines, theme.muted, 400)
    );
  });
  const rows = Math.ceil(mistakes.length / columns);
  return { width: columns * (side + gap), height: rows * (side + below + 12), body: cells.join(''), areas: [] };
}

const nameIn = ({ classes }: Pictures, label: number): string => classes[label] ?? String(label);

/** The figure, or undefined when the run made no mistake, or its samples are no pictures. */
export function worstMistakes(slug: string, run: RunResult, images: Pictures | undefined): FigurePlan | undefined {
  if (images === undefined) return undefined;
  const mistakes = run.mistakes.filter(({ index }) => index >= 0 && index < images.count).slice(0, MOST);
  const worst = mistakes[0];
  if (!worst) return undefined;
  const set = evaluatedSet(run);
  return {
    name: `${slug}-mistakes`,
    title: `${run.experiment}: worst mistakes on the ${set.phrase}`,
    description:
      `${formatCount(mistakes.length)} misread ${set.images} with the true ${classWord(run)}, the answer and what the model gave to it. ` +
      `The worst is number ${worst.index}: a ${nameIn(images, worst.label)} read as ${nameIn(images, worst.predicted)} with ${formatMistakeOutput(worst)}.`,
    readouts: [],
    draw: (variant) => drawMistakes(images, mistakes, variant),
  };
}
