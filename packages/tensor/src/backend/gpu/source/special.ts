/**
 * The longer element-wise functions as source: written out, because what shader languages promise of their own sin, cos and
 * log is too little. `v` begins the names of variables; see `elementwise.ts`.
 */
import { literal } from '../kernel-spec.ts';
import { type Expression, exponential } from './expression.ts';

/** Σ coefficients[i] · xⁱ */
const polynomial = (coefficients: readonly number[], x: string): string =>
  coefficients.reduceRight((sum, c) => (sum === '' ? literal(c) : `(${sum}) * ${x} + ${literal(c)}`), '');

/** 0 / 0, which is NaN everywhere, for finite x; ∞ − ∞ for the others. */
const notANumber = (x: string): string => `(${x} - ${x}) / (${x} - ${x})`;

/** π/2 in parts of 12 bits, so that multiples of up to 12 bits are exact. */
const halfPi = [1.5703125, 0.0004837512969970703, 7.549533620476723e-8, 2.5632829192545614e-12, 6.123031769111886e-17];

/** The largest angle whose multiple of π/2 is a whole float32; neighbours are more than a radian apart from here on. */
const largestAngle = 2 ** 24;

/**
 * sin(x + quarters · π/2). The multiple n of π/2 nearest to |x| is taken away in two parts of 12 bits, h and l, so that
 * nothing is rounded but the last difference; n may be one off for large angles, which a second, small step mends.
 */
export function sine(x: string, v: string, quarters: 0 | 1): Expression {
  const [a, b, c, d, e] = halfPi.map(literal) as [string, string, string, string, string];
  const setup = [
    `const ${v}a = Math.abs(${x});`,
    `const ${v}n = Math.floor(${v}a * ${literal(2 / Math.PI)} + 0.5);`,
    `const ${v}h = Math.floor(${v}n * ${literal(1 / 4096)}) * 4096;`,
    `const ${v}l = ${v}n - ${v}h;`,
    `const ${v}b = ((${v}a - ${v}h * ${a}) - ${v}l * ${a}) - ${v}h * ${b};`,
    `const ${v}c = (${v}b - ${v}l * ${b}) - ${v}h * ${c};`,
    `const ${v}d = ${v}c - ((${v}l * ${c} + ${v}h * ${d}) + (${v}l * ${d} + ${v}h * ${e}));`,
    `const ${v}k = (${v}d > ${literal(Math.PI / 4)}) ? 1 : ((${v}d < ${literal(-Math.PI / 4)}) ? -1 : 0);`,
    `const ${v}r = (${v}d - ${v}k * ${a}) - ${v}k * ${literal(Math.PI / 2 - halfPi[0]!)};`,
    // The quadrant, 0 to 3.
    `const ${v}m = ${v}n + ${v}k + ${quarters};`,
    `const ${v}q = ${v}m - Math.floor(${v}m * 0.25) * 4;`,
    `const ${v}s = ${v}r * ${v}r;`,
    `const ${v}i = ${v}r + ${v}r * ${v}s * (${polynomial([-0.166666545366, 0.00833215605356, -0.000195146318723], `${v}s`)});`,
    `const ${v}j = 1 - 0.5 * ${v}s + ${v}s * ${v}s * (${polynomial([0.0416666455545, -0.00138873098675, 2.44324130689e-5], `${v}s`)});`,
    `const ${v}y = (${v}q === 1) ? ${v}j : ((${v}q === 3) ? -${v}j : ((${v}q === 2) ? -${v}i : ${v}i));`,
  ];
  const result = quarters === 0 ? `((${x} < 0) ? -${v}y : ${v}y)` : `${v}y`;
  return { setup, value: `(${v}a <= ${largestAngle}) ? ${result} : ${notANumber(x)}` };
}

/** The polynomials of `assembly/erf.ts`. */
export function errorFunction(x: string, v: string): Expression {
  const near = [
    0.128379165727, -0.376126258242, 0.112835851485, -0.026853811931, 0.00518832767868, -0.000801019356926,
    7.8538611801e-5,
  ];
  const far = [
    1.12869433475, 0.634969539707, 0.106530851058, -0.0240100561075, 0.00375747083766, -0.000350590540071,
    1.39622917937e-5,
  ];
  return {
    setup: [
      `const ${v}a = Math.abs(${x});`,
      `const ${v}s = ${x} * ${x};`,
      `const ${v}t = (${v}a > 4) ? 4 : ${v}a;`,
      `const ${v}e = -${v}t * (${polynomial(far, `${v}t`)});`,
      `const ${v}f = 1 - ${exponential(`${v}e`)};`,
      `const ${v}y = (${v}a <= 1) ? ${v}a + ${v}a * (${polynomial(near, `${v}s`)}) : ${v}f;`,
    ],
    value: `(${x} < 0) ? -${v}y : ${v}y`,
  };
}

/** 2·atanh(y / (2 + y)) = ln(1 + y) for −½ ≤ y ≤ 1, by its series to z^15: below 1e-8 relative. */
export function logOnePlus(y: string, v: string): { setup: string[]; value: string } {
  const coefficients = [1, 3, 5, 7, 9, 11, 13, 15].map((n) => 1 / n);
  return {
    setup: [`const ${v}z = ${y} / (2 + ${y});`, `const ${v}w = ${v}z * ${v}z;`],
    value: `2 * ${v}z * (${polynomial(coefficients, `${v}w`)})`,
  };
}

export function logOnePlusAny(x: string, v: string): Expression {
  const near = logOnePlus(x, v);
  return {
    setup: near.setup,
    value: `(Math.abs(${x}) < 0.5) ? ${near.value} : ((${x} >= -1) ? Math.log(1 + ${x}) : ${notANumber(x)})`,
  };
}

/** The nearest whole number, of two as near the even one, of |x|; then the sign. */
export function roundedToEven(x: string, v: string): Expression {
  return {
    setup: [
      `const ${v}a = Math.abs(${x});`,
      `const ${v}f = Math.floor(${v}a);`,
      `const ${v}d = ${v}a - ${v}f;`,
      // 0 where the whole number below is even, ½ where it is odd.
      `const ${v}o = ${v}f * 0.5 - Math.floor(${v}f * 0.5);`,
      `const ${v}u = (${v}d > 0.5) ? 1 : ((${v}d === 0.5) ? ${v}o * 2 : 0);`,
    ],
    value: `(${x} < 0) ? -(${v}f + ${v}u) : ${v}f + ${v}u`,
  };
}
