/**
 * A tensor is a node of a graph: an op, its inputs, a static shape and an element type. Making one runs nothing;
 * `evaluate` or a compiled program does. `record` is the only place where nodes are made, `rebuild` the only one where
 * passes over a graph put another in a node's place.
 */
import { graphMarker } from './check/describe.ts';
import { check, nonEmptyText } from './check/numbers.ts';
import { knownName } from './check/options.ts';
import { dtypeNamed, shapeOf } from './check/shape.ts';
import type { DType } from './dtype.ts';
import { ArgumentError } from './errors.ts';
import { type Given, inferRules } from './op/infer.ts';
import type { OpAttributes, OpName, StateIdentity } from './op/op.ts';
import { opProperty } from './op/property.ts';
import type { Shape } from './shape.ts';

let nextId = 0;

/** Whoever has it makes nodes: this file. */
const nodeKey = Symbol('node');

/**
 * A node of a graph: an op with its inputs. It has a shape and an element type, and a value only when a program runs.
 */
export class Tensor<K extends OpName = OpName> {
  /** Increases in order of creation, so that an input's id is below its consumer's. */
  readonly id: number;
  readonly op: K;
  readonly attributes: OpAttributes[K];
  readonly inputs: readonly Tensor[];
  readonly shape: Shape;
  readonly dtype: DType;

  /** Not for callers: functions such as `tensor`, `input` and `add` make tensors, and check what they are given. */
  constructor(key: symbol, op: K, attributes: OpAttributes[K], inputs: readonly Tensor[], result: Given) {
    if (key !== nodeKey) {
      throw new ArgumentError('Tensor', 'a tensor', 'made by tensor(…), input(…) or another function', 'new Tensor(…)');
    }
    this.id = nextId++;
    this.op = op;
    this.attributes = attributes;
    this.inputs = inputs;
    this.shape = result.shape;
    this.dtype = result.dtype;
  }

  /** Op, element type and shape: "add f32[2, 3]". */
  toString(): string {
    return `${this.op} ${this.dtype}[${this.shape.join(', ')}]`;
  }

  get [graphMarker](): string {
    return 'tensor';
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
  return new Tensor(nodeKey, op, attributes, inputs, inferRules[op](attributes, inputs, given));
}

/** A node with a shape and an element type that are known to be right; its inputs are of the same kinds as before. */
export function rebuild<K extends OpName>(
  op: K,
  attributes: OpAttributes[K],
  inputs: readonly Tensor[],
  result: Given,
): Tensor<K> {
  return new Tensor(nodeKey, op, attributes, inputs, result);
}

/**
 * Whether `tensor` is a node of `op`, with its attributes typed accordingly.
 * @throws ArgumentError for what is no tensor, UnknownNameError for an op that there is none of.
 * @example
 * const x = add(tensor([1]), 1);
 * isOp(x, 'add') && x.inputs.length; // → 2
 */
export function isOp<K extends OpName>(tensor: Tensor, op: K): tensor is Tensor<K> {
  check('isOp', 'tensor', tensor, 'a tensor', tensor instanceof Tensor);
  if (typeof op !== 'string' || !Object.hasOwn(opProperty, op)) knownName('isOp', 'op', opProperty, op);
  return (tensor.op as OpName) === op;
}

/** A named value that lives on a device between runs: a parameter, an optimizer slot, a counter, a metric sum. */
export class Variable implements StateIdentity {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  /** Its value at the start of a step. */
  readonly tensor: Tensor<'state'>;

  /** @throws ArgumentError or ShapeError for a name that is empty, or a shape or element type that is none. */
  constructor(name: string, shape: Shape, dtype: DType = 'f32') {
    this.name = nonEmptyText('Variable', 'name', name);
    this.shape = shapeOf('Variable', 'shape', shape);
    this.dtype = dtypeNamed('Variable', dtype);
    this.tensor = record('state', { variable: this }, [], this);
  }

  /** Name, element type and shape: "kernel f32[2, 3]". */
  toString(): string {
    return `${this.name} ${this.dtype}[${this.shape.join(', ')}]`;
  }

  get [graphMarker](): string {
    return 'variable';
  }
}
