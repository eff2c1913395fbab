/** Strokes with holes, as chalk leaves them: how far they must be smoothed to be whole. */
import { distanceTo } from './distance.ts';
import { boundsOf, cropMask, type Mask, positionsOf, withMargin } from './mask.ts';
import { strokeWidth } from './stroke-width.ts';

/** Holes are closed up to this share of the longer side of all ink. */
const grain = 0.02;
/** Strokes are rough if closing their holes adds this share of ink, */
const added = 0.15;
/** and they are then so many times wider than the holes that were closed, as thin lines are not, */
const wider = 3;
/** and not wider than this share of the longer side: what becomes whole altogether is a texture. */
const widest = 0.36;
/** Stretches of ink are this many times longer than the holes' radius, or there may be holes. */
const longStretch = 5;

/** The mean length of the stretches of ink in rows. */
function meanStretch({ width, values }: Mask): number {
  let [inked, stretches] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    if (values[at] === 0) continue;
    inked++;
    if (at % width === 0 || values[at - 1] === 0) stretches++;
  }
  return inked / stretches;
}

/** Closed: what cannot be reached by a disc of the radius that stays outside of the mask. */
function closed(mask: Mask, radius: number): Mask {
  const framed = withMargin(mask, Math.ceil(radius) + 1);
  const grown = { ...framed, values: new Uint8Array(framed.values.length) };
  for (const [at, distance] of distanceTo(1, framed).entries()) if (distance <= radius) grown.values[at] = 1;
  const whole = { ...framed, values: new Uint8Array(framed.values.length) };
  for (const [at, distance] of distanceTo(0, grown).entries()) if (distance > radius) whole.values[at] = 1;
  return whole;
}

/** The radius, in pixels, of a mean that closes the holes of rough strokes; 0 if they are not rough. */
export function smoothingFor(mask: Mask): number {
  const positions = positionsOf(mask);
  if (positions.length === 0) return 0;
  const own = cropMask(mask, boundsOf(positions, mask.width));
  const radius = Math.round(grain * Math.max(own.width, own.height));
  // Strokes whose stretches are long have no holes to speak of.
  if (radius < 1 || meanStretch(own) > longStretch * radius) return 0;
  const whole = closed(own, radius);
  const count = whole.values.reduce((sum, value) => sum + value, 0);
  if (count < (1 + added) * positions.length) return 0;
  const { mean } = strokeWidth(whole);
  return mean >= wider * radius && mean <= widest * Math.max(own.width, own.height) ? radius : 0;
}
