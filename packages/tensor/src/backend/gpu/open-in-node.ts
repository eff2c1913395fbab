/**
 * GPU devices in Node: gpu.js and Dawn are the packages that Node finds. A bundler for servers leaves these imports
 * alone; it could not bundle Dawn's binary, and who does not use them need not have installed them.
 */
import { openGpu } from './open.ts';
import type { openGpuDevice as openInPage } from './open-in-page.ts';
import { dawnVersion, gpuJsVersion } from './versions.ts';

export const openGpuDevice: typeof openInPage = async (mode = 'best', options = {}) =>
  openGpu(mode, options, {
    importGpuJs: () => import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ 'gpu.js'),
    bringGpuJs: `install it with "npm install gpu.js@${gpuJsVersion}"`,
    importWebGpu: () => import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ 'webgpu'),
    bringWebGpu: `install it with "npm install webgpu@${dawnVersion}"`,
    withoutWebGl: {
      webgl2: 'there is no WebGL2 here; it needs a browser',
      headlessgl:
        'the npm package "gl" is not installed or found no display; see docs/gpu.md for how to build and run it',
    },
  });
