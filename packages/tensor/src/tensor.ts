/**
 * A tensor is a node of a graph: an op, its inputs, a static shape and an element type. Making one runs nothing;
 * `evaluate` or a compiled program does. `record` is the only place where nodes are made.
 */
import type { DType } from './dtype.ts';
import { ArgumentError } from './errors.ts';
import { type Given, inferRules } from './op/infer.ts';
import type { OpAttributes, OpName, StateIdentity } from './op/op.ts';
import type { Shape } from './shape.ts';

let nextId = 0;

export class Tensor<K extends OpName = OpName> {
  /** Increases in order of creation, so that an input's id is below its consumer's. */
  readonly id: number;
  readonly op: K;
  readonly attributes: OpAttributes[K];
  readonly inputs: readonly Tensor[];
  readonly shape: Shape;
  readonly dtype: DType;

  constructor(op: K, attributes: OpAttributes[K], inputs: readonly Tensor[], result: Given) {
    this.id = nextId++;
    this.op = op;
    this.attributes = attributes;
    this.inputs = inputs;
    this.shape = result.shape;
    this.dtype = result.dtype;
  }

  toString(): string {
    return `${this.op} ${this.dtype}[${this.shape.join(', ')}]`;
  }
}

/**
 * Makes a node. `given` is the result's shape and element type for ops whose inputs do not determine it.
 * @throws ShapeError or DTypeError for inputs that the op cannot take.
 */
export function record<K extends OpName>(
  op: K,
  attributes: OpAttributes[K],
  inputs: readonly Tensor[],
  given: Given = { shape: [], dtype: 'f32' },
): Tensor<K> {
  return new Tensor(op, attributes, inputs, inferRules[op](attributes, inputs, given));
}

/** Whether `tensor` is a node of `op`, with its attributes typed accordingly. */
export function isOp<K extends OpName>(tensor: Tensor, op: K): tensor is Tensor<K> {
  return (tensor.op as OpName) === op;
}

/** A named value that lives on a device between runs: a parameter, an optimizer slot, a counter, a metric sum. */
export class Variable implements StateIdentity {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  /** Its value at the start of a step. */
  readonly tensor: Tensor<'state'>;

  constructor(name: string, shape: Shape, dtype: DType = 'f32') {
    if (name === '') throw new ArgumentError('Variable', 'name', 'a non-empty string', '""');
    this.name = name;
    this.shape = [...shape];
    this.dtype = dtype;
    this.tensor = record('state', { variable: this }, [], { shape: this.shape, dtype });
  }
}
