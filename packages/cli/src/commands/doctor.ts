/**
 * `inkgrad doctor`: what this machine has, for a person who wonders why something does not run, and for reports of
 * defects. It changes nothing and trains nothing; each backend multiplies two matrices.
 */
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { DataFile } from '@inkgrad/experiments';
import { BackendError, backendNames, isInkgradError } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { type BackendState, probe } from '../backends/probe.ts';
import type { CommandContext } from '../context.ts';
import { type DataOptions, loadData, orientationText, warn } from '../load-data.ts';
import { formatBytes, formatCount } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { renderTable } from '../terminal/table.ts';
import { renderFields } from '../views/fields.ts';

export interface DoctorOptions extends DataOptions {
  readonly json?: boolean;
}

interface Diagnosis {
  readonly inkgrad: string;
  readonly node: string;
  readonly v8: string;
  readonly system: string;
  readonly cpu: { readonly model: string; readonly cores: number; readonly load: number };
  readonly memoryBytes: number;
  readonly backends: readonly BackendState[];
  readonly data: DataFound | { readonly error: string };
}

interface DataFound {
  readonly source: string;
  readonly trainingImages: number;
  readonly testImages: number;
  readonly files: readonly DataFile[];
  /** What was done to the images as they were read. */
  readonly transposed: boolean;
  readonly inverted: boolean;
  /** Warnings of how they lie all the same. */
  readonly notices: readonly string[];
}

/** What multiplies wrongly is worse than absent. */
const isWrong = (state: BackendState): boolean => state.available && state.product?.largestError !== undefined;

function describeBackend(state: BackendState): string {
  if (!state.available) return state.reason;
  const { name, device, description, product } = state;
  const isHardware = name.startsWith('gpu') && !state.software;
  const taken = device === name ? `${description}${isHardware ? ' (hardware)' : ''}` : `takes ${device}`;
  if (product === undefined) return taken;
  return product.gigaflops === undefined
    ? `${taken}; its product of ${product.size}×${product.size} matrices is wrong by ${product.largestError}`
    : `${taken}; ${product.gigaflops.toPrecision(2)} GF/s`;
}

function printBackends(backends: readonly BackendState[], out: Output): void {
  const { colors } = out;
  out.line(`\n${colors.bold('Backends')}`);
  const width = Math.max(...backends.map(({ name }) => name.length));
  for (const state of backends) {
    const mark = state.available && !isWrong(state) ? colors.green('✓') : colors.red('✗');
    out.line(`${mark} ${state.name.padEnd(width)}  ${describeBackend(state)}`);
  }
}

function printData(data: Diagnosis['data'], out: Output): void {
  const { colors } = out;
  out.line(`\n${colors.bold('Data')}`);
  if ('error' in data) {
    out.line(`${colors.red('✗')} ${data.error}`);
    return;
  }
  const { source, trainingImages, testImages, files } = data;
  out.line(
    `${formatCount(trainingImages)} training and ${formatCount(testImages)} test images from ${source}${orientationText(data)}`,
  );
  const columns = [{ title: 'file', align: 'left' }, { title: 'size' }, { title: 'MD5', align: 'left' }] as const;
  const rows = files.map(({ path, bytes, md5, canonical }) => [
    path.split(/[\\/]/).at(-1)!,
    formatBytes(bytes),
    canonical ? colors.green('✓ original MNIST') : `${md5} (not original MNIST)`,
  ]);
  for (const line of renderTable(columns, rows, out.look())) out.line(line);
  warn(data.notices, out);
}

function print(diagnosis: Diagnosis, out: Output): void {
  const { colors } = out;
  const { inkgrad, node, v8, system, cpu, memoryBytes, backends, data } = diagnosis;
  const fields = [
    ['inkgrad', inkgrad],
    ['Node', `${node} (V8 ${v8})`],
    ['System', system],
    ['CPU', `${cpu.model}, ${plural(cpu.cores, 'core')}, load ${cpu.load.toFixed(2)}`],
    ['Memory', formatBytes(memoryBytes)],
  ] as const;
  for (const line of renderFields(fields, colors)) out.line(line);
  printBackends(backends, out);
  printData(data, out);
}

export async function doctor(options: DoctorOptions, context: CommandContext): Promise<void> {
  const { terminal, version } = context;
  let failure: unknown;
  let data: Diagnosis['data'];
  try {
    const { data: found, warnings } = await loadData(options, context.env);
    const { source, train, test, files, orientation } = found;
    data = { source, trainingImages: train.count, testImages: test.count, files, ...orientation, notices: warnings };
  } catch (error) {
    if (!isInkgradError(error)) throw error;
    failure = error;
    data = { error: error.message };
  }
  const diagnosis: Diagnosis = {
    inkgrad: version,
    node: process.versions.node,
    v8: process.versions.v8,
    system: `${platform()} ${release()} ${arch()}`,
    cpu: { model: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism(), load: loadavg()[0]! },
    memoryBytes: totalmem(),
    backends: await probe(backendNames, true),
    data,
  };
  if (options.json) context.answer(diagnosis);
  else print(diagnosis, terminal.out);
  if (failure !== undefined) throw failure;
  const wrong = diagnosis.backends.find(isWrong);
  if (wrong !== undefined) throw new BackendError(wrong.name, 'it multiplies matrices wrongly');
}
