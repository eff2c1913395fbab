/** A bar that fills from the left, one line high. */
import type { Colors } from './output.ts';

/** @param done from 0 to 1 */
export function bar(done: number, width: number, colors: Colors): string {
  const filled = Math.min(width, Math.floor(done * width + 1e-9));
  // Without colours the two parts must differ in shape.
  const rest = (colors.isColorSupported ? '━' : '─').repeat(width - filled);
  return colors.green('━'.repeat(filled)) + colors.dim(rest);
}
