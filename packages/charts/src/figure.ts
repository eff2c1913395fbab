/**
 * A figure: a plan that can be drawn in either theme, wide for a desk and narrow for a phone, and the
 * finished picture made from it, as SVG text and as PNG bytes.
 */

import { type Size, svgDocument } from './chart/svg.ts';
import { lightTheme, type Theme } from './chart/theme.ts';
import type { Gallery } from './gallery.ts';
import { rasterize } from './rasterize.ts';

/** `wide` is drawn about 720 pixels wide, `narrow` about 350. */
export type Format = 'wide' | 'narrow';

/** In which colours and for which width a figure is drawn. */
export interface Variant {
  readonly theme: Theme;
  readonly format: Format;
}

/** A rectangle of the drawing cut into equal cells, each with a readout of its own, row by row. */
export interface HoverArea extends Size {
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
}

/** The body of an SVG, its size, and the areas that a mouse reads. */
export interface Drawing extends Size {
  readonly body: string;
  readonly areas: readonly HoverArea[];
}

/** What a figure is called, says and draws, before it is drawn. */
export interface FigurePlan {
  /** File name without ending, also the HTML id. */
  readonly name: string;
  readonly title: string;
  /** What a reader who cannot see the picture should know: used as its text alternative. */
  readonly description: string;
  /** For each hover area the text of every cell; cells beyond the last text have none. */
  readonly readouts: readonly (readonly string[])[];
  /** Pictures that the cells of the first hover area open. */
  readonly gallery?: Gallery | undefined;
  readonly draw: (variant: Variant) => Drawing;
}

/** A figure that can be drawn, as SVG and as PNG. */
export interface Figure extends FigurePlan {
  /** The picture to stand alone: wide, light, with its title. */
  readonly svg: string;
  /** The same picture as PNG, at twice its size. */
  readonly png: () => Promise<Uint8Array>;
}

/** Start of the identifiers inside one drawing, different for every variant on a page. */
export function idPrefix(name: string, variant: Variant): string {
  return `${name}-${variant.theme.name}-${variant.format}`;
}

/**
 * Draws a plan's stand-alone picture.
 * @example
 * const body = '<circle cx="20" cy="20" r="10"/>';
 * const draw = () => ({ body, width: 40, height: 40, areas: [] });
 * const figure = createFigure({ name: 'dot', title: 'A dot', description: 'A black dot.', readouts: [], draw });
 * figure.svg.includes(body); // → true
 */
export function createFigure(plan: FigurePlan): Figure {
  const standAlone: Variant = { theme: lightTheme, format: 'wide' };
  const drawing = plan.draw(standAlone);
  const { body, width, height } = drawing;
  const { title, description } = plan;
  const svg = svgDocument({ body, width, height, description, theme: lightTheme, heading: title });
  // The page shows this drawing too; drawing it once more would cost as much again.
  const draw = (variant: Variant) =>
    variant.theme === standAlone.theme && variant.format === standAlone.format ? drawing : plan.draw(variant);
  return { ...plan, draw, svg, png: () => rasterize(svg) };
}
