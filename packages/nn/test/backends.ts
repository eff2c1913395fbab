/** Backends that the tests of training run on: those that are everywhere. */
export const testedBackends = ['reference', 'wasm'] as const;

/** The golden trajectories also run the gpu backend's kernels, in the modes that need no GPU. */
export const goldenBackends = [...testedBackends, 'gpu:webasm', 'gpu:cpu'] as const;
