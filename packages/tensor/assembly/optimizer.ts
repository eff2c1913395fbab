/**
 * Updates of parameters in place. Adam: Kingma & Ba, https://arxiv.org/abs/1412.6980, in Keras's form, where ε is added
 * to the uncorrected root. Momentum: Sutskever et al., https://proceedings.mlr.press/v28/sutskever13.html.
 */
import { madd } from './multiply-add';
import { instructionArguments } from './opcode';

const argumentGradient = instructionArguments;
const argumentRate = instructionArguments + 4;
const argumentParameter = instructionArguments + 8;
/** m of Adam, the velocity of momentum. */
const argumentFirst = instructionArguments + 12;
/** v of Adam. */
const argumentSecond = instructionArguments + 16;
const argumentBeta1 = instructionArguments + 20;
const argumentRest1 = instructionArguments + 24;
const argumentBeta2 = instructionArguments + 28;
const argumentRest2 = instructionArguments + 32;
const argumentEpsilon = instructionArguments + 36;
const argumentSmallestOfAdam = instructionArguments + 40;
const argumentMomentum = instructionArguments + 20;
const argumentNesterov = instructionArguments + 24;
const argumentSmallestOfMomentum = instructionArguments + 28;

/** All bits but the sign, in memory: V8 would build a constant anew for each use (see math.ts). */
const magnitudeBits = memory.data<u32>([0x7fffffff]);

/** A slot's new value, 0 where it is smaller than `least`; NaN stays (see smallestSlot in src/functions/update.ts). */
@inline
function slot(x: v128, magnitude: v128, least: v128): v128 {
  return v128.andnot(x, f32x4.lt(v128.and(x, magnitude), least));
}

@inline
function slot1(x: f32, least: f32): f32 {
  return abs(x) < least ? 0 : x;
}

/** baseᵗ by repeated squaring. */
function power(base: f64, exponent: i32): f64 {
  let result: f64 = 1;
  let square = exponent < 0 ? 1 / base : base;
  for (let left: u32 = abs(exponent); left > 0; left >>>= 1) {
    if (left & 1) result *= square;
    square *= square;
  }
  return result;
}

/** learningRate · √(1 − β₂ᵗ) / (1 − β₁ᵗ). Arguments: learning rate, t, out, then β₁ and β₂ as f64. */
export function runAdamStepSize(instruction: usize): void {
  const learningRate = load<f32>(load<usize>(instruction, instructionArguments));
  const t = load<i32>(load<usize>(instruction, instructionArguments + 4));
  const out = load<usize>(instruction, instructionArguments + 8);
  const beta1 = load<f64>(instruction, instructionArguments + 16);
  const beta2 = load<f64>(instruction, instructionArguments + 24);
  store<f32>(out, <f32>((<f64>learningRate * sqrt(1 - power(beta2, t))) / (1 - power(beta1, t))));
}

/** Elements [begin, end), `begin` a multiple of 4. */
export function runAdam(instruction: usize, begin: u32, end: u32): void {
  const gradient = load<usize>(instruction, argumentGradient);
  const parameter = load<usize>(instruction, argumentParameter);
  const first = load<usize>(instruction, argumentFirst);
  const second = load<usize>(instruction, argumentSecond);
  const rates = v128.load32_splat(load<usize>(instruction, argumentRate));
  const betas1 = v128.load32_splat(instruction, argumentBeta1);
  const rests1 = v128.load32_splat(instruction, argumentRest1);
  const betas2 = v128.load32_splat(instruction, argumentBeta2);
  const rests2 = v128.load32_splat(instruction, argumentRest2);
  const epsilons = v128.load32_splat(instruction, argumentEpsilon);
  const least = v128.load32_splat(instruction, argumentSmallestOfAdam);
  const magnitude = v128.load32_splat(magnitudeBits);
  const whole = <usize>(begin + ((end - begin) & ~3)) << 2;
  let at = <usize>begin << 2;
  for (; at < whole; at += 16) {
    const g = v128.load(gradient + at);
    const m = slot(madd(f32x4.mul(rests1, g), betas1, v128.load(first + at)), magnitude, least);
    const mean = madd(f32x4.mul(betas2, v128.load(second + at)), f32x4.mul(rests2, g), g);
    // A mean of squares has no sign.
    const v = v128.andnot(mean, f32x4.lt(mean, least));
    v128.store(first + at, m);
    v128.store(second + at, v);
    const step = f32x4.div(f32x4.mul(rates, m), f32x4.add(f32x4.sqrt(v), epsilons));
    v128.store(parameter + at, f32x4.sub(v128.load(parameter + at), step));
  }
  const stop = <usize>end << 2;
  if (at < stop) adamTail(instruction, gradient + at, parameter + at, first + at, second + at, stop - at);
}

/** The last 1 to 3 elements. */
function adamTail(instruction: usize, gradient: usize, parameter: usize, first: usize, second: usize, bytes: usize): void {
  const rate = load<f32>(load<usize>(instruction, argumentRate));
  const beta1 = load<f32>(instruction, argumentBeta1);
  const rest1 = load<f32>(instruction, argumentRest1);
  const beta2 = load<f32>(instruction, argumentBeta2);
  const rest2 = load<f32>(instruction, argumentRest2);
  const epsilon = load<f32>(instruction, argumentEpsilon);
  const least = load<f32>(instruction, argumentSmallestOfAdam);
  for (let at: usize = 0; at < bytes; at += 4) {
    const g = load<f32>(gradient + at);
    const m = slot1(beta1 * load<f32>(first + at) + rest1 * g, least);
    const mean = beta2 * load<f32>(second + at) + rest2 * g * g;
    const v: f32 = mean < least ? 0 : mean;
    store<f32>(first + at, m);
    store<f32>(second + at, v);
    store<f32>(parameter + at, load<f32>(parameter + at) - (rate * m) / (sqrt(v) + epsilon));
  }
}

/** Elements [begin, end), `begin` a multiple of 4. */
export function runMomentum(instruction: usize, begin: u32, end: u32): void {
  const gradient = load<usize>(instruction, argumentGradient);
  const parameter = load<usize>(instruction, argumentParameter);
  const velocity = load<usize>(instruction, argumentFirst);
  const nesterov = load<u32>(instruction, argumentNesterov) != 0;
  const rates = v128.load32_splat(load<usize>(instruction, argumentRate));
  const momenta = v128.load32_splat(instruction, argumentMomentum);
  const least = v128.load32_splat(instruction, argumentSmallestOfMomentum);
  const magnitude = v128.load32_splat(magnitudeBits);
  const whole = <usize>(begin + ((end - begin) & ~3)) << 2;
  let at = <usize>begin << 2;
  for (; at < whole; at += 16) {
    const pull = f32x4.mul(rates, v128.load(gradient + at));
    const u = slot(f32x4.sub(f32x4.mul(momenta, v128.load(velocity + at)), pull), magnitude, least);
    v128.store(velocity + at, u);
    const step = nesterov ? f32x4.sub(f32x4.mul(momenta, u), pull) : u;
    v128.store(parameter + at, f32x4.add(v128.load(parameter + at), step));
  }
  const stop = <usize>end << 2;
  const rate = load<f32>(load<usize>(instruction, argumentRate));
  const momentum = load<f32>(instruction, argumentMomentum);
  const smallest = load<f32>(instruction, argumentSmallestOfMomentum);
  for (; at < stop; at += 4) {
    const pull = rate * load<f32>(gradient + at);
    const u = slot1(momentum * load<f32>(velocity + at) - pull, smallest);
    store<f32>(velocity + at, u);
    store<f32>(parameter + at, load<f32>(parameter + at) + (nesterov ? momentum * u - pull : u));
  }
}
