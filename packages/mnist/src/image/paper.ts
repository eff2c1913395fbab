/**
 * How bright the bare paper is at each pixel, so that what remains is ink. Lighting that falls off across a page is
 * smooth: a surface of second degree in x and y at the 0.75 quantile of the brightness (quantile regression by
 * iteratively reweighted least squares). Up to about two thirds of the picture may be ink. Hard-edged shadows are not
 * smooth and count as ink.
 */
import type { Plane } from './gray-image.ts';
import { quantileBelowZero, quantileOf } from './quantile.ts';
import { samplePlaces } from './sample.ts';

const quantile = 0.75;
const iterations = 20;
/** Iterations end when no coefficient moves by more, in grey levels. */
const settled = 0.02;
const termCount = 6;
/** Residuals below this count as this, in grey levels: it keeps the weights finite. */
const smallestResidual = 0.5;
const mostSamples = 1500;
/** Paper darker than this, in grey levels, is taken for this: contrast is measured against it. */
const darkestPaper = 16;

/** 1, x, y, x², xy, y² with x and y from −1 to 1. */
function terms(column: number, row: number, { width, height }: Plane): number[] {
  const x = width > 1 ? (2 * column) / (width - 1) - 1 : 0;
  const y = height > 1 ? (2 * row) / (height - 1) - 1 : 0;
  return [1, x, y, x * x, x * y, y * y];
}

/** Two kinds of pixels, ink and paper, explain this share of the variance, or the picture is not of two kinds. */
const twoKinds = 0.85;

/** Where less than this share of the pixels are paper, it has one brightness. */
const fewPaper = 0.5;

/**
 * The brightness between ink and paper, by Otsu's threshold, where the pixels fall into these two kinds; undefined where
 * they do not, because the light is uneven or there is no ink.
 */
function thresholdOf(samples: Float64Array): number | undefined {
  const sorted = samples.toSorted();
  const { length } = sorted;
  const sum = sorted.reduce((total, value) => total + value, 0);
  const variance = sorted.reduce((total, value) => total + (value - sum / length) ** 2, 0) / length;
  let [below, most, threshold] = [0, 0, 0];
  for (let count = 1; count < length; count++) {
    below += sorted[count - 1]!;
    const gap = (sum - below) / (length - count) - below / count;
    const between = (count / length) * (1 - count / length) * gap * gap;
    if (between > most) [most, threshold] = [between, (sorted[count - 1]! + sorted[count]!) / 2];
  }
  return most > twoKinds * variance ? threshold : undefined;
}

/** Solves a symmetric positive definite system by elimination; `matrix` rows carry the right side as last entry. */
function solve(matrix: number[][]): number[] {
  const size = matrix.length;
  for (let pivot = 0; pivot < size; pivot++) {
    const pivotRow = matrix[pivot]!;
    for (let row = pivot + 1; row < size; row++) {
      const factor = matrix[row]![pivot]! / pivotRow[pivot]!;
      for (let column = pivot; column <= size; column++) matrix[row]![column]! -= factor * pivotRow[column]!;
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    let sum = matrix[row]![size]!;
    for (let column = row + 1; column < size; column++) sum -= matrix[row]![column]! * solution[column]!;
    solution[row] = sum / matrix[row]![row]!;
  }
  return solution;
}

/** Σ w b bᵀ over the samples, and Σ w b v as last entry of each row, for weights w, terms b and values v. */
function normalEquations(bases: Float64Array, samples: Float64Array, weights: Float64Array): number[][] {
  const sums = new Float64Array(termCount * (termCount + 1));
  for (let sample = 0; sample < samples.length; sample++) {
    const from = sample * termCount;
    for (let i = 0; i < termCount; i++) {
      const weighted = weights[sample]! * bases[from + i]!;
      const row = i * (termCount + 1);
      for (let j = i; j < termCount; j++) sums[row + j]! += weighted * bases[from + j]!;
      sums[row + termCount]! += weighted * samples[sample]!;
    }
  }
  // The matrix is symmetric.
  const entry = (row: number, column: number): number =>
    sums[Math.min(row, column) * (termCount + 1) + Math.max(row, column)]!;
  return Array.from({ length: termCount }, (_, row) =>
    Array.from({ length: termCount + 1 }, (_, column) =>
      column < termCount ? entry(row, column) : sums[row * (termCount + 1) + termCount]!,
    ),
  );
}

interface Surface {
  /** Of the terms. */
  readonly coefficients: readonly number[];
  /** The surface is meant to be between these. */
  readonly least: number;
  readonly most: number;
}

/** The quantile of the paper's pixels, as a surface over the picture. */
function fitSurface(plane: Plane): Surface {
  let points = [...samplePlaces(plane.values.length, mostSamples)];
  const all = points.length;
  let [least, most] = [darkestPaper, 255];
  const threshold = thresholdOf(Float64Array.from(points, (at) => plane.values[at]!));
  if (threshold !== undefined) {
    // Ink is left out: in a picture cut close it is half of the pixels, and a surface could follow it.
    points = points.filter((at) => plane.values[at]! > threshold);
    const bright = Float32Array.from(points, (at) => plane.values[at]!);
    [least, most] = [Math.max(darkestPaper, quantileOf(bright, 0.02)), quantileOf(bright, 0.98)];
    // Corners alone say nothing of the light between them.
    if (bright.length < fewPaper * all)
      return { coefficients: [quantileOf(bright, quantile), 0, 0, 0, 0, 0], least, most };
  }
  const bases = Float64Array.from(points.flatMap((at) => terms(at % plane.width, Math.floor(at / plane.width), plane)));
  const samples = Float64Array.from(points, (at) => plane.values[at]!);
  const weights = new Float64Array(samples.length);
  let surface = [samples.toSorted()[Math.floor(quantile * (samples.length - 1))]!, 0, 0, 0, 0, 0];
  for (let iteration = 0; iteration < iterations; iteration++) {
    for (let sample = 0; sample < samples.length; sample++) {
      let residual = samples[sample]!;
      for (let term = 0; term < termCount; term++) residual -= surface[term]! * bases[sample * termCount + term]!;
      weights[sample] = (residual > 0 ? quantile : 1 - quantile) / Math.max(Math.abs(residual), smallestResidual);
    }
    const matrix = normalEquations(bases, samples, weights);
    // Too few pixels to tell the terms apart, as in a picture of one row: a little weight on none of each.
    for (let term = 1; term < termCount; term++) matrix[term]![term]! += 1e-6 * (matrix[0]![0]! + 1);
    const before = surface;
    surface = solve(matrix);
    // Terms are at most 1: the surface moves by no more than its coefficients do.
    if (surface.every((term, index) => Math.abs(term - before[index]!) < settled)) break;
  }
  return { coefficients: surface, least, most };
}

export interface Inked {
  /**
   * The share of the paper's light that is missing at each pixel: about 0 bare paper, 1 black, below 0 where it is
   * brighter than the middle of the paper's noise.
   */
  readonly ink: Plane;
  /** The paper's brightness, 0 to 255. */
  readonly paper: Plane;
}

/** @param plane brightness, 0 to 255, of dark ink on lighter paper */
export function inkOf(plane: Plane): Inked {
  const { coefficients, least, most } = fitSurface(plane);
  const [constant, x1, y1, xx, xy, yy] = coefficients as [number, number, number, number, number, number];
  const values = new Float32Array(plane.values.length);
  const papers = new Float32Array(plane.values.length);
  for (let row = 0, at = 0; row < plane.height; row++) {
    const y = plane.height > 1 ? (2 * row) / (plane.height - 1) - 1 : 0;
    const [level, slope] = [constant + (y1 + yy * y) * y, x1 + xy * y];
    for (let column = 0; column < plane.width; column++, at++) {
      const x = plane.width > 1 ? (2 * column) / (plane.width - 1) - 1 : 0;
      const paper = Math.min(most, Math.max(least, level + (slope + xx * x) * x));
      values[at] = (paper - plane.values[at]!) / paper;
      papers[at] = paper;
    }
  }
  // Of normal noise the 0.75 quantile is 0.674 standard deviations above the middle, and the median excess over it is
  // 0.476: the middle of the paper becomes 0.
  const middle = (quantileBelowZero(values, 0.5) * 0.674) / 0.476;
  for (let at = 0; at < values.length; at++) values[at]! -= middle;
  return { ink: { ...plane, values }, paper: { ...plane, values: papers } };
}
