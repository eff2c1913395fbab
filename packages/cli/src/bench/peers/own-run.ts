/**
 * inkgrad as one of the peers: a process of its own that takes a job and answers as they do. Run with Node, not
 * imported.
 */
import { readFileSync } from 'node:fs';
import { DataUploads, runExperiment } from '@inkgrad/experiments';
import { namedExperiments } from '@inkgrad/mnist';
import { loadMnist } from '@inkgrad/mnist/node';
import { openDevice } from '@inkgrad/tensor';
import { openGpuDevice } from '@inkgrad/tensor/gpu';
import { enableRelaxedSimd } from '../../backends/relaxed-simd.ts';
import type { PeerAnswer, PeerJob } from './job.ts';

enableRelaxedSimd();
const job = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as PeerJob;
const { INKGRAD_DATA, INKGRAD_VERSION } = process.env;
const { backend = 'wasm' } = job;
const device = backend === 'wasm' ? await openDevice(backend, { threads: job.threads }) : await openGpuDevice('webasm');
const data = await loadMnist({ dataDir: INKGRAD_DATA || undefined });
const experiment = namedExperiments[job.experiment]!;
const uploads = new DataUploads(device, data);
const { epochs } = await runExperiment(experiment, data, { device, uploads, seed: job.seed, epochs: job.epochs });
const last = epochs.at(-1)!;
const answer: PeerAnswer = {
  peer: 'inkgrad',
  version: INKGRAD_VERSION ?? 'unknown',
  secondsPerEpoch: epochs.map(({ seconds }) => seconds),
  validationAccuracy: last.validationAccuracy!,
  validationLoss: last.validationLoss!,
  notes: [device.description],
};
process.stdout.write(`${JSON.stringify(answer)}\n`);
await uploads.dispose();
await device.dispose();
