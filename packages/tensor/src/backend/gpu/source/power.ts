/** Powers and remainders as source, in float32 alone; see `special.ts`. */
import { literal } from '../kernel-spec.ts';
import { type Expression, exponential } from './expression.ts';

const largestFloat = literal(3.4028234663852886e38);

/** Exponents up to this take their whole part by squaring, which is nearer than e^(y · ln x) and exact for small numbers. */
const mostSquared = 64;

/**
 * xʸ = xⁿ · |x|^f with n the whole part of |y| and f the rest, inverted for negative y. Beyond `mostSquared` n counts as 0, so
 * that the error grows with |y · ln x| in units in the last place.
 */
export function power(x: string, y: string, v: string): Expression {
  const setup = [
    `const ${v}a = Math.abs(${x});`,
    `const ${v}b = Math.abs(${y});`,
    `const ${v}w = Math.floor(${v}b);`,
    `const ${v}n = (${v}b <= ${mostSquared}) ? ${v}w : 0;`,
    `const ${v}f = ${v}b - ${v}n;`,
    // With its sign where the exponent is whole, so that odd powers and those of −0 have theirs.
    `let ${v}s = (${v}f > 0) ? ${v}a : ${x};`,
    `let ${v}p = 1;`,
    `let ${v}l = ${v}n;`,
    `for (let ${v}k = 0; ${v}k < 7; ${v}k++) {`,
    `  const ${v}h = Math.floor(${v}l * 0.5);`,
    `  if (${v}l - ${v}h * 2 > 0.5) { ${v}p = ${v}p * ${v}s; }`,
    `  ${v}s = ${v}s * ${v}s;`,
    `  ${v}l = ${v}h;`,
    '}',
    `const ${v}g = (${v}a > 0) ? Math.log(${v}a) : ${literal(-1)} / ${v}a;`,
    // Large exponents keep their sign, as 1 / x would lose results that are subnormal.
    `const ${v}j = (${v}b > ${mostSquared}) ? ${y} : ${v}f;`,
    `const ${v}t = ${v}j * ${v}g;`,
    `const ${v}q = (${v}f > 0) ? ${v}p * ${exponential(`${v}t`)} : ${v}p;`,
    `const ${v}m = (${v}a === 1) ? ((${v}f > 0) ? 1 : ${v}p) : ((${y} < 0 && ${v}b <= ${mostSquared}) ? 1 / ${v}q : ${v}q);`,
    // Whether y is odd, for exponents that were not squared, and whether it is no whole number.
    `const ${v}o = ${v}w - Math.floor(${v}w * 0.5) * 2;`,
    `const ${v}i = (${v}b - ${v}w > 0) ? 1 : 0;`,
    `const ${v}z = (${x} === 0) ? 1 / ${x} : ${x};`,
    `const ${v}c = (${v}z < 0 && ${v}b > ${mostSquared} && ${v}o === 1) ? -${v}m : ${v}m;`,
    `const ${v}u = (${x} < 0 && ${v}a <= ${largestFloat} && ${v}i > 0) ? (${x} - ${x}) / (${x} - ${x}) : ${v}c;`,
    `const ${v}e = (${x} === ${x}) ? ((${y} === ${y}) ? ${v}u : ${y}) : ${x};`,
  ];
  return { setup, value: `(${y} === 0) ? 1 : ((${x} === 1) ? 1 : ${v}e)` };
}

/** xⁿ by squaring for whole numbers; of a negative n only 1 and −1 have an inverse. */
export function integerPower(x: string, n: string, v: string): Expression {
  const setup = [
    `let ${v}s = ${x};`,
    `let ${v}p = 1;`,
    // Of a negative exponent only its last bit counts.
    `let ${v}l = (${n} < 0) ? ${n} - Math.floor(${n} * 0.5) * 2 : ${n};`,
    `for (let ${v}k = 0; ${v}k < 32; ${v}k++) {`,
    `  if (${v}l < 1) { break; }`,
    `  const ${v}h = Math.floor(${v}l * 0.5);`,
    `  if (${v}l - ${v}h * 2 > 0.5) { ${v}p = ${v}p * ${v}s; }`,
    `  ${v}s = ${v}s * ${v}s;`,
    `  ${v}l = ${v}h;`,
    '}',
  ];
  return { setup, value: `(${n} < 0 && Math.abs(${x}) !== 1) ? 0 : ${v}p` };
}

/**
 * What is left of a beside a whole multiple of b, with the sign of b. By long division in binary: multiples of b by powers of
 * two are exact, and so is each difference, which a product with the quotient would not be.
 */
export function modulo(a: string, b: string, v: string): Expression {
  const setup = [
    `let ${v}r = Math.abs(${a});`,
    `const ${v}b = Math.abs(${b});`,
    `let ${v}t = ${v}b;`,
    `for (let ${v}k = 0; ${v}k < 280; ${v}k++) {`,
    `  if (${v}t + ${v}t > ${v}r) { break; }`,
    `  ${v}t = ${v}t + ${v}t;`,
    '}',
    `for (let ${v}k = 0; ${v}k < 280; ${v}k++) {`,
    `  if (${v}r >= ${v}t) { ${v}r = ${v}r - ${v}t; }`,
    `  if (${v}t <= ${v}b) { break; }`,
    `  ${v}t = ${v}t * 0.5;`,
    '}',
    `const ${v}x = (${a} < 0) ? 1 : 0;`,
    `const ${v}y = (${b} < 0) ? 1 : 0;`,
    `const ${v}m = (${v}r === 0 || ${v}x === ${v}y) ? ${v}r : ${v}b - ${v}r;`,
    `const ${v}z = (Math.abs(${a}) <= ${largestFloat} && ${v}b > 0) ? 1 : 0;`,
  ];
  return { setup, value: `(${v}z > 0) ? ((${b} < 0) ? -${v}m : ${v}m) : (${a} - ${a}) / (${a} - ${a})` };
}

/** The same of whole numbers, 0 where b is 0. */
export function integerModulo(a: string, b: string, v: string): Expression {
  const { setup = [], value } = modulo(a, b, v);
  return { setup, value: `(${b} === 0) ? 0 : (${value})` };
}

/**
 * ⌊a / b⌋ of whole numbers, 0 where b is 0. A quotient that was rounded across a whole number is mended by what it leaves of a,
 * which should be the remainder; their difference is 0 or ±b, but for 1 where the product is beyond 2²⁴.
 */
export function floorQuotient(a: string, b: string, v: string): Expression {
  const divisor = `${v}d`;
  const rest = modulo(a, divisor, v);
  const setup = [
    `const ${divisor} = (${b} === 0) ? 1 : ${b};`,
    ...(rest.setup ?? []),
    `const ${v}e = ${rest.value};`,
    `const ${v}q = Math.floor(${a} / ${divisor});`,
    `const ${v}f = (${a} - ${v}q * ${divisor}) - ${v}e;`,
    `const ${v}c = Math.floor(${v}f / ${divisor} + 0.5);`,
  ];
  return { setup, value: `(${b} === 0) ? 0 : ${v}q + ${v}c` };
}
