/** Processes in which the packages of the gpu backend are absent, broken, or played by something else. */

/**
 * `gpu.js-throws` and `webgpu-throws`: the import fails. `webgpu-absent`: there is no such package. `webgpu-destroyed` is
 * Dawn, whose device is destroyed in a training. The others are played by `fake-webgpu.mjs`: an adapter that is not there,
 * that fails in a training, gives zeros without a word, takes no shader, or binds no buffer beyond a megabyte.
 */
export type StandIn =
  | 'gpu.js-throws'
  | 'webgpu-throws'
  | 'webgpu-absent'
  | 'webgpu-no-adapter'
  | 'webgpu-lost'
  | 'webgpu-error'
  | 'webgpu-out-of-memory'
  | 'webgpu-zeros'
  | 'webgpu-shader'
  | 'webgpu-small'
  | 'webgpu-destroyed';

const hooks = new URL('./stand-ins.mjs', import.meta.url).href;

/** The environment of a process, and of those it starts, in which `name` is the case. */
export const withStandIn = (name: StandIn): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${hooks}?${name}`,
});
