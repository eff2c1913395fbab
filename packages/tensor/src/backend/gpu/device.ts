/**
 * The device over the runner of a mode. i32 values are float32 numbers here, because that is all that gpu.js knows;
 * values that float32 cannot hold are refused when written.
 */
import type { DType } from '../../dtype.ts';
import { BackendError } from '../../errors.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import { checkBindings } from '../bindings.ts';
import type { Bindings, Device, DeviceBuffer, Executable } from '../device.ts';
import { DisposableDevice } from '../disposable-device.ts';
import { type BufferHost, GpuBuffer } from './buffer.ts';
import type { GpuCounters } from './counters.ts';
import { GpuExecutable } from './executable.ts';
import { deviceName, type GpuMode } from './mode.ts';
import type { Runner } from './runner/runner.ts';

/** A device that runs plans through gpu.js. */
export interface GpuDevice extends Device {
  readonly mode: GpuMode;
  /** Whether it only imitates a GPU: plain JavaScript, WebAssembly, or a renderer on a CPU. */
  readonly software: boolean;
  /** What it has done so far. */
  readonly counters: Readonly<GpuCounters>;
}

export class OpenGpuDevice extends DisposableDevice implements GpuDevice, BufferHost {
  readonly name: string;
  readonly mode: GpuMode;
  readonly description: string;
  readonly software: boolean;
  readonly prefersSparseRows: boolean;
  readonly runsBeside: boolean;
  readonly counters: GpuCounters;
  readonly runner: Runner;
  isOpen = true;

  constructor(runner: Runner, software: boolean, counters: GpuCounters) {
    super();
    this.runner = runner;
    this.software = software;
    this.counters = counters;
    this.mode = runner.mode;
    this.name = deviceName(runner.mode);
    this.description = software ? `${runner.description} (software)` : runner.description;
    this.prefersSparseRows = runner.prefersSparseRows;
    this.runsBeside = runner.mode === 'webgpu';
  }

  check(): void {
    if (!this.isOpen) throw new BackendError(this.name, 'this device has been disposed of');
  }

  allocate(dtype: DType, length: number): DeviceBuffer {
    this.check();
    return new GpuBuffer(this, dtype, length);
  }

  async compile(plan: Plan, bindings: Bindings): Promise<Executable> {
    this.check();
    const bound = new Map<BufferId, GpuBuffer>();
    for (const [id, buffer] of checkBindings(plan, bindings)) {
      if (!(buffer instanceof GpuBuffer && buffer.isOf(this))) {
        throw new BackendError(this.name, `plan "${plan.name}" is bound to a buffer of another device`);
      }
      bound.set(id, buffer);
    }
    return GpuExecutable.compile(this, plan, bound);
  }

  async dispose(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.runner.dispose();
  }
}
