/** How results look without colours, on a terminal of so many columns. */
import pico from 'picocolors';
import type { Look } from '../../src/terminal/output.ts';

export function plainLook(width = Number.POSITIVE_INFINITY): Look {
  return { colors: pico.createColors(false), width };
}
