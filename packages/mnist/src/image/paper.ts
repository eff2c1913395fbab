/**
 * How bright the bare paper is at each pixel, so that what remains is ink. Lighting that falls off across a page is
 * smooth: a surface of second degree in x and y at the 0.75 quantile of the brightness (quantile regression by
 * iteratively reweighted least squares). Up to about two thirds of the picture may be ink. Hard-edged shadows are not
 * smooth and count as ink.
 */
import { type Plane, quantileOf } from './gray-image.ts';

const quantile = 0.75;
const iterations = 20;
/** Residuals below this count as this, in grey levels: it keeps the weights finite. */
const smallestResidual = 0.5;
const mostSamples = 2500;
/** Paper darker than this, in grey levels, is taken for this: contrast is measured against it. */
const darkestPaper = 16;

/** 1, x, y, x², xy, y² with x and y from −1 to 1. */
function terms(column: number, row: number, { width, height }: Plane): number[] {
  const x = width > 1 ? (2 * column) / (width - 1) - 1 : 0;
  const y = height > 1 ? (2 * row) / (height - 1) - 1 : 0;
  return [1, x, y, x * x, x * y, y * y];
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

function fitSurface(plane: Plane): number[] {
  const step = Math.max(1, Math.ceil(Math.sqrt(plane.values.length / mostSamples)));
  const bases: number[][] = [];
  const samples: number[] = [];
  for (let row = Math.floor(step / 2); row < plane.height; row += step) {
    for (let column = Math.floor(step / 2); column < plane.width; column += step) {
      bases.push(terms(column, row, plane));
      samples.push(plane.values[row * plane.width + column]!);
    }
  }
  const sorted = samples.toSorted((a, b) => a - b);
  let surface = [sorted[Math.floor(quantile * (sorted.length - 1))] ?? 0, 0, 0, 0, 0, 0];
  const size = surface.length;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const matrix = surface.map(() => new Array<number>(size + 1).fill(0));
    for (let sample = 0; sample < samples.length; sample++) {
      const basis = bases[sample]!;
      const residual = samples[sample]! - evaluate(surface, basis);
      const weight = (residual > 0 ? quantile : 1 - quantile) / Math.max(Math.abs(residual), smallestResidual);
      for (let i = 0; i < size; i++) {
        const row = matrix[i]!;
        const weighted = weight * basis[i]!;
        for (let j = 0; j < size; j++) row[j]! += weighted * basis[j]!;
        row[size]! += weighted * samples[sample]!;
      }
    }
    // Too few pixels to tell the terms apart, as in a picture of one row: a little weight on none of each.
    for (let term = 1; term < size; term++) matrix[term]![term]! += 1e-6 * (matrix[0]![0]! + 1);
    surface = solve(matrix);
  }
  return surface;
}

function evaluate(surface: readonly number[], basis: readonly number[]): number {
  let sum = 0;
  for (let term = 0; term < surface.length; term++) sum += surface[term]! * basis[term]!;
  return sum;
}

/**
 * The share of the paper's light that is missing at each pixel: about 0 bare paper, 1 black, below 0 where it is
 * brighter than the middle of the paper's noise.
 *
 * @param plane brightness, 0 to 255, of dark ink on lighter paper
 */
export function inkOf(plane: Plane): Plane {
  const surface = fitSurface(plane);
  const values = new Float32Array(plane.values.length);
  for (let row = 0, at = 0; row < plane.height; row++) {
    for (let column = 0; column < plane.width; column++, at++) {
      const paper = Math.min(255, Math.max(darkestPaper, evaluate(surface, terms(column, row, plane))));
      values[at] = (paper - plane.values[at]!) / paper;
    }
  }
  // Of normal noise the 0.75 quantile is 0.674 standard deviations above the middle, and the median excess over it is
  // 0.476: the middle of the paper becomes 0.
  const excess = quantileOf(
    values.filter((value) => value < 0).map((value) => -value),
    0.5,
  );
  const middle = (excess * 0.674) / 0.476;
  return { ...plane, values: values.map((value) => value - middle) };
}
