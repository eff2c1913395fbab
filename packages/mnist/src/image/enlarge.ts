/** Pictures brought up to more pixels, smoothly. */
import type { Plane } from './gray-image.ts';

/** Weights of four values by Catmull and Rom's spline, `t` of the way from the second to the third. */
function weights(t: number): readonly [number, number, number, number] {
  const [t2, t3] = [t * t, t * t * t];
  return [(-t3 + 2 * t2 - t) / 2, (3 * t3 - 5 * t2 + 2) / 2, (-3 * t3 + 4 * t2 + t) / 2, (t3 - t2) / 2];
}

function along(from: Float32Array, to: Float32Array, lines: number, length: number, factor: number, isAcross: boolean) {
  const fine = length * factor;
  for (let at = 0; at < fine; at++) {
    const middle = (at + 0.5) / factor - 0.5;
    const before = Math.floor(middle);
    const share = weights(middle - before);
    for (let line = 0; line < lines; line++) {
      let sum = 0;
      for (let near = 0; near < 4; near++) {
        const source = Math.min(length - 1, Math.max(0, before - 1 + near));
        sum += share[near]! * from[isAcross ? line * length + source : source * lines + line]!;
      }
      to[isAcross ? line * fine + at : at * lines + line] = sum;
    }
  }
}

/** Each pixel becomes `factor` times `factor`, a whole number, by cubic splines through the pixels' middles. */
export function enlarge({ width, height, values }: Plane, factor: number): Plane {
  const wide = new Float32Array(width * factor * height);
  along(values, wide, height, width, factor, true);
  const result = new Float32Array(wide.length * factor);
  along(wide, result, width * factor, height, factor, false);
  return { width: width * factor, height: height * factor, values: result };
}
