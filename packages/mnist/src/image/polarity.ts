/**
 * Whether a picture shows dark ink on light paper or light ink on dark paper: both are tried, and the paper is what the
 * picture's edges show more of.
 */

import { edgeShare } from './edge-pieces.ts';
import { type FoundInk, findInk } from './found-ink.ts';
import type { Plane } from './gray-image.ts';
import { inkOver } from './mask.ts';
import { quantileOf } from './quantile.ts';

/** A reading with less than this share of the other's contrast is none: rings of light around strokes, shades. */
const muchFainter = 0.5;
/** Edges with less ink than this share are paper. */
const clearEdges = 0.05;
const most = 0.5;
/** A light reading must show so much less ink at the edges than the dark one. */
const clearlyLess = 0.02;

export interface Reading {
  /** Brightness, light paper and dark ink, whatever the picture has. */
  readonly plane: Plane;
  readonly found: FoundInk;
}

function invert({ width, height, values }: Plane): Plane {
  return { width, height, values: values.map((value) => 255 - value) };
}

function read(plane: Plane): Reading {
  return { plane, found: findInk(plane) };
}

/** The share of the picture's outermost pixels that are ink. */
function inkAtEdges({ found: { ink, darkest } }: Reading): number {
  return darkest === undefined ? 0 : edgeShare(inkOver(darkest / 2, ink));
}

/** Whether most of a picture is ink, or of its outermost pixels: they may be the lines of a ruled page. */
function isMostlyInk(reading: Reading): boolean {
  const { ink, darkest } = reading.found;
  if (darkest === undefined) return false;
  const inked = inkOver(darkest / 2, ink).values.reduce((sum, value) => sum + value, 0);
  return inkAtEdges(reading) > most || inked > most * ink.values.length;
}

function isEmptyRuled({ found: { darkest, lines } }: Reading): boolean {
  return darkest === undefined && lines > 0;
}

/** The readings that are possible, the likely one first; the dark one, without ink, if none is. */
export function readings(picture: Plane): readonly Reading[] {
  const dark = read(picture);
  const darkContrast = dark.found.contrast;
  const darkEdge = inkAtEdges(dark);
  // Light ink on what is then the paper, so light itself, would be much fainter than the dark one.
  if (darkEdge < clearEdges && 255 - quantileOf(picture.values, 0.5) < muchFainter * darkContrast) return [dark];
  const light = read(invert(picture));
  const lightContrast = light.found.contrast;
  const lightEdge = inkAtEdges(light);
  // Between the lines of an empty ruled page there is paper, not ink.
  if (isEmptyRuled(dark) && isMostlyInk(light)) return [dark];
  if (isEmptyRuled(light) && isMostlyInk(dark)) return [light];
  if (lightContrast < muchFainter * darkContrast || lightContrast === 0) return [dark];
  if (darkContrast < muchFainter * lightContrast) return [light];
  return lightEdge < darkEdge - clearlyLess ? [light, dark] : [dark, light];
}
