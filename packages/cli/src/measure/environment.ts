/** What a measurement was made on and with, as its report says it. */
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface MeasurementEnvironment {
  readonly inkgrad: string;
  readonly node: string;
  readonly v8: string;
  readonly system: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

export function measurementEnvironment(version: string): MeasurementEnvironment {
  return {
    inkgrad: version,
    node: process.versions.node,
    v8: process.versions.v8,
    system: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    startedAt: new Date().toISOString(),
  };
}

/** Load average of the last minute. */
export function loadAverage(): number {
  return Math.round(loadavg()[0]! * 100) / 100;
}
