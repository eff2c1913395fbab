/**
 * Errors of models: what a layer, a name, a data set or a model file should have been and what it was. All derive from
 * `InkgradError`, whose `kind` tells a command line which exit code to use.
 */
import { InkgradError } from '@inkgrad/tensor';

export { UnknownNameError } from '@inkgrad/tensor';

/** `[28, 28]` */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** A layer that cannot take the shape it is given. */
export class LayerShapeError extends InkgradError {
  override readonly name: string = 'LayerShapeError';
  readonly layer: string;
  readonly expected: string;
  readonly received: string;

  constructor(layer: string, expected: string, received: string) {
    super('usage', `layer "${layer}": expected ${expected}, received ${received}.`);
    this.layer = layer;
    this.expected = expected;
    this.received = received;
  }
}

/** An output that a loss cannot take: neither logits nor probabilities. */
export class LossOutputError extends InkgradError {
  override readonly name: string = 'LossOutputError';
  readonly loss: string;
  /** The last layer. */
  readonly layer: string;
  /** What the layer gives: "values of any size". */
  readonly received: string;

  constructor(loss: string, layer: string, expected: string, received: string, advice: string) {
    super('usage', `layer "${layer}": ${loss} ${expected}, and this layer gives ${received}; ${advice}.`);
    this.loss = loss;
    this.layer = layer;
    this.received = received;
  }
}

/** A model used before it is built or compiled, after it is disposed, or twice at the same time. */
export class ModelStateError extends InkgradError {
  override readonly name: string = 'ModelStateError';
  constructor(message: string) {
    super('usage', message);
  }
}

/** Samples or targets that a model cannot take. */
export class DataError extends InkgradError {
  override readonly name: string = 'DataError';
  /** Which data: "x", "y", "validation y". */
  readonly data: string;
  readonly expected: string;
  readonly received: string;

  constructor(data: string, expected: string, received: string) {
    super('data', `${data}: expected ${expected}, received ${received}.`);
    this.data = data;
    this.expected = expected;
    this.received = received;
  }
}

/** A loss that is NaN or infinite. Training stops at the end of the chunk of steps in which it appeared. */
export class NonFiniteLossError extends InkgradError {
  override readonly name: string = 'NonFiniteLossError';
  readonly phase: 'training' | 'validation' | 'evaluation';
  /** Counted from 1, as progress is shown; undefined outside `fit`. */
  readonly epoch: number | undefined;
  /** The first step whose loss is not finite, counted from 1 within the epoch. */
  readonly step: number;
  /** Infinity where a stream has not ended. */
  readonly steps: number;

  constructor(phase: NonFiniteLossError['phase'], epoch: number | undefined, step: number, steps: number) {
    const during = epoch === undefined ? '' : `epoch ${epoch}, `;
    const of = Number.isFinite(steps) ? ` of ${steps}` : '';
    const advice =
      phase === 'training' ? 'try a smaller learning rate, or look for extreme inputs' : 'the weights have diverged';
    super('numeric', `${phase} loss is not finite at ${during}step ${step}${of}; ${advice}.`);
    this.phase = phase;
    this.epoch = epoch;
    this.step = step;
    this.steps = steps;
  }
}

/** A number that is NaN or infinite, in a model's answer or in weights that are to be loaded. */
export class NonFiniteValueError extends InkgradError {
  override readonly name: string = 'NonFiniteValueError';
  /** Where it is in its array: in an answer [sample, class]. */
  readonly index: readonly number[];
  readonly value: number;
  /** The file and the tensor in it, where it was to be loaded. */
  readonly file: string | undefined;
  readonly tensor: string | undefined;

  constructor(
    sentence: string,
    index: readonly number[],
    value: number,
    advice: string,
    stored?: { readonly file: string; readonly tensor: string },
  ) {
    super('numeric', `${sentence}; ${advice}.`);
    this.index = index;
    this.value = value;
    this.file = stored?.file;
    this.tensor = stored?.tensor;
  }
}

/** A model or weights file that is damaged or belongs to another model. */
export class ModelFileError extends InkgradError {
  override readonly name: string = 'ModelFileError';
  /** The file, or what stands for it where bytes were given. */
  readonly file: string;
  readonly expected: string;
  readonly received: string;

  constructor(file: string, expected: string, received: string, options?: ErrorOptions) {
    super('data', `${file}: expected ${expected}, found ${received}.`, options);
    this.file = file;
    this.expected = expected;
    this.received = received;
  }
}
