/**
 * A model's graph as plain data: its inputs, its layers, and the calls of layers in an order in which each finds its
 * inputs made. Values are numbered: first the inputs, then what the calls give.
 */
import { ArgumentError } from '@inkgrad/tensor';
import { type Layer, SymbolicTensor } from '../define/layer.ts';
import { describe, isRecord } from '../define/names.ts';
import type { Spec } from '../define/spec.ts';
import { ModelStateError } from '../errors.ts';

export interface GraphInput extends Spec {
  readonly name: string;
}

export interface GraphLayer {
  readonly layer: Layer;
  readonly name: string;
}

export interface GraphCall {
  /** Which of the layers. */
  readonly layer: number;
  /** Numbers of values. */
  readonly inputs: readonly number[];
}

export interface GraphOutput {
  readonly name: string;
  /** Number of a value. */
  readonly value: number;
}

export interface Graph {
  readonly inputs: readonly GraphInput[];
  readonly layers: readonly GraphLayer[];
  readonly calls: readonly GraphCall[];
  readonly outputs: readonly GraphOutput[];
}

/** One value, several, or several by name. */
export type SymbolicTensors = SymbolicTensor | readonly SymbolicTensor[] | Readonly<Record<string, SymbolicTensor>>;

/** Layers in a row. */
export function chain(layers: readonly Layer[], spec: Spec): Graph {
  const names = layerNames(layers);
  return {
    inputs: [{ name: 'input', shape: spec.shape, dtype: spec.dtype }],
    layers: layers.map((layer, at) => ({ layer, name: names[at]! })),
    calls: layers.map((_, at) => ({ layer: at, inputs: [at] })),
    outputs: [{ name: names.at(-1)!, value: layers.length }],
  };
}

/**
 * The graph from outputs back to inputs.
 * @throws ArgumentError for inputs that are not made by `input()`, and for an output that depends on another input
 */
export function trace(inputs: SymbolicTensors, outputs: SymbolicTensors): Graph {
  const entries = listed('inputs', inputs);
  const ends = listed('outputs', outputs);
  const numbers = new Map<SymbolicTensor, number>();
  for (const [, value] of entries) {
    if (value.source.kind !== 'input' || numbers.has(value)) {
      throw new ArgumentError('model', 'inputs', 'different values made by input()', 'a layer’s output, or one twice');
    }
    numbers.set(value, numbers.size);
  }
  const layers: Layer[] = [];
  const calls: GraphCall[] = [];
  for (const value of callOrder(ends.map(([, value]) => value))) {
    if (value.source.kind === 'input') {
      if (numbers.has(value)) continue;
      const name = value.source.name === undefined ? '' : ` "${value.source.name}"`;
      throw new ArgumentError(
        'model',
        'inputs',
        'every input that the outputs depend on',
        `a graph with another${name}`,
      );
    }
    const { layer, inputs: sources } = value.source;
    if (!layers.includes(layer)) layers.push(layer);
    calls.push({ layer: layers.indexOf(layer), inputs: sources.map((source) => numbers.get(source)!) });
    numbers.set(value, numbers.size);
  }
  const names = layerNames(layers);
  const inputNames = distinct(
    'inputs',
    entries.map(([key, { source }]) => key ?? (source.kind === 'input' ? source.name : undefined)),
    () => 'input',
  );
  const outputNames = distinct(
    'outputs',
    ends.map(([key]) => key),
    (at) => outputName(ends[at]![1], layers, names),
  );
  return {
    inputs: entries.map(([, { shape, dtype }], at) => ({ name: inputNames[at]!, shape, dtype })),
    layers: layers.map((layer, at) => ({ layer, name: names[at]! })),
    calls,
    outputs: ends.map(([, value], at) => ({ name: outputNames[at]!, value: numbers.get(value)! })),
  };
}

/** Given names as they are, others by type and number. @throws ModelStateError for a name given twice. */
export function layerNames(layers: readonly Layer[]): string[] {
  const given = layers.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const twice = given.find((name, at) => given.indexOf(name) !== at);
  if (twice !== undefined) throw new ModelStateError(`two layers are named "${twice}"; names must differ.`);
  return numbered(
    layers.map(({ name }) => name),
    (at) => layers[at]!.type,
  );
}

function outputName({ source }: SymbolicTensor, layers: readonly Layer[], names: readonly string[]): string {
  return source.kind === 'input' ? 'input' : names[layers.indexOf(source.layer)]!;
}

function distinct(what: string, given: readonly (string | undefined)[], standard: (at: number) => string): string[] {
  const twice = given.find((name, at) => name !== undefined && given.indexOf(name) !== at);
  if (twice !== undefined) throw new ArgumentError('model', what, 'different names', `"${twice}" twice`);
  return numbered(given, standard);
}

/** Names that are given stay; others get their standard one, numbered where it is taken. */
function numbered(given: readonly (string | undefined)[], standard: (at: number) => string): string[] {
  const taken = new Set(given);
  return given.map((name, at) => {
    if (name !== undefined) return name;
    const base = standard(at);
    let own = base;
    for (let number = 1; taken.has(own); number++) own = `${base}_${number}`;
    taken.add(own);
    return own;
  });
}

function listed(what: string, values: unknown): (readonly [name: string | undefined, value: SymbolicTensor])[] {
  const list: (readonly [string | undefined, unknown])[] =
    values instanceof SymbolicTensor
      ? [[undefined, values]]
      : Array.isArray(values)
        ? values.map((value) => [undefined, value] as const)
        : isRecord(values)
          ? Object.entries(values)
          : [];
  if (list.length === 0 || !list.every(([, value]) => value instanceof SymbolicTensor)) {
    const expected = 'what input() or a layer’s apply() gives: one, a list, or several by name';
    throw new ArgumentError('model', what, expected, describe(values));
  }
  return list as (readonly [string | undefined, SymbolicTensor])[];
}

/** All values that `ends` depend on, each after its own inputs; without recursion, as graphs may be deep. */
function callOrder(ends: readonly SymbolicTensor[]): SymbolicTensor[] {
  const order = new Set<SymbolicTensor>();
  const pending = [...ends].reverse();
  while (pending.length > 0) {
    const value = pending.at(-1)!;
    const sources = value.source.kind === 'call' ? value.source.inputs : [];
    const missing = order.has(value) ? [] : sources.filter((source) => !order.has(source));
    if (missing.length > 0) pending.push(...missing.reverse());
    else {
      order.add(value);
      pending.pop();
    }
  }
  return [...order];
}
