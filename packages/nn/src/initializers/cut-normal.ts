/** Normal numbers without those that are far from 0. */
import { normal } from '@inkgrad/tensor';

/** Standard deviation of a standard normal distribution cut at ±2. */
export const cutDeviation = 0.87962566103423978;

/** Normal values without those beyond two standard deviations: the stream's values in order, the far ones left out. */
export function cutNormal(seed: number, stream: number, length: number, deviation: number): Float32Array {
  // 4.6 % lie beyond; more are drawn until enough are left.
  for (let drawn = Math.ceil(length * 1.08) + 16; ; drawn *= 2) {
    const kept = normal(seed, stream, drawn, { mean: 0, standardDeviation: 1 }).filter((z) => Math.abs(z) <= 2);
    if (kept.length >= length) return kept.subarray(0, length).map((z) => z * deviation);
  }
}
