/** A bar that fills from the left, one line high. Its parts differ in shape, so that nobody needs colours to read it. */
import type { Colors } from './output.ts';

const filledPart = '━';
const emptyPart = '·';

/** @param done from 0 to 1 */
export function bar(done: number, width: number, colors: Colors): string {
  const filled = Math.min(width, Math.floor(done * width + 1e-9));
  return colors.green(filledPart.repeat(filled)) + colors.dim(emptyPart.repeat(width - filled));
}
