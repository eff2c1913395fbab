/**
 * The arithmetic of learning-rate schedules, for numbers and for tensors: a formula is written once, and tells both the rate
 * that a step on the device uses and the one that `model.learningRate` shows.
 */
import {
  add,
  ceil,
  cos,
  div,
  exp,
  floor,
  less,
  log,
  maximum,
  minimum,
  mul,
  select,
  sub,
  type Tensor,
} from '@inkgrad/tensor';

export interface Arithmetic<T> {
  add(a: T | number, b: T | number): T;
  sub(a: T | number, b: T | number): T;
  mul(a: T | number, b: T | number): T;
  div(a: T | number, b: T | number): T;
  min(a: T | number, b: T | number): T;
  max(a: T | number, b: T | number): T;
  floor(a: T | number): T;
  ceil(a: T | number): T;
  exp(a: T | number): T;
  log(a: T | number): T;
  cos(a: T | number): T;
  /** x where a < b, else y. */
  whereLess(a: T | number, b: T | number, x: T | number, y: T | number): T;
}

/** In float64. */
export const ofNumbers: Arithmetic<number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: Math.min,
  max: Math.max,
  floor: Math.floor,
  ceil: Math.ceil,
  exp: Math.exp,
  log: Math.log,
  cos: Math.cos,
  whereLess: (a, b, x, y) => (a < b ? x : y),
};

/** In float32, on the device. */
export const ofTensors: Arithmetic<Tensor> = {
  add,
  sub,
  mul,
  div,
  min: minimum,
  max: maximum,
  floor,
  ceil,
  exp,
  log,
  cos,
  whereLess: (a, b, x, y) => select(less(a, b), x, y),
};
