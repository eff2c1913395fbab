/**
 * Complete SVG documents around drawn content, and the few elements that figures draw by hand.
 * What ECharts draws is cleaned here, so that the same data always gives the same text.
 */

import { escapeText } from '../escape.ts';
import { FONT_FAMILY, type Theme } from './theme.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where and how a text is drawn. */
export interface TextOptions {
  /** Place of its anchor, in pixels from the left. */
  readonly x: number;
  /** Place of its base line, in pixels from the top. */
  readonly y: number;
  /** Size of the letters in pixels. */
  readonly size: number;
  /** Colour, as CSS has it. */
  readonly fill: string;
  /** Which end of the text is at x; "start" by default. */
  readonly anchor?: 'start' | 'middle' | 'end';
  /** 600 is bold; 400 by default. */
  readonly weight?: 400 | 600;
}

/** A `<text>` element; `y` is the base line. */
export function svgText(text: string, options: TextOptions): string {
  const { x, y, size, fill, anchor = 'start', weight = 400 } = options;
  return (
    `<text x="${x}" y="${y}" font-family="${FONT_FAMILY}" font-size="${size}" font-weight="${weight}"` +
    ` text-anchor="${anchor}" fill="${fill}">${escapeText(text)}</text>`
  );
}

/** An `<image>` whose pixels stay squares however large it is drawn. */
export function svgPixels(dataUri: string, x: number, y: number, side: number): string {
  return `<image href="${dataUri}" x="${x}" y="${y}" width="${side}" height="${side}" style="image-rendering:pixelated"/>`;
}

/** A frame without filling. */
export function svgFrame(x: number, y: number, side: number, stroke: string): string {
  return `<rect x="${x}" y="${y}" width="${side}" height="${side}" fill="none" stroke="${stroke}"/>`;
}

/** A coordinate with two decimals, so that files stay small. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Width of an average character of the typeface, as a share of the font size. */
const CHARACTER = 0.5;

/** About how wide a text is drawn. */
export function textWidth(text: string, fontSize: number): number {
  return [...text].length * fontSize * CHARACTER;
}

/** Makes text fit a width, judged by the typeface's average character, by cutting its end. */
export function fitText(text: string, width: number, fontSize: number): string {
  const characters = [...text];
  const room = Math.max(1, Math.floor(width / (fontSize * CHARACTER)));
  return characters.length <= room ? text : `${characters.slice(0, room - 1).join('')}…`;
}

/** A drawing, with what a whole SVG file has besides. */
export interface SvgDocument extends Size {
  readonly body: string;
  readonly description: string;
  readonly theme: Theme;
  /** Printed above the drawing when given. */
  readonly heading?: string | undefined;
}

const MARGIN = 16;
const HEADING = 40;

/**
 * An SVG document. With a heading it is a picture to stand alone: margins and a ground of its own. Without,
 * it is transparent and fills the width of the page it is placed in.
 */
export function svgDocument(document: SvgDocument): string {
  const { width, height, body, description, theme, heading } = document;
  const alone = heading !== undefined;
  const outer = alone ? { width: width + 2 * MARGIN, height: height + HEADING + 2 * MARGIN } : { width, height };
  const open =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${outer.width} ${outer.height}"` +
    ` width="${outer.width}" height="${outer.height}" role="img" aria-label="${escapeText(description)}">`;
  if (!alone) return `${open}${body}</svg>`;
  const title = svgText(fitText(heading, width, 18), {
    x: MARGIN,
    y: MARGIN + 18,
    size: 18,
    fill: theme.ink,
    weight: 600,
  });
  return (
    `${open}<title>${escapeText(heading)}</title>` +
    `<rect width="100%" height="100%" fill="${theme.paper}"/>${title}` +
    `<g transform="translate(${MARGIN} ${MARGIN + HEADING})">${body}</g></svg>`
  );
}

/**
 * The content of an SVG that ECharts drew, without its outer element: no hover styles, no event metadata, no clips, no
 * invisible hit areas, and identifiers that begin with `prefix` instead of a counter of the process.
 */
export function cleanChart(svg: string, prefix: string): string {
  return (
    svg
      .replace(/^[\s\S]*?<svg[^>]*>/, '')
      .replace(/<\/svg>\s*$/, '')
      .replace(/<style\b[\s\S]*?<\/style>/g, '')
      // The axes cover all data, and each clip would make resvg draw its curve on a layer of its own.
      .replace(/<clipPath\b[\s\S]*?<\/clipPath>/g, '')
      .replace(/ clip-path="[^"]*"/g, '')
      .replace(/ (?:ecmeta_[a-z_]+|class|xml:space)="[^"]*"/g, '')
      .replace(/<path [^>]*fill="none" pointer-events="visible"(?![^>]*stroke=)[^>]*><\/path>/g, '')
      .replace(/<(?:path|rect) [^>]*fill-opacity="0"[^>]*stroke-width="0"[^>]*><\/(?:path|rect)>/g, '')
      .replace(/<rect [^>]*fill="none"(?![^>]*stroke=)[^>]*><\/rect>/g, '')
      .replace(/ pointer-events="[^"]*"/g, '')
      .replace(/\bzr\d+-/g, `${prefix}-`)
      .replace(/<defs ?>\s*<\/defs>/g, '')
      .replace(/><\/(path|rect|image|stop)>/g, '/>')
      .replace(/ (?:d|transform|stroke-width)="[^"]*"/g, (attribute) => attribute.replace(/(\.\d\d)\d+/g, '$1'))
      .replace(/\n\s*/g, '')
  );
}
