/** Devices by name in Node, GPU devices included: nothing is bundled there, so a name costs nothing until it is used. */
import type { openDevice as openInPage, probeBackends as probeInPage } from './by-name.ts';
import { type OpenGpuByName, openByName, probeByName } from './registry.ts';

const openGpu: OpenGpuByName = async (_, mode) => (await import('./gpu/node.ts')).openGpuDevice(mode);

export const openDevice: typeof openInPage = async (name = 'auto', options = {}) => openByName(name, options, openGpu);

export const probeBackends: typeof probeInPage = async () => probeByName(openGpu);
