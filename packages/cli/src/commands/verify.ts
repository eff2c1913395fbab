/**
 * `inkgrad verify`: runs golden training trajectories, small models whose losses, gradients and weights after each
 * step are known to float64, on each backend, and shows how far off each quantity is.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { JsonError, parseJson } from '@inkgrad/nn/json';
import {
  checkGoldenCases,
  type GoldenCase,
  type GoldenQuantity,
  type GoldenReport,
  type LayerCase,
  runGoldenCases,
} from '@inkgrad/nn/testing';
import { backendNames } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { checkBackendName } from '../backend-name.ts';
import { openBackend } from '../backends/open-backend.ts';
import { type AbsentBackend, probe } from '../backends/probe.ts';
import type { CommandContext } from '../context.ts';
import { DataFileError, ThresholdError } from '../errors.ts';
import { formatCounted } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { renderTable } from '../terminal/table.ts';

export interface VerifyOptions {
  readonly cases?: string;
  readonly backend?: string;
  readonly json?: boolean;
}

type BackendReport = GoldenReport & { readonly description: string };

const quantityTitles: Record<GoldenQuantity, string> = {
  loss: 'loss (relative)',
  dataLoss: 'data loss (relative)',
  regularizationLoss: 'regularization loss (relative)',
  probabilities: 'probabilities',
  outputs: 'outputs in training',
  gradients: 'gradients',
  parameters: 'weights after each step',
  weights: 'weights after each step',
  evaluationLoss: 'loss in inference (relative)',
  evaluationOutputs: 'outputs in inference',
};

async function readCases(file: string): Promise<readonly (GoldenCase | LayerCase)[]> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'it is a folder' : `it cannot be read (${code})`;
    throw new DataFileError(`${file}: ${reason}; expected golden trajectories as JSON.`, { cause: error });
  }
  let json: unknown;
  try {
    json = parseJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new DataFileError(`${file}: ${error.message}`, { cause: error });
  }
  return checkGoldenCases(json, file);
}

interface Choice {
  readonly chosen: readonly string[];
  readonly absent: readonly AbsentBackend[];
}

/** The backends to verify: the one asked for, or each that can run here; "gpu" is one of the others. */
async function chooseBackends(name: string | undefined): Promise<Choice> {
  if (name !== undefined) return { chosen: [name], absent: [] };
  const states = await probe(backendNames.filter((known) => known !== 'gpu'));
  const absent = states.filter((state) => !state.available);
  return { chosen: states.filter(({ available }) => available).map((state) => state.name), absent };
}

async function verifyOn(name: string, cases: readonly (GoldenCase | LayerCase)[]): Promise<BackendReport> {
  const device = await openBackend(name);
  try {
    return { ...(await runGoldenCases(device, cases)), description: device.description };
  } finally {
    await device.dispose();
  }
}

function print(report: BackendReport, out: Output): void {
  const { colors } = out;
  const steps = report.cases.reduce((sum, result) => sum + result.steps, 0);
  out.line(
    `${colors.bold(report.device)}  ${colors.dim(`${report.description}; ${plural(report.cases.length, 'case')}, ${formatCounted(steps, 'step')}`)}`,
  );
  const rows = (Object.entries(report.largest) as [GoldenQuantity, number][]).map(([quantity, error]) => {
    const tolerance = report.tolerances[quantity];
    const mark = error <= tolerance ? colors.green('✓') : colors.red('✗');
    const worst = report.cases.reduce((a, b) => ((b.errors[quantity] ?? 0) > (a.errors[quantity] ?? 0) ? b : a));
    return [mark, quantityTitles[quantity], error.toExponential(2), tolerance.toExponential(0), worst.name];
  });
  const columns = [
    { title: '', align: 'left' },
    { title: 'quantity', align: 'left' },
    { title: 'largest error' },
    { title: 'allowed' },
    { title: 'in case', align: 'left', least: 10, spare: 1 },
  ] as const;
  for (const line of renderTable(columns, rows, out.look())) out.line(line);
  out.line();
}

export async function verify(options: VerifyOptions, context: CommandContext): Promise<void> {
  const { out } = context.terminal;
  if (options.backend !== undefined) checkBackendName(options.backend);
  const file = options.cases ?? createRequire(import.meta.url).resolve('@inkgrad/nn/testing/training-steps.json');
  const cases = await readCases(file);
  const reports: BackendReport[] = [];
  const { chosen, absent } = await chooseBackends(options.backend);
  for (const name of chosen) {
    context.interrupt.signal.throwIfAborted();
    const report = await verifyOn(name, cases);
    reports.push(report);
    if (!options.json) print(report, out);
  }
  const failed = reports.filter(({ passed }) => !passed).map(({ device }) => device);
  if (options.json) context.answer({ cases: file, passed: failed.length === 0, backends: reports, absent });
  else for (const { name, reason } of absent) out.line(`${out.colors.bold(name)}  not here: ${reason}`);
  if (failed.length > 0) {
    throw new ThresholdError(`verify: an error is beyond its tolerance on ${failed.join(' and ')}.`);
  }
}
