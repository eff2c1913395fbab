/**
 * The values of a model's variables: on the host until a device is chosen, then in device buffers that every plan of
 * the model binds.
 */
import { type Device, type DeviceBuffer, InternalError, sizeOf, type TypedArray, type Variable } from '@inkgrad/tensor';

export class VariableStore {
  /** Values, or what makes them when they are first asked for. */
  readonly #host = new Map<Variable, TypedArray | (() => TypedArray)>();
  readonly #buffers = new Map<Variable, DeviceBuffer>();
  #device: Device | undefined;

  get device(): Device | undefined {
    return this.#device;
  }

  /** Adds a variable, zero at first unless given a value. It reaches the device when its buffer is asked for. */
  define(variable: Variable, value: TypedArray | (() => TypedArray) = zeroFilled(variable)): void {
    this.#host.set(variable, value);
  }

  /** The variable's buffer on the device. */
  async buffer(variable: Variable): Promise<DeviceBuffer> {
    const known = this.#buffers.get(variable);
    if (known !== undefined) return known;
    const value = this.#onHost(variable);
    if (value === undefined || this.#device === undefined) {
      throw new InternalError(`variable ${variable.name} has no value or no device`);
    }
    const buffer = this.#device.allocate(variable.dtype, sizeOf(variable.shape));
    // From here on the buffer holds the value, also for who asks while it is being written.
    this.#buffers.set(variable, buffer);
    this.#host.delete(variable);
    await buffer.write(value);
    return buffer;
  }

  /**
   * A copy of the variable's value; at once where the device can. Training on little data reads and writes so often that
   * every promise counts, in Firefox above all.
   */
  read(variable: Variable): TypedArray | Promise<TypedArray> {
    const known = this.#buffers.get(variable);
    if (known !== undefined) return known.readDirect?.() ?? known.read();
    const value = this.#onHost(variable);
    return value === undefined ? this.buffer(variable).then((buffer) => buffer.read()) : value.slice();
  }

  #onHost(variable: Variable): TypedArray | undefined {
    const held = this.#host.get(variable);
    if (typeof held !== 'function') return held;
    const value = held();
    this.#host.set(variable, value);
    return value;
  }

  /** At once where the device can, which undefined says. */
  write(variable: Variable, value: TypedArray): Promise<void> | undefined {
    const known = this.#buffers.get(variable);
    if (known !== undefined) return writeTo(known, value);
    if (!this.#host.has(variable)) return this.buffer(variable).then((buffer) => buffer.write(value));
    this.#host.set(variable, value.slice());
    return undefined;
  }

  /** Brings all values to `device`, from another one if there is one. */
  async moveTo(device: Device): Promise<void> {
    if (this.#device === device) return;
    const held = await Promise.all(
      [...this.#buffers].map(async ([variable, buffer]) => [variable, await buffer.read()] as const),
    );
    this.#freeBuffers();
    for (const [variable, value] of held) this.#host.set(variable, value);
    this.#device = device;
  }

  /** Forgets variables and frees their memory. */
  forget(variables: readonly Variable[]): void {
    for (const variable of variables) {
      this.#buffers.get(variable)?.dispose();
      this.#buffers.delete(variable);
      this.#host.delete(variable);
    }
  }

  dispose(): void {
    this.#freeBuffers();
    this.#host.clear();
  }

  #freeBuffers(): void {
    for (const buffer of this.#buffers.values()) buffer.dispose();
    this.#buffers.clear();
  }
}

/** Copies to the first elements of a buffer, at once where the device can, which undefined says. */
export function writeTo(buffer: DeviceBuffer, data: TypedArray): Promise<void> | undefined {
  if (buffer.writeDirect === undefined) return buffer.write(data);
  buffer.writeDirect(data);
  return undefined;
}

function zeroFilled(variable: Variable): TypedArray {
  const length = sizeOf(variable.shape);
  return variable.dtype === 'f32' ? new Float32Array(length) : new Int32Array(length);
}
