/**
 * The first nine training images in a 3×3 grid with their labels, as the notebook begins.
 */

import type { Drawing, FigurePlan, Variant } from '@inkgrad/charts';
import { fitText, svgFrame, svgPixels, svgText } from '@inkgrad/charts';
import { type Pictures, pictureUri } from './pictures.ts';

const COLUMNS = 3;
const COUNT = 9;
const LAYOUT = {
  wide: { side: 112, gap: 24, caption: 26, font: 15 },
  narrow: { side: 106, gap: 16, caption: 24, font: 14 },
} as const;

function drawGrid(images: Pictures, count: number, { theme, format }: Variant): Drawing {
  const { side, gap, caption, font } = LAYOUT[format];
  const rows = Math.ceil(count / COLUMNS);
  const cells = Array.from({ length: count }, (_, i) => {
    const x = 1 + (i % COLUMNS) * (side + gap);
    const y = 1 + Math.floor(i / COLUMNS) * (side + caption + gap / 2);
    const label = svgText(fitText(labelOf(images, i), side, font), {
      x: x + side / 2,
      y: y + side + caption - 7,
      size: font,
      fill: theme.ink,
      anchor: 'middle',
    });
    return svgPixels(pictureUri(images, i), x, y, side) + svgFrame(x - 0.5, y - 0.5, side + 1, theme.rule) + label;
  });
  return {
    width: COLUMNS * side + (COLUMNS - 1) * gap + 2,
    height: rows * (side + caption) + ((rows - 1) * gap) / 2 + 2,
    body: cells.join(''),
    areas: [],
  };
}

/** The name of a picture's class. */
function labelOf({ labels, classes }: Pictures, index: number): string {
  return classes[labels[index]!] ?? '';
}

export function sampleGrid(train: Pictures): FigurePlan {
  const count = Math.min(COUNT, train.count);
  const labels = Array.from({ length: count }, (_, index) => labelOf(train, index)).join(', ');
  return {
    name: 'samples',
    title: count === COUNT ? 'The first nine training images' : 'The first training images',
    description: `${train.look === 'ink' ? 'Handwritten digits' : 'Images'} with their labels: ${labels}.`,
    readouts: [],
    draw: (variant) => drawGrid(train, count, variant),
  };
}
