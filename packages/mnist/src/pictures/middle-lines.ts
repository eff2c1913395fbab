/** The middle lines of a shape as short straight pieces, smoothed, so that a pen can follow them. */
import { type Mask, positionsOf } from '../image/mask.ts';
import { thin } from './thinning.ts';

export interface Segment {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
}

const smoothings = 4;

/** Neighbours of each pixel of the lines. A diagonal one is none where a pixel beside both joins them already. */
function neighbours(lines: Mask): Map<number, number[]> {
  const { width, values } = lines;
  const sides = [-width, 1, width, -1];
  return new Map(
    positionsOf(lines).map((at) => {
      const straight = sides.filter((step) => values[at + step] === 1);
      const diagonal = [1 - width, 1 + width, width - 1, -width - 1].filter((step, index) => {
        const beside = [sides[index]!, sides[(index + 1) % 4]!];
        return values[at + step] === 1 && !beside.some((side) => values[at + side] === 1);
      });
      return [at, [...straight, ...diagonal].map((step) => at + step)];
    }),
  );
}

/**
 * @param mask whose outermost pixels are empty
 * @param scale of the result
 */
export function middleLines(mask: Mask, scale: number): Segment[] {
  const { width } = mask;
  const near = neighbours(thin(mask));
  const place = (at: number): [number, number] => [(at % width) + 0.5, Math.floor(at / width) + 0.5];
  let places = new Map([...near.keys()].map((at) => [at, place(at)]));
  for (let turn = 0; turn < smoothings; turn++) {
    places = new Map(
      [...near].map(([at, others]) => {
        const own = places.get(at)!;
        // Ends and forks stay where they are.
        if (others.length !== 2) return [at, own];
        const [a, b] = others.map((other) => places.get(other)!);
        return [at, [(2 * own[0] + a![0] + b![0]) / 4, (2 * own[1] + a![1] + b![1]) / 4]];
      }),
    );
  }
  const scaled = ([x, y]: readonly [number, number]): [number, number] => [x * scale, y * scale];
  return [...near].flatMap(([at, others]) => {
    const from = scaled(places.get(at)!);
    const later = others.filter((other) => other > at);
    // A lone pixel is a dot.
    if (others.length === 0) return [{ from, to: from }];
    return later.map((other) => ({ from, to: scaled(places.get(other)!) }));
  });
}
