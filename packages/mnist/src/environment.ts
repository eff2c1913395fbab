/** Where and with what a run was made, as its folder records it. Node only. */
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { basename } from 'node:path';
import type { Device } from '@inkgrad/tensor';
import type { MnistData } from './mnist-data.ts';

export interface RunEnvironment {
  /** Version of inkgrad. */
  readonly inkgrad: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly node: string;
  readonly v8: string;
  readonly system: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly backend: string;
  readonly backendDescription: string;
  readonly data: {
    readonly source: string;
    readonly files: readonly { readonly name: string; readonly bytes: number; readonly md5: string }[];
  };
}

/**
 * @param version of inkgrad
 * @param startedAt default: now
 */
export function describeEnvironment(
  version: string,
  device: Device,
  data: MnistData,
  startedAt: Date = new Date(),
): RunEnvironment {
  return {
    inkgrad: version,
    startedAt: startedAt.toISOString(),
    node: process.versions.node,
    v8: process.versions.v8,
    system: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    backend: device.name,
    backendDescription: device.description,
    data: {
      source: data.source,
      files: data.files.map(({ path, bytes, md5 }) => ({ name: basename(path), bytes, md5 })),
    },
  };
}
