/** The values of tensors now: a small program planned, compiled, run once and thrown away. There is no other eager path. */
import { withDefaultDevice } from './backend/default-device.ts';
import type { Device, DeviceBuffer } from './backend/device.ts';
import { check } from './check/numbers.ts';
import { checkKeys, isPlainObject, isRecord } from './check/options.ts';
import { checkTensors } from './check/tensor.ts';
import type { DType, TypedArray } from './dtype.ts';
import { ShapeError, UndeclaredError, UnknownNameError } from './errors.ts';
import { program, readBy } from './graph/program.ts';
import { topological } from './graph/topological.ts';
import { hostValues, type NestedNumbers, type NumberArray } from './host-values.ts';
import { opProperty } from './op/property.ts';
import { plan } from './plan/plan-program.ts';
import { type Shape, shapesEqual, sizeOf } from './shape.ts';
import { Tensor, type Variable } from './tensor.ts';
import { nearestName } from './text/nearest-name.ts';

/** What `evaluate` may be told: values of inputs and variables, and a device. */
export interface EvaluateOptions {
  /**
   * The value of each input and variable that the tensors depend on, by name: nested numbers of its shape, or a typed
   * array of as many elements. They become what its element type holds, as in `tensor`.
   */
  readonly values?: Readonly<Record<string, NestedNumbers | NumberArray>>;
  /** By default a wasm device that all evaluations share; see `disposeDefaultDevice`. One that is given stays open. */
  readonly device?: Device;
}

/** An input or a variable: what has a value from outside. */
interface Given {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * The elements of a tensor, or of each of several, in row-major order: Float32Array for f32, Int32Array for i32.
 * `await evaluate(add(x, y), { values: { x: [1, 2], y: [3, 4] } })`
 * @param tensors one, whose elements come back, or a list, for which a list comes back
 * @param options also a device alone
 * @throws UndeclaredError if they depend on an input or a variable without a value, or on two of one name.
 * @throws ArgumentError, UnknownNameError, ShapeError for values that do not fit. @throws what the device throws.
 * @example
 * const x = input('x', [2]);
 * const y = mul(x, 10);
 * await evaluate(y, { values: { x: [1, 2] } }); // → [10, 20]
 * await evaluate([y, sum(y)], { values: { x: [1, 2] } }); // → [[10, 20], [30]]
 */
export async function evaluate(tensors: Tensor, options?: EvaluateOptions | Device): Promise<TypedArray>;
export async function evaluate(tensors: readonly Tensor[], options?: EvaluateOptions | Device): Promise<TypedArray[]>;
export async function evaluate(
  tensors: Tensor | readonly Tensor[],
  options: EvaluateOptions | Device = {},
): Promise<TypedArray | TypedArray[]> {
  const isOne = tensors instanceof Tensor;
  if (!isOne && !Array.isArray(tensors)) {
    check('evaluate', 'tensors', tensors, 'a tensor or a list of them', false);
  }
  const list: readonly Tensor[] = isOne ? [tensors] : tensors;
  checkTensors('evaluate', 'tensors', list);
  const update = list.find(({ op }) => opProperty[op] === 'update');
  check('evaluate', 'tensors', update, 'values; updates are of a program', update === undefined);
  const { values = {}, device } = optionsOf(options);
  const given = valuesOf(list, values);
  const results = await (device === undefined
    ? withDefaultDevice((shared) => run(shared, list, given))
    : run(device, list, given));
  return isOne ? results[0]! : results;
}

const isDevice = (value: unknown): value is Device => isRecord(value) && typeof value['compile'] === 'function';

function optionsOf(options: EvaluateOptions | Device): EvaluateOptions {
  if (isDevice(options)) return { device: options };
  checkKeys('evaluate', options, ['values', 'device']);
  const { device } = options;
  check('evaluate', 'device', device, 'a device, from openDevice', device === undefined || isDevice(device));
  return options;
}

/** What the tensors read from outside, with its values. */
interface Reading {
  readonly inputs: readonly Tensor<'input'>[];
  readonly state: readonly Variable[];
  readonly values: ReadonlyMap<string, TypedArray>;
}

function valuesOf(tensors: readonly Tensor[], values: EvaluateOptions['values']): Reading {
  check('evaluate', 'values', values, 'an object of numbers by name', isPlainObject(values));
  const { inputs, state } = readBy(topological(tensors));
  const wanted: Given[] = [
    ...inputs.map(({ attributes, shape, dtype }) => ({ name: attributes.name, shape, dtype })),
    ...state,
  ];
  const names = wanted.map(({ name }) => name);
  for (const name of Object.keys(values!)) {
    if (names.includes(name)) continue;
    throw new UnknownNameError('evaluate', 'value', name, names, nearestName(name, names));
  }
  const missing = wanted.filter(({ name }) => !Object.hasOwn(values!, name));
  if (missing.length > 0) {
    const listed = missing.map(({ name, dtype, shape }) => `${name} ${dtype}[${shape.join(', ')}]`).join(', ');
    const named = missing.map(({ name }) => name);
    throw new UndeclaredError(
      'evaluate',
      named,
      `no value for ${listed}; give it as { values: { ${named.join(', ')} } }`,
    );
  }
  return {
    inputs,
    state: [...state] as Variable[],
    values: new Map(wanted.map((one) => [one.name, elementsOf(one, values![one.name])])),
  };
}

function elementsOf({ name, shape, dtype }: Given, value: unknown): TypedArray {
  const argument = `value of ${name}`;
  const { values, shape: own } = hostValues('evaluate', argument, value, undefined, dtype);
  const fits = ArrayBuffer.isView(value) ? values.length === sizeOf(shape) : shapesEqual(own, shape);
  if (!fits) throw new ShapeError('evaluate', [own], `the ${argument} as [${shape.join(', ')}]`);
  return values;
}

async function run(device: Device, tensors: readonly Tensor[], given: Reading): Promise<TypedArray[]> {
  const { inputs, state, values } = given;
  const outputs = Object.fromEntries(tensors.map((tensor, at) => [String(at), tensor]));
  const planned = plan(program({ name: 'evaluate', inputs, state, outputs }));
  const buffers = new Map<string, DeviceBuffer>();
  try {
    for (const [name, data] of values) {
      const buffer = device.allocate(data instanceof Float32Array ? 'f32' : 'i32', data.length);
      buffers.set(name, buffer);
      await buffer.write(data);
    }
    const executable = await device.compile(planned, Object.fromEntries(buffers));
    try {
      await executable.run();
      return await Promise.all(tensors.map((_, at) => executable.read(String(at))));
    } finally {
      executable.dispose();
    }
  } finally {
    for (const buffer of buffers.values()) buffer.dispose();
  }
}
