/** The page that `training.browser.ts` bundles: it can train on any device that the browser has. */
import { canonicalFiles, type MnistRole } from '@inkgrad/mnist';
import { type Device, openDevice } from '@inkgrad/tensor';
import type { GpuMode } from '@inkgrad/tensor/gpu';
import { type Trained, trainV1 } from '../train-v1.ts';

async function fetchFile(role: MnistRole): Promise<{ name: string; bytes: Uint8Array }> {
  const { name } = canonicalFiles[role];
  const response = await fetch(`/mnist/${name}`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return { name, bytes: new Uint8Array(await response.arrayBuffer()) };
}

/** Imported when asked for, so that it is a part of its own. */
async function openGpu(mode: GpuMode): Promise<Device> {
  const { openGpuDevice } = await import('@inkgrad/tensor/gpu');
  return openGpuDevice(mode);
}

async function train(name: string): Promise<Trained> {
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all([
    fetchFile('trainImages'),
    fetchFile('trainLabels'),
    fetchFile('testImages'),
    fetchFile('testLabels'),
  ]);
  const device = name.startsWith('gpu:') ? await openGpu(name.slice(4) as GpuMode) : await openDevice(name);
  return trainV1(device, { trainImages, trainLabels, testImages, testLabels });
}

Object.assign(globalThis, { train });
