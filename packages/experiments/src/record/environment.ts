/** Where and with what a run was made, as its folder records it. Node only. */
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { basename } from 'node:path';
import type { Device } from '@inkgrad/tensor';
import type { DataRequest, DataSet } from '../data/data-set.ts';
import { type GitState, gitState } from './git-state.ts';

/** The machine, the program and the data of a run, as its record names them. */
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
  readonly threads: number;
  /** What the backend uses of the hardware, as its description says it: relaxed SIMD, a GPU's name. */
  readonly features: readonly string[];
  /** Of the working directory; null where it is in no repository, or there is no git. */
  readonly git: GitState | null;
  readonly data: {
    readonly source: string;
    /** Absolute; null for the installed package. */
    readonly folder: string | null;
    readonly files: readonly { readonly name: string; readonly bytes: number; readonly md5: string }[];
    /** What was done to the images as they were read. */
    readonly transposed: boolean;
    readonly inverted: boolean;
    /** Sentences about images that look turned, mirrored or inverted all the same. */
    readonly notices: readonly string[];
    /** How data of one's own was read; absent for IDX files in MNIST's form. */
    readonly request?: DataRequest | undefined;
  };
}

type RecordedFiles = Pick<RunEnvironment['data'], 'files'>;

const shownDigits = 8;

/** What of the data is not as it was, as a clause: `iris.csv has other contents (MD5 12ab34cd…, it was …)`. */
export function changedData(before: RecordedFiles, now: RecordedFiles): string | undefined {
  if (before.files.length !== now.files.length) {
    return `it was ${before.files.length} files, and is ${now.files.length} now`;
  }
  const at = before.files.findIndex(({ md5, bytes }, file) => {
    const own = now.files[file]!;
    return own.md5 !== md5 || own.bytes !== bytes;
  });
  if (at < 0) return undefined;
  const short = ({ md5 }: { readonly md5: string }): string => `${md5.slice(0, shownDigits)}…`;
  const [old, own] = [before.files[at]!, now.files[at]!];
  return `${own.name} has other contents (MD5 ${short(own)}, it was ${short(old)})`;
}

/** A device's description without its name and its threads, which change no result. */
function featuresOf({ description }: Device): string[] {
  return description.split(', ').filter((part, at) => at > 0 && !/^\d+ threads?$/.test(part));
}

/**
 * What a record says of the machine, the program and the data of a run.
 * @param version of inkgrad
 * @param startedAt default: now
 */
export function describeEnvironment(
  version: string,
  device: Device,
  data: DataSet,
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
    threads: device.threads ?? 1,
    features: featuresOf(device),
    git: gitState(),
    data: {
      source: data.source,
      folder: data.folder ?? null,
      files: data.files.map(({ path, bytes, md5 }) => ({ name: basename(path), bytes, md5 })),
      ...data.orientation,
      notices: data.notices.map(({ sentence }) => sentence),
      ...(data.request === undefined ? {} : { request: data.request }),
    },
  };
}
